/**
 * What CloudWatch would read off the way from the tables to the lake in some minutes: one table of metrics, from which
 * both the past is computed and the present is put, so that the one goes on where the other ends. Pure.
 */

import type { MetricName } from '../aws/metrics.ts';

import { DELIVERY_STREAM, FUNCTION, tableOf, WORKGROUP } from './estate.ts';
import { RECORD_BYTES } from './traffic.ts';

/** What went on in some stretch of time. */
export interface Vitals {
  readonly records: { readonly users: number; readonly tasks: number };
  readonly functionErrors: number;
  readonly durationMs: number;
  /** How long the last record that the function read had waited in its stream. */
  readonly iteratorAgeMs: number;
  /** How long the oldest record that Firehose holds has waited. */
  readonly deliveryAgeMs: number;
  /** What Firehose wrote to S3; null when it was not due. */
  readonly delivery: { readonly records: number; readonly succeeded: boolean } | null;
  readonly queryMs: number;
  readonly scannedBytes: number;
}

export interface VitalMetric {
  readonly metric: MetricName;
  /** How the values of several minutes are one: added, or the greatest. */
  readonly kind: 'sum' | 'gauge';
  /** Null where there is no datapoint. */
  readonly read: (vitals: Vitals) => number | null;
}

/** Changes that the function takes in one call. */
const BATCH = 100;
export const OF_QUERIES = { QueryState: 'SUCCEEDED', QueryType: 'DML', WorkGroup: WORKGROUP } as const;

const ofFunction = (name: string, kind: VitalMetric['kind'], read: VitalMetric['read']): VitalMetric => ({
  metric: { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: FUNCTION } },
  kind,
  read,
});
const ofDelivery = (name: string, kind: VitalMetric['kind'], read: VitalMetric['read']): VitalMetric => ({
  metric: { namespace: 'AWS/Firehose', name, dimensions: { DeliveryStreamName: DELIVERY_STREAM } },
  kind,
  read,
});
const ofQueries = (name: string, read: VitalMetric['read']): VitalMetric => ({
  metric: { namespace: 'AWS/Athena', name, dimensions: OF_QUERIES },
  kind: 'gauge',
  read,
});
const writes = (entity: 'users' | 'tasks'): VitalMetric => ({
  metric: {
    namespace: 'AWS/DynamoDB',
    name: 'ConsumedWriteCapacityUnits',
    dimensions: { TableName: tableOf(entity) },
  },
  kind: 'sum',
  // A todo is written in units of a kilobyte, and most take two.
  read: ({ records }) => 2 * records[entity],
});

const total = ({ records }: Vitals): number => records.users + records.tasks;

export const VITAL_METRICS: readonly VitalMetric[] = [
  writes('users'),
  writes('tasks'),
  ofFunction('Invocations', 'sum', (vitals) => Math.ceil(total(vitals) / BATCH)),
  ofFunction('Errors', 'sum', ({ functionErrors }) => functionErrors),
  ofFunction('Throttles', 'sum', () => 0),
  ofFunction('Duration', 'gauge', ({ durationMs }) => durationMs),
  ofFunction('IteratorAge', 'gauge', ({ iteratorAgeMs }) => iteratorAgeMs),
  ofFunction('ConcurrentExecutions', 'gauge', () => 2),
  ofDelivery('IncomingRecords', 'sum', total),
  ofDelivery('IncomingBytes', 'sum', (vitals) => total(vitals) * RECORD_BYTES),
  ofDelivery('ThrottledRecords', 'sum', () => 0),
  ofDelivery('DeliveryToS3.DataFreshness', 'gauge', ({ deliveryAgeMs }) => Math.round(deliveryAgeMs / 1_000)),
  ofDelivery('DeliveryToS3.Success', 'gauge', ({ delivery }) =>
    delivery === null ? null : delivery.succeeded ? 1 : 0,
  ),
  ofDelivery('DeliveryToS3.Records', 'sum', ({ delivery }) =>
    delivery?.succeeded === true ? delivery.records : null,
  ),
  ofDelivery('DeliveryToS3.Bytes', 'sum', ({ delivery }) =>
    delivery?.succeeded === true ? delivery.records * RECORD_BYTES : null,
  ),
  ofQueries('TotalExecutionTime', ({ queryMs }) => queryMs),
  ofQueries('EngineExecutionTime', ({ queryMs }) => Math.round(queryMs * 0.82)),
  ofQueries('ProcessedBytes', ({ scannedBytes }) => scannedBytes),
];
