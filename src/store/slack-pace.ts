/** Until when Slack asked to wait, by lane. What is over is removed with the next that begins. */

import type { Db } from './schema.ts';

/** Holds the lane until then, or for longer where it was held for longer already. */
export async function holdSlack(db: Db, lane: string, until: number, now: number): Promise<void> {
  await db.deleteFrom('slack_pace').where('held_until', '<=', now).execute();
  await db
    .insertInto('slack_pace')
    .values({ lane, held_until: until })
    .onConflict((conflict) =>
      conflict.column('lane').doUpdateSet({ held_until: until }).where('slack_pace.held_until', '<', until),
    )
    .execute();
}

/** The lanes that are held after this time, and until when. */
export async function listSlackHolds(db: Db, now: number): Promise<ReadonlyMap<string, number>> {
  const rows = await db.selectFrom('slack_pace').selectAll().where('held_until', '>', now).execute();
  return new Map(rows.map(({ lane, held_until: until }) => [lane, until]));
}
