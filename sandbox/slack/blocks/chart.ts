/** The data_visualization block. Every series has exactly one point for each category: there is no gap in a chart. */

import { z } from 'zod';

import { blockId } from './composition.ts';
import { LIMITS } from './limits.ts';

type Series = z.infer<typeof series>;

const label = z.string().min(1).max(LIMITS.chartLabel);

const series = z.strictObject({
  name: label,
  data: z
    .array(z.strictObject({ label, value: z.number() }))
    .min(1)
    .max(LIMITS.chartPoints),
});

const axes = z.strictObject({
  categories: z.array(label).min(1).max(LIMITS.chartPoints),
  x_label: z.string().min(1).max(LIMITS.chartTitle).optional(),
  y_label: z.string().min(1).max(LIMITS.chartTitle).optional(),
});

const overCategories = z
  .strictObject({
    type: z.enum(['line', 'bar', 'area']),
    series: z.array(series).min(1).max(LIMITS.chartSeries),
    axis_config: axes,
  })
  .superRefine((chart, check) => {
    refuseTwice(
      check,
      chart.series.map(({ name }) => name),
      'series names must be unique',
      ['series'],
    );
    refuseTwice(check, chart.axis_config.categories, 'categories must be unique', [
      'axis_config',
      'categories',
    ]);
    chart.series.forEach((one, index) => {
      if (matches(one, chart.axis_config.categories)) return;
      check.addIssue({
        code: 'custom',
        message: 'data labels must match the categories',
        path: ['series', index, 'data'],
      });
    });
  });

const pie = z.strictObject({
  type: z.literal('pie'),
  segments: z
    .array(z.strictObject({ label, value: z.number().positive() }))
    .min(1)
    .max(LIMITS.chartSeries),
});

export const chart = z.strictObject({
  type: z.literal('data_visualization'),
  block_id: blockId,
  title: z.string().min(1).max(LIMITS.chartTitle),
  chart: z.discriminatedUnion('type', [overCategories, pie]),
});

/** Whether there is exactly one point for each category, in whatever order. */
function matches({ data }: Series, categories: readonly string[]): boolean {
  const labels = data.map((point) => point.label).toSorted();
  const wanted = categories.toSorted();
  return labels.length === wanted.length && labels.every((one, index) => one === wanted[index]);
}

function refuseTwice(
  check: z.RefinementCtx,
  names: readonly string[],
  message: string,
  path: readonly string[],
): void {
  if (new Set(names).size === names.length) return;
  check.addIssue({ code: 'custom', message, path: [...path] });
}
