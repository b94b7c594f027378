import { describe, expect, it } from '@jest/globals';

import type { Finding } from '../../src/operations/finding.ts';
import type { PastQuery } from '../../src/operations/past-query.ts';
import type { QueryForm } from '../../src/operations/query-slowness.ts';

import { groupQueries, slowHour, worthALook } from '../../src/operations/slow-queries.ts';
import { slowQueriesFinding } from '../../src/operations/slow-queries-finding.ts';
import { aPastQuery } from '../support/past-queries.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 12, 3);
const SINCE = NOW - 7 * 24 * HOUR;

/** So many hours ago. */
function asked(hoursAgo: number, given: Partial<PastQuery> = {}): PastQuery {
  return aPastQuery({ sentAt: NOW - hoursAgo * HOUR, ...given });
}

const groupsOf = (queries: readonly PastQuery[]) =>
  groupQueries(queries.map((query) => ({ query, what: query.name ?? query.sql })));

function told(
  queries: readonly PastQuery[],
  more: {
    readonly form?: QueryForm;
    readonly price?: number | null;
    readonly refused?: readonly string[];
    readonly isCut?: boolean;
  } = {},
): Finding {
  const { form = null, price = 5, refused = [], isCut = false } = more;
  return slowQueriesFinding(
    {
      workgroup: 'todo-etl',
      past: { queries, since: SINCE, isCut, untold: 0 },
      groups: worthALook(groupsOf(queries)).map((group) => ({ group, form })),
      price,
      refused,
    },
    NOW,
  );
}

describe('queries of one text', () => {
  it('are one, with the slowest of them, what is usual, and all that they scanned', () => {
    const queries = [1_000, 2_000, 9_000, 3_000].map((tookMs, place) =>
      asked(place + 1, { tookMs, queuedMs: 500, scannedBytes: 10 }),
    );
    expect(groupsOf([...queries, asked(5, { sql: 'SELECT 2' })])).toMatchObject([
      { what: 'SELECT 1', times: 4, usualMs: 1_500, billedBytes: 40, failed: 0, lastAt: NOW - HOUR },
      { what: 'SELECT 2', times: 1, usualMs: null },
    ]);
  });

  it('are none with a query that is named as they are written', () => {
    expect(groupsOf([asked(1, { sql: 'late' }), asked(2, { name: 'late' })])).toHaveLength(2);
  });

  it('that fail are counted, cost nothing, and the last of them is kept', () => {
    const failing = [
      asked(3, { state: 'failed', because: 'old', scannedBytes: 9 }),
      asked(1, { state: 'failed', because: 'new', scannedBytes: 9 }),
      asked(2, { state: 'stopped', scannedBytes: 7 }),
    ];
    expect(groupsOf(failing)).toMatchObject([
      { failed: 3, billedBytes: 7, usualMs: null, lastFailed: { because: 'new' } },
    ]);
  });
});

describe('what is worth a look', () => {
  it('is the slowest, the dearest and what failed last, each once', () => {
    const quick = Array.from({ length: 30 }, (_, place) =>
      asked(place, { sql: `quick ${place}`, tookMs: 10 + place, scannedBytes: 1 }),
    );
    const slow = asked(1, { sql: 'slow', tookMs: 60_000, scannedBytes: 0 });
    const dear = asked(1, { sql: 'dear', tookMs: 2, scannedBytes: 1e12 });
    const failed = asked(1, { sql: 'failed', tookMs: 1, scannedBytes: 0, state: 'failed' });
    const worth = worthALook(groupsOf([...quick, slow, dear, failed])).map(({ what }) => what);
    expect(worth[0]).toBe('slow');
    expect(worth).toEqual(expect.arrayContaining(['dear', 'failed']));
    expect(worth.length).toBeLessThanOrEqual(20);
    expect(new Set(worth).size).toBe(worth.length);
  });
});

describe('the last hour', () => {
  const usual = Array.from({ length: 20 }, (_, place) => asked(place + 2, { tookMs: 2_000 }));
  const lately = (tookMs: number, count: number) =>
    Array.from({ length: count }, (_, place) => asked(0.1 + place / 100, { tookMs }));

  it('is slow where half of it takes far longer than before', () => {
    expect(slowHour([...lately(45_000, 5), ...usual], NOW)).toEqual({
      queries: 5,
      tookMs: 45_000,
      usualMs: 2_000,
    });
  });

  it.each([
    ['a few seconds more', lately(6_500, 5)],
    ['two queries', lately(45_000, 2)],
  ])('is not, by %s', (_, newest) => {
    expect(slowHour([...newest, ...usual], NOW)).toBeNull();
  });

  it('is told first', () => {
    const finding = told([...lately(45_000, 5), ...usual]);
    expect(finding.verdict).toBe('warn');
    expect(finding.summary).toMatch(/^Slow now: 5 queries of the last hour took 45s, usually 2s\. /);
  });
});

