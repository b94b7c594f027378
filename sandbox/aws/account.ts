/**
 * One simulated AWS account in one region: the state behind the wire and small functions that set its scene. It has no clock,
 * no randomness and no timers of its own, so the same calls give the same account.
 */

import type { Alarm, AlarmState } from './alarm.ts';
import type { Alarms } from './alarms.ts';
import type { CloudTrail } from './cloudtrail.ts';
import type { DynamoDb } from './dynamodb.ts';
import type { Firehose } from './firehose.ts';
import type { GlueCatalog } from './glue-catalog.ts';
import type { GlueQuality } from './glue-quality.ts';
import type { Lake } from './athena/lake.ts';
import type { TableSource } from './athena/tables.ts';
import type { Athena } from './athena.ts';
import type { Glue, GlueRun, RunState } from './glue.ts';
import type { Lambda } from './lambda.ts';
import type { Logs } from './logs.ts';
import type { Metrics } from './metrics.ts';
import type { S3 } from './s3.ts';
import type { Sns, Subscription } from './sns.ts';
import type { Sts } from './sts.ts';

import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createAlarms } from './alarms.ts';
import { createCloudTrail } from './cloudtrail.ts';
import { createDynamoDb } from './dynamodb.ts';
import { createFirehose } from './firehose.ts';
import { createGlueCatalog } from './glue-catalog.ts';
import { createGlueQuality } from './glue-quality.ts';
import { createEngine } from './athena/engine.ts';
import { createLake } from './athena/lake.ts';
import { createAthena } from './athena.ts';
import { createGlue } from './glue.ts';
import { createLambda } from './lambda.ts';
import { createLogs } from './logs.ts';
import { createMetrics } from './metrics.ts';
import { createS3 } from './s3.ts';
import { createSns } from './sns.ts';
import { createSts } from './sts.ts';

/** What listeners hear of. Logs and datapoints come too often to be told one by one. */
export type AccountChange =
  | { readonly type: 'run-started'; readonly run: GlueRun }
  | { readonly type: 'run-advanced'; readonly run: GlueRun; readonly from: RunState }
  | { readonly type: 'alarm-changed'; readonly alarm: Alarm; readonly from: AlarmState }
  | { readonly type: 'subscription-confirmed'; readonly subscription: Subscription };

export interface Account {
  readonly accountId: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly alarms: Alarms;
  readonly cloudtrail: CloudTrail;
  /** The Data Catalog of Glue. */
  readonly catalog: GlueCatalog;
  readonly glue: Glue;
  /** The results of Glue Data Quality. */
  readonly quality: GlueQuality;
  readonly lambda: Lambda;
  readonly dynamodb: DynamoDb;
  readonly firehose: Firehose;
  readonly logs: Logs;
  readonly metrics: Metrics;
  readonly s3: S3;
  readonly sns: Sns;
  readonly sts: Sts;
  readonly athena: Athena;
  /** Calls the listener after each change, within the call that made it. Returns how to stop listening. */
  onChange(listener: (change: AccountChange) => void): () => void;
}

export interface AccountOptions {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  readonly now: () => number;
  readonly newId: () => string;
  /** That of the other accounts and regions beside it; its own when absent. */
  readonly sts?: Sts;
  /** How many look-ups of a second CloudTrail answers, 2 in AWS; any number when absent. */
  readonly lookUpsASecond?: number;
  /** The files that Athena reads; closed with Athena. Without one it knows no tables. */
  readonly lake?: Lake;
  /** The catalog that Athena goes by; the tables of the lake itself when absent. */
  readonly tables?: TableSource;
  /** Waited for before each query: writes the files that it may read, where they are not there yet. */
  readonly prepareLake?: () => Promise<void>;
}

/** Nothing is ever written there. */
const NO_LAKE = 'handrail-no-lake';

/** An account without any resources. */
export function createAccount({
  accountId,
  region,
  now,
  newId,
  sts = createSts({ now, newId }),
  lake = createLake(join(tmpdir(), NO_LAKE)),
  tables = lake.tables,
  prepareLake,
  lookUpsASecond = Infinity,
}: AccountOptions): Account {
  const listeners = new Set<(change: AccountChange) => void>();
  const tell = (change: AccountChange): void => listeners.forEach((listener) => listener(change));
  const metrics = createMetrics();
  return {
    accountId,
    region,
    now,
    newId,
    alarms: createAlarms({
      accountId,
      region,
      now,
      metrics,
      changed: (alarm, from) => tell({ type: 'alarm-changed', alarm, from }),
    }),
    cloudtrail: createCloudTrail({ now, newId, lookUpsASecond }),
    catalog: createGlueCatalog(now),
    glue: createGlue({
      now,
      newId,
      started: (run) => tell({ type: 'run-started', run }),
      advanced: (run, from) => tell({ type: 'run-advanced', run, from }),
    }),
    quality: createGlueQuality(),
    lambda: createLambda({ accountId, region, now, newId }),
    dynamodb: createDynamoDb({ accountId, region, now }),
    firehose: createFirehose({ accountId, region, now }),
    logs: createLogs(now),
    metrics,
    s3: createS3(now),
    sns: createSns({
      accountId,
      region,
      now,
      newId,
      confirmed: (subscription) => tell({ type: 'subscription-confirmed', subscription }),
    }),
    sts,
    athena: createAthena({ engine: createEngine(lake, tables, prepareLake), now, newId }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
