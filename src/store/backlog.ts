/** How much waits, for health and for the doctor. */

import type { Backlog } from '../handlers/ports.ts';
import type { Db } from './schema.ts';

import { countCardsBehind } from './cards.ts';
import { countJobsDue } from './jobs.ts';

/** Counts what waits at `now`: jobs due later are not backlog. */
export async function loadBacklog(db: Db, now: number): Promise<Backlog> {
  const inbound = await db
    .selectFrom('inbox')
    .select((column) => [
      column.fn.countAll<number>().as('count'),
      column.fn.min<number | null>('received_at').as('oldest'),
    ])
    .where('applied_at', 'is', null)
    .executeTakeFirstOrThrow();
  return {
    inbound: inbound.count,
    cards: await countCardsBehind(db),
    jobs: await countJobsDue(db, now),
    oldestInboundAt: inbound.oldest,
  };
}
