import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { TypedKey } from '../../src/operations/query-narrowing.ts';
import type { Predicate } from '../../src/queries/reads.ts';
import type { Literal } from '../../src/queries/tree.ts';

import { compilePartitionExpression } from '../../sandbox/aws/partition-expression.ts';
import { narrowingOf } from '../../src/operations/query-narrowing.ts';
import { allowed } from '../queries/decide.ts';

const KEYS: readonly TypedKey[] = [
  { name: 'dt', type: 'string' },
  { name: 'region', type: 'varchar(16)' },
  { name: 'hour', type: 'int' },
  { name: 'shard', type: 'tinyint' },
  { name: 'day', type: 'date' },
  { name: 'at', type: 'timestamp' },
  { name: 'share', type: 'double' },
  { name: 'a-b', type: 'string' },
];

function narrowing(where: string, bound: readonly Literal[] = []): string | null {
  return narrowingOf(allowed(`SELECT 1 FROM users WHERE ${where}`).predicates, KEYS, { bound, today: null });
}

describe('the expression for Glue', () => {
  it.each<readonly [where: string, expression: string | null]>([
    ["dt = '2026-11-12'", "dt = '2026-11-12'"],
    ["dt >= '2026-11-01' AND '2026-11-12' > dt", "dt >= '2026-11-01' AND dt < '2026-11-12'"],
    ["dt <> 'x' AND id = 5", "dt <> 'x'"],
    ["dt BETWEEN 'a' AND 'b' AND hour IN (9, 010)", "dt >= 'a' AND dt <= 'b' AND hour IN (9, 10)"],
    ["Region IN ('eu', 'us')", "region IN ('eu', 'us')"],
    ["day > DATE '2026-11-12'", "day > '2026-11-12'"],
    ['shard = -128 AND hour <= 2147483647', 'shard = -128 AND hour <= 2147483647'],
    // What does not surely mean the same there.
    ["dt = 'it''s' AND region = 'ü' AND dt <> '' AND dt < 'a ' AND dt > 'a\\'", null],
    ["dt = 5 AND hour = '5' AND day = '2026-11-12' AND dt = DATE '2026-11-12'", null],
    ['shard = 128 AND hour > 9.5 AND hour < 1e3 AND hour = 2147483648', null],
    ["at > TIMESTAMP '2026-11-12 00:00:00' AND share > 1 AND \"a-b\" = 'x'", null],
    ["dt >= cast(current_date AS varchar) AND dt = NULL AND day IN (DATE '2026-11-12', NULL)", null],
    ["day = DATE '2026-11-1' AND dt = upper('x')", null],
    ["dt = 'a' OR hour = 1", null],
  ])('of %s is %s', (where, expression) => {
    expect(narrowing(where)).toBe(expression);
  });

  it('has the values that are bound to parameters', () => {
    const bound: readonly Literal[] = [
      { type: 'string', text: '2026-11-12' },
      { type: 'number', text: '3' },
    ];
    expect(narrowing('hour > ? AND dt = ?', bound.toReversed())).toBe("hour > 3 AND dt = '2026-11-12'");
    expect(narrowing('dt = ? AND hour > ?', bound)).toBe("dt = '2026-11-12' AND hour > 3");
    expect(narrowing('dt = ? AND hour > ?', bound.toReversed())).toBeNull();
    expect(narrowing('dt = ?')).toBeNull();
  });

  it('is no longer than Glue takes, without what has no room', () => {
    const days = Array.from({ length: 300 }, (_, n) => `'day-${n}'`).join(', ');
    expect(narrowing(`dt IN (${days}) AND hour = 3`)).toBe('hour = 3');
    const many = narrowing(Array.from({ length: 300 }, (_, n) => `dt <> 'day-${n}'`).join(' AND '));
    expect(many?.length).toBeGreaterThan(2_000);
    expect(many?.length).toBeLessThanOrEqual(2_048);
  });
});

