/** The buckets of a lake in the health of a pipeline: judged as `lake` does, with few calls. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Estate } from '../../../src/operations/estate.ts';
import type { Finding } from '../../../src/operations/finding.ts';
import { NO_ESTATE } from '../../../src/operations/estate.ts';
import { findingOf, MINUTE, openScene, preparedOf, type Scene } from '../account.ts';
import { aStage } from '../../support/builders.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 12, 3, 0);
const TODAY = Date.UTC(2026, 10, 12);
const BRONZE = 'todo-etl-bronze';
const SILVER = 'todo-etl-silver';

const ESTATE: Estate = {
  ...NO_ESTATE,
  pipeline: 'todo-etl',
  stages: [
    aStage('bronze', { buckets: [BRONZE] }),
    aStage('silver', { after: ['bronze'], buckets: [SILVER], databases: ['todo_silver'] }),
  ],
};

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ estates: [ESTATE] });
  scene.account.s3.createBucket(BRONZE);
  scene.account.s3.createBucket(SILVER);
  scene.account.catalog.putDatabase({ name: 'todo_silver' });
  put(SILVER, 'users/dt=2026-11-11/part-0.parquet');
});
afterEach(() => scene.close());

async function ask(verb = 'health'): Promise<Finding> {
  return findingOf(await preparedOf(scene, verb, {}).start(scene.context('run-1')));
}

function put(bucket: string, ...keys: readonly string[]): void {
  for (const key of keys) scene.account.s3.put(bucket, { key, content: 'rows' });
}

function rows({ table }: Finding): readonly (readonly string[])[] {
  return table?.rows ?? [];
}

function listingsOf({ asked }: Finding): number {
  return asked.filter(({ call }) => call === 's3:ListObjectsV2').length;
}

const iso = (ago: number): string => new Date(NOW - ago).toISOString();
const day = (ago: number): string => iso(ago * DAY).slice(0, 10);
const days = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the lake in the health of a pipeline', () => {
  it('is well while the newest partitions come, and late as its verb says it', async () => {
    put(BRONZE, ...days(0, 9).map((ago) => `users/dt=${day(ago)}/part-0.parquet`));
    expect(await ask()).toMatchObject({
      verdict: 'ok',
      summary: 'todo-etl: all well, 2 parts looked at. bronze ok · silver ok',
    });
    put(BRONZE, ...days(4, 9).map((ago) => `tasks/dt=${day(ago)}/part-0.parquet`));
    const late = await ask();
    expect(late.summary).toBe(
      `todo-etl: bronze fails since 2026-11-10T00:00Z. BRONZE ${BRONZE} tasks: 3 days late · silver waits`,
    );
    expect(rows(late)).toEqual([['bronze', BRONZE, 'tasks: 3 days late', '2026-11-10T00:00Z']]);
    expect(late.next).toEqual(['/etl lake bronze']);
    const told = (await ask('lake')).facts.map(({ label, value }) => `${label}: ${value}`);
    expect(told[0]).toBe('bronze tasks: newest is dt=2026-11-08, 3 days late, due since 2026-11-10T00:00Z');
  });

  it.each([
    ['at the top of the bucket', '', 'fail'],
    ['below a folder', 'events/', 'ok'],
  ])('finds the hours, or at least the days, that Firehose writes %s', async (_, prefix, afterHours) => {
    const key = (ago: number): string => `${prefix}${iso(ago).slice(0, 13).replaceAll(/[-T]/g, '/')}/cdc.gz`;
    put(BRONZE, ...days(2, 80).map((ago) => key(ago * HOUR)), ...days(4, 400).map((ago) => key(ago * DAY)));
    const well = await ask();
    expect(well.verdict).toBe('ok');
    expect(listingsOf(well)).toBeLessThanOrEqual(5);
    scene.pass(8 * HOUR);
    expect((await ask()).verdict).toBe(afterHours);
    scene.pass(4 * DAY);
    expect((await ask()).verdict).toBe('fail');
  });

  it.each(['', 'events/'])(
    'looks into the last month where %j has nothing of this one yet',
    async (prefix) => {
      scene.pass(Date.UTC(2026, 11, 1, 0, 30) - NOW);
      put(BRONZE, `${prefix}2026/11/30/22/cdc.gz`, `${prefix}2026/11/30/23/cdc.gz`);
      put(SILVER, ...days(12, 30).map((of) => `users/dt=2026-11-${of}/part-0.parquet`));
      expect(await ask()).toMatchObject({ verdict: 'ok' });
    },
  );

  it('does not take for well what it did not reach', async () => {
    put(BRONZE, `events/by/year=${day(0).slice(0, 4)}/m=11/d=12/part-0.parquet`);
    expect(rows(await ask())).toEqual([['bronze', BRONZE, 'events/by: not read in full', '']]);
  });

  it('asks three calls of a bucket at most, and one for all sizes, however many tables and keys there are', async () => {
    for (const table of days(1, 30))
      put(BRONZE, ...days(0, 40).map((ago) => `table-${table}/dt=${day(ago)}/hour=01/part-0.parquet`));
    for (const table of days(1, 5)) {
      scene.account.catalog.putTable({
        database: 'todo_silver',
        name: `table_${table}`,
        columns: [],
        partitionKeys: [{ name: 'dt', type: 'string' }],
        location: `s3://${SILVER}/table_${table}/`,
      });
      scene.account.catalog.putPartition('todo_silver', `table_${table}`, { values: [day(1)] });
    }
    const found = await ask();
    expect(found.verdict).toBe('ok');
    expect(found.facts).toEqual([
      { label: 'Looked at only', value: `2 of 30 tables of ${BRONZE}, 2 of 5 tables of ${SILVER}` },
    ]);
    const calls = found.asked.map(({ call }) => call).toSorted();
    expect(calls.filter((call) => call !== 'cloudwatch:DescribeAlarms')).toEqual([
      'cloudwatch:GetMetricData',
      'glue:GetPartitions',
      'glue:GetPartitions',
      'glue:GetTables',
      's3:ListObjectsV2',
      's3:ListObjectsV2',
      's3:ListObjectsV2',
    ]);
  });

  it('takes the catalog where there is one, and the bucket where that has nothing lately', async () => {
    scene.account.catalog.putTable({
      database: 'todo_silver',
      name: 'users',
      columns: [],
      partitionKeys: [{ name: 'dt', type: 'string' }],
      location: `s3://${SILVER}/users/`,
    });
    put(BRONZE, `users/dt=${day(0)}/part-0.parquet`);
    scene.account.catalog.putPartition('todo_silver', 'users', { values: [day(1)] });
    expect((await ask()).verdict).toBe('ok');
    scene.pass(20 * DAY);
    expect(rows(await ask()).map(([, name, how]) => [name, how])).toContainEqual([
      SILVER,
      'users: 20 days late',
    ]);
  });

  it('tells of a table that was dropped from the catalog', async () => {
    const stages = [aStage('silver', { buckets: [SILVER], databases: ['todo_silver'], tables: ['users'] })];
    const dropped = await openScene({ estates: [{ ...ESTATE, stages }] });
    dropped.account.s3.createBucket(SILVER);
    dropped.account.s3.put(SILVER, { key: `users/dt=${day(1)}/part-0.parquet`, content: 'rows' });
    dropped.account.catalog.putDatabase({ name: 'todo_silver' });
    const asked = preparedOf(dropped, 'health', {}).start(dropped.context('run-1'));
    expect(rows(findingOf(await asked))).toEqual([['silver', SILVER, 'users: not in the catalog', '']]);
    await dropped.close();
  });

  it('names what it asked nothing of: Iceberg tables, and databases beyond those of the buckets', async () => {
    const stages = [
      aStage('silver', { buckets: [SILVER], databases: ['todo_silver', 'todo_more', 'todo_other'] }),
    ];
    const several = await openScene({ estates: [{ ...ESTATE, stages }] });
    several.account.s3.createBucket(SILVER);
    several.account.catalog.putDatabase({ name: 'todo_silver' });
    several.account.catalog.putTable({
      database: 'todo_silver',
      name: 'events',
      columns: [],
      location: `s3://${SILVER}/events/`,
      parameters: { table_type: 'ICEBERG' },
    });
    const asked = preparedOf(several, 'health', {}).start(several.context('run-1'));
    expect(findingOf(await asked).facts).toEqual([
      {
        label: 'Looked at only',
        value:
          'nothing of events: Iceberg keeps their partitions, the catalog has none; nothing of the databases todo_more, todo_other of silver',
      },
    ]);
    await several.close();
  });

  it('tells of a size that dropped', async () => {
    put(BRONZE, `users/dt=${day(0)}/part-0.parquet`);
    for (const ago of days(1, 10))
      scene.account.metrics.put({
        namespace: 'AWS/S3',
        name: 'BucketSizeBytes',
        dimensions: { BucketName: BRONZE, StorageType: 'StandardStorage' },
        at: TODAY - ago * DAY,
        value: ago === 1 ? 600e9 : 1e12,
      });
    expect(rows(await ask())).toEqual([
      ['bronze', BRONZE, '40% smaller on 2026-11-11 than the day before', ''],
    ]);
  });

  it('says in a clause what could not be read, and of all of it why', async () => {
    put(BRONZE, `users/dt=${day(0)}/part-0.parquet`);
    scene.faults.set({ operation: 'GetTables', kind: 'access-denied', times: 9 });
    const half = await ask();
    expect(half).toMatchObject({ verdict: 'unknown', facts: [] });
    expect(rows(half)).toEqual([['silver', SILVER, 'not read in full', '']]);
    for (const operation of ['s3:*', 'GetMetricData'])
      scene.faults.set({ operation, kind: 'access-denied', times: 9 });
    const none = await ask();
    expect(none.summary).toBe('todo-etl: lake could not be asked. bronze not known · silver not known');
    expect(none.facts).toMatchObject([{ label: 'Not known: lake' }]);
  });
});
