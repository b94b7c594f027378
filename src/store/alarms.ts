/** What each alarm said last. Whether an event may change it is decided before it comes here. */

import type { AlarmRow } from '../handlers/ports.ts';
import type { AlarmsTable, Db } from './schema.ts';

import { prepared, preparedRows } from './prepared.ts';

type AlarmValues = Pick<AlarmsTable, keyof AlarmsTable>;

const load = prepared<{ key: string }, AlarmsTable>((db, slot) =>
  db.selectFrom('alarms').selectAll().where('key', '=', slot('key')),
);

const save = preparedRows<AlarmValues>((db, rows) =>
  db
    .insertInto('alarms')
    .values(
      rows.map((slot) => ({
        key: slot('key'),
        state: slot('state'),
        changed_at: slot('changed_at'),
        incident: slot('incident'),
      })),
    )
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((row) => ({
        state: row.ref('excluded.state'),
        changed_at: row.ref('excluded.changed_at'),
        incident: row.ref('excluded.incident'),
      })),
    ),
);

/** What this alarm said last, or null when it never spoke. */
export async function loadAlarm(db: Db, key: string): Promise<AlarmRow | null> {
  const [row] = await load(db, { key });
  if (row === undefined) return null;
  return { key: row.key, state: row.state, changedAt: row.changed_at, incident: row.incident };
}

/** Writes the rows, of different alarms, over whatever was there. */
export async function saveAlarms(db: Db, alarms: readonly AlarmRow[]): Promise<void> {
  await save(
    db,
    alarms.map(({ key, state, changedAt, incident }) => ({ key, state, changed_at: changedAt, incident })),
  );
}
