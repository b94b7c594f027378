/** `schema`, over the simulated account: versions of tables, and who made them. */

import type { CatalogColumn, CatalogTableToPut } from '../../../sandbox/aws/glue-catalog.ts';
import type { Finding } from '../../../src/operations/finding.ts';
import type { Scene } from '../account.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TRAIL_LAG_MS } from '../../../sandbox/aws/cloudtrail.ts';
import { aStage } from '../../support/builders.ts';
import { CONTEXT, findingOf, openScene, preparedOf } from '../account.ts';

const DAY = 86_400_000;
const ESTATE = {
  pipeline: 'todo-etl',
  alarms: [],
  queries: null,
  stages: [
    aStage('bronze', { databases: ['todo_bronze'] }),
    aStage('silver', { databases: ['todo_silver'], tables: ['users', 'tasks'] }),
  ],
};

let scene: Scene;

beforeEach(async () => {
  scene = await openScene({ estates: [ESTATE] });
  for (const name of ['todo_bronze', 'todo_silver']) scene.account.catalog.putDatabase({ name });
});
afterEach(() => scene.close());

/** `id string, at bigint`. */
function columns(text: string): readonly CatalogColumn[] {
  return text.split(', ').map((column) => {
    const [name = '', type = ''] = column.split(' ');
    return { name, type };
  });
}

function put(database: string, name: string, text: string, more: Partial<CatalogTableToPut> = {}): void {
  scene.account.catalog.putTable({
    database,
    name,
    columns: columns(text),
    location: `s3://lake/${name}/`,
    ...more,
  });
}

function record(name: string, database: string, table: string): void {
  scene.account.cloudtrail.record({
    name,
    source: 'glue.amazonaws.com',
    user: { kind: 'role', role: 'todo-etl-deploy', session: 'anna' },
    requestParameters: { databaseName: database, tableInput: { name: table } },
  });
}

async function look(
  args: Readonly<Record<string, string>> = {},
  pipeline: string | null = 'todo-etl',
): Promise<Finding> {
  return findingOf(await preparedOf(scene, 'schema', args).start({ ...CONTEXT, pipeline }));
}

describe('schema of all tables', () => {
  it('has a row each, what broke lately first, and asks CloudTrail nothing', async () => {
    put('todo_silver', 'tasks', 'id string');
    put('todo_silver', 'users', 'id string');
    scene.pass(20 * DAY);
    put('todo_silver', 'users', 'id string, plan string');
    put('todo_bronze', 'users', 'id string, at bigint');
    scene.pass(DAY);
    put('todo_bronze', 'users', 'id string, at string');
    const found = await look();
    expect(found.verdict).toBe('warn');
    expect(found.summary).toBe(
      'todo_bronze.users: at changed from bigint to string, 2026-12-03T03:00Z, incompatible',
    );
    expect(found.table).toEqual({
      columns: ['Table', 'Last change', 'When', 'Fits', '30 days', 'Version'],
      rows: [
        ['todo_bronze.users', 'at changed from bigint to string', '2026-12-03T03:00Z', 'no', '1', '1'],
        ['todo_silver.users', 'plan string added at the end', '2026-12-02T03:00Z', 'yes', '1', '1'],
        ['todo_silver.tasks', 'none known', '', '', '0', '0'],
      ],
    });
    expect(found.next).toEqual(['/etl schema todo_bronze.users', '/etl schema todo_silver.users']);
    expect(new Set(found.asked.map(({ call }) => call))).toEqual(
      new Set(['glue:GetTables', 'glue:GetTableVersions']),
    );
  });

  it('says what the configuration names and the catalog does not have', async () => {
    put('todo_silver', 'users', 'id string');
    const found = await look();
    expect(found.verdict).toBe('fail');
    expect(found.summary).toBe('todo_silver.tasks is not in the catalog');
    expect(found.facts).toContainEqual({
      label: 'todo_silver.tasks',
      value:
        'not in the catalog. See who dropped it with /etl changes, or take it out of tables in the configuration.',
    });
  });

  it('says what was refused, with the action that is missing', async () => {
    put('todo_silver', 'users', 'id string');
    put('todo_silver', 'tasks', 'id string');
    scene.faults.set({ operation: 'GetTableVersions', kind: 'access-denied', times: 1 });
    const found = await look();
    expect(found.verdict).toBe('unknown');
    expect(found.summary).toBe('1 table could not be read');
    expect(found.facts[0]?.value).toContain('Add glue:GetTableVersions to the role');
    scene.faults.set({ operation: 'GetTables', kind: 'access-denied', times: Infinity });
    expect((await look()).summary).toContain('Add glue:GetTables to the role');
  });

  it('says what to configure where no stage names a database, or nobody says whose', async () => {
    await scene.close();
    scene = await openScene({ estates: [{ ...ESTATE, stages: [aStage('silver')] }] });
    expect((await look()).summary).toContain('write pipelines.todo-etl.stages.<stage>.databases');
    expect((await look({}, null)).summary).toContain('say whose with --pipeline');
  });

  it('is read of 100 tables, and said to be of so many', async () => {
    for (let place = 0; place < 101; place += 1)
      scene.account.catalog.putTable({
        database: 'todo_bronze',
        name: `t${place}`,
        columns: [{ name: 'id', type: 'string' }],
        location: `s3://todo-etl-bronze/t${place}/`,
      });
    const found = await look();
    expect(found.asked.filter(({ call }) => call === 'glue:GetTableVersions')).toHaveLength(100);
    expect(found.facts.find(({ label }) => label === 'Read')?.value).toBe('100 of 101 tables; name another');
  });
});

