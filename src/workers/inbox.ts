/**
 * Applies what came in, oldest first, as soon as it is stored. Taking in goes first: while messages arrive, whoever sends
 * them waits for the same writer and the same processor, so the applying rests between its rounds. It never stops.
 */

import type { Clock, Log } from '../handlers/ports.ts';
import type { Loop } from './loop.ts';

import { createLoop } from './loop.ts';

export interface InboxOptions {
  /** Applies a batch and returns how many messages it took. */
  readonly applyInbound: () => Promise<number>;
  /** How many messages were taken in since the start. */
  readonly takenIn: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Four parts of the time for taking in to one for applying, however long the disk makes a round. */
const REST_A_ROUND = 4;
/** What came in first is not kept waiting for longer. */
const LONGEST_REST_MS = 250;

/** Creates the worker. */
export function createInboxWorker({ applyInbound, takenIn, clock, log }: InboxOptions): Loop {
  let before = 0;
  let restMs = 0;
  return createLoop({
    name: 'inbox',
    async round() {
      const began = clock();
      const applied = await applyInbound();
      const now = takenIn();
      restMs = now > before ? restAfter(clock() - began) : 0;
      before = now;
      return applied > 0;
    },
    restMs: () => restMs,
    tickMs: 1_000,
    failedMs: 1_000,
    log,
  });
}

/** How long the applying rests after a round that took so long, both milliseconds, while messages arrive. */
export function restAfter(tookMs: number): number {
  return Math.min(REST_A_ROUND * Math.max(tookMs, 0), LONGEST_REST_MS);
}
