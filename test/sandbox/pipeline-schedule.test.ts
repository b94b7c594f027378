import { describe, expect, it } from '@jest/globals';

import { createTimers, wallSchedule } from '../../sandbox/pipeline/schedule.ts';
import { createManualTime } from './manual-time.ts';

describe('timers', () => {
  it('fire once, unless they were called off', async () => {
    const time = createManualTime(0);
    const timers = createTimers(time.schedule);
    const fired: string[] = [];
    timers.after(10, () => fired.push('first'));
    timers.after(20, () => fired.push('called off'))();
    timers.after(30, () => fired.push('cleared'));
    await time.advance(25);
    timers.clear();
    await time.advance(100);
    expect(fired).toEqual(['first']);
    expect(time.pending()).toBe(0);
  });

  it('go by the wall clock in the sandbox', async () => {
    const fired: string[] = [];
    wallSchedule(1, () => fired.push('called off'))();
    await new Promise<void>((resolve) => {
      wallSchedule(2, resolve);
    });
    expect(fired).toEqual([]);
  });
});
