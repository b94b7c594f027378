/** Trino's language over the wire: each function and form with what Athena answers, and what it says when it cannot. */

import type { AthenaWorld } from './athena-world.ts';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startAthenaWorld } from './athena-world.ts';

let world: AthenaWorld;

beforeAll(async () => {
  world = await startAthenaWorld();
});

afterAll(() => world.close());

describe('an expression', () => {
  it.each([
    // Numbers
    ['7 / 2', '3'],
    ['-7 / 2', '-3'],
    ['7 % 4', '3'],
    ['7.0 / 2', '3.5'],
    ['1 / (2 - 1) + 8 / 2 / 2', '3'],
    ['10 / cast(2 AS bigint)', '5'],
    ['8 / CASE WHEN true THEN 2 ELSE 0 END', '4'],
    ['0.1 + 0.2', '0.30000000000000004'],
    ['1e20', '1.0E20'],
    ['1e-7', '1.0E-7'],
    ['100000000.0', '1.0E8'],
    ["DECIMAL '1.50'", '1.500'],
    ['cast(9.9 AS decimal(10,2))', '9.90'],
    ['bitwise_and(6, 3)', '2'],
    ['truncate(1.9)', '1.0'],
    ['is_nan(nan())', 'true'],
    ['greatest(1, NULL)', null],
    ['greatest(1, 3, 2)', '3'],
    // Texts
    ["'it''s' || ' so'", "it's so"],
    ["concat('a', 'b', 'c')", 'abc'],
    ["concat('a', NULL)", null],
    ["split('a,b', ',')", '[a, b]'],
    ["split_part('a,b', ',', 2)", 'b'],
    ["strpos('abc', 'c')", '3'],
    ["position('b' IN 'abc')", '2'],
    ["substring('abc' FROM 2 FOR 1)", 'b'],
    ["trim(BOTH 'x' FROM 'xax')", 'a'],
    ["lpad('7', 3, '0')", '007'],
    ["format('%d rows', 3)", '3 rows'],
    ["regexp_like('abc', '^b|c$')", 'true'],
    ["regexp_extract('job-17', '(\\d+)', 1)", '17'],
    ["regexp_extract('job', '\\d+')", null],
    ["regexp_replace('a1b2', '(\\d)', '<$1>')", 'a<1>b<2>'],
    ["regexp_replace('a1b2', '\\d')", 'ab'],
    ["levenshtein_distance('ab', 'ac')", '1'],
    ["'50%' LIKE '50#%' ESCAPE '#'", 'true'],
    // Times; now is 2026-03-02 03:00 UTC
    ['current_date', '2026-03-02'],
    ['current_timestamp', '2026-03-02 03:00:00.000 UTC'],
    ['now()', '2026-03-02 03:00:00.000 UTC'],
    ['localtimestamp', '2026-03-02 03:00:00.000'],
    ["date_diff('day', DATE '2026-03-01', DATE '2026-03-05')", '4'],
    ["date_diff('day', TIMESTAMP '2026-03-01 12:00:00', TIMESTAMP '2026-03-02 11:00:00')", '0'],
    ["date_add('day', -1, current_date)", '2026-03-01'],
    ["date_add('hour', 2, TIMESTAMP '2026-03-01 23:00:00')", '2026-03-02 01:00:00.000'],
    ["date_add('minute', 1, now())", '2026-03-02 03:01:00.000 UTC'],
    ["date_trunc('month', current_date)", '2026-03-01'],
    ["date_trunc('hour', TIMESTAMP '2026-03-01 23:59:00')", '2026-03-01 23:00:00.000'],
    ['from_unixtime(0)', '1970-01-01 00:00:00.000 UTC'],
    ["to_unixtime(TIMESTAMP '1970-01-02 00:00:00')", '86400.0'],
    ["date_parse('2026-03-01 04:05:06', '%Y-%m-%d %H:%i:%s')", '2026-03-01 04:05:06.000'],
    ["date_format(TIMESTAMP '2026-03-01 04:05:06', '%Y-%m-%d %H:%i')", '2026-03-01 04:05'],
    ["date_format(current_date - INTERVAL '1' DAY, '%Y-%m-%d')", '2026-03-01'],
    ["INTERVAL '25' HOUR", '1 01:00:00.000'],
    ["current_date - INTERVAL '7' DAY", '2026-02-23'],
    ["cast(DATE '2026-03-31' + INTERVAL '1' MONTH AS varchar)", '2026-04-30'],
    ["format_datetime(now(), 'yyyy-MM-dd''T''HH:mm:ss')", '2026-03-02T03:00:00'],
    ["from_iso8601_timestamp('2026-03-01T01:00:00Z')", '2026-03-01 01:00:00.000 UTC'],
    ["to_iso8601(DATE '2026-03-01')", '2026-03-01'],
    ["at_timezone(TIMESTAMP '2026-03-01 12:00:00 UTC', 'Europe/Berlin') IS NULL", 'false'],
    ["extract(hour FROM TIMESTAMP '2026-03-01 04:05:06')", '4'],
    ["day_of_week(DATE '2026-03-01')", '7'],
    ["cast('2026-03-01 01:02:03.456' AS timestamp(3))", '2026-03-01 01:02:03.456'],
    // Arrays, maps, rows
    ['ARRAY[1, NULL]', '[1, null]'],
    ['cardinality(ARRAY[1, 2])', '2'],
    ["cardinality(MAP(ARRAY['a'], ARRAY[1]))", '1'],
    ['element_at(ARRAY[1, 2], 2)', '2'],
    ["element_at(MAP(ARRAY['a'], ARRAY[1]), 'b')", null],
    ["MAP(ARRAY['b', 'a'], ARRAY[1, 2])", '{a=2, b=1}'],
    ["cast(ROW(1, 'x') AS ROW(id integer, name varchar))", '{id=1, name=x}'],
    ['cast(NULL AS array(varchar))', null],
    ["array_join(ARRAY['a', NULL, 'c'], '-')", 'a-c'],
    ["array_join(ARRAY['a', NULL], '-', '?')", 'a-?'],
    ['contains(ARRAY[1, 2], 2)', 'true'],
    ['array_max(ARRAY[1, 3])', '3'],
    ['slice(ARRAY[1, 2, 3], 2, 2)', '[2, 3]'],
    ['sequence(1, 3)', '[1, 2, 3]'],
    ['transform(ARRAY[1, 2], x -> x * 2)', '[2, 4]'],
    ['filter(ARRAY[1, 2], x -> x > 1)', '[2]'],
    // JSON, bytes, conversions
    ['json_extract_scalar(\'{"a":{"b":1}}\', \'$.a.b\')', '1'],
    ['json_extract_scalar(\'{"a":{"b":1}}\', \'$.a\')', null],
    ["json_extract('{\"a\":[1]}', '$.a')", '[1]'],
    ["json_array_length('[1,2]')", '2'],
    ["X'DEADBEEF'", 'de ad be ef'],
    ["to_hex(to_utf8('az'))", '617A'],
    ["to_hex(md5(to_utf8('a')))", '0CC175B9C0F1B6A831C399E269772661'],
    ["try_cast('x' AS integer)", null],
    ['try(1 / 0)', null],
    ['typeof(1)', 'integer'],
    ['if(1 > 2, 1, 2)', '2'],
    ['coalesce(NULL, nullif(1, 1), 3)', '3'],
  ])('%s is %s', async (expression, value) => {
    expect(await world.rows(`SELECT ${expression} AS v`)).toEqual([['v'], [value]]);
  });
});

