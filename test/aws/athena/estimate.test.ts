/** What a statement would scan, over the catalog and the buckets of a simulated account. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Asked } from '../../../src/operations/finding.ts';
import type { Estimate } from '../../../src/operations/query-estimate.ts';
import type { EstimateLimits } from '../../../src/aws/athena/estimate.ts';

import { ESTIMATE_LIMITS, estimateScan } from '../../../src/aws/athena/estimate.ts';
import { recorded } from '../../../src/aws/recorded.ts';
import { NO_ESTATE } from '../../../src/operations/estate.ts';
import { CONTEXT, openScene, operationOf, type Scene } from '../account.ts';
import { allowed } from '../../queries/decide.ts';

const MB = 1_000_000;
const GB = 1_000 * MB;
const BUCKET = 'todo-etl-silver';
const POLICY = {
  catalogs: ['AwsDataCatalog', 'Dynamo'],
  databases: ['silver', 'information_schema'],
  defaultDatabase: 'silver',
  mask: [],
};
const SETTINGS = { runUpTo: 10 * GB, askUpTo: 100 * GB };
/** As many calls as ever, however busy the machine is. */
const UNHURRIED: EstimateLimits = { ...ESTIMATE_LIMITS, withinMs: 600_000 };

let scene: Scene;
let asked: Asked[];
beforeEach(async () => {
  scene = await openScene();
  asked = [];
  scene.account.s3.createBucket(BUCKET);
  scene.account.catalog.putDatabase({ name: 'silver' });
});
afterEach(() => scene.close());

/** With clients that make no call but those that `query` declares. */
async function estimate(
  sql: string,
  {
    bound = [],
    limits = UNHURRIED,
    signal = CONTEXT.signal,
  }: {
    readonly bound?: readonly string[];
    readonly limits?: EstimateLimits;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Estimate> {
  const { asks } = operationOf(scene, 'query');
  const clients = recorded(scene.clients, { asks, asked });
  const call = { ...CONTEXT, signal, clients, asked, clock: scene.clock, estate: NO_ESTATE };
  return estimateScan(allowed(sql, POLICY), bound, SETTINGS, call, limits);
}

function calls(): Readonly<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const { call } of asked) counted[call] = (counted[call] ?? 0) + 1;
  return counted;
}

