/** Days that a query computes narrow the partitions as the dates do that they are. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { TypedKey } from '../../src/operations/query-narrowing.ts';

import { compilePartitionExpression } from '../../sandbox/aws/partition-expression.ts';
import { todayAt } from '../../src/operations/query-days.ts';
import { narrowingOf } from '../../src/operations/query-narrowing.ts';
import { allowed } from '../queries/decide.ts';

const KEYS: readonly TypedKey[] = [
  { name: 'dt', type: 'string' },
  { name: 'day', type: 'date' },
  { name: 'hour', type: 'int' },
];
const TODAY = '2026-03-02';

function narrowing(where: string, today: string | null = TODAY): string | null {
  return narrowingOf(allowed(`SELECT 1 FROM users WHERE ${where}`).predicates, KEYS, { bound: [], today });
}

describe('the day that an expression is', () => {
  it.each<readonly [where: string, expression: string]>([
    ["day >= current_date - interval '1' day", "day >= '2026-03-01'"],
    ["day > (CURRENT_DATE) - INTERVAL '3' DAY + interval - '1' day", "day > '2026-02-26'"],
    ["dt = cast(current_date - interval '1' day AS varchar)", "dt = '2026-03-01'"],
    ["dt >= date_format(current_date - interval '2' day, '%Y-%m-%d')", "dt >= '2026-02-28'"],
    ["dt = date_format(date_add('day', 1, current_date), '%Y/%m/%d-x')", "dt = '2026/03/03-x'"],
    ["dt IN (cast(current_date AS varchar), '2026-01-01')", "dt IN ('2026-03-02', '2026-01-01')"],
    [
      "day BETWEEN date_add('day', -1, current_date) AND cast(current_date AS date)",
      "day >= '2026-03-01' AND day <= '2026-03-02'",
    ],
    ["day = date '2024-03-01' - interval '1' day", "day = '2024-02-29'"],
    ["day < cast('2026-11-12' AS date) + interval '30' day", "day < '2026-12-12'"],
    ["dt = cast(date '2026-11-12' AS varchar)", "dt = '2026-11-12'"],
  ])('narrows: %s is %s', (where, expression) => {
    expect(narrowing(where)).toBe(expression);
  });

  it.each([
    // A text is no date, and a date is no text.
    'day = cast(current_date AS varchar)',
    'dt = current_date',
    'hour = current_date',
    // There is no such day, or not in four digits.
    "day = date '2026-02-30' + interval '1' day",
    "day = date '9999-12-31' + interval '1' day",
    // Not so many whole days.
    "day > current_date - interval '1' month",
    "day > current_date - interval '1' day * 2",
    "day > current_date - interval '24' hour",
    "day > current_date - interval '1' day to hour",
    "day > current_date - interval '-1' day",
    "day > current_date - interval '123456' day",
    'day > current_date - 1',
    "day > date_add('month', -1, current_date)",
    "day > date_add('day', 1.5, current_date)",
    // Not surely a date, or not that one.
    'day > -(current_date)',
    "day > current_date AT TIME ZONE 'UTC'",
    "day > date_add('day', -1, current_timestamp)",
    "day > date_trunc('day', current_date)",
    'day > max(current_date) OVER ()',
    "dt > date_format(current_timestamp, '%Y-%m-%d')",
    "dt > date_format('2026-11-12', '%Y')",
    "dt > date_format(cast(current_date AS varchar), '%Y')",
    // Not surely this text.
    "dt > date_format(current_date, '%y%j')",
    "dt > date_format(current_date, '%%Y')",
    'dt > cast(current_date AS varchar(4))',
    "dt > format_datetime(current_date, 'yyyy')",
    'dt > lower(cast(current_date AS varchar))',
    "dt > cast(current_date AS varchar) || 'x'",
  ])('narrows nothing where it is not surely that one: %s', (where) => {
    expect(narrowing(where)).toBeNull();
  });

  it('is unknown where nobody knows which day it will be when the query is run', () => {
    const at = (time: string): string | null => todayAt(Date.parse(`2026-03-02T${time}Z`));
    expect(['00:04:59', '00:05:00', '12:00:00', '23:54:59', '23:55:00'].map(at)).toEqual([
      null,
      TODAY,
      TODAY,
      TODAY,
      null,
    ]);
    expect(narrowing("day = current_date AND dt = 'a'", null)).toBe("dt = 'a'");
    expect(narrowing("day = date '2026-11-12' - interval '1' day", null)).toBe("day = '2026-11-11'");
  });

  it('excludes no partition that is meant, whatever is computed, and leaves none that is not', () => {
    let narrowed = 0;
    fc.assert(
      fc.property(
        computedDays(),
        fc.constantFrom(...OPERATORS),
        fc.integer({ min: -3, max: 3 }),
        ({ column, sql, day, write }, operator, beside) => {
          const expression = narrowing(`${column} ${operator} ${sql}`);
          const value = write(moved(day, beside));
          const lists = compilePartitionExpression(expression ?? '', KEYS);
          const isListed = lists({ values: column === 'dt' ? [value, TODAY, '0'] : ['a', value, '0'] });
          if (isMet(operator, value, write(day))) expect(isListed).toBe(true);
          else if (expression !== null) expect(isListed).toBe(false);
          if (expression !== null) narrowed += 1;
        },
      ),
      { numRuns: 1_000 },
    );
    expect(narrowed).toBeGreaterThan(500);
  });
});

const OPERATORS = ['=', '<>', '<', '<=', '>', '>='] as const;

/** A day in SQL, and the one that Trino makes of it. */
interface Read {
  readonly sql: string;
  readonly day: string;
}

