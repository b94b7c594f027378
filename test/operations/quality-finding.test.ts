/** What a rule of quality says, given what its query brought. */

import type { QueryRows } from '../../src/operations/query-finding.ts';
import type { QualityRule } from '../../src/operations/query-settings.ts';

import { describe, expect, it } from '@jest/globals';

import { wantedWords } from '../../src/operations/judged-rule.ts';
import { ruleFinding } from '../../src/operations/quality-finding.ts';
import { NIGHT } from '../support/builders.ts';

const GB = 1_000_000_000;
const NONE: QualityRule = { table: null, failAbove: 0, failBelow: null, say: 'user ids are missing.' };
const COST = 'Scanned 1 GB in 4s, less than $0.01';

function told(
  cells: readonly (string | null)[],
  { rule = NONE, names = [], upTo = 10 * GB, rows = [cells] }: Partial<Scene> = {},
) {
  const found = { columns: cells.map((_, place) => `c${place}`), rows, hadMore: false };
  return ruleFinding(
    { name: 'users-complete', rule },
    found,
    { places: [], names },
    {
      end: { scannedBytes: GB, tookMs: 4_000 },
      upTo,
      whole: { name: 'users-complete', token: 'id' },
      settings: { pricePerTb: 5, dailyLimit: 20, mask: [] },
      links: [],
      now: NIGHT,
    },
  );
}

interface Scene {
  readonly rule: QualityRule;
  readonly names: readonly string[];
  readonly upTo: number;
  readonly rows: QueryRows['rows'];
}

const within: QualityRule = { ...NONE, failAbove: 10, failBelow: 2.5 };

describe('a rule of quality', () => {
  it.each([
    ['0', NONE, 'ok', 'users-complete: 0, at most 0 wanted'],
    ['-3', NONE, 'ok', 'users-complete: -3, at most 0 wanted'],
    ['12', NONE, 'fail', 'user ids are missing: 12, at most 0 wanted'],
    ['1.2345678E7', NONE, 'fail', 'user ids are missing: 12,345,678, at most 0 wanted'],
    ['0.0001', NONE, 'fail', 'user ids are missing: 0.0001, at most 0 wanted'],
    ['2.5', within, 'ok', 'users-complete: 2.5, at least 2.5 and at most 10 wanted'],
    ['2.49', within, 'fail', 'user ids are missing: 2.49, at least 2.5 and at most 10 wanted'],
    ['11', within, 'fail', 'user ids are missing: 11, at least 2.5 and at most 10 wanted'],
  ] as const)('that answers %s says so', (cell, rule, verdict, words) => {
    expect(told([cell], { rule })).toMatchObject({
      verdict,
      summary: `${words}. ${COST}`,
      table: null,
      facts: [],
      bill: { scannedBytes: GB, dailyLimit: 20 },
    });
  });

  it.each([
    [null, 'NULL'],
    ['', 'empty text'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['true', 'text'],
    ['12 users', 'text'],
  ])('that answers %j is unknown, with what kind came, and the row below', (cell, came) => {
    expect(told([cell])).toMatchObject({
      verdict: 'unknown',
      summary: `users-complete: expected one number, got ${came}. ${COST}`,
      table: { rows: [[cell ?? 'NULL']] },
    });
  });

  it('that answers no row is unknown', () => {
    expect(told(['0'], { rows: [] })).toMatchObject({
      verdict: 'unknown',
      summary: `users-complete: expected one number, got no row. ${COST}`,
    });
  });

  it('judges no number that is masked, and shows none', () => {
    const finding = told(['12'], { names: ['c0'] });
    expect(finding).toMatchObject({ verdict: 'unknown', facts: [{ label: 'Masked', value: 'c0' }] });
    expect(JSON.stringify(finding)).not.toContain('12,');
    expect(finding.summary).toBe(`users-complete: expected one number, got what is masked. ${COST}`);
  });

  it('judges no number that is not alone: it shows what came, and what it is about', () => {
    const rule = { ...NONE, table: 'users' };
    expect(told(['0'], { rows: [['0'], ['0']] })).toMatchObject({
      verdict: 'unknown',
      summary: `users-complete: expected one number, got more than one row. ${COST}`,
    });
    expect(told(['0', '2026-11-12'], { rule })).toMatchObject({
      verdict: 'unknown',
      summary: `users-complete: expected one number, got 2 columns. ${COST}`,
      table: { columns: ['c0', 'c1'], rows: [['0', '2026-11-12']] },
      facts: [{ label: 'Table', value: 'users' }],
    });
  });

  it('that scanned more than it was allowed is not well for that alone', () => {
    expect(told(['0'], { upTo: 1 })).toMatchObject({ verdict: 'warn', facts: [{ label: 'Budget' }] });
    expect(told(['1'], { upTo: 1 })).toMatchObject({ verdict: 'fail', facts: [{ label: 'Budget' }] });
  });

  it('says in words what it wants', () => {
    expect(wantedWords(NONE)).toBe('at most 0');
    expect(wantedWords({ ...NONE, failAbove: null, failBelow: 1_000 })).toBe('at least 1,000');
  });
});
