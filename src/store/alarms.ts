/** What each alarm said last. Whether an event may change it is decided before it comes here. */

import type { AlarmRow } from '../handlers/ports.ts';
import type { Db } from './schema.ts';

/** What this alarm said last, or null when it never spoke. */
export async function loadAlarm(db: Db, key: string): Promise<AlarmRow | null> {
  const row = await db.selectFrom('alarms').selectAll().where('key', '=', key).executeTakeFirst();
  if (row === undefined) return null;
  return { key: row.key, state: row.state, changedAt: row.changed_at, incident: row.incident };
}

/** Writes the row over whatever was there. */
export async function saveAlarm(db: Db, { key, state, changedAt, incident }: AlarmRow): Promise<void> {
  const values = { state, changed_at: changedAt, incident };
  await db
    .insertInto('alarms')
    .values({ key, ...values })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
    .execute();
}
