import { describe, expect, it } from '@jest/globals';

import { readsOf } from '../../src/operations/query-reads.ts';
import { allowed, POLICY } from '../queries/decide.ts';

describe('the reads of a statement', () => {
  it.each<readonly [sql: string, reads: readonly string[]]>([
    ['SELECT * FROM users, gold.users', ['silver.users × 1', 'gold.users × 1']],
    ['SELECT * FROM users a JOIN users b ON a.id = b.id', ['silver.users × 2']],
    [
      'SELECT * FROM users a JOIN users b ON a.id = b.id WHERE a.dt = 1 AND b.dt = 2',
      ['silver.users dt = × 1', 'silver.users dt = × 1'],
    ],
    [
      'SELECT * FROM users WHERE dt = 1 AND h < 2 UNION SELECT * FROM users WHERE dt = 1 AND h < 2',
      ['silver.users dt =, h < × 2'],
    ],
    ['WITH u AS (TABLE users) SELECT * FROM u a, u b, users', ['silver.users × 3']],
    ['EXPLAIN ANALYZE TABLE users', ['silver.users × 1']],
    ['VALUES (SELECT max(id) FROM users)', ['silver.users × 1']],
    ['SELECT * FROM "users$files"', ['silver.users × 1']],
    ['EXPLAIN TABLE users', []],
    ['SHOW PARTITIONS users', []],
    ['DESCRIBE users', []],
    ['SELECT 1', []],
    ['SELECT * FROM "users$partitions"', []],
    ['WITH u AS (TABLE users) SELECT 1', []],
    ['SELECT * FROM information_schema.tables', []],
  ])('%s are %j', (sql, expected) => {
    const checked = allowed(sql, { ...POLICY, databases: [...POLICY.databases, 'information_schema'] });
    const reads = readsOf(checked).map(({ table, predicates, times }) => {
      const asked = predicates.map(({ column, operator }) => `${column} ${operator}`).join(', ');
      return `${table.database}.${table.table}${asked === '' ? '' : ` ${asked}`} × ${times}`;
    });
    expect(reads).toEqual(expected);
  });
});
