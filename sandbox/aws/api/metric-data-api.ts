/**
 * GetMetricData of CloudWatch: statistics of metrics by period, at most so many datapoints a page. A token says how many
 * datapoints the pages before had, and holds for the same question only.
 */

import type { Account } from '../account.ts';
import type { Answer } from './operation.ts';

import { createHash } from 'node:crypto';
import { z } from 'zod';

import { keptMs } from '../metrics.ts';
import { AwsRefusal } from '../refusal.ts';
import { byPeriod, isStatistic, startOfPeriod } from '../statistics.ts';
import { operation, present, seconds } from './operation.ts';

// Limits of GetMetricData, from its API reference.
const MOST_QUERIES = 500;
const MOST_DATAPOINTS = 100_800;
const SHORT_PERIODS_SECONDS = [1, 5, 10, 20, 30];

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
    Stat: z.string().refine(isStatistic, { message: 'Expected a plain statistic or a percentile' }),
  }),
  Label: z.string().optional(),
  ReturnData: z.boolean().optional(),
});
type Query = z.output<typeof query>;

interface Series {
  readonly id: string;
  readonly label: string;
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

export const getMetricData = operation(
  {
    MetricDataQueries: z.array(query).min(1).max(MOST_QUERIES),
    StartTime: z.number(),
    EndTime: z.number(),
    ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).optional(),
    MaxDatapoints: z.int().min(1).max(MOST_DATAPOINTS).optional(),
    NextToken: z.string().min(1).optional(),
  },
  (account, { MaxDatapoints, NextToken, ...question }) => {
    const { MetricDataQueries: queries, StartTime, EndTime, ScanBy } = question;
    if (StartTime >= EndTime) {
      throw invalid('The parameter StartTime must be less than the parameter EndTime.');
    }
    if (new Set(queries.map(({ Id }) => Id)).size < queries.length) {
      throw invalid('The values for parameter id in MetricDataQueries are not unique.');
    }
    const mark = createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 16);
    const offset = NextToken === undefined ? 0 : readToken(NextToken, mark);
    const range = {
      fromMs: StartTime * 1_000,
      toMs: EndTime * 1_000,
      ascending: ScanBy === 'TimestampAscending',
    };
    const series = queries
      .filter(({ ReturnData }) => ReturnData !== false)
      .map((wanted) => seriesOf(account, wanted, range));
    const limit = MaxDatapoints ?? MOST_DATAPOINTS;
    const total = series.reduce((sum, { points }) => sum + points.length, 0);
    return present({
      MetricDataResults: pageOf(series, offset, limit),
      Messages: [],
      NextToken:
        offset + limit < total ? Buffer.from(`${mark} ${offset + limit}`).toString('base64url') : null,
    });
  },
);

function seriesOf(
  { metrics, now }: Account,
  { Id, Label, MetricStat: { Metric, Period, Stat } }: Query,
  { fromMs, toMs, ascending }: { fromMs: number; toMs: number; ascending: boolean },
): Series {
  const periodMs = Period * 1_000;
  const metric = {
    namespace: Metric.Namespace,
    name: Metric.MetricName,
    dimensions: Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
  };
  // CloudWatch moves the start down to the boundary of a period, so that the first period is whole.
  const from = Math.max(startOfPeriod(fromMs, periodMs), now() - keptMs(Period));
  const periods = byPeriod(metrics.between(metric, from, toMs), { statistic: Stat, periodMs });
  return {
    id: Id,
    label: Label ?? Metric.MetricName,
    points: ascending ? periods : periods.toReversed(),
  };
}

/** Of the datapoints of all series, one after the other, those of one page; series that ended before it are left out. */
function pageOf(series: readonly Series[], offset: number, limit: number): readonly Answer[] {
  let skip = offset;
  let left = limit;
  return series.flatMap(({ id, label, points }) => {
    const shown = points.slice(skip, skip + left);
    const isComplete = skip + shown.length >= points.length;
    const hasEnded = offset > 0 && skip >= points.length;
    skip = Math.max(skip - points.length, 0);
    left -= shown.length;
    if (hasEnded) return [];
    return [
      {
        Id: id,
        Label: label,
        Timestamps: shown.map(({ at }) => seconds(at)),
        Values: shown.map(({ value }) => value),
        StatusCode: isComplete ? 'Complete' : 'PartialData',
      },
    ];
  });
}

function readToken(token: string, mark: string): number {
  const [ofMark, offset = ''] = Buffer.from(token, 'base64url').toString().split(' ');
  if (ofMark !== mark || !/^\d{1,12}$/.test(offset)) {
    throw new AwsRefusal('InvalidNextToken', 'The next token specified is invalid.');
  }
  return Number(offset);
}

function invalid(message: string): AwsRefusal {
  return new AwsRefusal('ValidationError', message);
}
