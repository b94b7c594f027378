/**
 * The alarms of each incident, a row each, in the order they joined. What an event costs does not hang on how many
 * there are: every query here goes by an index and has a bound.
 */

import type { AlarmState } from '../alarms/event.ts';
import type { AlarmFilter } from '../handlers/ports.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { Db } from './schema.ts';

import { prepared } from './prepared.ts';
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

const loadOne = prepared<{ incident: number; key: string }, { schema: number; body: string }>((db, slot) =>
  db
    .selectFrom('incident_alarms')
    .select(['schema', 'body'])
    .where('incident', '=', slot('incident'))
    .where('key', '=', slot('key')),
);

const saveOne = prepared<Columns, unknown>((db, slot) =>
  db
    .insertInto('incident_alarms')
    .values({
      incident: slot('incident'),
      key: slot('key'),
      state: slot('state'),
      quiet: slot('quiet'),
      job: slot('job'),
      schema: slot('schema'),
      body: slot('body'),
    })
    .onConflict((conflict) =>
      conflict.columns(['incident', 'key']).doUpdateSet({
        state: slot('state'),
        quiet: slot('quiet'),
        job: slot('job'),
        schema: slot('schema'),
        body: slot('body'),
      }),
    ),
);

const loadAbout = prepared<
  { incident: number; job: string; limit: number },
  { schema: number; body: string }
>((db, slot) =>
  db
    .selectFrom('incident_alarms')
    .select(['schema', 'body'])
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

/** The first alarms of the incident that the filter lets through, in the order they joined. */
export async function listIncidentAlarms(
  db: Db,
  incident: number,
  { state, quiet, job, after, limit }: AlarmFilter,
): Promise<readonly IncidentAlarm[]> {
  if (job !== undefined && state === undefined && quiet === undefined && after === undefined)
    return (await loadAbout(db, { incident, job, limit })).map(toAlarm);
  let query = db
    .selectFrom('incident_alarms')
    .select(['schema', 'body'])
    .where('incident', '=', incident)
    .orderBy('id')
    .limit(limit);
  if (state !== undefined) query = query.where('state', '=', state);
  if (quiet !== undefined) query = query.where('quiet', '=', quiet ? 1 : 0);
  if (job !== undefined) query = query.where('job', '=', job);
  if (after !== undefined) {
    query = query.where('id', '>', (before) =>
      before
        .selectFrom('incident_alarms')
        .select('id')
        .where('incident', '=', incident)
        .where('key', '=', after),
    );
  }
  return (await query.execute()).map(toAlarm);
}

/** Writes the alarms over what the incident knew of them. */
export async function saveIncidentAlarms(
  db: Db,
  incident: number,
  alarms: readonly IncidentAlarm[],
): Promise<void> {
  for (const alarm of alarms) {
    await saveOne(db, {
      incident,
      key: alarm.key,
      state: alarm.state,
      quiet: alarm.quiet === null ? 0 : 1,
      job: alarm.resources.job ?? null,
      schema: INCIDENT_ALARM_SHAPE.schema,
      body: JSON.stringify(alarm),
    });
  }
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

function toAlarm({ schema, body }: { readonly schema: number; readonly body: string }): IncidentAlarm {
  return readBody(INCIDENT_ALARM_SHAPE, schema, body) as IncidentAlarm;
}
