/**
 * Decides whether a statement may be sent, off the event loop where the text is long: a thread reads it, and ends with its
 * answer. Long texts are rare, so no thread is kept waiting for them; the last few decisions are.
 */

import type { Result } from '../../lib/result.ts';
import type { Checked, Policy } from '../../queries/check.ts';
import type { SqlRefusal } from '../../queries/refusal.ts';
import type { Asked } from './guard-thread.ts';

import { Mutex } from 'async-mutex';
import { LRUCache } from 'lru-cache';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { checkStatement } from '../../queries/check.ts';
import { MOST_BYTES, readStatement } from '../../queries/statement.ts';

export interface Guard {
  decide(sql: string, policy: Policy): Promise<Result<Checked, SqlRefusal>>;
}

/** Up to here reading takes a few milliseconds; from here on it could hold up everybody else. */
export const MOST_ON_THE_LOOP = 8_192;

const MOST_KEPT = 8;
const MEMORY = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 };

/** A guard that reads one long text at a time. */
export function createGuard(): Guard {
  const reading = new Mutex();
  // A query under way is decided on at each look.
  const decided = new LRUCache<string, Promise<Result<Checked, SqlRefusal>>>({ max: MOST_KEPT });
  return {
    async decide(sql, policy) {
      if (sql.length > MOST_ON_THE_LOOP && sql.length <= MOST_BYTES) {
        const key = JSON.stringify([policy, sql]);
        const known = decided.get(key) ?? reading.runExclusive(() => decideInThread(sql, policy));
        decided.set(key, known);
        known.catch(() => decided.delete(key));
        return known;
      }
      const read = readStatement(sql);
      return read.ok ? checkStatement(read.value, policy) : read;
    },
  };
}

/** Throws when the thread ends instead of answering. */
async function decideInThread(sql: string, policy: Policy): Promise<Result<Checked, SqlRefusal>> {
  const workerData: Asked = { sql, policy };
  const thread = new Worker(new URL('guard-thread.ts', import.meta.url), {
    workerData,
    resourceLimits: MEMORY,
  });
  const watched = new AbortController();
  const { signal } = watched;
  const answered = once(thread, 'message', { signal });
  const ended = once(thread, 'exit', { signal }).then(() => {
    throw new Error('Expected the thread to decide on the statement, but it ended');
  });
  try {
    const [decided] = (await Promise.race([answered, ended])) as [Result<Checked, SqlRefusal>];
    return decided;
  } finally {
    watched.abort();
    await Promise.allSettled([answered, ended]);
    await thread.terminate();
  }
}
