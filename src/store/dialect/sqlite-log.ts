/**
 * A commit outlives a power cut once the end of the write-ahead log is on the disk. SQLite would wait for that inside the
 * commit, and hold the event loop for as long as the disk takes. So it commits without (`synchronous = normal`), and
 * whoever is told of a commit first waits for the log here. https://www.sqlite.org/pragma.html#pragma_synchronous
 */

import { open } from 'node:fs/promises';

import { StoreFault } from '../engine.ts';

export interface WriteAheadLog {
  /** Resolves once all that was committed before the call is on the disk; callers that wait together share one wait. */
  durable(): Promise<void>;
  /** Throws `StoreFault` once the disk has refused: what it kept of the log is not known from then on. */
  assertWhole(): void;
  close(): Promise<void>;
}

/** Opens the log of an open database. */
export async function openLog(file: string): Promise<WriteAheadLog> {
  // Closing it drops no lock: SQLite's own are on the database and on its shared memory, never on the log.
  const handle = await open(file, 'r+');
  const log = durableBy(() => handle.datasync());
  return {
    ...log,
    async close() {
      // Those who wait are told first, also when the disk refuses.
      await log.durable().catch(() => {});
      await handle.close();
    },
  };
}

/**
 * Waits by `sync`, one call at a time. A call that is under way does not cover a commit that came after it began. After
 * one that failed the next may succeed although the data is lost, so nothing is believed any more.
 * https://wiki.postgresql.org/wiki/Fsync_Errors
 */
export function durableBy(sync: () => Promise<void>): Pick<WriteAheadLog, 'durable' | 'assertWhole'> {
  let fault: StoreFault | null = null;
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;

  async function syncOnce(): Promise<void> {
    assertWhole();
    try {
      await sync();
    } catch (error) {
      fault = new StoreFault(
        `The disk of the database did not keep what was written: ${String(error)}. Look at the disk, then start again.`,
        { cause: error },
      );
      throw fault;
    }
  }

  function assertWhole(): void {
    if (fault !== null) throw fault;
  }

  return {
    durable() {
      next ??= last
        .catch(() => {})
        .then(() => {
          next = null;
          last = syncOnce();
          return last;
        });
      return next;
    },
    assertWhole,
  };
}
