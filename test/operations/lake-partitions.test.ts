import { describe, expect, it } from '@jest/globals';
import type { Partition } from '../../src/operations/lake-partitions.ts';
import { partitionHealth } from '../../src/operations/lake-partitions.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TODAY = Date.UTC(2026, 10, 12);
const NOW = TODAY + 3 * HOUR;

function days(ago: readonly number[], cameAfterMs: number | null = null): readonly Partition[] {
  return ago.map((each) => {
    const at = TODAY - each * DAY;
    const name = `dt=${new Date(at).toISOString().slice(0, 10)}`;
    return { name, at, unit: 'day', cameAt: cameAfterMs === null ? null : at + cameAfterMs };
  });
}

function hours(ago: readonly number[]): readonly Partition[] {
  return ago.map((each) => {
    const at = NOW - each * HOUR;
    const iso = new Date(at).toISOString();
    return { name: `dt=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}`, at, unit: 'hour', cameAt: null };
  });
}

const troubles = (partitions: readonly Partition[], now = NOW): readonly string[] =>
  partitionHealth(partitions, now).troubles.map(({ verdict, words }) => `${verdict}: ${words}`);

describe('partitions by day', () => {
  it('are in time with that of yesterday', () => {
    expect(partitionHealth(days([1, 2, 3]), NOW)).toMatchObject({ late: '', troubles: [] });
  });

  it('are late from the end of the day on, and fail from the second on', () => {
    expect(troubles(days([2, 3]))).toEqual([
      'warn: newest is dt=2026-11-10, 1 day late, due since 2026-11-12T00:00Z',
    ]);
    expect(troubles(days([3, 4]))).toEqual([
      'fail: newest is dt=2026-11-09, 2 days late, due since 2026-11-11T00:00Z',
    ]);
  });

  it('have until they usually come, where the catalog says when that is', () => {
    const usuallyAtFour = days([2, 3, 4, 5, 6, 7], DAY + 4 * HOUR);
    expect(troubles(usuallyAtFour)).toEqual([]);
    expect(troubles(usuallyAtFour, TODAY + 7 * HOUR)).toEqual([
      'warn: newest is dt=2026-11-10, 1 day late, due since 2026-11-12T06:00Z',
    ]);
  });

  it('that were all made anew at once say nothing of what is usual', () => {
    const made = days([2, 5, 6, 7, 8, 9, 10, 11, 12, 13]).map((each) => ({ ...each, cameAt: NOW }));
    expect(troubles(made)[0]).toBe('warn: newest is dt=2026-11-10, 1 day late, due since 2026-11-12T00:00Z');
  });

  it('are missing between the first of the window and the newest only', () => {
    expect(troubles(days([1, 3, 4, 6, 8, 10, 11, 12, 13, 80]))).toEqual([
      'warn: 4 days missing: 2026-11-03, 2026-11-05, 2026-11-07 and 1 more',
    ]);
  });

  it('of a date to come do not hide that nothing came', () => {
    const far: Partition = { name: 'dt=2099-12-31', at: Date.UTC(2099, 11, 31), unit: 'day', cameAt: null };
    expect(troubles([...days([2]), far])).toEqual([
      'warn: newest is dt=2026-11-10, 1 day late, due since 2026-11-12T00:00Z',
      'warn: dt=2099-12-31 is in the future',
    ]);
  });

  it('of which there is none have nothing to be late', () => {
    expect(partitionHealth([], NOW)).toEqual({ newest: null, late: '', troubles: [] });
  });
});

describe('partitions by hour', () => {
  it('are late after two hours, and fail when three are missing', () => {
    expect(troubles(hours([2, 3]))).toEqual([]);
    expect(troubles(hours([3, 4]))).toEqual([
      'warn: newest is dt=2026-11-12/hour=00, 1 hour late, due since 2026-11-12T03:00Z',
    ]);
    expect(troubles(hours([5, 6]))[0]).toContain('fail: newest is dt=2026-11-11/hour=22, 3 hours late');
  });

  it('are missing on days of which hours are known, and whole days are told as days', () => {
    expect(troubles(hours([2, 3, 5, 26, 27, 75, 76]))).toEqual([
      'warn: 1 day missing: 2026-11-10',
      'warn: 44 hours missing: 2026-11-09T01:00Z to 2026-11-09T23:00Z, 2026-11-11T02:00Z to 2026-11-11T21:00Z, 2026-11-11T23:00Z',
    ]);
  });
});
