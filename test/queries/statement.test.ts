import { describe, expect, it } from '@jest/globals';

import { allowed, POLICY, refused } from './decide.ts';
import { ALLOWED, REFUSED, WRITES } from './statements.ts';

describe('a statement that only reads', () => {
  it.each(ALLOWED)('is let through: %s', (sql, tables) => {
    expect(allowed(sql).tables.map(({ database, table }) => `${database}.${table}`)).toEqual(tables);
  });

  it.each([
    ['SELECT 1', 'select'],
    ['WITH a AS (SELECT 1) SELECT * FROM a', 'select'],
    ['TABLE users', 'select'],
    ['VALUES 1', 'values'],
    ['EXPLAIN VALUES 1', 'explain'],
    ['EXPLAIN (FORMAT JSON) SELECT 1', 'explain'],
    ['EXPLAIN (TYPE VALIDATE) SELECT 1', 'validate'],
    ['EXPLAIN ANALYZE (TYPE VALIDATE) SELECT 1', 'analyze'],
    ['EXPLAIN ANALYZE SELECT 1', 'analyze'],
    ['EXPLAIN ANALYZE VERBOSE (FORMAT TEXT) SELECT 1', 'analyze'],
    ['SHOW TABLES', 'show'],
    ['DESC users', 'describe'],
  ])('says of %s that it is of the kind %s', (sql, kind) => {
    expect(allowed(sql).kind).toBe(kind);
  });

  it('counts its parameters, and no question mark in strings, names and comments', () => {
    const sql = `SELECT '?', "?", ? /* ? */ FROM users WHERE a IN (?, ?) AND EXISTS (SELECT ? FROM gold.x) -- ?`;
    expect(allowed(sql).parameters).toBe(4);
  });

  it('may have two thousand columns', () => {
    const columns = Array.from({ length: 2_000 }, (_, n) => `c${n}`);
    expect(allowed(`SELECT ${columns.join(', ')} FROM users`).tables).toHaveLength(1);
  });

  it('may be as long as Athena takes it', () => {
    const sql = `SELECT a FROM users WHERE a IN (${'1,'.repeat(131_000)}1)`;
    expect(allowed(sql)).toMatchObject({ tables: [{ table: 'users' }], predicates: [] });
  });

  it('has the catalog as the list spells it, the first where none is named', () => {
    const policy = { ...POLICY, catalogs: ['Lake', 'AwsDataCatalog'] };
    const checked = allowed('SELECT * FROM users, awsdatacatalog.gold.users', policy);
    expect(checked.tables.map(({ catalog }) => catalog)).toEqual(['Lake', 'AwsDataCatalog']);
  });

  it('may read information_schema where the list has it', () => {
    const sql = 'SELECT table_name FROM information_schema.tables';
    expect(allowed(sql, { ...POLICY, databases: ['information_schema'] }).tables).toEqual([
      {
        catalog: 'AwsDataCatalog',
        database: 'information_schema',
        table: 'tables',
        metadata: null,
        times: 1,
      },
    ]);
  });

  it('says where a table is asked what is known of it, and not for its rows', () => {
    const { tables } = allowed('SELECT * FROM "users$partitions", users, "orders$Files"');
    expect(tables.map(({ table, metadata }) => [table, metadata])).toEqual([
      ['users', 'partitions'],
      ['users', null],
      ['orders', 'files'],
    ]);
  });

  it.each([
    ['SELECT * FROM users a JOIN users b ON true', [1, 1]],
    ['WITH u AS (SELECT * FROM users) SELECT * FROM u', [1]],
    ['WITH u AS (SELECT * FROM users) SELECT * FROM u a JOIN u b ON a.id = (SELECT max(id) FROM u)', [3]],
    ['WITH u AS (SELECT * FROM users) SELECT 1', [0]],
    ['WITH u AS (SELECT * FROM users), v AS (SELECT * FROM u, u w, orders) SELECT * FROM v, v x, u', [5, 2]],
    [
      'WITH u AS (SELECT * FROM users), u2 AS (SELECT * FROM u) SELECT * FROM (WITH u AS (TABLE u2) TABLE u)',
      [1],
    ],
    ['WITH users AS (SELECT * FROM users) SELECT * FROM users UNION SELECT * FROM silver.users', [1, 1]],
  ])('says of %s how often each table is read', (sql, times) => {
    expect(allowed(sql).tables.map((table) => table.times)).toEqual(times);
  });

  it('counts along as many names as fit into a statement', () => {
    const names = Array.from({ length: 10_000 }, (_, n) => `t${n + 1} AS (TABLE t${n})`);
    const sql = `WITH t0 AS (TABLE users), ${names.join(', ')} TABLE t10000`;
    expect(allowed(sql).tables.map(({ times }) => times)).toEqual([1]);
  });

  it('counts what doubles with each name only as far as it matters', () => {
    const doubled = Array.from({ length: 60 }, (_, n) => `t${n + 1} AS (SELECT * FROM t${n}, t${n} x)`);
    const sql = `WITH t0 AS (SELECT * FROM users), ${doubled.join(', ')} SELECT * FROM t60`;
    expect(allowed(sql).tables.map(({ times }) => times)).toEqual([1_000_000]);
  });
});

describe('a statement that writes', () => {
  it.each(WRITES)('is refused with what it does: %s', (sql, because) => {
    expect(refused(sql).sentence).toMatch(because);
  });
});

describe('a statement that cannot be read, or reads what it may not', () => {
  it.each(REFUSED.map(([sql, because]) => ({ sql, because, title: sql.slice(0, 60) })))(
    'is refused: $title',
    ({ sql, because }) => {
      const { sentence, hint } = refused(sql);
      expect(sentence).toMatch(because);
      expect(sentence).toMatch(/^Expected .*, got .*\.$/s);
      expect(hint).toMatch(/\.$/);
    },
  );

  it.each([
    ['SELECT 1\nFROM users\n  WHERE', 3, 8],
    ['SELECT “a”', 1, 8],
    ['SELECT 1;\r\n\r\nDROP TABLE users', 3, 1],
    ['SELECT *\nFROM bronze.users', 2, 6],
    ['DROP TABLE users', 1, 1],
  ])('%j is refused at %i:%i', (sql, line, column) => {
    expect(refused(sql).at).toEqual({ line, column });
  });

  it('has no place when all of it is too long', () => {
    expect(refused(' '.repeat(262_145)).at).toBeNull();
  });

  it('reads nothing in the database that is meant anyway when the list does not have it', () => {
    const policy = { ...POLICY, defaultDatabase: 'bronze' };
    expect(refused('SELECT * FROM users', policy).sentence).toMatch(/got bronze/);
    expect(refused('SHOW TABLES', policy).sentence).toMatch(/got bronze/);
  });
});