describe('schema of one table', () => {
  it('has each version that changed something, with why it fits or not, and by whom', async () => {
    put('todo_silver', 'users', 'id string, at bigint', { partitionKeys: columns('dt string') });
    record('CreateTable', 'todo_silver', 'users');
    scene.pass(DAY);
    put('todo_silver', 'users', 'id string, plan string, at bigint', { partitionKeys: columns('dt string') });
    record('UpdateTable', 'todo_silver', 'users');
    record('UpdateTable', 'todo_silver', 'tasks');
    scene.pass(DAY);
    put('todo_silver', 'users', 'id string, plan string, at string', { partitionKeys: columns('dt string') });
    scene.pass(TRAIL_LAG_MS);
    const found = await look({ table: 'users' });
    expect(found.table?.rows).toEqual([
      ['2026-11-14T03:00Z', 'at changed from bigint to string', 'no', '', '2'],
      ['2026-11-13T03:00Z', 'plan string added in between', 'yes', 'anna (role todo-etl-deploy)', '1'],
      ['2026-11-12T03:00Z', 'made with 2 columns', '', 'anna (role todo-etl-deploy)', '0'],
    ]);
    expect(found.verdict).toBe('warn');
    expect(found.facts.map(({ label }) => label)).toEqual(['Version 2', 'Version 1', 'Layout', 'Who']);
    expect(found.facts[0]?.value).toContain('HIVE_PARTITION_SCHEMA_MISMATCH');
    expect(found.facts[3]?.value).toContain('CloudTrail is minutes behind');
    expect(found.links[0]?.url).toContain('/view/users?database=todo_silver');
  });

  it.each([
    ['access-denied', 'Add cloudtrail:LookupEvents to the role'],
    ['throttle', 'AWS is throttling this account'],
  ] as const)('stands without who where CloudTrail answers %s', async (kind, sentence) => {
    put('todo_silver', 'users', 'id string');
    put('todo_silver', 'users', 'id string, plan string');
    scene.faults.set({ operation: 'LookupEvents', kind, times: Infinity });
    const found = await look({ table: 'todo_silver.users' });
    expect(found.table?.rows).toHaveLength(2);
    expect(found.verdict).toBe('ok');
    expect(found.facts.find(({ label }) => label === 'Who')?.value).toContain(sentence);
  });

  it('tells versions that nobody made, and of Iceberg its commits, as what they are', async () => {
    put('todo_silver', 'users', 'id string');
    scene.pass(DAY);
    put('todo_silver', 'users', 'id string', { parameters: { recordCount: '12' } });
    const users = await look({ table: 'users' });
    expect(users.table?.rows[0]?.[1]).toBe(
      'statistics or parameters of a crawler only, a version that nobody made by hand',
    );
    expect(users.summary).toBe(
      'todo_silver.users: its schema is as it was made 2026-11-12T03:00Z; 1 version of it changed nothing that anybody reads',
    );
    const iceberg = (commit: number) => ({
      parameters: { table_type: 'ICEBERG', metadata_location: `s3://lake/tasks/metadata/${commit}.json` },
    });
    put('todo_silver', 'tasks', 'id int', iceberg(1));
    put('todo_silver', 'tasks', 'id int', iceberg(2));
    put('todo_silver', 'tasks', 'id bigint', iceberg(3));
    const tasks = await look({ table: 'tasks' });
    expect(tasks.table?.rows.map(([, what, fits]) => [what, fits])).toEqual([
      ['id widened from int to bigint', 'yes'],
      ['a commit of Iceberg, no column of it', ''],
      ['made with 1 column', ''],
    ]);
  });

  it('reads a table of 20,000 partitions by its versions alone', async () => {
    put('todo_silver', 'users', 'id string', { partitionKeys: columns('n int') });
    for (let n = 0; n < 20_000; n += 1)
      scene.account.catalog.putPartition('todo_silver', 'users', { values: [String(n)] });
    const found = await look({ table: 'users' });
    expect(found.facts.find(({ label }) => label === 'Layout')?.value).toContain('partitioned by n int');
    expect(found.asked.map(({ call }) => call)).not.toContain('glue:GetPartitions');
  });

  it('reads 500 versions, and says that there are more', async () => {
    for (let n = 0; n < 510; n += 1)
      put('todo_silver', 'users', 'id string', { parameters: { n: String(n) } });
    const found = await look({ table: 'users' });
    expect(found.facts).toContainEqual({
      label: 'Read',
      value: 'the newest 500 versions; the table has more',
    });
    expect(found.summary).toContain('no change in the 500 versions that were read');
  });

  it('is found by either name, and with its nearest where it is mistyped', async () => {
    put('todo_silver', 'users', 'id string');
    put('todo_silver', 'tasks', 'id string');
    expect((await look({ table: 'USERS' })).verdict).toBe('ok');
    const mistyped = await look({ table: 'usrs' });
    expect(mistyped).toMatchObject({
      verdict: 'fail',
      summary: 'No table here is called usrs. The nearest: users.',
    });
    expect(mistyped.next).toEqual(['/etl schema users']);
    put('todo_bronze', 'users', 'id string');
    expect((await look({ table: 'usrs' })).summary).toBe('No table here is called usrs. The nearest: users.');
    expect(await look({ table: 'users' })).toMatchObject({
      verdict: 'unknown',
      next: ['/etl schema todo_bronze.users', '/etl schema todo_silver.users'],
    });
  });

  it('that is configured and gone is told as that', async () => {
    expect((await look({ table: 'todo_silver.users' })).summary).toContain('is not in the catalog, though');
  });
});
