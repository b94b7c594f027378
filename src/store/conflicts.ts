/**
 * Two writers want the same rows: whoever lost does it all again, from what is stored now. Which faults are
 * conflicts is the engine's to say; how often and after what pauses to try again is decided here, for all of them.
 */

import { VersionConflict } from '../handlers/ports.ts';

export interface ConflictOptions {
  /** Whether the engine refused because of another writer, so that the same work may succeed in a moment. */
  readonly isConflict: (error: unknown) => boolean;
  /** From 0 up to 1: pauses are drawn, lest two writers meet again. */
  readonly chance: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** More losses in a row than this are no coincidence. */
export const CONFLICT_TRIES = 5;
const FIRST_PAUSE_MS = 20;

/** Does `work` until it meets no conflict, or throws the last one after `CONFLICT_TRIES` of them. */
export async function retryConflicts<T>(
  { isConflict, chance, wait }: ConflictOptions,
  work: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const lost = error instanceof VersionConflict || isConflict(error);
      if (!lost || tries >= CONFLICT_TRIES) throw error;
      await wait(pauseMs(tries, chance()));
    }
  }
}

/** Twice as long after each try, of which at least half is waited. */
function pauseMs(tries: number, drawn: number): number {
  return Math.round(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + drawn / 2));
}
