/** Queries that were sent before, as `read-past-queries.ts` reads them. */

import type { PastQuery } from '../../src/operations/past-query.ts';

/** One that took a second and read a little, but for what is given. */
export function aPastQuery(given: Partial<PastQuery> = {}): PastQuery {
  return {
    id: 'query-1',
    name: null,
    sql: 'SELECT 1',
    isCut: false,
    database: 'todo_silver',
    state: 'succeeded',
    because: null,
    sentAt: 0,
    tookMs: 1_000,
    queuedMs: 0,
    planningMs: 100,
    scannedBytes: 1_000_000,
    ...given,
  };
}
