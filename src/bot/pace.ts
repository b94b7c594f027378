/**
 * How fast Slack may be called: a bucket per lane that refills steadily, and a hold when Slack itself asked to wait.
 * `chat.postMessage` has a lane per channel, every other method one for the workspace.
 */

import type { Clock } from '../handlers/ports.ts';

export interface Pace {
  /** 0 when the call may be made now, which takes the place; otherwise milliseconds until one is free. */
  take(lane: string): number;
  /** Milliseconds until Slack's own hold of this lane is over; 0 when there is none. */
  heldFor(lane: string): number;
  /**
   * Slack said when it may be called again, milliseconds since the epoch. Returns until when the lane is held now: a
   * time too far off is cut.
   */
  holdUntil(lane: string, until: number): number;
}

/** Where holds outlive this process. */
export interface Holds {
  /** Those of earlier processes that are not over, by lane. */
  load(): Promise<ReadonlyMap<string, number>>;
  /** Keeps one that has just begun. Never rejects. */
  keep(lane: string, until: number): Promise<void>;
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

/** Slack asks for a minute at most. What is longer comes of a proxy, or of a clock that was set back. */
export const LONGEST_HOLD_MS = 300_000;

/** Full buckets. @param budgetOf the budget of a lane */
export function createPace(clock: Clock, budgetOf: (lane: string) => Budget): Pace {
  const lanes = new Map<string, Lane>();
  return {
    take(lane) {
      const now = clock();
      const { fullAt, heldUntil } = laneNow(lane, now);
      const { burst, refillMs } = bucketOf(lane);
      // Never further off than an empty bucket, even when the clock was set back.
      const from = Math.min(Math.max(fullAt, now), now + burst * refillMs);
      const waitMs = Math.max(heldUntil - now, wholeMs(from + refillMs - burst * refillMs - now));
      if (waitMs <= 0) lanes.set(lane, { fullAt: from + refillMs, heldUntil: 0 });
      else if (heldUntil <= now) lanes.set(lane, { fullAt: from, heldUntil: 0 });
      return Math.max(0, waitMs);
    },
    heldFor(lane) {
      const now = clock();
      return Math.max(0, laneNow(lane, now).heldUntil - now);
    },
    holdUntil(lane, until) {
      const now = clock();
      const { burst, refillMs } = bucketOf(lane);
      const known = laneNow(lane, now);
      const heldUntil = Math.max(Math.min(until, now + LONGEST_HOLD_MS), known.heldUntil);
      // Slack has just said that we were too fast: of the burst at most the call it named the time for is left.
      lanes.set(lane, { fullAt: Math.max(known.fullAt, heldUntil + (burst - 1) * refillMs), heldUntil });
      return heldUntil;
    },
  };

  /** Cut once and for all: a hold that is cut anew at each look would last as long as the uncut one. */
  function laneNow(lane: string, now: number): Lane {
    const known = lanes.get(lane) ?? { fullAt: 0, heldUntil: 0 };
    if (known.heldUntil <= now + LONGEST_HOLD_MS) return known;
    const cut = { ...known, heldUntil: now + LONGEST_HOLD_MS };
    lanes.set(lane, cut);
    return cut;
  }

  function bucketOf(lane: string): { readonly burst: number; readonly refillMs: number } {
    const { burst, perSecond } = budgetOf(lane);
    return { burst, refillMs: 1_000 / perSecond };
  }
}

/** Rounded up, as a wait too short would only be told again; the last digits of a fraction are none of time's. */
function wholeMs(ms: number): number {
  return Math.max(0, Math.ceil(ms - 1e-3));
}
