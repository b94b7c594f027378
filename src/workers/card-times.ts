/** When a card may be shown again: given back, and the growing waits after a failure. Pure. */

import type { CardRow } from '../handlers/ports.ts';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** Gives the lease back, to be claimed again after this long. */
export function freeAfter(waitMs: number, now: number): Pick<CardRow, 'leasedUntil' | 'notBefore'> {
  return { leasedUntil: 0, notBefore: now + waitMs };
}

/** Gives the lease back after a failure; each one in a row waits twice as long as the one before. */
export function tryLater(
  card: CardRow,
  now: number,
): Pick<CardRow, 'leasedUntil' | 'notBefore' | 'attempts'> {
  const waitMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(card.attempts, 10), LONGEST_RETRY_MS);
  return { ...freeAfter(waitMs, now), attempts: card.attempts + 1 };
}
