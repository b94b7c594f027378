/** The statistics of CloudWatch over the datapoints of a period: the plain ones, and percentiles from `p0` to `p100`. */

import type { Datapoint } from './metrics.ts';

export const PLAIN_STATISTICS = ['Sum', 'Average', 'Maximum', 'Minimum', 'SampleCount'] as const;

/** One of the plain ones, or `p99.9`. */
export type Statistic = (typeof PLAIN_STATISTICS)[number] | `p${number}`;

export interface Period {
  /** When it began. */
  readonly at: number;
  readonly value: number;
  readonly samples: number;
}

const PERCENTILE = /^p(?:\d{1,2}(?:\.\d{1,10})?|100)$/;

export function isStatistic(text: string): text is Statistic {
  return PLAIN_STATISTICS.some((name) => name === text) || PERCENTILE.test(text);
}

/** When the period that this time is in began. */
export function startOfPeriod(at: number, periodMs: number): number {
  return Math.floor(at / periodMs) * periodMs;
}

/** The statistic of each period that has datapoints, in the order of the datapoints. */
export function byPeriod(
  points: readonly Datapoint[],
  { statistic, periodMs }: { readonly statistic: Statistic; readonly periodMs: number },
): readonly Period[] {
  return [...Map.groupBy(points, ({ at }) => startOfPeriod(at, periodMs))].map(([at, inPeriod]) => ({
    at,
    value: valueOf(
      statistic,
      inPeriod.map(({ value }) => value),
    ),
    samples: inPeriod.length,
  }));
}

function valueOf(statistic: Statistic, values: readonly number[]): number {
  switch (statistic) {
    case 'Sum':
      return sum(values);
    case 'Average':
      return sum(values) / values.length;
    case 'Maximum':
      return values.reduce((most, value) => Math.max(most, value), -Infinity);
    case 'Minimum':
      return values.reduce((least, value) => Math.min(least, value), Infinity);
    case 'SampleCount':
      return values.length;
    default:
      return percentile(values, Number(statistic.slice(1)));
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Between the two values that it lies between, in proportion. */
function percentile(values: readonly number[], percent: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  const rank = (percent / 100) * (ordered.length - 1);
  const below = ordered[Math.floor(rank)] ?? 0;
  const above = ordered[Math.ceil(rank)] ?? 0;
  return below + (above - below) * (rank - Math.floor(rank));
}
