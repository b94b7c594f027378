import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readStatement } from '../../src/queries/statement.ts';
import { allowed, decide, MASKED, POLICY, refused } from './decide.ts';
import { disguises, expressionsAround, queries } from './generated.ts';
import { ALLOWED, REFUSED, WRITES } from './statements.ts';

const SHORT = [...ALLOWED, ...WRITES, ...REFUSED].map(([sql]) => sql).filter((sql) => sql.length < 300);

/** Statements that write; none is a read whatever stands between its words. */
const WRITING = [
  'insert into users select 1',
  'delete from users where a = 1',
  'update users set a = 1',
  'merge into users using x on a = b when matched then delete',
  'drop table users',
  'create table x as select * from users',
  'create view v as select 1',
  'alter table users drop column a',
  'msck repair table users',
  "unload ( select * from users ) to 'b'",
  'execute q using 1',
  'prepare q from select 1',
  'call f ( )',
  'set session a = 1',
  'vacuum silver . users',
  'optimize users rewrite data using bin_pack',
  'grant select on users to x',
  'truncate table users',
];

/** Where a write is put, in the place of `$`. */
const WRAPPERS = [
  '$',
  'explain $',
  'explain analyze $',
  'with w as ( select 1 ) $',
  'with w as ( $ ) select * from w',
  'select * from ( $ )',
  'select ( $ )',
  '( $ )',
  'select 1 ; $',
  'select 1 from users where exists ( $ )',
  'select 1 union $',
  '$ ; select 1',
];

/** Places of a statement in which a masked column may not stand, in the place of `$`. */
const PLACES = [
  'SELECT $ FROM users',
  'SELECT id FROM users WHERE $ = 1',
  'SELECT id FROM users GROUP BY id, $',
  'SELECT id FROM users ORDER BY $',
  'SELECT id FROM users GROUP BY id HAVING $',
  'SELECT id FROM users JOIN orders ON $',
  'SELECT id FROM users CROSS JOIN UNNEST(ARRAY[$]) t (x)',
  'SELECT row_number() OVER (ORDER BY $) FROM users',
  'WITH w AS (SELECT $ AS x FROM users) SELECT x FROM w',
  'SELECT id FROM (SELECT $ AS id FROM users) s',
  'SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM users WHERE $)',
  'SELECT id FROM users UNION SELECT $ FROM users',
  'VALUES ($)',
];

describe('whatever the text', () => {
  it('a write is never let through', () => {
    const write = fc.tuple(fc.constantFrom(...WRAPPERS), fc.constantFrom(...WRITING));
    const disguised = write.chain(([wrapper, sql]) => disguises(wrapper.replace('$', () => sql)));
    fc.assert(
      fc.property(disguised, (sql) => {
        expect(decide(sql).ok).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });

  it('a query over tables of the list is let through, and its tables are those it was made of', () => {
    fc.assert(
      fc.property(queries, ({ sql, tables }) => {
        const read = allowed(sql).tables.map(({ database, table }) => `${database}.${table}`);
        expect(read.toSorted()).toEqual(tables.toSorted());
      }),
      { numRuns: 2_000 },
    );
  });

  it('a query that reads one table that is not of the list is refused', () => {
    fc.assert(
      fc.property(queries, ({ sql, tables }) => {
        fc.pre(tables.some((table) => table.startsWith('gold.')));
        expect(refused(sql, { ...POLICY, databases: ['silver'] }).sentence).toMatch(/got gold\.$/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reading never throws, and what is not read is refused with a place', () => {
    const soup = fc.array(fc.constantFrom(...SHORT.flatMap((sql) => sql.split(/(?<=[^\w])|(?=[^\w])/))), {
      maxLength: 20,
    });
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      soup.map((parts) => parts.join('')),
      soup.map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(text, (sql) => {
        const decided = decide(sql, MASKED);
        const read = readStatement(sql);
        if (!read.ok) expect(read.error.at).not.toBeNull();
        if (!decided.ok) expect(decided.error.sentence).toMatch(/^Expected .*, got .*\.$/s);
      }),
      { numRuns: 1_000 },
    );
  });

  it('cut anywhere, a statement is read or refused with a place inside it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SHORT), fc.nat(300), (sql, length) => {
        const cut = sql.slice(0, length);
        const read = readStatement(cut);
        if (read.ok) return;
        const lines = cut.split('\n');
        const { line, column } = read.error.at ?? { line: 0, column: 0 };
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('what SELECT calls a masked column is refused in every inner query of ORDER BY, as the column is itself', () => {
    const inner = fc.constantFrom(...PLACES.map((place) => place.replace('$', () => 'CAST($ AS boolean)')));
    fc.assert(
      fc.property(expressionsAround('e'), inner, (expression, place) => {
        const query = place.replace('$', () => expression);
        const by = (name: string) => `SELECT ${name} AS e FROM people ORDER BY (${query})`;
        fc.pre(decide(by('id')).ok);
        expect(refused(by('email'), MASKED).sentence).toMatch(/masked columns.*got e, which is masked/);
        expect(allowed(by('id'), MASKED).hidden.places).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('a plan of what narrows by a masked column is refused, as the query is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLACES.slice(1, 3), ...PLACES.slice(4)), (place) => {
        const sql = place.replace('$', () => 'email');
        expect(refused(`EXPLAIN ${sql}`, MASKED).sentence).toMatch(/masked columns/);
        expect(allowed(`EXPLAIN (TYPE VALIDATE) ${sql}`, MASKED).hidden).toEqual({ places: [], names: [] });
      }),
    );
  });

  it('a masked column inside an expression is refused', () => {
    const name = fc.constantFrom(
      'email',
      'EMAIL',
      '"Email"',
      'users.email',
      'u."phone"',
      'silver.users.PHONE',
    );
    fc.assert(
      fc.property(name.chain(expressionsAround), fc.constantFrom(...PLACES), (expression, place) => {
        const sql = place.replace('$', () => expression);
        expect(decide(sql).ok).toBe(true);
        expect(refused(sql, MASKED).sentence).toMatch(/masked columns/);
      }),
      { numRuns: 2_000 },
    );
  });
});
