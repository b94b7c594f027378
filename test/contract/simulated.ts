/** The simulated account with the pipeline of the contracts: by calls where it takes them, else by its own functions. */

import type { Account } from '../../sandbox/aws/account.ts';
import type { Lake } from '../../sandbox/aws/athena/lake.ts';
import type { AwsClients } from '../../src/aws/clients.ts';
import type { World } from './pipeline.ts';

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createAccount } from '../../sandbox/aws/account.ts';
import { createLake } from '../../sandbox/aws/athena/lake.ts';
import { startAws } from '../../sandbox/aws/server.ts';
import {
  ACCOUNT,
  ALARMED,
  ALARMS,
  BUCKET,
  CAUSE,
  CDC,
  DATABASE,
  daysUntil,
  FAILING_JOB,
  JOB,
  JOB_GROUP,
  keyOf,
  LAKE_TABLE,
  logsUntil,
  pointsUntil,
  poolAt,
  REGION,
  ROWS,
  SCRIPTS,
  TABLE,
  TOPIC,
} from './pipeline.ts';

/** Opens it with the pipeline set. */
export async function openSimulated(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'handrail-contract-'));
  const lake = createLake(folder);
  const account = createAccount({
    accountId: ACCOUNT,
    region: REGION,
    now: Date.now,
    newId: randomUUID,
    lake,
  });
  const server = await startAws({ account, host: '127.0.0.1' });
  const pool = poolAt(server.url);
  const close = async (): Promise<void> => {
    pool.destroy();
    await server.close();
    await account.athena.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const clients = await pool.atHome();
    const now = Date.now();
    setAlarms(account);
    setIngestion(account, now);
    await setLake(account, lake, clients, now);
    for (const point of pointsUntil(now)) account.metrics.put(point);
    for (const { group, stream, events } of logsUntil(now)) account.logs.put(group, stream, events);
    return { pool, clients, run: await setRuns(account, clients, now), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function setAlarms({ alarms }: Account): void {
  for (const name of ALARMS)
    alarms.putMetricAlarm({
      name,
      metric: { ...ALARMED, dimensions: {} },
      statistic: 'Maximum',
      periodSeconds: 300,
      evaluationPeriods: 1,
      threshold: 5,
      comparison: 'GreaterThanThreshold',
      actions: { alarm: [TOPIC] },
    });
  const [fires, isWell] = ALARMS;
  alarms.setState(fires, { value: 'ALARM', reason: 'late' });
  alarms.setState(isWell, { value: 'OK', reason: 'in time' });
}

function setIngestion({ dynamodb, firehose, lambda }: Account, now: number): void {
  const { arn } = dynamodb.putTable({
    name: TABLE,
    stream: { viewType: 'NEW_AND_OLD_IMAGES', enabledAt: now },
  });
  const label = new Date(now).toISOString().replace('Z', '');
  lambda.putFunction({ name: CDC });
  lambda.putMapping({ function: CDC, eventSourceArn: `${arn}/stream/${label}` });
  firehose.putStream({ name: CDC, destination: { bucket: BUCKET, bufferSeconds: 60 } });
}

async function setLake(
  { catalog, s3 }: Account,
  lake: Lake,
  clients: AwsClients,
  now: number,
): Promise<void> {
  const days = daysUntil(now);
  const location = `s3://${BUCKET}/${LAKE_TABLE}/`;
  const columns = ['id', 'name'].map((name) => ({ name, type: 'string' }));
  const partitionKeys = [{ name: 'dt', type: 'string' }];
  s3.createBucket(BUCKET);
  catalog.putDatabase({ name: DATABASE });
  catalog.putTable({ database: DATABASE, name: LAKE_TABLE, columns, partitionKeys, location });
  for (const day of days) {
    await clients.s3.putObject({ Bucket: BUCKET, Key: keyOf(day), Body: 'rows' });
    catalog.putPartition(DATABASE, LAKE_TABLE, { values: [day] });
  }
  lake.putTable({ database: DATABASE, table: LAKE_TABLE, columns, partitionKeys, location });
  const rows = ROWS.map(([id, name]) => ({ id, name }));
  await lake.write({ database: DATABASE, table: LAKE_TABLE, partition: { dt: days.at(-1) ?? '' }, rows });
}

async function setRuns(
  { glue, logs, s3, quality }: Account,
  clients: AwsClients,
  now: number,
): Promise<string> {
  s3.createBucket(SCRIPTS);
  for (const name of [JOB, FAILING_JOB]) {
    glue.putJob({ name });
    s3.put(SCRIPTS, { key: `${name}.py`, content: 'nothing ever runs it' });
  }
  const { JobRunId: run = '' } = await clients.glue.startJobRun({ JobName: JOB });
  glue.advanceRun(run, 'SUCCEEDED');
  quality.put({
    ruleset: 'users',
    table: null,
    job: { name: JOB, run, context: 'rows' },
    startedAt: now,
    completedAt: now,
    rules: [{ name: 'Rule_1', description: 'IsComplete "id"', result: 'FAIL', message: 'Value: 0.9' }],
  });
  const { JobRunId: failing = '' } = await clients.glue.startJobRun({ JobName: FAILING_JOB });
  glue.advanceRun(failing, 'FAILED', { errorMessage: CAUSE });
  for (const id of [run, failing])
    logs.put(JOB_GROUP, id, [{ at: now, message: `ERROR Executor: ${CAUSE}` }]);
  return run;
}
