/** Keys that were seen before: how a repeated press or event is known. */

import type { Db } from './schema.ts';

import { prepared } from './prepared.ts';

const see = prepared<{ key: string; now: number }, { key: string }>((db, slot) =>
  db
    .insertInto('sights')
    .values({ key: slot('key'), seen_at: slot('now') })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key'),
);

/** True the first time this key is given, false ever after. */
export async function firstSight(db: Db, key: string, now: number): Promise<boolean> {
  return (await see(db, { key, now })).length > 0;
}
