/** What the catalog says, and what a query reads of the lake by it. */

import type { AthenaWorld } from './athena-world.ts';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startAthenaWorld } from './athena-world.ts';

let world: AthenaWorld;

beforeAll(async () => {
  world = await startAthenaWorld();
});

afterAll(() => world.close());

describe('SHOW and DESCRIBE', () => {
  it.each([
    ['SHOW DATABASES', ['todo_bronze', 'todo_silver']],
    ["SHOW SCHEMAS LIKE '*silver'", ['todo_silver']],
    ['SHOW TABLES', ['plans', 'users']],
    ['SHOW TABLES IN todo_bronze', ['events']],
    ["SHOW TABLES 'u*|none'", ['users']],
    ['SHOW VIEWS', []],
    ['SHOW PARTITIONS users', ['dt=2026-03-01', 'dt=2026-03-02']],
    ['show partitions todo_bronze.events;', ['dt=2026-03-01/hour=3', 'dt=2026-03-01/hour=4']],
    ['SHOW COLUMNS IN plans', ['id                  ', 'price               ']],
    ['SHOW COLUMNS FROM events IN todo_bronze', ['id', 'task', 'dt', 'hour'].map((name) => name.padEnd(20))],
    ['SHOW TBLPROPERTIES plans', ['classification\tparquet']],
  ])('%s', async (sql, rows) => {
    expect(await world.rows(sql)).toEqual(rows.map((row) => [row]));
  });

  it('describes a table with its partitions apart', async () => {
    const rows = await world.rows('DESCRIBE todo_bronze.events');
    expect(rows.map(([row]) => row)).toEqual([
      'id                  \tbigint              \t                    ',
      'task                \tstruct<title:string,done:boolean>\t                    ',
      'dt                  \tdate                \t                    ',
      'hour                \tint                 \t                    ',
      '\t \t ',
      '# Partition Information\t \t ',
      '# col_name            \tdata_type           \tcomment             ',
      '\t \t ',
      'dt                  \tdate                \t                    ',
      'hour                \tint                 \t                    ',
    ]);
    expect(await world.rows('DESCRIBE FORMATTED plans')).toHaveLength(2);
  });

  it('shows how a table was made', async () => {
    const rows = (await world.rows('SHOW CREATE TABLE users')).map(([row]) => row);
    expect(rows.slice(0, 3)).toEqual([
      'CREATE EXTERNAL TABLE `todo_silver.users`(',
      "  `id` bigint COMMENT 'of the account', ",
      '  `email` string, ',
    ]);
    expect(rows).toContain("  's3://todo-lake/silver/users'");
  });

  it('says what kind of statement it was, and tells no names of columns as a row', async () => {
    const { StatementType, SubstatementType, ResultConfiguration } = await world.run('SHOW TABLES');
    expect([StatementType, SubstatementType]).toEqual(['UTILITY', 'SHOW_TABLES']);
    expect(ResultConfiguration?.OutputLocation).toMatch(/\.txt$/);
  });

  it.each([
    ['SHOW TABLES IN nodb', 'FAILED: SemanticException [Error 10072]: Database does not exist: nodb'],
    ['DESCRIBE userz', 'FAILED: SemanticException [Error 10001]: Table not found todo_silver.userz'],
    ['SHOW PARTITIONS plans', 'is not a partitioned table'],
  ])('%s fails', async (sql, words) => {
    expect(await world.reason(sql)).toContain(words);
  });
});

