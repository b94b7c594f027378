import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { addSpends, spendOf, spendWindow, timesSpend } from '../../src/operations/daily-spend.ts';

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 12, 12);
const LONG_AGO = Date.UTC(2026, 8, 1);

/** So much at noon of each of these days, so many days ago. */
function uses(now: number, amounts: readonly (readonly [ago: number, amount: number])[]) {
  return amounts.map(([ago, amount]) => ({ at: now - ago * DAY, amount }));
}

const steady = (now: number, days: number, amount: number) =>
  uses(
    now,
    Array.from({ length: days }, (_, ago) => [ago, amount] as const),
  );

describe('what a month comes to', () => {
  it('is what was used since its first day, and the mean of seven whole days for each day left', () => {
    const spend = spendOf(steady(NOON, 30, 2), { now: NOON, since: LONG_AGO });
    // 12 days at 2, and 18.5 days to come.
    expect(spend).toMatchObject({ soFar: 24, today: 2, yesterday: 2, usual: 2, isPart: false, meanOf: 7 });
    expect(spend.forecast).toBeCloseTo(24 + 18.5 * 2);
  });

  it('is foretold on its first day by the days of the month before', () => {
    const now = Date.UTC(2026, 11, 1, 12);
    const spend = spendOf(steady(now - DAY, 20, 3), { now, since: LONG_AGO });
    expect(spend).toMatchObject({ soFar: 0, today: 0, yesterday: 3, usual: 3 });
    expect(spend.forecast).toBeCloseTo(3 * 30.5);
  });

  it('counts for what was not read of it too, by the whole days that were', () => {
    const since = Date.UTC(2026, 10, 9, 18);
    const spend = spendOf(steady(NOON, 3, 4), { now: NOON, since });
    expect(spend).toMatchObject({ soFar: 12, isPart: true, yesterday: 4, usual: null, meanOf: 2 });
    expect(spend.forecast).toBeCloseTo(12 + 4 * (18.5 + 8.75));
  });

  it('is not foretold where no day was read whole', () => {
    const spend = spendOf(uses(NOON, [[0, 5]]), { now: NOON, since: NOON - 3_600_000 });
    expect(spend).toMatchObject({ soFar: 5, yesterday: null, usual: null, forecast: null, meanOf: 0 });
  });

  it('goes on as it stands, where it is told how much that is a day', () => {
    const spend = spendOf(steady(NOON, 30, 2), { now: NOON, since: LONG_AGO, daily: 10 });
    expect(spend.forecast).toBeCloseTo(24 + 185);
  });
});

describe('a day', () => {
  it('is held against the median of those before yesterday, so that one bad day is not usual', () => {
    const amounts = [[1, 50] as const, [2, 90] as const, ...[3, 4, 5, 6, 7].map((ago) => [ago, 5] as const)];
    const since = NOON - 8 * DAY;
    expect(spendOf(uses(NOON, amounts), { now: NOON, since })).toMatchObject({ yesterday: 50, usual: 5 });
  });

  it('on which nothing was used counts as nothing', () => {
    expect(spendOf([], { now: NOON, since: LONG_AGO })).toMatchObject({
      yesterday: 0,
      usual: 0,
      forecast: 0,
    });
  });
});

describe('several together', () => {
  it('are not known where one is not', () => {
    const known = spendOf(steady(NOON, 30, 2), { now: NOON, since: LONG_AGO });
    const young = spendOf(uses(NOON, [[0, 5]]), { now: NOON, since: NOON - 1 });
    expect(addSpends([known, young])).toMatchObject({
      soFar: 29,
      isPart: true,
      yesterday: null,
      forecast: null,
    });
  });

  it('are in another unit what they are each', () => {
    const spend = spendOf(steady(NOON, 30, 2), { now: NOON, since: LONG_AGO });
    expect(timesSpend(spend, 3)).toEqual(spendOf(steady(NOON, 30, 6), { now: NOON, since: LONG_AGO }));
  });
});

describe('whatever was used', () => {
  const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 11, 31) });
  const used = fc.array(
    fc.record({ ago: fc.integer({ min: 0, max: 45 * DAY }), amount: fc.nat({ max: 1_000 }) }),
  );

  it('a month is never foretold below what it came to already, and reading more never makes it less', () => {
    fc.assert(
      fc.property(moment, used, fc.nat({ max: 45 * DAY }), (now, all, back) => {
        const made = all.map(({ ago, amount }) => ({ at: now - ago, amount }));
        const spend = spendOf(
          made.filter(({ at }) => at >= now - back),
          { now, since: now - back },
        );
        expect(spend.forecast ?? Infinity).toBeGreaterThanOrEqual(spend.soFar);
        expect(spendOf(made, { now, since: 0 }).soFar).toBeGreaterThanOrEqual(spend.soFar);
      }),
    );
  });

  it('is read since the month began at least, and two weeks before yesterday', () => {
    fc.assert(
      fc.property(moment, (now) => {
        const spend = spendOf([], { now, since: spendWindow(now) });
        expect(spend).toMatchObject({ isPart: false, meanOf: 7, usual: 0 });
        expect(now - spendWindow(now)).toBeLessThanOrEqual(31 * DAY);
      }),
    );
  });
});
