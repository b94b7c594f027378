/** CloudWatch metrics at the wire (AWS JSON 1.0, `GraniteServiceVersion20100801`): GetMetricData of plain statistics. */

import type { Datapoint, Metrics } from '../metrics.ts';
import type { Answer, Service } from './operation.ts';

import { z } from 'zod';

import { AwsRefusal } from '../refusal.ts';
import { operation, seconds } from './operation.ts';

// Limits of GetMetricData, from its API reference.
const MOST_QUERIES = 500;
const SHORT_PERIODS_SECONDS = [1, 5, 10, 20, 30];

const STATISTICS = ['Sum', 'Average', 'Maximum', 'Minimum', 'SampleCount'] as const;
type Statistic = (typeof STATISTICS)[number];

const period = z
  .int()
  .min(1)
  .refine((value) => value % 60 === 0 || SHORT_PERIODS_SECONDS.includes(value), {
    message: 'Period must be 1, 5, 10, 20, 30 or a multiple of 60',
  });

const query = z.strictObject({
  Id: z.string().regex(/^[a-z]\w*$/),
  MetricStat: z.strictObject({
    Metric: z.strictObject({
      Namespace: z.string().min(1),
      MetricName: z.string().min(1),
      Dimensions: z
        .array(z.strictObject({ Name: z.string().min(1), Value: z.string().min(1) }))
        .max(30)
        .optional(),
    }),
    Period: period,
    Stat: z.enum(STATISTICS),
  }),
  Label: z.string().optional(),
  ReturnData: z.boolean().optional(),
});
type Query = z.output<typeof query>;

export const cloudwatchService: Service = {
  name: 'cloudwatch',
  protocol: 'json',
  signingName: 'monitoring',
  target: 'GraniteServiceVersion20100801',
  invalidInputCode: 'ValidationError',
  throttledCode: 'Throttling',
  accessDeniedCode: 'AccessDenied',
  operations: {
    GetMetricData: operation(
      {
        MetricDataQueries: z.array(query).min(1).max(MOST_QUERIES),
        StartTime: z.number(),
        EndTime: z.number(),
        ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).optional(),
      },
      ({ metrics }, { MetricDataQueries: queries, StartTime, EndTime, ScanBy }) => {
        if (StartTime >= EndTime) {
          throw new AwsRefusal(
            'ValidationError',
            'The parameter StartTime must be less than the parameter EndTime.',
          );
        }
        if (new Set(queries.map(({ Id }) => Id)).size < queries.length) {
          throw new AwsRefusal(
            'ValidationError',
            'The values for parameter id in MetricDataQueries are not unique.',
          );
        }
        const range = {
          fromMs: StartTime * 1_000,
          toMs: EndTime * 1_000,
          ascending: ScanBy === 'TimestampAscending',
        };
        return {
          MetricDataResults: queries
            .filter(({ ReturnData }) => ReturnData !== false)
            .map((wanted) => metricDataResult(metrics, wanted, range)),
          Messages: [],
        };
      },
    ),
  },
};

function metricDataResult(
  metrics: Metrics,
  { Id, Label, MetricStat: { Metric, Period, Stat } }: Query,
  { fromMs, toMs, ascending }: { fromMs: number; toMs: number; ascending: boolean },
): Answer {
  const periodMs = Period * 1_000;
  const metric = {
    namespace: Metric.Namespace,
    name: Metric.MetricName,
    dimensions: Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
  };
  // CloudWatch moves the start down to the boundary of a period, so that the first period is whole.
  const points = metrics.between(metric, startOfPeriod(fromMs, periodMs), toMs);
  const periods = [...Map.groupBy(points, ({ at }) => startOfPeriod(at, periodMs))].toSorted(([a], [b]) =>
    ascending ? a - b : b - a,
  );
  return {
    Id,
    Label: Label ?? Metric.MetricName,
    Timestamps: periods.map(([at]) => seconds(at)),
    Values: periods.map(([, inPeriod]) => statistic(Stat, inPeriod)),
    StatusCode: 'Complete',
  };
}

function startOfPeriod(at: number, periodMs: number): number {
  return Math.floor(at / periodMs) * periodMs;
}

function statistic(name: Statistic, points: readonly Datapoint[]): number {
  const values = points.map(({ value }) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'Sum':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'Maximum':
      return Math.max(...values);
    case 'Minimum':
      return Math.min(...values);
    case 'SampleCount':
      return values.length;
  }
}
