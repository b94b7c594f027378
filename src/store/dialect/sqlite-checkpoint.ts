/**
 * Keeps the write-ahead log short. SQLite would copy it into the database inside some commit, and hold the event loop
 * for the tens of milliseconds that the disk takes; here a thread of its own does, on a connection of its own.
 */

import type { Mutex } from 'async-mutex';

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Checkpoints {
  /** Counts a commit; now and then the log is copied after it. */
  committed(): void;
  /** Waits for a copy that is under way, and ends the thread. */
  close(): Promise<void>;
}

export interface CheckpointOptions {
  /** The database, of which whoever has `writing` is the only writer here. */
  readonly file: string;
  readonly writing: Mutex;
  /** Told when the thread cannot do it; it is not tried again. */
  readonly failed: () => void;
}

/** A batch of a storm writes some fifty pages of 4 KiB, so that the log is of 20 MiB then. */
export const COMMITS_BETWEEN = 100;

/** Begins to count; the thread begins with the first copy. */
export function keepLogShort({ file, writing, failed }: CheckpointOptions): Checkpoints {
  let commits = 0;
  let thread: Worker | null = null;
  let copying: Promise<void> | null = null;

  // Writers go on during the first copy, so it never reaches the end of the log. During the second nobody writes, so that
  // it does, with little left to copy, and the next writer begins the log anew instead of making it longer.
  async function copyAll(): Promise<void> {
    thread ??= startThread(file);
    await copyBy(thread);
    const release = await writing.acquire();
    try {
      await copyBy(thread);
    } finally {
      release();
    }
  }

  async function copyOrGiveUp(): Promise<void> {
    try {
      await copyAll();
      copying = null;
    } catch {
      await thread?.terminate();
      thread = null;
      failed();
    }
  }

  return {
    committed() {
      commits += 1;
      if (commits < COMMITS_BETWEEN || copying !== null) return;
      commits = 0;
      copying = copyOrGiveUp();
    },
    async close() {
      await copying;
      if (thread === null) return;
      // Nothing else may be left to keep the process alive until the database is closed.
      thread.ref();
      const ended = once(thread, 'exit');
      thread.postMessage('end');
      await ended;
    },
  };
}

function startThread(file: string): Worker {
  const thread = new Worker(new URL('sqlite-checkpoint-thread.js', import.meta.url), {
    workerData: file,
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
  });
  thread.unref();
  return thread;
}

/** Throws when the thread ends instead of answering. */
async function copyBy(thread: Worker): Promise<void> {
  const watched = new AbortController();
  const { signal } = watched;
  thread.ref();
  const answered = once(thread, 'message', { signal });
  const ended = once(thread, 'exit', { signal }).then(() => {
    throw new Error('Expected the thread to copy the log, but it ended');
  });
  thread.postMessage('copy');
  try {
    await Promise.race([answered, ended]);
  } finally {
    thread.unref();
    watched.abort();
    await Promise.allSettled([answered, ended]);
  }
}
