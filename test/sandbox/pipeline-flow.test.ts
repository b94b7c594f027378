import type { PipelineWorld } from './pipeline-world.ts';

import { beforeEach, describe, expect, it } from '@jest/globals';

import { createPipelineWorldWithPast, START_MS } from './pipeline-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const IN_FIREHOSE = { namespace: 'AWS/Firehose', dimensions: { DeliveryStreamName: 'todo-etl-cdc' } };
const IN_LAMBDA = { namespace: 'AWS/Lambda', dimensions: { FunctionName: 'todo-etl-cdc' } };

let world: PipelineWorld;

beforeEach(() => {
  world = createPipelineWorldWithPast();
  world.pipeline.start();
});

describe('what flows in', () => {
  it('goes on as it was: as many records as a week ago, and none held up', async () => {
    await world.time.advance(30 * MINUTE);
    const records = { ...IN_FIREHOSE, name: 'IncomingRecords' };
    const now = sum(records, START_MS, START_MS + 30 * MINUTE);
    const lastWeek = sum(records, START_MS - 7 * DAY, START_MS - 7 * DAY + 30 * MINUTE);
    expect(Math.abs(now / lastWeek - 1)).toBeLessThan(0.05);
    expect(most({ ...IN_FIREHOSE, name: 'DeliveryToS3.DataFreshness' })).toBeLessThan(400);
    expect(most({ ...IN_LAMBDA, name: 'IteratorAge' })).toBeLessThan(5_000);
    expect(sum({ ...IN_LAMBDA, name: 'Errors' }, START_MS, world.time.now())).toBe(0);
    expect(world.told().filter((told) => !told.endsWith('SUCCEEDED'))).toEqual([]);
  });

  it('is written to bronze every five minutes, and its hours are registered', async () => {
    const before = new Set(keys('todo-etl-bronze', 'users/'));
    await world.time.advance(61 * MINUTE);
    const added = keys('todo-etl-bronze', 'users/').filter((key) => !before.has(key));
    expect(added.filter((key) => key.startsWith('users/dt=2026-03-02/hour=03/'))).toHaveLength(12);
    const newest = world.account.catalog.partitions('todo_bronze', 'users').at(-1);
    expect(newest).toMatchObject({
      values: ['2026-03-02', '04'],
      location: 's3://todo-etl-bronze/users/dt=2026-03-02/hour=04/',
    });
    const bytes = sum({ ...IN_FIREHOSE, name: 'DeliveryToS3.Bytes' }, START_MS, world.time.now());
    expect(bytes).toBeGreaterThan(1_000_000);
  });

  it('becomes silver and gold of today by the runs', async () => {
    const today = 'users/dt=2026-03-02/';
    expect(keys('todo-etl-silver', today)).toEqual([]);
    await world.time.advance(MINUTE);
    expect(keys('todo-etl-silver', today)).toHaveLength(4);
    expect(keys('todo-etl-gold', 'kpis/dt=2026-03-02/')).toHaveLength(1);
    for (const [database, table] of [
      ['todo_silver', 'users'],
      ['todo_silver', 'tasks'],
      ['todo_gold', 'kpis'],
    ] as const) {
      expect(world.account.catalog.partitions(database, table).at(-1)?.values).toEqual(['2026-03-02']);
    }
  });

  it('is logged by the function, one invocation a minute', async () => {
    await world.time.advance(10 * MINUTE - 1);
    const events = world.account.logs
      .streams('/aws/lambda/todo-etl-cdc')
      .flatMap((stream) => stream.events)
      .filter(({ at }) => at >= START_MS);
    expect(events.filter(({ message }) => message.startsWith('REPORT RequestId: '))).toHaveLength(10);
  });

  it('leaves no timer when the pipeline stops', async () => {
    await world.time.advance(MINUTE);
    world.pipeline.stop();
    expect(world.time.pending()).toBe(0);
  });
});

type Metric = Parameters<PipelineWorld['account']['metrics']['between']>[0];

function sum(metric: Metric, fromMs: number, toMs: number): number {
  return world.account.metrics.between(metric, fromMs, toMs).reduce((total, { value }) => total + value, 0);
}

function most(metric: Metric): number {
  const points = world.account.metrics.between(metric, START_MS, world.time.now() + 1);
  return Math.max(...points.map(({ value }) => value));
}

function keys(bucket: string, prefix: string): readonly string[] {
  return world.account.s3
    .list({ bucket, prefix, delimiter: null, after: null, afterPrefix: null, limit: Infinity })
    .entries.flatMap((entry) => ('object' in entry ? [entry.object.key] : []));
}
