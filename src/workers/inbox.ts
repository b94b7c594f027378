/**
 * Applies what came in, oldest first, as soon as it is stored. Taking in goes first: while messages arrive, whoever sends
 * them waits for the same writer and the same processor, so the applying rests between its rounds. It never stops.
 */

import type { Log } from '../handlers/ports.ts';
import type { Loop } from './loop.ts';

import { createLoop } from './loop.ts';

export interface InboxOptions {
  /** Applies a batch and returns how many messages it took. */
  readonly applyInbound: () => Promise<number>;
  /** How many messages were taken in since the start. */
  readonly takenIn: () => number;
  readonly log: Log;
}

/** Two parts of the time for taking in to one for applying, whose rounds last some twenty milliseconds. */
const REST_MS = 40;

/** Creates the worker. */
export function createInboxWorker({ applyInbound, takenIn, log }: InboxOptions): Loop {
  let before = 0;
  let arriving = false;
  return createLoop({
    name: 'inbox',
    async round() {
      const applied = await applyInbound();
      const now = takenIn();
      arriving = now > before;
      before = now;
      return applied > 0;
    },
    restMs: () => (arriving ? REST_MS : 0),
    tickMs: 1_000,
    failedMs: 1_000,
    log,
  });
}
