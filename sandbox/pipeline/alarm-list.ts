/**
 * The CloudWatch alarms of the pipeline, as data. Their names are such that the stages of the configuration match them;
 * thresholds are those of a real pipeline.
 */

import type { MetricAlarmToPut } from '../aws/alarms.ts';

import { bucketOf, DELIVERY_STREAM, FUNCTION } from './estate.ts';
import { FRAGILE_JOB } from './jobs.ts';
import { OF_QUERIES } from './vitals.ts';

/** It is set after each run by that run alone, since one of its minutes sees several runs here. */
export const FAILED_TASKS_ALARM = `${FRAGILE_JOB}-failed`;
export const LATE_ALARM = 'todo-etl-late';

export const FAILED_TASKS = 'glue.driver.aggregate.numFailedTasks';
/** What the job publishes of the data that it wrote, and the hourly check of the catalog. */
export const QUALITY = 'TodoEtl/DataQuality';
export const OF_USERS = { DatabaseName: 'todo_silver', TableName: 'users' } as const;
export const NULL_USERS = { namespace: QUALITY, name: 'NullUserIds', dimensions: OF_USERS } as const;
export const MISSING_PARTITIONS = {
  namespace: QUALITY,
  name: 'MissingPartitions',
  dimensions: OF_USERS,
} as const;

const FRESHNESS_ALARM = `firehose-${DELIVERY_STREAM}-freshness`;
const ITERATOR_ALARM = `${FUNCTION}-iterator-age`;
const LATE_SECONDS = 900;
/** What the bucket of bronze may hold; after three months it holds some 390 GB. */
const PLANNED_BYTES = 600_000_000_000;

const OFTEN = {
  periodSeconds: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: 'notBreaching',
} as const;

/** All that watch one metric. */
export const METRIC_ALARMS: readonly MetricAlarmToPut[] = [
  {
    ...OFTEN,
    name: FAILED_TASKS_ALARM,
    description: `Tasks of the Glue job ${FRAGILE_JOB} failed.`,
    metric: {
      namespace: 'Glue',
      name: FAILED_TASKS,
      dimensions: { Type: 'count', JobRunId: 'ALL', JobName: FRAGILE_JOB },
    },
    statistic: 'Sum',
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
    treatMissingData: 'missing',
  },
  {
    ...OFTEN,
    name: FRESHNESS_ALARM,
    description: `Firehose holds changes that are older than 15 minutes: nothing new reaches ${bucketOf('bronze')}.`,
    metric: {
      namespace: 'AWS/Firehose',
      name: 'DeliveryToS3.DataFreshness',
      dimensions: { DeliveryStreamName: DELIVERY_STREAM },
    },
    statistic: 'Maximum',
    comparison: 'GreaterThanThreshold',
    threshold: LATE_SECONDS,
  },
  {
    ...OFTEN,
    name: ITERATOR_ALARM,
    description:
      'The function reads the changes of the tables more than 15 minutes late. Streams keep them 24 hours.',
    metric: { namespace: 'AWS/Lambda', name: 'IteratorAge', dimensions: { FunctionName: FUNCTION } },
    statistic: 'Maximum',
    comparison: 'GreaterThanThreshold',
    threshold: LATE_SECONDS * 1_000,
  },
  {
    ...OFTEN,
    name: `ingestion-${FUNCTION}-errors`,
    description: 'The function failed; its batch is tried again until it succeeds.',
    metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: FUNCTION } },
    statistic: 'Sum',
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
  },
  {
    ...OFTEN,
    name: 'silver-null-user-ids',
    description: 'Users without an id were written to todo_silver.users.',
    metric: NULL_USERS,
    statistic: 'Maximum',
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    // One run says it, and it is so until another run says otherwise.
    treatMissingData: 'ignore',
  },
  {
    ...OFTEN,
    name: 'silver-data-loss',
    description: 'Partitions of todo_silver.users that were there are gone.',
    metric: MISSING_PARTITIONS,
    statistic: 'Maximum',
    comparison: 'GreaterThanThreshold',
    threshold: 0,
  },
  {
    ...OFTEN,
    name: 'bronze-bucket-size',
    description: `${bucketOf('bronze')} holds more than is planned for: storage that nobody asked for is paid for.`,
    metric: {
      namespace: 'AWS/S3',
      name: 'BucketSizeBytes',
      dimensions: { BucketName: bucketOf('bronze'), StorageType: 'StandardStorage' },
    },
    statistic: 'Average',
    periodSeconds: 86_400,
    comparison: 'GreaterThanThreshold',
    threshold: PLANNED_BYTES,
  },
  {
    ...OFTEN,
    name: 'athena-bytes-scanned',
    description: 'A query scans more than 5 GB; each TB is paid for.',
    metric: { namespace: 'AWS/Athena', name: 'ProcessedBytes', dimensions: OF_QUERIES },
    statistic: 'Maximum',
    comparison: 'GreaterThanThreshold',
    threshold: 5_000_000_000,
  },
  {
    ...OFTEN,
    name: 'athena-slow-queries',
    description: 'Queries on gold take longer than 30 seconds.',
    metric: { namespace: 'AWS/Athena', name: 'TotalExecutionTime', dimensions: OF_QUERIES },
    statistic: 'Average',
    comparison: 'GreaterThanThreshold',
    threshold: 30_000,
  },
];

/** The one that sums up: data does not come in time, wherever it waits. */
export const LATE = {
  name: LATE_ALARM,
  description: 'Changes of the todo tables reach the lake too late.',
  rule: `ALARM("${FRESHNESS_ALARM}") OR ALARM("${ITERATOR_ALARM}")`,
} as const;