describe('the finding', () => {
  it('names the slowest and the dearest with why, and warns while that is of a day', () => {
    const queries = [
      asked(30, { sql: 'SELECT a', tookMs: 33_000, planningMs: 21_000, scannedBytes: 6e9 }),
      asked(40, { name: 'late-users', tookMs: 3_000, scannedBytes: 8e9 }),
      asked(41, { name: 'late-users', tookMs: 2_000, scannedBytes: 8e9 }),
    ];
    const finding = told(queries);
    expect(finding).toMatchObject({
      verdict: 'ok',
      summary:
        '3 queries since 2026-11-05T03:00Z, half of them within 3s. Slowest: SELECT a, 33s: 21s of 33s went into planning, as with many partitions. Most scanned: late-users, 16 GB, asked 2 times',
    });
    expect(finding.table).toEqual({
      columns: ['Query', 'Why', 'Took', 'Times', 'Scanned', 'Price', 'Queued', 'State', 'Last'],
      rows: [
        [
          'SELECT a',
          '21s of 33s went into planning, as with many partitions',
          '33s',
          '1',
          '6 GB',
          'about $0.03',
          '0s',
          'succeeded',
          '2026-11-10T21:00Z',
        ],
        ['late-users', '', '3s', '2', '16 GB', 'about $0.08', '0s', 'succeeded', '2026-11-10T11:00Z'],
      ],
    });
    expect(told([...queries, asked(2, { sql: 'SELECT a', planningMs: 0 })]).verdict).toBe('warn');
  });

  it('says what to do once for all that it is about', () => {
    const form = { hasStar: false, isFiltered: true, unfiltered: [{ table: 'a.b', keys: ['dt'] }] };
    const finding = told([asked(1, { sql: 'SELECT a' }), asked(1, { sql: 'SELECT b' })], { form });
    expect(finding.facts).toContainEqual({
      label: 'Do',
      value: 'SELECT a and 1 more: Add dt = … to its WHERE.',
    });
  });

  it('counts what failed by its cause, and quotes nothing of it', () => {
    const failed = (because: string) => asked(1, { state: 'failed', because, sql: 'SELECT x' });
    const finding = told([
      failed("COLUMN_NOT_FOUND: Column 'zoe' cannot be resolved"),
      failed("COLUMN_NOT_FOUND: Column 'bob' cannot be resolved"),
      failed('Query exhausted resources'),
      asked(2, { sql: 'SELECT x' }),
    ]);
    expect(finding.facts).toContainEqual({
      label: 'Failed or stopped',
      value: '2 × names a column that there is not; 1 × out of resources',
    });
    expect(finding.table?.rows[0]?.[7]).toBe('3 of 4 failed');
    expect(JSON.stringify(finding)).not.toMatch(/zoe|bob/);
  });

  it('has those that still run or wait, with what they took so far', () => {
    const finding = told([
      asked(0.5, { state: 'running', tookMs: 1_800_000, sql: 'SELECT a' }),
      asked(0.1, { state: 'waiting', tookMs: 360_000, queuedMs: 360_000, sql: 'SELECT b' }),
    ]);
    expect(finding.table?.rows.map(([what, why, took, ...rest]) => [what, why, took, rest.at(-2)])).toEqual([
      ['SELECT a', expect.stringContaining('maybe skew'), '30m', 'running'],
      ['SELECT b', 'waited 6m of 6m in the queue', '6m', 'waiting'],
    ]);
  });

  it('says how far back it read, and that no price is configured', () => {
    const finding = told([asked(1)], { price: null, isCut: true });
    expect(finding.facts.slice(0, 1)).toEqual([
      { label: 'Read', value: 'the newest 1 of the workgroup todo-etl, back to 2026-11-05T03:00Z' },
    ]);
    expect(finding.table?.columns).not.toContain('Price');
    expect(finding.facts).toContainEqual({
      label: 'Price',
      value: 'not configured: write athena.price_per_tb, and dollars are told',
    });
  });

  it('is unknown where the catalog was refused, with all that is known besides', () => {
    const finding = told([asked(1)], { refused: ['Could not look at the table a.b: access denied.'] });
    expect(finding).toMatchObject({ verdict: 'unknown', table: { rows: [expect.any(Array)] } });
  });

  it('is well of a workgroup that nobody asked anything', () => {
    expect(told([])).toMatchObject({
      verdict: 'ok',
      summary: 'No query was sent to todo-etl since 2026-11-05T03:00Z',
      table: null,
      next: [],
    });
  });
});
