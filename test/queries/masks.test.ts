import { describe, expect, it } from '@jest/globals';

import { allowed, MASKED, refused } from './decide.ts';

const NAMES = ['email', 'phone'];

describe('a masked column', () => {
  it.each<readonly [sql: string, places: readonly number[], names: readonly string[]]>([
    ['SELECT id FROM users', [], NAMES],
    ['SELECT email FROM users', [0], NAMES],
    ['SELECT id, u.EMAIL, "phone" FROM users u', [1, 2], NAMES],
    ['SELECT id, silver.users.email AS e FROM silver.users', [1], NAMES],
    ['SELECT (email) FROM users', [0], NAMES],
    ['SELECT email id, id email FROM users', [0], NAMES],
    ['SELECT email FROM users ORDER BY id LIMIT 5', [0], NAMES],
    ['SELECT email, id FROM users ORDER BY 2', [0], NAMES],
    ['(SELECT email FROM users) LIMIT 5', [0], NAMES],
    ['WITH u AS (SELECT id FROM users) SELECT u.id, email FROM u JOIN gold.x ON u.id = x.id', [1], NAMES],
    ['SELECT * FROM users', [], NAMES],
    ['SELECT u.*, o.id FROM users u JOIN orders o ON u.id = o.id', [], NAMES],
    ['SELECT *, email AS e FROM users', [], [...NAMES, 'e']],
    ['SELECT * FROM (SELECT id FROM users) u (email)', [], NAMES],
    ['TABLE users', [], NAMES],
    ['SELECT count(*) FROM users WHERE id = 1', [], NAMES],
    ["SELECT 'email' FROM users", [], NAMES],
    // A plan holds names, and what the statement says.
    ['EXPLAIN SELECT email FROM users', [], []],
    ['EXPLAIN (FORMAT JSON) SELECT *, email AS e FROM users', [], []],
    ['EXPLAIN ANALYZE SELECT id, email FROM users', [], []],
    ["EXPLAIN SELECT lower(email), phone || 'x', CASE WHEN email = 'a' THEN 1 END FROM users", [], []],
    ['EXPLAIN SELECT count(email), row_number() OVER () FROM users', [], []],
    ['EXPLAIN SELECT email AS e FROM users ORDER BY e, phone, 1', [], []],
    ["EXPLAIN (TYPE VALIDATE) SELECT id FROM users WHERE email = 'a'", [], []],
    // What an inner query calls a column is no whole row of the table outside, and no masked column.
    ['SELECT id FROM users WHERE id IN (SELECT users FROM (SELECT id AS users FROM orders))', [], NAMES],
    ['SELECT id FROM users u WHERE id = (SELECT max(o.u) FROM (SELECT id AS u FROM orders) o)', [], NAMES],
    ['SELECT u FROM users u JOIN (SELECT count(*) AS u FROM orders) o ON true', [], NAMES],
    ['SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM UNNEST(ARRAY[1]) AS t (u) WHERE u = 1)', [], NAMES],
    [
      'WITH w AS (SELECT id AS u FROM orders) SELECT id FROM users u WHERE id IN (SELECT u FROM w)',
      [],
      NAMES,
    ],
    ['WITH w (u) AS (SELECT id FROM orders) SELECT id FROM users u WHERE id IN (SELECT u FROM w)', [], NAMES],
    ['SELECT id FROM users u WHERE id = (SELECT id AS u FROM orders ORDER BY u LIMIT 1)', [], NAMES],
    ['SELECT id AS u FROM users u ORDER BY u', [], NAMES],
    ['SELECT email AS e FROM users ORDER BY (SELECT max(e) FROM (SELECT id AS e FROM orders))', [0], NAMES],
    ['SELECT email AS e FROM users ORDER BY (SELECT max(o.e) FROM orders o)', [0], NAMES],
    ['SELECT dt FROM "users$partitions"', [], NAMES],
    ['SELECT * FROM "users$history"', [], NAMES],
    ['SHOW COLUMNS IN users', [], NAMES],
    ['DESCRIBE users', [], NAMES],
  ])('can be hidden again in %s', (sql, places, names) => {
    expect(allowed(sql, MASKED).hidden).toEqual({ places, names });
  });

  it.each([
    // A row column under a masked name, and whole rows by the name of their table.
    'SELECT email.* FROM people',
    'SELECT p.email.* FROM people p',
    'SELECT person.* FROM people',
    'SELECT users FROM users',
    'SELECT id FROM users u ORDER BY u',
    'SELECT id FROM users u ORDER BY (SELECT u)',
    'SELECT id FROM orders WHERE id = (SELECT id FROM users u ORDER BY CAST(u AS varchar) LIMIT 1)',
    'SELECT x.u FROM users u CROSS JOIN LATERAL (SELECT u AS u) AS x',
    'SELECT id FROM users u JOIN orders ON CAST(u AS varchar) = note JOIN (SELECT 1 AS u) x ON true',
    'SELECT id FROM users u WHERE EXISTS (SELECT u FROM orders)',
    'SELECT id FROM users u WHERE EXISTS (SELECT o.u, u FROM (SELECT id FROM orders) o)',
    'WITH w AS (SELECT id AS u FROM orders) SELECT id FROM users u WHERE id IN (SELECT u FROM silver.w)',
    // What SELECT calls a masked column, in an inner query of ORDER BY.
    'SELECT email AS e FROM users ORDER BY (SELECT e)',
    'SELECT email AS e FROM users ORDER BY (SELECT count(*) FROM orders WHERE note < e)',
    'SELECT email AS e FROM users ORDER BY (SELECT count(*) FROM (SELECT id FROM orders WHERE note < e) x)',
    'SELECT *, email AS e FROM users ORDER BY (SELECT e.address)',
    'SELECT u FROM users u',
    'SELECT (SELECT u) FROM users u',
    'SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders WHERE CAST(u AS varchar) = note)',
    'SELECT x.id FROM users u CROSS JOIN LATERAL (SELECT u AS id) AS x',
    'WITH o AS (SELECT (SELECT silver.users) AS id FROM silver.users) SELECT id FROM o',
    'SELECT array_agg(u) FROM users u',
    'SELECT "silver"."users" FROM silver.users',
    "SELECT id FROM users u WHERE cast(u AS varchar) LIKE '%ann%'",
    'SELECT lower(email) FROM users',
    "SELECT email || '' FROM users",
    'SELECT +email FROM users',
    "SELECT CASE WHEN email = 'a' THEN 1 END FROM users",
    'SELECT cast(email AS varchar) FROM users',
    'SELECT count(email) FROM users',
    "SELECT count(*) FILTER (WHERE email LIKE 'a%') FROM users",
    'SELECT array_agg(id ORDER BY email) FROM users',
    'SELECT row_number() OVER (ORDER BY email) FROM users',
    'SELECT row_number() OVER (PARTITION BY email) FROM users',
    'SELECT row_number() OVER w FROM users WINDOW w AS (ORDER BY email)',
    'SELECT transform(tags, x -> email) FROM users',
    'SELECT transform(tags, email -> 1) FROM users',
    'SELECT ROW(email) FROM users',
    'SELECT ARRAY[email] FROM users',
    'SELECT (id, email) FROM users',
    'SELECT tags[email] FROM users',
    'SELECT email[1] FROM users',
    'SELECT email.address FROM users',
    'SELECT f(id).email FROM users',
    'SELECT users[1].email FROM users',
    "SELECT json_value(email, 'lax $') FROM users",
    'SELECT listagg(email) WITHIN GROUP (ORDER BY id) FROM users',
    "SELECT trim(email), position('a' IN email) FROM users",
    "SELECT email AT TIME ZONE 'UTC' FROM users",
    'SELECT DISTINCT email FROM users',
    'SELECT DISTINCT * FROM users',
    "SELECT id FROM users WHERE email = 'a'",
    'SELECT id FROM users WHERE "EMAIL" IS NULL',
    "SELECT id FROM users WHERE users.email IN ('a')",
    "SELECT id FROM users WHERE 'a' < ANY (SELECT email FROM users)",
    'SELECT id FROM users GROUP BY id, email',
    'SELECT email, count(*) FROM users GROUP BY 1',
    'SELECT email, id FROM users GROUP BY (2, 1)',
    'SELECT id FROM users GROUP BY GROUPING SETS ((email), (id))',
    'SELECT *, count(*) FROM users GROUP BY 1',
    "SELECT id FROM users GROUP BY id HAVING max(email) > 'm'",
    'SELECT id FROM users ORDER BY email',
    'SELECT email FROM users ORDER BY 1',
    'SELECT email AS e FROM users ORDER BY e',
    'SELECT email AS id FROM users ORDER BY lower(id)',
    'SELECT * FROM users ORDER BY 1',
    'SELECT id, u.*, o.id FROM users u, orders o ORDER BY 3',
    'TABLE users ORDER BY 2',
    'SELECT a.id FROM users a JOIN users b ON a.email = b.email',
    'SELECT id FROM users JOIN orders USING (id, email)',
    'SELECT id FROM users NATURAL JOIN orders',
    'SELECT id FROM (SELECT email AS id FROM users)',
    'SELECT id FROM (SELECT * FROM users)',
    'SELECT id FROM (SELECT u.* FROM users u)',
    'SELECT id FROM (TABLE users)',
    'SELECT * FROM ((SELECT email FROM users))',
    'WITH u AS (SELECT email FROM users) SELECT 1',
    'WITH u (a, b) AS (SELECT * FROM users) SELECT a FROM u',
    'WITH u (a, b) AS (TABLE users) SELECT a FROM u',
    'SELECT (SELECT email FROM users LIMIT 1)',
    'SELECT id FROM users WHERE EXISTS (SELECT * FROM orders)',
    'SELECT id FROM users ORDER BY (SELECT max(email) FROM users)',
    'SELECT email FROM users UNION SELECT name FROM users',
    'SELECT name FROM users UNION ALL SELECT email FROM users',
    'SELECT * FROM users UNION SELECT * FROM orders',
    'TABLE users EXCEPT TABLE orders',
    '(SELECT email FROM users) ORDER BY 1',
    'SELECT a FROM users AS u (a, b, c)',
    'SELECT u.* FROM users u (a, b, c)',
    'SELECT a FROM (users JOIN orders ON true) AS j (a, b)',
    'SELECT u.* AS (a, b, c) FROM users u',
    'SELECT f(id).* FROM users',
    'VALUES (email)',
    'SELECT * FROM users CROSS JOIN UNNEST(email) AS t (x)',
    'SELECT * FROM users, LATERAL (SELECT users.email AS x) l',
    'SELECT * FROM TABLE(sequence(1, email))',
    'SELECT id FROM users FOR VERSION AS OF email',
    "EXPLAIN ANALYZE SELECT id FROM users WHERE email = 'a'",
    'EXPLAIN ANALYZE SELECT lower(email) FROM users',
    "EXPLAIN SELECT id FROM users WHERE email = 'a'",
    'EXPLAIN SELECT a.id FROM users a JOIN users b ON a.email = b.email',
    'EXPLAIN SELECT count(*) FROM users GROUP BY email',
    'EXPLAIN SELECT email, count(*) FROM users GROUP BY 1',
    'EXPLAIN SELECT DISTINCT email FROM users',
    'EXPLAIN SELECT count(DISTINCT email) FROM users',
    'EXPLAIN SELECT listagg(DISTINCT email) WITHIN GROUP (ORDER BY id) FROM users',
    "EXPLAIN SELECT count(*) FILTER (WHERE email < 'm') FROM users",
    'EXPLAIN SELECT row_number() OVER (PARTITION BY email) FROM users',
    'EXPLAIN SELECT id FROM (SELECT email AS id FROM users)',
    'EXPLAIN SELECT email AS e FROM users ORDER BY (SELECT e)',
    "EXPLAIN (TYPE VALIDATE, TYPE LOGICAL) SELECT id FROM users WHERE email = 'a'",
    'SELECT * FROM "users$files"',
    'SELECT dt FROM "users$manifests"',
    'SELECT * FROM "users$partitions"',
    'SELECT data FROM "users$partitions"',
    'SELECT data.email.min FROM "users$partitions"',
    'TABLE "users$partitions"',
    'DESCRIBE FORMATTED users email',
  ])('could be told from what comes back, and is refused: %s', (sql) => {
    expect(refused(sql, MASKED).sentence).toMatch(
      /^Expected masked columns only bare in the outermost SELECT, got /,
    );
    // The same is let through where nothing is masked: it is the mask that refuses it.
    expect(allowed(sql).hidden).toEqual({ places: [], names: [] });
  });

  it.each([
    ['relations', `SELECT ${list('a', 60_000)} FROM ${list('UNNEST(b)', 14_000)}`],
    [
      'known columns',
      `SELECT ${list('u', 40_000)} FROM users u, ${list('(SELECT 1 AS a)', 8_000)}, (SELECT 1 AS u) z`,
    ],
    ['places', `SELECT ${list('a', 60_000)} FROM t ORDER BY ${list('59999', 20_000)}`],
  ])('is looked for among as many %s as a statement holds', (_, sql) => {
    expect(allowed(sql, MASKED).hidden).toEqual({ places: [], names: NAMES });
  });

  it('is told by its name and its place', () => {
    expect(refused('SELECT id\nFROM users WHERE "Email" = 1', MASKED)).toEqual({
      sentence: 'Expected masked columns only bare in the outermost SELECT, got Email, which is masked.',
      at: { line: 2, column: 18 },
      hint: 'Name the columns that are needed, and leave email, phone out of everything but the outermost SELECT.',
    });
  });

  it('is hidden at its place alone where two columns swap their names', () => {
    expect(allowed('SELECT email AS id, id AS e FROM users', MASKED).hidden.places).toEqual([0]);
  });
});

function list(item: string, times: number): string {
  return Array.from({ length: times }, () => item).join(',');
}
