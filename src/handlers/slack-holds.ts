/**
 * Until when Slack asked to wait, kept for the next start: a process that forgot it would call at once, and be asked
 * to wait for longer. A hold that cannot be kept is only logged, since this process waits for it anyway.
 */

import type { Clock, Log, Store } from './ports.ts';

export interface SlackHoldsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps that this lane is held until then. Never rejects. */
export async function keepSlackHold(
  { store, clock, log }: SlackHoldsDeps,
  lane: string,
  until: number,
): Promise<void> {
  try {
    await store.transact((tx) => tx.slack.hold(lane, until, clock()));
  } catch (error) {
    log.error({ err: error, lane }, 'until when Slack asked to wait could not be kept for the next start');
  }
}
