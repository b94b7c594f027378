/** That no query reaches the machine: its files, its environment, DuckDB's settings and catalogs. */

import type { AthenaWorld } from './athena-world.ts';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startAthenaWorld } from './athena-world.ts';

const SECRET = 'only this machine knows';

let world: AthenaWorld;
let outside: string;

beforeAll(async () => {
  world = await startAthenaWorld();
  outside = await mkdtemp(join(tmpdir(), 'handrail-outside-'));
  await writeFile(join(outside, 'secret.csv'), `${SECRET}\n`);
});

afterAll(async () => {
  await world.close();
  await rm(outside, { recursive: true, force: true });
});

/** What it answers, or why it does not. */
async function tried(sql: string): Promise<string> {
  return world.rows(sql).then(
    (rows) => `answered ${JSON.stringify(rows)}`,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe('a query', () => {
  it.each([
    ["SELECT * FROM read_csv('FILE')"],
    ["SELECT * FROM read_csv_auto('FILE')"],
    ["SELECT * FROM read_text('FILE')"],
    ["SELECT * FROM read_blob('FILE')"],
    ["SELECT * FROM read_json('FILE')"],
    ["SELECT * FROM read_parquet('FILE')"],
    ["SELECT * FROM parquet_metadata('FILE')"],
    ["SELECT * FROM glob('FILE')"],
    ["SELECT * FROM sniff_csv('FILE')"],
    ["SELECT * FROM main.read_text('FILE')"],
    ["SELECT * FROM system.main.read_text('FILE')"],
    ['SELECT * FROM "read_text"(\'FILE\')'],
    ["SELECT (SELECT content FROM READ_TEXT('FILE'))"],
    ["WITH a AS (SELECT * FROM read_text('FILE')) SELECT * FROM a"],
    ["SELECT * FROM users, LATERAL (SELECT * FROM read_text('FILE')) AS x"],
    ["SELECT * FROM UNNEST(ARRAY[1], (SELECT array_agg(content) FROM read_text('FILE'))) AS t (a, b)"],
    ["SELECT 1 / (SELECT length(content) FROM read_text('FILE'))"],
    ["EXPLAIN SELECT * FROM read_text('FILE')"],
    ["SELECT * FROM query('SELECT * FROM read_text(''FILE'')')"],
    ["SELECT * FROM query_table('FILE')"],
    ["SELECT * FROM 'FILE'"],
    ['SELECT * FROM "FILE"'],
    ['SELECT * FROM todo_silver."FILE"'],
    ["SELECT 'FILE'.read_text()"],
    ["SELECT getenv('HOME')"],
    ["SELECT current_setting('allowed_directories')"],
    ["SELECT getvariable('x')"],
    ["SELECT json_execute_serialized_sql(json_serialize_sql('SELECT 1'))"],
    ['SELECT * FROM duckdb_settings()'],
    ['SELECT * FROM duckdb_secrets()'],
    ['SELECT * FROM pragma_version()'],
    ['SELECT * FROM sqlite_master'],
    ['SELECT * FROM pg_catalog.pg_class'],
    ['SELECT * FROM information_schema.tables'],
    ['SELECT * FROM system.information_schema.tables'],
    ['SELECT * FROM memory.trino.x'],
    ["COPY (SELECT 1) TO 'FILE'"],
    ["COPY plans FROM 'FILE'"],
    ["ATTACH 'FILE'"],
    ['DETACH awsdatacatalog'],
    ['INSTALL httpfs'],
    ['LOAD httpfs'],
    ['PRAGMA database_list'],
    ['SET enable_external_access = true'],
    ['RESET allowed_directories'],
    ["EXPORT DATABASE 'FILE'"],
    ["IMPORT DATABASE 'FILE'"],
    ["CALL read_text('FILE')"],
    ['CHECKPOINT'],
    ['SUMMARIZE plans'],
    ['FROM plans'],
    ["EXPLAIN COPY (SELECT 1) TO 'FILE'"],
    ["EXPLAIN ANALYZE COPY (SELECT 1) TO 'FILE'"],
    ["CREATE MACRO f() AS TABLE SELECT * FROM read_text('FILE')"],
    ["PREPARE p AS SELECT * FROM read_text('FILE')"],
    ["SELECT 1; COPY (SELECT 1) TO 'FILE'"],
  ])('%s answers nothing', async (sql) => {
    const answer = await tried(sql.replaceAll('FILE', join(outside, 'secret.csv')));
    expect(answer).toMatch(/NOT_FOUND|NOT_SUPPORTED|mismatched input|Only one sql statement/);
    expect(answer).not.toContain(SECRET);
    expect(await readdir(outside)).toEqual(['secret.csv']);
  });

  it('finds the locks behind it shut as well', async () => {
    const connection = await world.lake.duck.connect();
    const file = join(outside, 'secret.csv');
    for (const sql of [
      `SELECT * FROM read_text('${file}')`,
      `SELECT * FROM '${file}'`,
      `COPY (SELECT 1) TO '${join(outside, 'new.csv')}'`,
      `ATTACH '${join(outside, 'new.db')}'`,
      'SET enable_external_access = true',
      "SET allowed_directories = ['/']",
      "SET temp_directory = '/tmp'",
      'RESET lock_configuration',
      'INSTALL httpfs',
      `SELECT * FROM read_text('${world.lake.pathOf('s3://')}/../${outside.slice(tmpdir().length + 1)}/secret.csv')`,
    ]) {
      await expect(connection.run(sql)).rejects.toThrow();
    }
    connection.closeSync();
    expect(await readdir(outside)).toEqual(['secret.csv']);
  });
});
