/** Whether a table or a chart is inside Slack's limits. It is never cut: what does not fit is shown as text. */

import type { TableBlock } from '@slack/types';
import type { ChartBlock } from './tables-and-charts.ts';

import { LIMITS } from './slack-limits.ts';
import { cellText } from './tables-and-charts.ts';

/** Whether Slack takes the table. */
export function tableFits({ rows }: TableBlock): boolean {
  const cells = rows.map((row) => row.map(cellText));
  return (
    rows.length > 0 &&
    rows.length <= LIMITS.tableRows &&
    cells.every((row) => row.length > 0 && row.length <= LIMITS.tableCells && !row.includes('')) &&
    cells.flat().join('').length <= LIMITS.tableText
  );
}

/** Whether Slack takes the chart: every series has one point for each category, in their order. */
export function chartFits({ title, chart: { series, axis_config } }: ChartBlock): boolean {
  const { categories, x_label = '–', y_label = '–' } = axis_config;
  return (
    within([title], LIMITS.chartTitle) &&
    within([x_label, y_label], LIMITS.chartAxis) &&
    areLabels(categories) &&
    categories.length <= LIMITS.chartPoints &&
    areLabels(series.map(({ name }) => name)) &&
    series.length <= LIMITS.chartSeries &&
    series.every(
      ({ data }) =>
        data.length === categories.length &&
        data.every(({ label, value }, index) => label === categories[index] && Number.isFinite(value)),
    )
  );
}

function areLabels(texts: readonly string[]): boolean {
  return texts.length > 0 && new Set(texts).size === texts.length && within(texts, LIMITS.chartLabel);
}

function within(texts: readonly string[], limit: number): boolean {
  return texts.every((text) => text !== '' && text.length <= limit);
}
