/** Reads metrics of CloudWatch, as many as are asked for: 500 a call, and page by page. */

import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Point } from '../operations/points.ts';
import type { Call } from './makers.ts';

import { answerOf } from './refusals.ts';

/** One metric by period. */
export interface MetricQuery {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Average' | 'Maximum';
}

export interface MetricWindow {
  /** Milliseconds; both are moved down to the begin of their period. */
  readonly from: number;
  readonly to: number;
  readonly periodMs: number;
}

const MOST_QUERIES = 500;
const MOST_PAGES = 20;

/**
 * The datapoints of each metric, oldest first, in the order of the queries; null where CloudWatch did not say all of
 * one. Throws `AwsRefusal`.
 */
export async function readMetrics(
  queries: readonly MetricQuery[],
  window: MetricWindow,
  { clients, signal }: Pick<Call, 'clients' | 'signal'>,
): Promise<readonly (readonly Point[] | null)[]> {
  const answers: (readonly Point[] | null)[] = [];
  for (let first = 0; first < queries.length; first += MOST_QUERIES) {
    const asked = queries.slice(first, first + MOST_QUERIES);
    const read = await answerOf(readBatch(asked, window, clients.cloudWatch, signal), {
      doing: 'read the metrics',
      action: 'cloudwatch:GetMetricData',
    });
    answers.push(...asked.map((_, index) => read.get(idOf(index)) ?? null));
  }
  return answers;
}

async function readBatch(
  queries: readonly MetricQuery[],
  { from, to, periodMs }: MetricWindow,
  cloudWatch: Call['clients']['cloudWatch'],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Point[]>> {
  const points = new Map<string, Point[]>();
  const cut = new Set<string>();
  const begin = (at: number): Date => new Date(Math.floor(at / periodMs) * periodMs);
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { MetricDataResults = [], NextToken } = await cloudWatch.getMetricData(
      {
        StartTime: begin(from),
        EndTime: begin(to),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: queries.map((query, index) => toQuery(query, idOf(index), periodMs)),
        ...(token === undefined ? {} : { NextToken: token }),
      },
      { abortSignal: signal },
    );
    for (const { Id = '', Timestamps = [], Values = [], StatusCode } of MetricDataResults) {
      const known = points.get(Id) ?? [];
      known.push(...Timestamps.map((time, index) => ({ at: time.getTime(), value: Values[index] ?? 0 })));
      points.set(Id, known);
      // Of partial data the rest comes with a later page.
      if (StatusCode === 'Complete') cut.delete(Id);
      else cut.add(Id);
    }
    if (NextToken === undefined || NextToken === '') break;
    token = NextToken;
  }
  for (const id of cut) points.delete(id);
  return points;
}

function toQuery(
  { namespace, metric, dimensions, statistic }: MetricQuery,
  id: string,
  periodMs: number,
): MetricDataQuery {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodMs / 1_000,
      Stat: statistic,
    },
  };
}

function idOf(index: number): string {
  return `m${index}`;
}
