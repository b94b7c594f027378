/** When each lane to Slack may be used again. Kept here so that a restart does not forget a `Retry-After`. */

import type { Db } from './schema.ts';

/** Milliseconds since the epoch; 0 when nothing holds the lane. */
export async function loadPace(db: Db, lane: string): Promise<number> {
  const row = await db.selectFrom('slack_pace').select('until').where('lane', '=', lane).executeTakeFirst();
  return row?.until ?? 0;
}

/** Holds the lane until this time, milliseconds since the epoch. */
export async function savePace(db: Db, lane: string, until: number): Promise<void> {
  await db
    .insertInto('slack_pace')
    .values({ lane, until })
    .onConflict((conflict) => conflict.column('lane').doUpdateSet({ until }))
    .execute();
}
