/** What each alarm said last. Whether an event may change it is decided before it comes here. */

import type { AlarmRow } from '../handlers/ports.ts';
import type { AlarmsTable, Db } from './schema.ts';

import { prepared } from './prepared.ts';

type AlarmValues = Pick<AlarmsTable, keyof AlarmsTable>;

const load = prepared<{ key: string }, AlarmsTable>((db, slot) =>
  db.selectFrom('alarms').selectAll().where('key', '=', slot('key')),
);

const save = prepared<AlarmValues, unknown>((db, slot) => {
  const values = { state: slot('state'), changed_at: slot('changed_at'), incident: slot('incident') };
  return db
    .insertInto('alarms')
    .values({ key: slot('key'), ...values })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values));
});

/** What this alarm said last, or null when it never spoke. */
export async function loadAlarm(db: Db, key: string): Promise<AlarmRow | null> {
  const [row] = await load(db, { key });
  if (row === undefined) return null;
  return { key: row.key, state: row.state, changedAt: row.changed_at, incident: row.incident };
}

/** Writes the row over whatever was there. */
export async function saveAlarm(db: Db, { key, state, changedAt, incident }: AlarmRow): Promise<void> {
  await save(db, { key, state, changed_at: changedAt, incident });
}
