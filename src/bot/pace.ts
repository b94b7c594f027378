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

interface Lane {
  /** When the bucket is full again, milliseconds: each call granted moves it on by what it takes to refill one. */
  readonly fullAt: number;
  readonly heldUntil: number;
}

/** Full buckets. @param budgetOf the budget of a lane */
export function createPace(clock: Clock, budgetOf: (lane: string) => Budget): Pace {
  const lanes = new Map<string, Lane>();
  return {
    take(lane) {
      const now = clock();
      const { fullAt, heldUntil } = lanes.get(lane) ?? { fullAt: 0, heldUntil: 0 };
      const { burst, refillMs } = bucketOf(lane);
      // Never further off than an empty bucket, even when the clock was set back.
      const from = Math.min(Math.max(fullAt, now), now + burst * refillMs);
      const waitMs = Math.max(heldUntil - now, wholeMs(from + refillMs - burst * refillMs - now));
      if (waitMs <= 0) lanes.set(lane, { fullAt: from + refillMs, heldUntil: 0 });
      else if (heldUntil <= now) lanes.set(lane, { fullAt: from, heldUntil: 0 });
      return Math.max(0, waitMs);
    },
    holdUntil(lane, until) {
      const { burst, refillMs } = bucketOf(lane);
      const known = lanes.get(lane) ?? { fullAt: 0, heldUntil: 0 };
      const heldUntil = Math.max(until, known.heldUntil);
      // Slack has just said that we were too fast: of the burst at most the call it named the time for is left.
      lanes.set(lane, { fullAt: Math.max(known.fullAt, heldUntil + (burst - 1) * refillMs), heldUntil });
    },
  };

  function bucketOf(lane: string): { readonly burst: number; readonly refillMs: number } {
    const { burst, perSecond } = budgetOf(lane);
    return { burst, refillMs: 1_000 / perSecond };
  }
}

/** Rounded up, as a wait too short would only be told again; the last digits of a fraction are none of time's. */
function wholeMs(ms: number): number {
  return Math.max(0, Math.ceil(ms - 1e-3));
}
