/**
 * The alarms of each incident, a row each, in the order they joined. What an event costs does not hang on how many
 * there are: every query here goes by an index and has a bound.
 */

import type { AlarmState } from '../alarms/event.ts';
import type { AlarmFilter } from '../handlers/ports.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { Db } from './schema.ts';

import { ALARM_STATES } from '../alarms/event.ts';
import { prepared, preparedRows } from './prepared.ts';
import { INCIDENT_ALARM_SHAPE, readBody } from './upcast.ts';

type Columns = {
  readonly incident: number;
  readonly key: string;
  readonly state: AlarmState;
  readonly quiet: number;
  readonly job: string | null;
  readonly schema: number;
  readonly body: string;
};

interface StoredAlarm {
  readonly id: number;
  readonly schema: number;
  readonly body: string;
}

const loadOne = prepared<{ incident: number; key: string }, { schema: number; body: string }>((db, slot) =>
  db
    .selectFrom('incident_alarms')
    .select(['schema', 'body'])
    .where('incident', '=', slot('incident'))
    .where('key', '=', slot('key')),
);

const save = preparedRows<Columns>((db, rows) =>
  db
    .insertInto('incident_alarms')
    .values(
      rows.map((slot) => ({
        incident: slot('incident'),
        key: slot('key'),
        state: slot('state'),
        quiet: slot('quiet'),
        job: slot('job'),
        schema: slot('schema'),
        body: slot('body'),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['incident', 'key']).doUpdateSet((row) => ({
        state: row.ref('excluded.state'),
        quiet: row.ref('excluded.quiet'),
        job: row.ref('excluded.job'),
        schema: row.ref('excluded.schema'),
        body: row.ref('excluded.body'),
      })),
    ),
);

/** In the order of the index that it goes by. */
const loadClass = prepared<
  {
    readonly incident: number;
    readonly state: AlarmState;
    readonly quiet: number;
    readonly after: number;
    readonly limit: number;
  },
  StoredAlarm
>((db, slot) =>
  db
    .selectFrom('incident_alarms')
    .select(['id', 'schema', 'body'])
    .where('incident', '=', slot('incident'))
    .where('state', '=', slot('state'))
    .where('quiet', '=', slot('quiet'))
    .where('id', '>', slot('after'))
    .orderBy('id')
    .limit(slot('limit')),
);

const loadAbout = prepared<
  { readonly incident: number; readonly job: string; readonly limit: number },
  StoredAlarm
>((db, slot) =>
  db
    .selectFrom('incident_alarms')
    .select(['id', 'schema', 'body'])
    .where('incident', '=', slot('incident'))
    .where('job', '=', slot('job'))
    .orderBy('id')
    .limit(slot('limit')),
);

/** These alarms of the incident, those of them that it has. */
export async function loadIncidentAlarms(
  db: Db,
  incident: number,
  keys: readonly string[],
): Promise<readonly IncidentAlarm[]> {
  const found: IncidentAlarm[] = [];
  for (const key of keys) {
    const [row] = await loadOne(db, { incident, key });
    if (row !== undefined) found.push(toAlarm(row));
  }
  return found;
}

/**
 * The first alarms of the incident that the filter lets through, in the order they joined. Each class is read in that
 * order by its index and they are merged, since sorting would read every alarm there is for the first few.
 */
export async function listIncidentAlarms(
  db: Db,
  incident: number,
  filter: AlarmFilter,
): Promise<readonly IncidentAlarm[]> {
  const { limit } = filter;
  if ('job' in filter) return (await loadAbout(db, { incident, job: filter.job, limit })).map(toAlarm);
  const after = filter.after === undefined ? 0 : await idOf(db, incident, filter.after);
  const found: StoredAlarm[] = [];
  for (const state of filter.state === undefined ? ALARM_STATES : [filter.state]) {
    for (const quiet of filter.quiet === undefined ? [false, true] : [filter.quiet])
      found.push(...(await loadClass(db, { incident, state, quiet: quiet ? 1 : 0, after, limit })));
  }
  return found
    .toSorted((left, right) => left.id - right.id)
    .slice(0, limit)
    .map(toAlarm);
}

/** Writes the alarms, different ones, over what the incident knew of them. */
export async function saveIncidentAlarms(
  db: Db,
  incident: number,
  alarms: readonly IncidentAlarm[],
): Promise<void> {
  await save(
    db,
    alarms.map((alarm) => ({
      incident,
      key: alarm.key,
      state: alarm.state,
      quiet: alarm.quiet === null ? 0 : 1,
      job: alarm.resources.job ?? null,
      schema: INCIDENT_ALARM_SHAPE.schema,
      body: JSON.stringify(alarm),
    })),
  );
}

/** Lets every quiet alarm of the incident speak that fires, `limit` rows a statement. */
export async function speakUp(db: Db, incident: number): Promise<void> {
  for (;;) {
    const quiet = await listIncidentAlarms(db, incident, {
      state: 'ALARM',
      quiet: true,
      limit: SPOKEN_AT_ONCE,
    });
    await saveIncidentAlarms(
      db,
      incident,
      quiet.map((alarm) => ({ ...alarm, quiet: null })),
    );
    if (quiet.length < SPOKEN_AT_ONCE) return;
  }
}

const SPOKEN_AT_ONCE = 200;

/** Behind every alarm when the incident has none of this key. */
async function idOf(db: Db, incident: number, key: string): Promise<number> {
  const row = await db
    .selectFrom('incident_alarms')
    .select('id')
    .where('incident', '=', incident)
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.id ?? Number.MAX_SAFE_INTEGER;
}

function toAlarm({ schema, body }: Pick<StoredAlarm, 'schema' | 'body'>): IncidentAlarm {
  return readBody(INCIDENT_ALARM_SHAPE, schema, body) as IncidentAlarm;
}