describe('a partition', () => {
  const bytes = (...places: readonly string[]): number =>
    places
      .flatMap((place) => world.lake.files(`s3://todo-lake/${place}`))
      .reduce((sum, file) => sum + file.bytes, 0);
  const [first, second] = ['silver/users/dt=2026-03-01', 'silver/users/dt=2026-03-02'];

  it.each([
    ['SELECT count(*) FROM users', [first, second]],
    ["SELECT id FROM users WHERE dt >= '2026-03-02' AND id > 0", [second]],
    ["SELECT id FROM users WHERE dt IN ('2026-03-01') OR dt LIKE '%-99'", [first]],
    ["SELECT id FROM users WHERE dt = '1999-01-01'", []],
    ["SELECT 1 FROM users u JOIN plans p ON u.id = p.id WHERE u.dt = '2026-03-01'", [first, 'silver/plans']],
    [
      "SELECT 1 FROM users a JOIN users b ON a.id = b.id WHERE a.dt = '2026-03-01' AND b.dt = '2026-03-02'",
      [first, second],
    ],
    [
      "SELECT id FROM todo_bronze.events WHERE dt = DATE '2026-03-01' AND hour = 3",
      ['bronze/events/dt=2026-03-01/hour=3'],
    ],
    [
      'SELECT 1 FROM todo_bronze.events a JOIN todo_bronze.events b ON a.id = b.id + 1 WHERE b.hour = 3 AND a.hour > 3',
      ['bronze/events/dt=2026-03-01/hour=3', 'bronze/events/dt=2026-03-01/hour=4'],
    ],
    ['SELECT * FROM "users$partitions"', []],
    ['SELECT 1', []],
  ])('that is not asked for is not scanned: %s', async (sql, places) => {
    const { Statistics } = await world.run(sql);
    expect(Statistics?.DataScannedInBytes).toBe(bytes(...places));
  });

  it('that comes later is read by the next query, and replaced with what is written again', async () => {
    const own = await startAthenaWorld();
    const write = (email: string): Promise<void> =>
      own.lake.write({
        database: 'todo_silver',
        table: 'users',
        partition: { dt: '2026-03-03' },
        rows: [{ id: 9, email }],
      });
    const asked = "SELECT email FROM users WHERE dt = '2026-03-03'";
    expect(await own.rows(asked)).toEqual([['email']]);
    await write('first@example.org');
    expect(await own.rows(asked)).toEqual([['email'], ['first@example.org']]);
    await write('second@example.org');
    expect(await own.rows(asked)).toEqual([['email'], ['second@example.org']]);
    await own.close();
  });

  it('that the catalog does not know is not read', async () => {
    const own = await startAthenaWorld(({ tables }) => ({
      ...tables,
      partitions: (table) => tables.partitions(table).slice(0, 1),
    }));
    expect(await own.rows('SELECT DISTINCT dt FROM users')).toEqual([['dt'], ['2026-03-01']]);
    await own.close();
  });
});

describe('a column', () => {
  it('that older files do not have is empty in them', async () => {
    const own = await startAthenaWorld();
    own.lake.putTable({
      database: 'todo_silver',
      table: 'plans',
      location: 's3://todo-lake/silver/plans/',
      columns: [
        { name: 'id', type: 'int' },
        { name: 'currency', type: 'string' },
      ],
    });
    await own.lake.write({
      database: 'todo_silver',
      table: 'plans',
      file: 'part-00001.parquet',
      rows: [{ id: 2, currency: 'EUR' }],
    });
    expect(await own.rows('SELECT * FROM plans ORDER BY id')).toEqual([
      ['id', 'currency'],
      ['1', null],
      ['2', 'EUR'],
    ]);
    await own.close();
  });
});

describe('a month of partitions', () => {
  it('is written by one SELECT', async () => {
    const own = await startAthenaWorld();
    await own.lake.generate({
      database: 'todo_silver',
      table: 'users',
      select: `SELECT i AS id, NULL AS email, i / 2 AS score, NULL AS tags, NULL AS created,
        strftime(DATE '2026-02-01' + CAST(i % 28 AS INTEGER), '%Y-%m-%d') AS dt FROM range(2800) AS t (i)`,
    });
    expect(await own.rows("SELECT count(*), count(DISTINCT dt) FROM users WHERE dt < '2026-03-01'")).toEqual([
      ['_col0', '_col1'],
      ['2800', '28'],
    ]);
    expect(await own.rows('SHOW PARTITIONS users')).toHaveLength(30);
    await own.close();
  });
});

describe('a lake that nobody closes', () => {
  it('keeps no process alive, not even with a query under way', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'handrail-lake-'));
    const own = (name: string): string => new URL(`../../sandbox/aws/${name}.ts`, import.meta.url).href;
    const script = `
      const { createLake } = await import(${JSON.stringify(own('athena/lake'))});
      const { createAccount } = await import(${JSON.stringify(own('account'))});
      const lake = createLake(${JSON.stringify(folder)});
      lake.putTable({ database: 'a', table: 't', location: 's3://b/t/', columns: [{ name: 'id', type: 'int' }] });
      await lake.write({ database: 'a', table: 't', rows: [{ id: 1 }] });
      const { athena } = createAccount({ accountId: '123456789012', region: 'eu-central-1', now: () => 0, newId: () => 'id', lake });
      athena.slowDown(600_000);
      await athena.start({ sql: 'SELECT * FROM t', database: 'a', catalog: 'AwsDataCatalog', parameters: [], workGroup: 'primary', outputLocation: null, reuseMaxAgeMinutes: null, token: null });
      console.log(athena.executions('primary').length);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(stdout.trim()).toBe('1');
    await rm(folder, { recursive: true, force: true });
  });
});
