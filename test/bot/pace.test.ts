/** How fast Slack may be called: never above the budget, never before the time that Slack named. */

import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createPace, LONGEST_HOLD_MS } from '../../src/bot/pace.ts';

const START = 1_790_000_000_000;
const BUDGET = { burst: 3, perSecond: 2 };

let now = START;
const clock = () => now;

beforeEach(() => {
  now = START;
});

describe('a lane', () => {
  it('grants its burst at once, then tells exactly when the next call is free', () => {
    const pace = createPace(clock, () => BUDGET);
    expect([pace.take('a'), pace.take('a'), pace.take('a')]).toEqual([0, 0, 0]);
    expect(pace.take('a')).toBe(500);
    now += 499;
    expect(pace.take('a')).toBe(1);
    now += 1;
    expect(pace.take('a')).toBe(0);
    expect(pace.take('a')).toBe(500);
  });

  it('saves up no more than its burst', () => {
    const pace = createPace(clock, () => BUDGET);
    pace.take('a');
    now += 3_600_000;
    expect([pace.take('a'), pace.take('a'), pace.take('a')]).toEqual([0, 0, 0]);
    expect(pace.take('a')).toBeGreaterThan(0);
  });

  it('has a budget of its own', () => {
    const pace = createPace(clock, (lane) => (lane === 'slow' ? { burst: 1, perSecond: 1 } : BUDGET));
    expect([pace.take('slow'), pace.take('slow')]).toEqual([0, 1_000]);
    expect([pace.take('fast'), pace.take('fast')]).toEqual([0, 0]);
  });

  it('that Slack held is free when Slack said, for one call', () => {
    const pace = createPace(clock, () => BUDGET);
    pace.take('a');
    pace.holdUntil('a', START + 30_000);
    expect(pace.take('a')).toBe(30_000);
    now += 29_999;
    expect(pace.take('a')).toBe(1);
    expect(pace.take('b')).toBe(0);
    now += 1;
    expect([pace.take('a'), pace.take('a')]).toEqual([0, 500]);
  });

  it('that Slack held twice is free at the later time', () => {
    const pace = createPace(clock, () => BUDGET);
    pace.holdUntil('a', START + 30_000);
    pace.holdUntil('a', START + 10_000);
    now += 30_000;
    expect([pace.take('a'), pace.take('a')]).toEqual([0, 500]);
  });

  it('is held for some minutes at most, whatever was asked for and wherever the clock is set', () => {
    const pace = createPace(clock, () => BUDGET);
    expect(pace.holdUntil('a', START + 86_400_000)).toBe(START + LONGEST_HOLD_MS);
    expect(pace.heldFor('a')).toBe(LONGEST_HOLD_MS);
    now -= 3_600_000;
    expect(pace.heldFor('a')).toBe(LONGEST_HOLD_MS);
    now += LONGEST_HOLD_MS;
    expect(pace.heldFor('a')).toBe(0);
  });

  it('waits for one call at most when the clock is set back', () => {
    const pace = createPace(clock, () => BUDGET);
    pace.take('a');
    now -= 3_600_000;
    expect(pace.take('a')).toBe(500);
    now += 500;
    expect(pace.take('a')).toBe(0);
  });
});

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 2_000 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('hold' as const), ms: fc.integer({ min: 0, max: 5_000 }) }),
    },
  ),
  { maxLength: 80 },
);
const budgets = fc.record({
  burst: fc.integer({ min: 1, max: 10 }),
  perSecond: fc.constantFrom(0.25, 0.75, 1, 5),
});

it('never grants more than burst and rate allow, nor anything while held', () => {
  fc.assert(
    fc.property(budgets, steps, (budget, all) => {
      now = START;
      const pace = createPace(clock, () => budget);
      const granted: number[] = [];
      let heldUntil = 0;
      for (const step of all) {
        if (step.do === 'pass') now += step.ms;
        if (step.do === 'hold') {
          heldUntil = Math.max(heldUntil, now + step.ms);
          pace.holdUntil('a', now + step.ms);
        }
        if (step.do !== 'take' || pace.take('a') > 0) continue;
        expect(now).toBeGreaterThanOrEqual(heldUntil);
        granted.push(now);
      }
      for (const [index, from] of granted.entries()) {
        const within = granted
          .slice(index)
          .map((at, more) => ({ calls: more + 1, seconds: (at - from) / 1_000 }));
        for (const { calls, seconds } of within) {
          expect(calls).toBeLessThanOrEqual(budget.burst + seconds * budget.perSecond + 1e-4);
        }
      }
    }),
  );
});

it('grants the call at the time it told, if nobody took it before', () => {
  fc.assert(
    fc.property(budgets, steps, (budget, all) => {
      now = START;
      const pace = createPace(clock, () => budget);
      for (const step of all) {
        if (step.do === 'pass') now += step.ms;
        if (step.do === 'hold') pace.holdUntil('a', now + step.ms);
        if (step.do !== 'take') continue;
        const waitMs = pace.take('a');
        if (waitMs === 0) continue;
        now += waitMs - 1;
        expect(pace.take('a')).toBe(1);
        now += 1;
        expect(pace.take('a')).toBe(0);
      }
    }),
  );
});