describe('a query', () => {
  it.each([
    ['SELECT count_if(id > 1), approx_distinct(email), arbitrary(id) > 0 FROM users', [['3', '1', 'true']]],
    ['SELECT max_by(id, score), min_by(id, score), max(id) FROM users WHERE id < 3', [['1', '1', '2']]],
    ['SELECT approx_percentile(id, 0.5), sum(id), avg(id) FROM users', [['2', '10', '2.5']]],
    [
      "SELECT listagg(dt, ',') WITHIN GROUP (ORDER BY id DESC) FROM users WHERE score > 1",
      [['2026-03-02,2026-03-01']],
    ],
    ['SELECT map_agg(id, dt) FROM users WHERE score > 1', [['{1=2026-03-01, 3=2026-03-02}']]],
    ['SELECT bool_and(id > 0), every(id > 1) FROM users', [['true', 'false']]],
    [
      'SELECT lag(score) IGNORE NULLS OVER (ORDER BY id) FROM users ORDER BY id',
      [[null], ['1.5'], ['1.5'], ['1.5']],
    ],
    [
      'SELECT id, row_number() OVER (PARTITION BY dt ORDER BY id DESC) FROM users ORDER BY id LIMIT 2',
      [
        ['1', '2'],
        ['2', '1'],
      ],
    ],
    [
      'SELECT id, tag FROM users CROSS JOIN UNNEST(tags) AS t (tag) WHERE id = 1 ORDER BY tag DESC',
      [
        ['1', 'new'],
        ['1', 'eu'],
      ],
    ],
    [
      'SELECT tag, n FROM users, UNNEST(tags) WITH ORDINALITY AS t (tag, n) WHERE id = 1 ORDER BY n',
      [
        ['new', '1'],
        ['eu', '2'],
      ],
    ],
    [
      "SELECT k, v FROM UNNEST(MAP(ARRAY['a', 'b'], ARRAY[1, 2])) AS t (k, v)",
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'SELECT a, b FROM UNNEST(ARRAY[1, 2], ARRAY[3]) AS t (a, b)',
      [
        ['1', '3'],
        ['2', null],
      ],
    ],
    ['SELECT count(*) FROM users TABLESAMPLE BERNOULLI (100)', [['4']]],
    ['VALUES 1, 2', [['1'], ['2']]],
    ['SELECT * FROM (VALUES (1, 2), (3, 4)) AS t (a, b) OFFSET 1 FETCH FIRST 1 ROW ONLY', [['3', '4']]],
    ['WITH plans AS (SELECT 7 AS id) SELECT id FROM plans', [['7']]],
    ['TABLE plans', [['1', '9.90']]],
    ['SELECT dt FROM "users$partitions" ORDER BY dt', [['2026-03-01'], ['2026-03-02']]],
    ['SELECT "$path" FROM plans', [['s3://todo-lake/silver/plans/part-00000.parquet']]],
    ['SELECT task.title, hour FROM todo_bronze.events WHERE hour = 4', [['buy milk', '4']]],
    ['SELECT id FROM AwsDataCatalog."todo_silver"."plans" -- a comment;', [['1']]],
    ['SELECT id FROM users ORDER BY score, id DESC LIMIT 3', [['3'], ['1'], ['4']]],
    ['SELECT u.id FROM users u JOIN plans USING (id) GROUP BY u.id HAVING count(*) > 0', [['1']]],
    ['SELECT 1 UNION ALL SELECT 2 ORDER BY 1', [['1'], ['2']]],
    [
      'SELECT dt, count(*) FROM users GROUP BY ROLLUP (dt) ORDER BY dt',
      [
        ['2026-03-01', '2'],
        ['2026-03-02', '2'],
        [null, '4'],
      ],
    ],
    ["SELECT date_diff('day', DATE '2026-03-01', current_date) AS \"größe\" ;", [['1']]],
  ])('%s', async (sql, rows) => {
    expect((await world.rows(sql)).slice(1)).toEqual(rows);
  });

  it('calls what has no name by its place', async () => {
    const [names] = await world.rows('SELECT id, count(*), *, max(id) FROM plans GROUP BY id, price');
    expect(names).toEqual(['id', '_col1', 'id', 'price', '_col4']);
    expect((await world.rows('VALUES (1, 2)'))[0]).toEqual(['_col0', '_col1']);
  });

  it('of nearly the greatest length is read or refused, however deep or wide it is', async () => {
    const brackets = `SELECT ${'('.repeat(100_000)}1${')'.repeat(100_000)}`;
    await expect(world.run(brackets)).rejects.toThrow('mismatched input');
    const wide = `SELECT 1 AS n WHERE 1 IN (${Array.from({ length: 40_000 }, (_, index) => index).join(',')})`;
    expect(await world.rows(wide)).toEqual([['n'], ['1']]);
  });

  it('is explained without being run', async () => {
    const { Statistics, SubstatementType } = await world.run('EXPLAIN SELECT count(*) FROM users');
    expect([SubstatementType, Statistics?.DataScannedInBytes]).toEqual(['EXPLAIN', 0]);
    const plan = (await world.rows('EXPLAIN SELECT count(*) FROM users')).flat().join('\n');
    expect(plan).toContain('READ_PARQUET');
    expect(plan).not.toContain(world.lake.pathOf('s3://'));
  });
});

