/** The token bucket behind the rate limits, for any sequence of calls. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createPace, SLACK_BUDGETS } from '../../sandbox/slack/pace.ts';

describe('a lane', () => {
  const budget = { perMinute: 60, burst: 5 };
  const gaps = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 });

  it('never lets through more than the burst and what has trickled in since', () => {
    fc.assert(
      fc.property(gaps, (waits) => {
        let now = 0;
        const pace = createPace(() => now, { ...SLACK_BUDGETS, post: budget });
        let passed = 0;
        for (const wait of waits) {
          now += wait;
          if (pace.take('lane', 'post') === 0) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(budget.burst + (now / 60_000) * budget.perMinute + 1e-6);
      }),
    );
  });

  it('lets a call through after the time that it named', () => {
    fc.assert(
      fc.property(gaps, (waits) => {
        let now = 0;
        const pace = createPace(() => now, { ...SLACK_BUDGETS, post: budget });
        for (const wait of waits) {
          now += wait;
          const seconds = pace.take('lane', 'post');
          if (seconds === 0) continue;
          now += seconds * 1_000;
          expect(pace.take('lane', 'post')).toBe(0);
        }
      }),
    );
  });
});
