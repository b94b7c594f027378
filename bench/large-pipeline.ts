/** A large pipeline in a simulated account, well and as busy as ever. */

import type { Account } from '../sandbox/aws/account.ts';
import type { Estate, StageEstate } from '../src/operations/estate.ts';

export const JOBS = 50;
export const BUCKETS = 10;
export const ALARMS = 100;
const DELIVERY_STREAMS = 20;
const FUNCTIONS = 4;
/** Each alarm watches one; ten are read of a bucket, four of a delivery stream, five of a function. */
export const METRICS = ALARMS + 10 * BUCKETS + 4 * DELIVERY_STREAMS + 5 * FUNCTIONS;
const RUNS = 20;
/** How long each call of AWS takes. */
export const CALL_MS = 50;
export const PLACE = { account: '123456789012', region: 'eu-central-1' };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What the configuration would name. */
export function largeEstate(): Estate {
  const none: readonly string[] = [];
  const stage = (name: string, given: Partial<StageEstate>): StageEstate => ({
    name,
    after: none,
    alarms: none,
    jobs: none,
    streams: none,
    deliveryStreams: none,
    functions: none,
    buckets: none,
    databases: none,
    tables: none,
    ...given,
  });
  return {
    pipeline: 'todo-etl',
    alarms: [],
    queries: null,
    stages: [
      stage('ingestion', {
        deliveryStreams: names('stream', DELIVERY_STREAMS),
        functions: names('function', FUNCTIONS),
      }),
      stage('silver', { after: ['ingestion'], jobs: ['job-*'], alarms: ['alarm-*'] }),
      stage('lake', { after: ['silver'], buckets: names('bucket', BUCKETS) }),
    ],
  };
}

/** Puts it all into the account, whose clock is turned by `turnTo` and stands at `now` in the end. */
export function fillAccount(
  { glue, s3, alarms, metrics, firehose, lambda }: Account,
  now: number,
  turnTo: (at: number) => void,
): void {
  for (const name of names('job', JOBS)) {
    glue.putJob({ name });
    for (let ago = RUNS; ago > 0; ago -= 1) {
      turnTo(now - ago * 6 * HOUR_MS);
      const run = glue.startRun(name);
      turnTo(now - ago * 6 * HOUR_MS + HOUR_MS / 4);
      glue.advanceRun(run.id, 'SUCCEEDED');
    }
  }
  turnTo(now);
  for (const name of names('alarm', ALARMS)) {
    alarms.putMetricAlarm({
      name,
      metric: { namespace: 'Todo', name: `metric of ${name}`, dimensions: {} },
      statistic: 'Maximum',
      periodSeconds: 60,
      evaluationPeriods: 1,
      threshold: 1,
      comparison: 'GreaterThanThreshold',
      actions: { alarm: ['arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms'] },
    });
    alarms.setState(name, { value: 'OK', reason: 'as ever' });
  }
  for (const name of names('bucket', BUCKETS)) {
    s3.createBucket(name);
    for (let ago = 0; ago < 60; ago += 1) {
      const day = new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
      for (const table of ['users', 'tasks'])
        s3.put(name, { key: `${table}/dt=${day}/part-0.parquet`, content: 'rows' });
    }
    for (let ago = 1; ago <= 33; ago += 1)
      metrics.put({
        namespace: 'AWS/S3',
        name: 'BucketSizeBytes',
        dimensions: { BucketName: name, StorageType: 'StandardStorage' },
        at: now - ago * DAY_MS,
        value: 1e12,
      });
  }
  for (const name of names('stream', DELIVERY_STREAMS)) {
    firehose.putStream({ name, destination: { bucket: 'bucket-1', bufferSeconds: 60 } });
    const dimensions = { DeliveryStreamName: name };
    for (let ago = 29 * 24; ago > 0; ago -= 1)
      metrics.put({
        namespace: 'AWS/Firehose',
        name: 'IncomingRecords',
        dimensions,
        at: now - ago * HOUR_MS,
        value: 12_000,
      });
  }
  for (const name of names('function', FUNCTIONS)) {
    lambda.putFunction({ name });
    for (let ago = 24 * 12; ago > 0; ago -= 1)
      metrics.put({
        namespace: 'AWS/Lambda',
        name: 'Invocations',
        dimensions: { FunctionName: name },
        at: now - (ago * HOUR_MS) / 12,
        value: 100,
      });
  }
}

function names(kind: string, many: number): readonly string[] {
  return Array.from({ length: many }, (_, index) => `${kind}-${index + 1}`);
}