interface ToPut {
  readonly keys?: readonly (readonly [name: string, type: string])[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly location?: string;
  readonly type?: 'VIRTUAL_VIEW';
}

function putTable(
  name: string,
  { keys = [], location = `s3://${BUCKET}/${name}`, ...rest }: ToPut = {},
): void {
  scene.account.catalog.putTable({
    database: 'silver',
    name,
    columns: [{ name: 'id', type: 'string' }],
    partitionKeys: keys.map(([key, type]) => ({ name: key, type })),
    location,
    ...rest,
  });
}

/** So many days of November with a file of 10 MB each; the catalog knows the size of those that `parameters` has. */
function putUsers(days: number, parameters?: (day: number) => Readonly<Record<string, string>>): void {
  putTable('users', { keys: [['dt', 'string']] });
  for (let day = 1; day <= days; day += 1) {
    const dt = dayOf(day);
    scene.account.catalog.putPartition('silver', 'users', {
      values: [dt],
      ...(parameters === undefined ? {} : { parameters: parameters(day) }),
    });
    putFile(`users/dt=${dt}/part-0.parquet`, 10 * MB);
  }
}

function putFile(key: string, sizeBytes: number): void {
  scene.account.s3.put(BUCKET, { key, sizeBytes });
}

function dayOf(day: number): string {
  return new Date(Date.UTC(2026, 10, day)).toISOString().slice(0, 10);
}

function about(bytes: number, because: string): Estimate {
  return { kind: 'about', bytes, atLeast: false, because };
}

describe('of a partitioned table', () => {
  it('counts the files of the partitions that the predicates leave', async () => {
    putUsers(9);
    putFile('users/dt=2026-11-03/part-1.parquet', MB);
    putFile('users_old/dt=2026-11-03/part-0.parquet', GB);
    const found = await estimate("SELECT id FROM users WHERE dt >= '2026-11-03' AND dt < '2026-11-05'");
    expect(found).toEqual(about(21 * MB, '2 partitions of silver.users'));
    expect(calls()).toEqual({ 'glue:GetTable': 1, 'glue:GetPartitions': 1, 's3:ListObjectsV2': 2 });
    expect(await estimate('SELECT id FROM users')).toEqual(about(91 * MB, '9 partitions of silver.users'));
    expect(await estimate("SELECT id FROM users WHERE dt = 'never'")).toEqual(
      about(0, '0 partitions of silver.users'),
    );
  });

  it('takes the values that are bound to parameters', async () => {
    putUsers(9);
    const bound = ["'2026-11-03'", "'2026-11-04'"];
    expect(await estimate('SELECT id FROM users WHERE dt IN (?, ?)', { bound })).toEqual(
      about(20 * MB, '2 partitions of silver.users'),
    );
  });

  it('takes the days that are computed from today', async () => {
    expect(new Date(scene.clock()).toISOString()).toMatch(/^2026-11-12T0[1-9]/);
    putUsers(14);
    const since = "cast(current_date - interval '1' day AS varchar)";
    const until = "date_format(current_date, '%Y-%m-%d')";
    expect(await estimate(`SELECT id FROM users WHERE dt BETWEEN ${since} AND ${until}`)).toEqual(
      about(20 * MB, '2 partitions of silver.users'),
    );
  });

  it('believes the sizes that the catalog has, and lists only the rest', async () => {
    putUsers(9, (day) => (day < 8 ? { sizeKey: String(20 * MB) } : day === 8 ? { totalSize: '0' } : {}));
    expect(await estimate('SELECT id FROM users')).toEqual(about(160 * MB, '9 partitions of silver.users'));
    expect(calls()['s3:ListObjectsV2']).toBe(2);
  });

  it('has it by a sample where there are too many to list, within its calls', async () => {
    putUsers(1_500);
    expect(await estimate('SELECT id FROM users')).toEqual({
      kind: 'about',
      bytes: 15 * GB,
      atLeast: false,
      because: '1,500 partitions of silver.users (measured: 48 of them)',
    });
    expect(calls()).toEqual({ 'glue:GetTable': 1, 'glue:GetPartitions': 2, 's3:ListObjectsV2': 48 });
  });

  it('cannot tell where not even the partitions can be listed, unless the whole table is known', async () => {
    putUsers(2_500);
    const limits = { calls: 8, withinMs: 60_000 };
    expect(await estimate('SELECT id FROM users', { limits })).toMatchObject({
      kind: 'about',
      atLeast: true,
      because: expect.stringMatching(
        /^2,000 .*; not all was seen: silver.users has more partitions than were listed$/,
      ),
    });
    expect(asked.length).toBeLessThanOrEqual(8);
    putTable('users', { keys: [['dt', 'string']], parameters: { sizeKey: String(30 * GB) } });
    expect(await estimate('SELECT id FROM users', { limits })).toEqual(about(30 * GB, 'silver.users'));
  });

  it('lists all of them where Glue does not take the expression', async () => {
    putTable('users', { keys: [['hour', 'int']] });
    for (const hour of ['9', '10', '__HIVE_DEFAULT_PARTITION__']) {
      scene.account.catalog.putPartition('silver', 'users', { values: [hour] });
      putFile(`users/hour=${hour}/part-0.parquet`, MB);
    }
    expect(await estimate('SELECT id FROM users WHERE hour > 9')).toEqual(
      about(3 * MB, '3 partitions of silver.users'),
    );
    expect(calls()['glue:GetPartitions']).toBe(2);
  });
});

describe('of a table without partitions', () => {
  it('counts its files, or believes the catalog', async () => {
    putTable('plans');
    putFile('plans/a.parquet', 3 * MB);
    putFile('plans/below/b.parquet', 4 * MB);
    expect(await estimate('SELECT id FROM plans')).toEqual(about(7 * MB, 'silver.plans'));
    putTable('plans', { parameters: { sizeKey: '5000000' } });
    asked = [];
    expect(await estimate('SELECT id FROM plans')).toEqual(about(5 * MB, 'silver.plans'));
    expect(calls()).toEqual({ 'glue:GetTable': 1 });
  });

  it('does not walk through a million keys', async () => {
    putTable('plans');
    scene.account.s3.generate(BUCKET, {
      count: 1_000_000,
      keyAt: (place) => `plans/${String(place).padStart(7, '0')}`,
      objectAt: () => ({ sizeBytes: 1_000, modifiedAt: 0 }),
    });
    const limits = { ...UNHURRIED, calls: 12 };
    expect(await estimate('SELECT id FROM plans', { limits })).toEqual({
      kind: 'unknown',
      because: 'silver.plans has more files than were listed',
      isAsked: false,
    });
    expect(calls()).toEqual({ 'glue:GetTable': 1, 's3:ListObjectsV2': 11 });
  });

  it('lists no further than to what is never let through', async () => {
    putTable('plans');
    scene.account.s3.generate(BUCKET, {
      count: 1_000_000,
      keyAt: (place) => `plans/${String(place).padStart(7, '0')}`,
      objectAt: () => ({ sizeBytes: 60 * MB, modifiedAt: 0 }),
    });
    expect(await estimate('SELECT id FROM plans')).toEqual({
      kind: 'about',
      bytes: 120 * GB,
      atLeast: true,
      because: 'silver.plans; not all was seen: silver.plans has more files than were listed',
    });
    expect(calls()['s3:ListObjectsV2']).toBe(2);
  });
});

describe('of several reads', () => {
  it('looks once at what is read alike, and counts it as often as it is read', async () => {
    putUsers(3);
    putTable('plans');
    putFile('plans/a.parquet', MB);
    const day = (n: number): string => `SELECT id FROM users WHERE dt = '${dayOf(n)}'`;
    expect(
      await estimate(`WITH u AS (${day(1)}) SELECT * FROM u a, u b, (${day(1)}) c, (${day(2)}) d, plans`),
    ).toEqual(
      about(41 * MB, '1 partition of silver.users, 3 times, 1 partition of silver.users, silver.plans'),
    );
    expect(calls()).toEqual({ 'glue:GetTable': 3, 'glue:GetPartitions': 2, 's3:ListObjectsV2': 3 });
  });

  it('looks at no more tables than there are calls for', async () => {
    const names = Array.from({ length: 16 }, (_, n) => `t${n}`);
    expect(await estimate(`SELECT * FROM ${names.join(', ')}`)).toEqual({
      kind: 'unknown',
      because: 'it reads 16 tables, and 15 are looked at',
      isAsked: false,
    });
    for (const name of names) putTable(name, { keys: [['dt', 'string']] });
    await estimate(`SELECT * FROM ${names.slice(1).join(', ')}`);
    expect(asked.length).toBeLessThanOrEqual(60);
  });

  it('asks nothing where no file is looked at', async () => {
    for (const sql of [
      'SHOW TABLES',
      'DESCRIBE users',
      'EXPLAIN SELECT * FROM users',
      'VALUES 1',
      'SELECT 1',
      'SELECT * FROM "users$partitions"',
      'SELECT * FROM information_schema.tables',
      'WITH u AS (SELECT * FROM users) SELECT 1',
    ])
      expect(await estimate(sql)).toEqual(about(0, 'no table'));
    expect(asked).toEqual([]);
  });

  it('estimates what EXPLAIN ANALYZE runs', async () => {
    putUsers(2);
    expect(await estimate('EXPLAIN ANALYZE SELECT * FROM users')).toMatchObject({ bytes: 20 * MB });
  });
});

describe('nothing is made up', () => {
  it.each<readonly [said: string, toPut: ToPut]>([
    ['is a view, and what that reads only Athena knows', { type: 'VIRTUAL_VIEW' }],
    [
      'uses partition projection, so that the catalog has no partitions of it',
      { keys: [['dt', 'string']], parameters: { 'projection.enabled': 'TRUE' } },
    ],
    ['is an Iceberg table, whose files the catalog does not know', { parameters: { table_type: 'ICEBERG' } }],
    ['is a Delta table, whose files the catalog does not know', { parameters: { classification: 'delta' } }],
    [
      'is a Hudi table, whose files the catalog does not know',
      { parameters: { 'spark.sql.sources.provider': 'hudi' } },
    ],
    ['does not lie in S3', { location: 'arn:aws:dynamodb:eu-central-1:123456789012:table/users' }],
  ])('of a table that %s', async (said, toPut) => {
    putTable('users', toPut);
    expect(await estimate('SELECT * FROM users')).toEqual({
      kind: 'unknown',
      because: `silver.users ${said}`,
      isAsked: true,
    });
  });

  it('of a table that is not there, or of another catalog', async () => {
    expect(await estimate('SELECT * FROM users')).toEqual({
      kind: 'unknown',
      because: 'Glue knows no table silver.users',
      isAsked: false,
    });
    expect(await estimate('SELECT * FROM dynamo.silver.users')).toEqual({
      kind: 'unknown',
      because: "silver.users is of the catalog Dynamo, which is not Glue's",
      isAsked: true,
    });
  });

  it('of a partition that lies elsewhere', async () => {
    putUsers(2);
    scene.account.catalog.putPartition('silver', 'users', { values: ['x'], location: 'hdfs://old/users' });
    expect(await estimate('SELECT * FROM users')).toEqual({
      kind: 'unknown',
      because: 'silver.users has partitions that do not lie in S3',
      isAsked: false,
    });
  });

  it.each([
    ['GetTable', /^Could not look at the table silver\.users: AWS denied it\..*glue:GetTable/],
    ['GetPartitions', /^Could not list the partitions of silver\.users: AWS denied it\..*glue:GetPartitions/],
    ['ListObjectsV2', /^Could not list todo-etl-silver\/users\/\S+: AWS denied it\..*s3:ListBucket/],
  ])('where AWS refuses %s', async (operation, because) => {
    putUsers(2);
    scene.faults.set({ operation, kind: 'access-denied', times: Infinity });
    expect(await estimate('SELECT * FROM users')).toEqual({
      kind: 'unknown',
      because: expect.stringMatching(because),
      isAsked: false,
    });
  });

  it('where it would take too long, and what was seen is little', async () => {
    putUsers(2);
    scene.faults.set({ operation: 'ListObjectsV2', kind: 'slow', times: Infinity, delayMs: 400 });
    expect(await estimate('SELECT * FROM users', { limits: { calls: 60, withinMs: 100 } })).toEqual({
      kind: 'unknown',
      because: 'looking took longer than 0s',
      isAsked: false,
    });
  });

  it('where who asked is gone', async () => {
    putUsers(2);
    expect(await estimate('SELECT * FROM users', { signal: AbortSignal.abort() })).toEqual({
      kind: 'unknown',
      because: expect.stringMatching(/Handrail stopped waiting/),
      isAsked: false,
    });
  });
});
