/** Time that a test moves by hand: timers fire in their order, and promises settle before time goes on. */

import type { Schedule } from '../../sandbox/pipeline/schedule.ts';

export interface ManualTime {
  now(): number;
  readonly schedule: Schedule;
  /** Moves on, firing what is due on the way. */
  advance(ms: number): Promise<void>;
  /** Timers that wait. */
  pending(): number;
}

export function createManualTime(startMs: number): ManualTime {
  let now = startMs;
  let waiting: { readonly at: number; readonly work: () => void }[] = [];
  return {
    now: () => now,
    pending: () => waiting.length,
    schedule: (delayMs, work) => {
      const timer = { at: now + delayMs, work };
      waiting.push(timer);
      return () => {
        waiting = waiting.filter((other) => other !== timer);
      };
    },
    advance: async (ms) => {
      const until = now + ms;
      await settle();
      for (;;) {
        const [next] = waiting.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        waiting = waiting.filter((other) => other !== next);
        now = next.at;
        next.work();
        await settle();
      }
      now = until;
    },
  };
}

/** Lets every promise that can settle do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
