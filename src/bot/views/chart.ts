/**
 * A finding's series as Slack's own chart, and in words. A chart knows no gap: where a bar is missing there is none to
 * see, and a line with gaps is drawn as bars, since a line that falls to nothing would say what nobody measured.
 */

import type { Series } from '../../operations/finding.ts';
import type { ChartBlock } from '../tables-and-charts.ts';

import { count, oneLine, truncate } from '../../lib/text.ts';
import { LIMITS } from '../limits.ts';
import { splitMoments } from './words.ts';

export interface DrawnChart {
  readonly block: ChartBlock;
  /** What a reader has to know of it, and its numbers, each a clause of plain text. */
  readonly notes: readonly string[];
}

type Line = Series['lines'][number];

/** Whose numbers are told: more would be read by nobody. */
const TOLD = 3;

/** Draws the newest points; null when there are no values. */
export function drawChart(series: Series): DrawnChart | null {
  const { labels, lines, axis } = pointsOf(series);
  const [first] = lines;
  if (first === undefined) return null;
  const drawn = lines.slice(0, LIMITS.chartSeries);
  const hasGaps = drawn.some(({ values }) => values.includes(null));
  const unknown = labels.filter((_, index) => drawn.every(({ values }) => values[index] === null)).length;
  const unit = oneLine(series.unit);
  return {
    block: {
      type: 'data_visualization',
      title: titleOf(series),
      chart: {
        type: hasGaps ? 'bar' : series.shape,
        series: distinct(drawn.map(({ name }) => name)).map((name, line) => ({
          name,
          data: labels.map((label, index) => ({ label, value: drawn[line]?.values[index] ?? 0 })),
        })),
        axis_config: {
          categories: labels,
          ...(axis === null ? {} : { x_label: axis }),
          ...(unit === '' ? {} : { y_label: truncate(unit, LIMITS.chartAxis) }),
        },
      },
    },
    notes: [
      ...numbersOf(series, drawn),
      ...(lines.length > drawn.length ? [count(lines.length - drawn.length, 'more line')] : []),
      ...(unknown === 0 ? [] : [`no value for ${unknown} of ${labels.length}`]),
      ...(series.labels.length > labels.length
        ? [`the last ${labels.length} of ${series.labels.length}`]
        : []),
      // A chart holds no date of Slack's, and the table beside it is in the reader's own time.
      ...(axis === null ? [] : ['times of the chart in UTC']),
    ],
  };
}

/** What a push and a screen reader get of it: `How long the runs took: first 22 min, last 41, least 20, most 41`. */
export function chartWords(series: Series): string {
  const numbers = numbersOf(series, pointsOf(series).lines);
  return `${titleOf(series)}: ${numbers.length === 0 ? 'no values' : numbers.join('; ')}`;
}

/** The last points that a chart takes, and of the lines those that have a value there. */
function pointsOf({ labels, lines }: Series): {
  readonly labels: readonly string[];
  readonly lines: readonly Line[];
  readonly axis: string | null;
} {
  const from = Math.max(0, labels.length - LIMITS.chartPoints);
  const { texts, axis } = momentsShort(labels.slice(from));
  return {
    labels: distinct(texts),
    axis,
    lines: lines
      .map(({ name, values }) => ({ name, values: texts.map((_, index) => finite(values[from + index])) }))
      .filter(({ values }) => values.some((value) => value !== null)),
  };
}

function titleOf({ title, unit }: Series): string {
  const [name, of] = [oneLine(title), oneLine(unit)];
  const saysIt = of === '' || name.toLowerCase() === of.toLowerCase();
  const whole = saysIt ? name : `${name} (${of})`;
  const shown = whole.length <= LIMITS.chartTitle ? whole : truncate(name, LIMITS.chartTitle);
  return shown === '' ? 'Over time' : shown;
}

/** `succeeded: first 22, last 41, least 20, most 41`; the only line has no need of its name. */
function numbersOf({ unit }: Series, lines: readonly Line[]): readonly string[] {
  const of = oneLine(unit);
  return lines.slice(0, TOLD).map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    const [first = 0] = known;
    const told =
      known.length === 1
        ? numberText(first)
        : `first ${numberText(first)}, last ${numberText(known.at(-1) ?? 0)}, least ${numberText(Math.min(...known))}, most ${numberText(Math.max(...known))}`;
    return `${lines.length === 1 ? '' : `${oneLine(name)}: `}${told}${of === '' ? '' : ` ${of}`}`;
  });
}

/** `03:00` within one day, which the axis names, or else `12 Nov 03:00`; a chart has no time zone but the one it says. */
function momentsShort(labels: readonly string[]): {
  readonly texts: readonly string[];
  readonly axis: string | null;
} {
  const days = new Set(
    labels.flatMap((label) =>
      splitMoments(label).flatMap((part) => (typeof part === 'string' ? [] : [dayText(part.at)])),
    ),
  );
  const [day] = days;
  const texts = labels.map((label) =>
    splitMoments(oneLine(label))
      .map((part) => (typeof part === 'string' ? part : momentText(part.at, days.size === 1)))
      .join(''),
  );
  return { texts, axis: day === undefined ? null : days.size === 1 ? `${day}, UTC` : 'UTC' };
}

function momentText(at: number, isSameDay: boolean): string {
  const clock = new Date(at).toISOString().slice(11, 16);
  return isSameDay ? clock : `${dayText(at)} ${clock}`;
}

/** `12 Nov`. */
function dayText(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

/** Each text within the length of a label, none empty, none twice. */
function distinct(texts: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return texts.map((text) => {
    const clean = oneLine(text);
    const whole = truncate(clean === '' ? '–' : clean, LIMITS.chartLabel);
    let label = whole;
    for (let copy = 2; seen.has(label); copy += 1)
      label = `${truncate(whole, LIMITS.chartLabel - 1 - String(copy).length)} ${copy}`;
    seen.add(label);
    return label;
  });
}

function finite(value: number | null | undefined): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : value;
}

function numberText(value: number): string {
  if (Math.abs(value) >= 1e15) return value.toExponential(2);
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : 2 });
}
