/**
 * Whether a process can do its work: it commits a sign of life every ten seconds, and is ready while the last one is
 * young. Asking for it only reads, so that a disk that fills up shows on a quiet night, and being asked costs nothing.
 * Whoever starts takes over from those whose last sign is old.
 */

import type { Clock, Store } from './ports.ts';

export interface HeartbeatDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Id of this process, new with every start. */
  readonly process: string;
}

/** How often a sign of life is committed. */
export const BEAT_EVERY_MS = 10_000;
/** Two may be missed, as by a long checkpoint; then a process cannot write, or is no more. */
export const READY_WITHIN_MS = 3 * BEAT_EVERY_MS;

/**
 * Commits a sign of life. Throws when the store cannot be written. True when the one before has a later time: then the
 * clock was set back, and what was to wait for a moment is due now.
 */
export async function beat({ store, clock, process }: HeartbeatDeps): Promise<boolean> {
  return store.transact(async (tx) => {
    const now = clock();
    const before = await tx.processes.lastBeat(process);
    const wasSetBack = before !== null && before > now;
    if (wasSetBack) await tx.processes.hasten(now);
    await tx.processes.beat(process, now);
    return wasSetBack;
  });
}

/**
 * Gives back what dead processes had claimed, and gives cards that gave up another try. A process is dead when its last
 * sign of life is old, and at once where a lock proves that nobody else is there. Nothing waits for a time that a clock
 * may have had that was set back meanwhile.
 */
export async function takeOver(deps: Omit<HeartbeatDeps, 'process'>, isAlone: boolean): Promise<void> {
  await deps.store.transact(async (tx) => {
    if (isAlone) await tx.processes.forget();
    await tx.processes.releaseClaims(deps.clock() - READY_WITHIN_MS);
    await tx.processes.hasten(deps.clock());
    await tx.cards.revive();
  });
}

/** Null when this process is ready; otherwise a sentence that says what is wrong. Throws when the store cannot be read. */
export async function whyUnready({ store, clock, process }: HeartbeatDeps): Promise<string | null> {
  const fault = await store.schemaFault();
  if (fault !== null) return fault;
  const at = await store.read((reader) => reader.processes.lastBeat(process));
  if (at !== null && clock() - at <= READY_WITHIN_MS) return null;
  const last = at === null ? 'never' : `at ${new Date(at).toISOString()}`;
  return `Expected the store to be written every ${BEAT_EVERY_MS / 1_000} s; the last write was ${last}. Look for a full disk, or for another process that has locked the database.`;
}
