/** Applies what came in, oldest first, as soon as it is stored. */

import type { Log } from '../handlers/ports.ts';
import type { Loop } from './loop.ts';

import { createLoop } from './loop.ts';

/** @param applyInbound applies a batch and returns how many messages it took */
export function createInboxWorker(applyInbound: () => Promise<number>, log: Log): Loop {
  return createLoop({
    name: 'inbox',
    round: async () => (await applyInbound()) > 0,
    tickMs: 1_000,
    failedMs: 1_000,
    log,
  });
}
