/** How much waits, for health and for the doctor. */

import type { Backlog } from '../handlers/ports.ts';
import type { Db } from './schema.ts';

import { countCardsBehind } from './cards.ts';
import { countJobsDue } from './jobs.ts';

/** Counts what waits at `now`: jobs due later are not backlog. The oldest is the first that was stored. */
export async function loadBacklog(db: Db, now: number): Promise<Backlog> {
  // Read in a storm as well, so the messages are counted by their index alone.
  const waiting = db.selectFrom('inbox').where('applied_at', 'is', null);
  const { inbound } = await waiting
    .select((column) => column.fn.countAll<number>().as('inbound'))
    .executeTakeFirstOrThrow();
  const oldest = await waiting.select('received_at').orderBy('id').limit(1).executeTakeFirst();
  return {
    inbound,
    cards: await countCardsBehind(db),
    jobs: await countJobsDue(db, now),
    oldestInboundAt: oldest?.received_at ?? null,
  };
}
