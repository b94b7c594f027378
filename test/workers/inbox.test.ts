/** The inbox worker: all that waits is applied, and whoever sends has the larger part of the time. */

import { afterEach, describe, expect, it } from '@jest/globals';
import type { Loop } from '../../src/workers/loop.ts';
import { createInboxWorker, restAfter } from '../../src/workers/inbox.ts';
import { SILENT } from '../store/files.ts';

let worker: Loop | undefined;
afterEach(() => worker?.stop());

describe('the inbox worker', () => {
  it.each([
    ['nothing arrives', () => 0],
    ['messages go on arriving', () => performance.now()],
  ])('goes on until nothing waits, while %s', async (_, takenIn) => {
    const rounds = [100, 100, 7, 0];
    const applied: number[] = [];
    const idle = new Promise<void>((resolve) => {
      worker = createInboxWorker({
        async applyInbound() {
          const now = rounds.shift() ?? 0;
          applied.push(now);
          if (now === 0) resolve();
          return now;
        },
        takenIn,
        clock: Date.now,
        log: SILENT,
      });
    });
    worker?.start();
    await idle;
    expect(applied).toEqual([100, 100, 7, 0]);
  });

  it('rests four times as long as a round took, and never for long', () => {
    expect(restAfter(20)).toBe(80);
    expect(restAfter(0)).toBe(0);
    expect(restAfter(5_000)).toBe(250);
    // A clock that was set back in the middle of a round.
    expect(restAfter(-3_600_000)).toBe(0);
  });
});