interface Computed extends Read {
  readonly column: 'dt' | 'day';
  /** As the column has a day. */
  write(day: string): string;
}

function computedDays(): fc.Arbitrary<Computed> {
  const written = fc
    .constantFrom('2026-11-12', '2024-02-28', '2025-12-31', '1999-03-01')
    .chain((day) =>
      fc.constantFrom<Read>({ sql: `date '${day}'`, day }, { sql: `CAST('${day}' AS date)`, day }),
    );
  const begin = fc.oneof(fc.constant<Read>({ sql: 'current_date', day: TODAY }), written);
  const step = fc.tuple(
    fc.integer({ min: -400, max: 400 }),
    fc.constantFrom('date_add' as const, 'interval' as const, 'in parentheses' as const),
  );
  const write = fc.constantFrom<readonly [column: Computed['column'], sql: string, format: string]>(
    ['day', '?', '%Y-%m-%d'],
    ['dt', 'cast(? AS varchar)', '%Y-%m-%d'],
    ['dt', "date_format(?, '%Y%m%d')", '%Y%m%d'],
    ['dt', "date_format(?, 'of %Y-%m')", 'of %Y-%m'],
    ['dt', "date_format(?, '%d.%m.%Y')", '%d.%m.%Y'],
    ['dt', "date_format(?, '%y-%c')", '%y-%c'],
  );
  return fc
    .tuple(begin, fc.array(step, { maxLength: 3 }), write)
    .map(([from, steps, [column, sql, format]]) => {
      const read = steps.reduce(stepped, from);
      return {
        column,
        sql: sql.replace('?', () => read.sql),
        day: read.day,
        write: (day) => formatted(day, format),
      };
    });
}

function stepped(
  { sql, day }: Read,
  [days, way]: readonly [days: number, way: 'date_add' | 'interval' | 'in parentheses'],
): Read {
  const added = `${sql} ${days < 0 ? '-' : '+'} interval '${Math.abs(days)}' day`;
  const ways = {
    date_add: `date_add('day', ${days}, ${sql})`,
    interval: added,
    'in parentheses': `(${added})`,
  };
  return { sql: ways[way], day: moved(day, days) };
}

function moved(day: string, days: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

function formatted(day: string, format: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const parts = new Map([
    ['Y', year],
    ['y', year.slice(2)],
    ['m', month],
    ['c', String(Number(month))],
    ['d', date],
  ]);
  return format.replaceAll(/%(.)/g, (_, part: string) => parts.get(part) ?? '');
}

function isMet(operator: (typeof OPERATORS)[number], left: string, right: string): boolean {
  return {
    '=': left === right,
    '<>': left !== right,
    '<': left < right,
    '<=': left <= right,
    '>': left > right,
    '>=': left >= right,
  }[operator];
}