describe('whatever the predicates are', () => {
  const keys = KEYS.slice(0, 5);

  it('no partition that they keep is excluded, and where all is plain none that they do not keep is left', () => {
    let narrowed = 0;
    fc.assert(
      fc.property(
        fc.array(predicates(), { maxLength: 4 }),
        fc.array(partitions(), { minLength: 1 }),
        (asked, all) => {
          const expression = narrowingOf(asked, keys, KNOWN);
          const lists = compilePartitionExpression(expression ?? '', keys);
          const told = asked.filter((one) => narrowingOf([one], keys, KNOWN) !== null);
          for (const values of all) {
            if (asked.every((one) => keeps(one, values))) expect(lists({ values })).toBe(true);
            if (!told.every((one) => keeps(one, values))) expect(lists({ values })).toBe(false);
          }
          if (expression !== null) narrowed += 1;
        },
      ),
      { numRuns: 1_000 },
    );
    expect(narrowed).toBeGreaterThan(100);
  });
});

const TEXTS = [
  '',
  'a',
  'B',
  'a b',
  ' a',
  "it's",
  'a\\',
  'ü',
  '2026-11-12',
  '2026-2-1',
  '__HIVE_DEFAULT_PARTITION__',
];
const NUMBERS = ['0', '-1', '7', '07', '128', '-129', '9.5', '1e3', '2147483648', '99999999999999999999'];
const DAYS = ['2026-11-12', '2026-02-01', '1999-12-31'];
const BOUND: readonly Literal[] = [
  { type: 'string', text: 'a' },
  { type: 'number', text: '7' },
  { type: 'date', text: '2026-11-12' },
];
const KNOWN = { bound: BOUND, today: '2026-11-12' };

function predicates(): fc.Arbitrary<Predicate> {
  const literal: fc.Arbitrary<Literal> = fc.oneof(
    fc.record({ type: fc.constant('string' as const), text: fc.constantFrom(...TEXTS) }),
    fc.record({ type: fc.constant('number' as const), text: fc.constantFrom(...NUMBERS) }),
    fc.record({ type: fc.constant('date' as const), text: fc.constantFrom(...DAYS) }),
    fc.record({ type: fc.constant('parameter' as const), text: fc.constantFrom('0', '1', '2', '3') }),
    fc.record({ type: fc.constantFrom('null' as const, 'constant' as const), text: fc.constant('') }),
  );
  const column = fc.constantFrom('dt', 'region', 'hour', 'shard', 'day', 'id');
  const comparison = fc.tuple(
    fc.constantFrom('=' as const, '<>' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    fc.tuple(literal),
  );
  const isIn = fc.tuple(fc.constant('in' as const), fc.array(literal, { minLength: 1, maxLength: 4 }));
  const between = fc.tuple(fc.constant('between' as const), fc.tuple(literal, literal));
  return fc
    .tuple(column, fc.oneof(comparison, isIn, between))
    .map(([name, [operator, literals]]) => ({ tables: [0], column: name, operator, literals }));
}

/** Values for the keys in their order, as the catalog has them: numbers also with a zero before them. */
function partitions(): fc.Arbitrary<readonly string[]> {
  const text = fc.constantFrom(...TEXTS.filter((one) => one !== ''));
  const number = fc.constantFrom('0', '-1', '7', '07', '23', '127');
  return fc.tuple(text, text, number, number, fc.constantFrom(...DAYS));
}

/** As Athena compares; what it would refuse, or only it can compute, keeps everything. */
function keeps({ column, operator, literals }: Predicate, values: readonly string[]): boolean {
  const place = ['dt', 'region', 'hour', 'shard', 'day'].indexOf(column);
  if (place === -1) return true;
  const wanted = (['string', 'string', 'number', 'number', 'date'] as const)[place];
  const meant = literals.map((one) => (one.type === 'parameter' ? BOUND[Number(one.text)] : one));
  if (meant.some((one) => one?.type !== wanted)) return true;
  const orders = meant.map((one) => orderOf(values[place] ?? '', one?.text ?? '', wanted === 'number'));
  const [first = 0, last = 0] = orders;
  switch (operator) {
    case '=':
      return first === 0;
    case '<>':
      return first !== 0;
    case '<':
      return first < 0;
    case '<=':
      return first <= 0;
    case '>':
      return first > 0;
    case '>=':
      return first >= 0;
    case 'in':
      return orders.includes(0);
    case 'between':
      return first >= 0 && last <= 0;
  }
}

function orderOf(left: string, right: string, isNumber: boolean): number {
  return isNumber
    ? Math.sign(Number(left) - Number(right))
    : Buffer.compare(Buffer.from(left), Buffer.from(right));
}
