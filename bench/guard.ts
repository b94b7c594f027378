/**
 * How long it takes to decide whether a statement of the greatest length may be sent, beside reading its tokens only and
 * beside `JSON.parse` of a text as long.
 */

import type { Policy } from '../src/queries/check.ts';
import type { Bench } from './bench.ts';

import { checkStatement } from '../src/queries/check.ts';
import { MOST_BYTES, readStatement } from '../src/queries/statement.ts';
import { readTokens } from '../src/queries/tokens.ts';
import { median, round, shown } from './figures.ts';

interface Decided {
  /** Median of the rounds. */
  readonly guard_ms: number;
  readonly tokens_ms: number;
  readonly json_ms: number;
}

export type GuardFigures = Readonly<Record<string, Decided>>;

const POLICY: Policy = {
  catalogs: [],
  databases: ['silver'],
  defaultDatabase: 'silver',
  mask: ['email', 'phone'],
};

export const guard: Bench<GuardFigures> = {
  name: 'guard',
  about: 'how long it takes to decide on the longest statements',
  async measure({ rounds, progress }) {
    const figures: Record<string, Decided> = {};
    const json = filled('[', (n) => `{"column":"c${n}"},`, 'null]');
    for (const [name, sql] of Object.entries(statements())) {
      progress(`guard: ${name}, ${sql.length} characters`);
      figures[name] = {
        guard_ms: timed(rounds, () => decide(sql)),
        tokens_ms: timed(rounds, () => readTokens(sql)),
        json_ms: timed(rounds, () => JSON.parse(json)),
      };
    }
    return Promise.resolve(figures);
  },
  table: (figures) => [
    ['', 'guard ms', 'tokens ms', 'JSON ms'],
    ...Object.entries(figures).map(([name, { guard_ms, tokens_ms, json_ms }]) => [
      name,
      shown(guard_ms),
      shown(tokens_ms),
      shown(json_ms),
    ]),
  ],
};

/** What is long in different ways. */
function statements(): Readonly<Record<string, string>> {
  return {
    'a list of numbers': filled('SELECT a FROM users WHERE a IN (', (n) => `${n}, `, '0)'),
    'a list of ones': filled('SELECT ', () => '1,', '1'),
    columns: filled('SELECT ', (n) => `column_${n}, `, 'a FROM users'),
    conditions: filled('SELECT a FROM users WHERE ', (n) => `c${n} = 'v${n}' AND `, 'true'),
    subqueries: filled('SELECT ', () => '(WITH a AS (SELECT 1) SELECT 1),', '1'),
    'what never closes': filled('SELECT ', () => '(a,', '1'),
  };
}

function filled(begin: string, part: (n: number) => string, end: string): string {
  const parts: string[] = [];
  let length = begin.length + end.length;
  for (let n = 0; ; n += 1) {
    const next = part(n);
    length += next.length;
    if (length > MOST_BYTES) return `${begin}${parts.join('')}${end}`;
    parts.push(next);
  }
}

function decide(sql: string): unknown {
  const read = readStatement(sql);
  return read.ok ? checkStatement(read.value, POLICY) : read;
}

function timed(rounds: number, work: () => unknown): number {
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  });
  return round(median(times), 1);
}