describe('what fails, fails in the words of Athena:', () => {
  const unresolved = 'cannot be resolved or requester is not authorized to access requested resources';
  it.each([
    [
      'SELECT * FROM userz',
      "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.todo_silver.userz' does not exist",
      1301,
    ],
    ['SELECT 1 FROM nodb.t', "SCHEMA_NOT_FOUND: line 1:15: Schema 'nodb' does not exist", 1301],
    ['SELECT 1 FROM hive.a.t', "CATALOG_NOT_FOUND: line 1:15: Catalog 'hive' does not exist", 1000],
    ['SELECT foo(1)', "FUNCTION_NOT_FOUND: line 1:8: Function 'foo' not registered", 1303],
    ["SELECT 'é',\n  foo(1)", "FUNCTION_NOT_FOUND: line 2:3: Function 'foo' not registered", 1303],
    ['SELECT 1.5, foo(1)', "FUNCTION_NOT_FOUND: line 1:13: Function 'foo' not registered", 1303],
    ['SELECT nope FROM users', `COLUMN_NOT_FOUND: line 1:8: Column 'nope' ${unresolved}`, 1006],
    ['SELECT u.nope FROM users u', `COLUMN_NOT_FOUND: line 1:8: Column 'u.nope' ${unresolved}`, 1006],
    [
      'SELECT id FROM users u JOIN plans p ON u.id = p.id',
      "AMBIGUOUS_NAME: line 1:8: Column 'id' is ambiguous",
      1000,
    ],
    ['SELECT 1 / 0', 'DIVISION_BY_ZERO: Division by zero', 1001],
    ['SELECT id % (id - id) FROM users', 'DIVISION_BY_ZERO: Division by zero', 1001],
    ["SELECT cast('x' AS integer)", "INVALID_CAST_ARGUMENT: Cannot cast 'x' to integer", 1100],
    [
      'SELECT id, dt FROM users GROUP BY id',
      "EXPRESSION_NOT_AGGREGATE: line 1:12: 'dt' must be an aggregate expression or appear in GROUP BY clause",
      1000,
    ],
    [
      'SELECT sum(email) FROM users',
      'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (varchar) for function sum',
      1303,
    ],
    [
      'SELECT reduce(tags, 0, (s, x) -> s, s -> s) FROM users',
      'NOT_SUPPORTED: line 1:8: The sandbox does not simulate the function reduce',
      1200,
    ],
    [
      'SELECT date_format(created, dt) FROM users',
      'NOT_SUPPORTED: line 1:8: The sandbox does date_format with a literal format of common letters only',
      1200,
    ],
    ["SELECT 'a' + 1", 'TYPE_MISMATCH: line 1:1: Cannot apply operator: varchar + integer', 1002],
    ['SELECT ROW(1, 2)', 'NOT_SUPPORTED: The sandbox shows no ROW whose fields have no names: cast it', 1200],
    ["SELECT cast('it''s' AS bigint)", "INVALID_CAST_ARGUMENT: Cannot cast 'it's' to bigint", 1100],
    [
      'INSERT INTO plans VALUES (1, 2)',
      'NOT_SUPPORTED: The simulated Athena only reads, it does no INSERT',
      1200,
    ],
    ['CREATE TABLE t AS SELECT 1', 'NOT_SUPPORTED: The simulated Athena only reads, it does no CREATE', 1200],
    ['DROP TABLE plans', 'NOT_SUPPORTED: The simulated Athena only reads, it does no DROP', 1200],
    [
      "UNLOAD (SELECT 1) TO 's3://b/p' WITH (format = 'PARQUET')",
      'NOT_SUPPORTED: The simulated Athena only reads, it does no UNLOAD',
      1200,
    ],
  ])('%s', async (sql, reason, type) => {
    const { Status } = await world.run(sql);
    expect(Status).toMatchObject({
      State: 'FAILED',
      StateChangeReason: reason,
      AthenaError: { ErrorCategory: 2, ErrorType: type, ErrorMessage: reason, Retryable: false },
    });
  });

  it('more rows than can be held', async () => {
    const { Status } = await world.run('SELECT * FROM UNNEST(sequence(1, 100001)) AS t (n)');
    expect(Status).toMatchObject({
      State: 'FAILED',
      StateChangeReason: 'Query exhausted resources at this scale factor',
      AthenaError: { ErrorCategory: 1, Retryable: true },
    });
  });
});
