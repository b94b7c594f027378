/** Reads what went through delivery streams and functions: their metrics of a day, and records by the hour of four weeks. */

import type { DeliveryCounts } from '../../operations/ingestion-delivery.ts';
import type { FunctionCounts } from '../../operations/ingestion-function.ts';
import type { Window } from '../../operations/ingestion-part.ts';
import type { Point } from '../../operations/points.ts';
import type { MetricQuery } from '../metric-data.ts';
import type { Call } from '../makers.ts';

import { hoursOf, PAST_MS } from '../../operations/usual-records.ts';
import { readMetrics } from '../metric-data.ts';
import { orReport } from '../refusals.ts';

/** By name; of what is absent nothing could be read. */
export interface Counts {
  readonly deliveries: ReadonlyMap<string, DeliveryCounts>;
  readonly functions: ReadonlyMap<string, FunctionCounts | null>;
  /** Why not all of it could be read, a sentence each. */
  readonly refusals: readonly string[];
}

const HOUR_MS = 3_600_000;
const PERIOD_MS = 5 * 60_000;

const OF_DELIVERY = [
  ['DeliveryToS3.DataFreshness', 'Maximum'],
  ['DeliveryToS3.Success', 'Average'],
  ['ThrottledRecords', 'Sum'],
] as const;
const OF_FUNCTION = [
  ['Invocations', 'Sum'],
  ['Errors', 'Sum'],
  ['Throttles', 'Sum'],
  ['IteratorAge', 'Maximum'],
  ['Duration', 'Maximum'],
] as const;

/** The counts of these. What AWS refuses is told beside what it answered; throws a bug as it is. */
export async function readCounts(
  {
    deliveryStreams,
    functions,
  }: { readonly deliveryStreams: readonly string[]; readonly functions: readonly string[] },
  { now, from }: Window,
  call: Call,
): Promise<Counts> {
  const queries = [
    ...deliveryStreams.flatMap((name) => OF_DELIVERY.map(([metric, of]) => deliveryQuery(name, metric, of))),
    ...functions.flatMap((name) => OF_FUNCTION.map(([metric, of]) => functionQuery(name, metric, of))),
  ];
  const records = deliveryStreams.map((name) => deliveryQuery(name, 'IncomingRecords', 'Sum'));
  // Of a minute there is data for 15 days only; hourly sums are kept for more than a year.
  const [day, weeks] = await Promise.all([
    // With the period that is not over: an alarm looks at its minutes too, and fires before it ends.
    orReport(readMetrics(queries, { from, to: now + PERIOD_MS, periodMs: PERIOD_MS }, call)),
    orReport(readMetrics(records, { from: now - PAST_MS - HOUR_MS, to: now, periodMs: HOUR_MS }, call)),
  ]);
  const lately = day.ok ? [...day.value] : [];
  const past = weeks.ok ? weeks.value : [];
  return {
    deliveries: new Map(
      deliveryStreams.map((name, index) => {
        const [freshness = null, success = null, throttled = null] = lately.splice(0, OF_DELIVERY.length);
        const sums = past[index] ?? null;
        return [name, { freshness, success, throttled, hours: sums === null ? null : hoursOf(sums, now) }];
      }),
    ),
    functions: new Map(functions.map((name) => [name, functionCounts(lately.splice(0, OF_FUNCTION.length))])),
    refusals: [...new Set([day, weeks].flatMap((answer) => (answer.ok ? [] : [answer.error.sentence])))],
  };
}

function functionCounts(read: readonly (readonly Point[] | null)[]): FunctionCounts | null {
  const [invocations, errors, throttles, iteratorAge, duration] = read;
  if (invocations == null || errors == null || throttles == null || iteratorAge == null || duration == null)
    return null;
  return { invocations, errors, throttles, iteratorAge, duration };
}

function deliveryQuery(name: string, metric: string, statistic: MetricQuery['statistic']): MetricQuery {
  return { namespace: 'AWS/Firehose', metric, dimensions: { DeliveryStreamName: name }, statistic };
}

function functionQuery(name: string, metric: string, statistic: MetricQuery['statistic']): MetricQuery {
  return { namespace: 'AWS/Lambda', metric, dimensions: { FunctionName: name }, statistic };
}
