/** Keys that were seen before: how a repeated press or event is known. */

import type { Db } from './schema.ts';

/** True the first time this key is given, false ever after. */
export async function firstSight(db: Db, key: string, now: number): Promise<boolean> {
  const row = await db
    .insertInto('sights')
    .values({ key, seen_at: now })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key')
    .executeTakeFirst();
  return row !== undefined;
}
