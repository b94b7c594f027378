/**
 * The pipeline that every contract is asked about, as data, and what an account has to be for that. Each world sets it in
 * its own way: nothing here knows which.
 */

import type { Estate } from '../../src/operations/estate.ts';
import type { AwsClients } from '../../src/aws/clients.ts';
import type { ClientPool } from '../../src/aws/client-pool.ts';

import { SANDBOX_CREDENTIALS } from '../../sandbox/aws/server.ts';
import { createClientPool } from '../../src/aws/client-pool.ts';
import { aStage } from '../support/builders.ts';

export interface World {
  readonly pool: ClientPool;
  readonly clients: AwsClients;
  /** The run of `JOB` that ended well. */
  readonly run: string;
  close(): Promise<void>;
}

export const ACCOUNT = '123456789012';
export const REGION = 'eu-central-1';
export const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:todo-etl-alarms`;

export const JOB = 'silver-users';
/** Its run fails, where runs can. No stage names it, so that it spoils no verdict but its own. */
export const FAILING_JOB = 'gold-kpis';
export const CAUSE = 'java.lang.OutOfMemoryError: Java heap space';

/** The first fires, the second is well; both reach somebody. */
export const ALARMS = ['silver-late', 'bronze-late'] as const;
export const ALARMED = { namespace: 'Todo', name: 'LateMinutes' } as const;

export const TABLE = 'todo-users';
/** What the delivery stream and the function are both called. */
export const CDC = 'todo-etl-cdc';
export const FUNCTION_GROUP = `/aws/lambda/${CDC}`;
export const DELIVERY_GROUP = `/aws/kinesisfirehose/${CDC}`;
export const JOB_GROUP = '/aws-glue/jobs/error';

export const SCRIPTS = 'todo-etl-scripts';
export const BUCKET = 'todo-etl-silver';
export const DATABASE = 'todo_silver';
/** A table of the lake with a partition a day, and what Athena is asked for in it. */
export const LAKE_TABLE = 'users';
export const ROWS = [
  ['1', 'ann'],
  ['2', 'bo'],
] as const;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS = 9;
const GB = 1_000_000_000;

export const ESTATE: Estate = {
  pipeline: 'todo-etl',
  alarms: [],
  queries: {
    workgroup: 'primary',
    results: null,
    catalogs: [],
    databases: [DATABASE],
    runUpTo: GB,
    askUpTo: GB,
    timeoutMs: 20_000,
    pricePerTb: 5,
    dailyLimit: null,
    adHoc: 'operator',
    queries: [],
    mask: [],
  },
  stages: [
    aStage('ingestion', {
      streams: [TABLE],
      deliveryStreams: [CDC],
      functions: [CDC],
      alarms: ['bronze-*'],
    }),
    aStage('silver', {
      after: ['ingestion'],
      jobs: ['silver-*'],
      alarms: ['silver-*'],
      buckets: [BUCKET],
      databases: [DATABASE],
    }),
  ],
};

/** A pipeline of which nothing is there. */
export const ABSENT: Estate = {
  pipeline: 'absent',
  alarms: [],
  queries: null,
  stages: [
    aStage('ingestion', {
      streams: ['nobody'],
      deliveryStreams: ['nobody'],
      functions: ['nobody'],
      buckets: ['todo-etl-nobody'],
      databases: ['nobody'],
    }),
  ],
};

export interface Point {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly at: number;
  readonly value: number;
}

/** The days that have a partition: today and those before it, oldest first. */
export function daysUntil(now: number): readonly string[] {
  return agoUpTo(DAYS).map((ago) => new Date(now - ago * DAY_MS).toISOString().slice(0, 10));
}

/** The key of the one file of a day. */
export function keyOf(day: string): string {
  return `${LAKE_TABLE}/dt=${day}/part-0.parquet`;
}

/** What was measured until now: all is well, but what the first alarm watches. */
export function pointsUntil(now: number): readonly Point[] {
  const at = now - 10 * MINUTE_MS;
  const delivery = { namespace: 'AWS/Firehose', dimensions: { DeliveryStreamName: CDC } };
  const invoked = { namespace: 'AWS/Lambda', dimensions: { FunctionName: CDC } };
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return [
    { ...ALARMED, dimensions: {}, at, value: 7 },
    { ...delivery, name: 'IncomingRecords', at, value: 1_200 },
    { ...delivery, name: 'DeliveryToS3.DataFreshness', at, value: 62 },
    { ...delivery, name: 'DeliveryToS3.Success', at, value: 1 },
    { ...invoked, name: 'Invocations', at, value: 100 },
    { ...invoked, name: 'Errors', at, value: 1 },
    { ...invoked, name: 'Duration', at, value: 3_200 },
    { ...invoked, name: 'IteratorAge', at, value: 400 },
    ...agoUpTo(DAYS)
      .filter((ago) => ago > 0)
      .map((ago) => ({
        namespace: 'AWS/S3',
        name: 'BucketSizeBytes',
        dimensions: { BucketName: BUCKET, StorageType: 'StandardStorage' },
        at: today - ago * DAY_MS,
        value: GB,
      })),
  ];
}

/** What was written until now, by group and stream. */
export function logsUntil(now: number): readonly {
  readonly group: string;
  readonly stream: string;
  readonly events: readonly { readonly at: number; readonly message: string }[];
}[] {
  const at = now - 10 * MINUTE_MS;
  const failure = {
    deliveryStreamARN: `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/${CDC}`,
    destination: `arn:aws:s3:::${BUCKET}`,
    deliveryStreamVersionId: 1,
    message: 'Access was denied.',
    errorCode: 'S3.AccessDenied',
  };
  return [
    {
      group: FUNCTION_GROUP,
      stream: 'instance-1',
      events: [
        { at, message: 'START RequestId: 1 Version: $LATEST\n' },
        { at: at + 1, message: "[ERROR] KeyError: 'user_id'\nTraceback (most recent call last):\n" },
        { at: at + 2, message: 'END RequestId: 1\n' },
      ],
    },
    {
      group: DELIVERY_GROUP,
      stream: 'DestinationDelivery',
      events: [{ at, message: JSON.stringify(failure) }],
    },
  ];
}

/** A pool of clients that all go to this address. */
export function poolAt(endpoint: string): ClientPool {
  return createClientPool({
    places: { region: REGION, pipelines: [] },
    clock: Date.now,
    client: { endpoint, credentials: SANDBOX_CREDENTIALS, requestTimeoutMs: 20_000 },
  });
}

function agoUpTo(days: number): readonly number[] {
  return Array.from({ length: days + 1 }, (_, index) => days - index);
}
