import { describe, expect, it } from '@jest/globals';

import { dpuHours } from '../../src/operations/dpu-hours.ts';

const HOUR = { dpuSeconds: null, capacity: null, workers: null, workerType: null, seconds: 3_600 } as const;

describe('what a run took', () => {
  it.each([
    ['as Glue counted it, where workers come and go', { dpuSeconds: 7_200, capacity: 10 }, 2],
    ['its capacity to the end', { capacity: 10, workers: 5, workerType: 'G.2X' }, 10],
    ['its workers, each by its type', { workers: 5, workerType: 'G.2X' }, 10],
    ['a quarter of a DPU each', { workers: 2, workerType: 'G.025X' }, 0.5],
    ['not known of a shell job that says nothing', {}, null],
    ['not known without its workers', { workerType: 'G.1X' }, null],
    ['not known while nobody says how long it lasted', { capacity: 10, seconds: null }, null],
  ] as const)('is %s', (_, said, hours) => {
    expect(dpuHours({ ...HOUR, ...said })).toBe(hours);
  });
});
