/**
 * How fast Slack may be called: a bucket per lane that refills steadily, and a hold when Slack itself asked to wait.
 * `chat.postMessage` has a lane per channel, `chat.update` one for the workspace.
 */

import type { Clock } from '../handlers/ports.ts';

export interface Pace {
  /** 0 when the call may be made now, which takes the place; otherwise milliseconds until one is free. */
  take(lane: string): number;
  /** Slack said when it may be called again, milliseconds since the epoch. */
  holdUntil(lane: string, until: number): void;
}

export interface Budget {
  /** Calls that may be made at once after a rest. */
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  readonly free: number;
  readonly at: number;
  readonly heldUntil: number;
}

/** @param budgetOf the budget of a lane; lanes that nobody used for a while cost nothing */
export function createPace(clock: Clock, budgetOf: (lane: string) => Budget): Pace {
  const buckets = new Map<string, Bucket>();
  return {
    take(lane) {
      const { burst, perSecond } = budgetOf(lane);
      const now = clock();
      const bucket = buckets.get(lane) ?? { free: burst, at: now, heldUntil: 0 };
      if (bucket.heldUntil > now) return bucket.heldUntil - now;
      const free = Math.min(burst, bucket.free + ((now - bucket.at) / 1_000) * perSecond);
      buckets.set(lane, { free: free >= 1 ? free - 1 : free, at: now, heldUntil: 0 });
      return free >= 1 ? 0 : Math.ceil(((1 - free) / perSecond) * 1_000);
    },
    holdUntil(lane, until) {
      const bucket = buckets.get(lane) ?? { free: 0, at: clock(), heldUntil: 0 };
      // After a refusal the bucket starts empty: Slack has just said that we were too fast.
      buckets.set(lane, { ...bucket, free: 0, at: until, heldUntil: Math.max(until, bucket.heldUntil) });
    },
  };
}
