/** Incident rows, the groups they hold open, and their numbers. A row is written only over the version it was read at. */

import type { Selectable } from 'kysely';
import type { AlarmRow, IncidentFilter } from '../handlers/ports.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { Incident } from '../incidents/state.ts';
import type { Happened } from './events.ts';
import type { Db, IncidentsTable } from './schema.ts';

import { VersionConflict } from '../handlers/ports.ts';
import { MOST_LISTED } from './bounds.ts';
import { countUp } from './counters.ts';
import { incidentStream } from '../handlers/keys.ts';
import { appendEvents } from './events.ts';
import { saveIncidentAlarms } from './incident-alarms.ts';
import { prepared } from './prepared.ts';
import { INCIDENT_EVENT_SHAPE, INCIDENT_SHAPE, readBody } from './upcast.ts';

const UNRESOLVED = ['open', 'acknowledged'] as const;

const load = prepared<{ number: number }, IncidentsTable>((db, slot) =>
  db.selectFrom('incidents').selectAll().where('number', '=', slot('number')),
);

const loadGroup = prepared<{ key: string }, { incident: number }>((db, slot) =>
  db.selectFrom('open_groups').select('incident').where('group_key', '=', slot('key')),
);

const overwrite = prepared<Pick<IncidentsTable, keyof IncidentsTable> & { over: number }, { number: number }>(
  (db, slot) =>
    db
      .updateTable('incidents')
      .set({
        version: slot('version'),
        state: slot('state'),
        group_key: slot('group_key'),
        pipeline: slot('pipeline'),
        resolved_at: slot('resolved_at'),
        schema: slot('schema'),
        body: slot('body'),
      })
      .where('number', '=', slot('number'))
      .where('version', '=', slot('over'))
      .returning('number'),
);

/** The next free `#`; numbers are never used again, whatever is deleted. */
export async function nextIncidentNumber(db: Db): Promise<number> {
  return await countUp(db, 'incident');
}

/** The incident of this number, or null. */
export async function loadIncident(db: Db, number: number): Promise<Incident | null> {
  const [row] = await load(db, { number });
  return row === undefined ? null : toIncident(row);
}

/** The incidents that the filter lets through, newest first. */
export async function listIncidents(db: Db, filter: IncidentFilter): Promise<readonly Incident[]> {
  let query = db
    .selectFrom('incidents')
    .selectAll()
    .orderBy('number', 'desc')
    .limit(filter.limit ?? MOST_LISTED);
  if (filter.state === 'unresolved') {
    query = query.where('state', 'in', UNRESOLVED);
    if (filter.pipeline === null) query = query.where('pipeline', 'is', null);
    else if (filter.pipeline !== undefined) query = query.where('pipeline', '=', filter.pipeline);
    const { job } = filter;
    if (job !== undefined) {
      query = query.where('number', 'in', (about) =>
        about.selectFrom('incident_alarms').select('incident').where('job', '=', job),
      );
    }
  }
  return (await query.execute()).map(toIncident);
}

/** How many incidents are open or acknowledged. */
export async function countUnresolved(db: Db): Promise<number> {
  const { unresolved } = await db
    .selectFrom('incidents')
    .select((column) => column.fn.countAll<number>().as('unresolved'))
    .where('state', 'in', UNRESOLVED)
    .executeTakeFirstOrThrow();
  return unresolved;
}

/** The incident of this group that was resolved last, or null. */
export async function loadLastResolved(db: Db, groupKey: string): Promise<Incident | null> {
  const row = await db
    .selectFrom('incidents')
    .selectAll()
    .where('group_key', '=', groupKey)
    .where('resolved_at', 'is not', null)
    .orderBy('resolved_at', 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toIncident(row);
}

/** An incident to be written: what happened since the version that is stored, and the alarms that it changed. */
export interface ChangedIncident {
  readonly incident: Incident;
  /** The version that is stored; 0 for a new incident. */
  readonly over: number;
  readonly happened: readonly Happened[];
  readonly alarms: readonly IncidentAlarm[];
}

/** Writes the row over the version `over`, its events and its alarms. Throws `VersionConflict` when another one is stored. */
export async function saveIncident(
  db: Db,
  { incident, over, happened, alarms }: ChangedIncident,
): Promise<void> {
  const { number, version, groupKey, pipeline, status } = incident;
  const row: IncidentsTable = {
    number,
    version,
    state: status.state,
    group_key: groupKey,
    pipeline,
    resolved_at: status.state === 'resolved' ? status.at : null,
    schema: INCIDENT_SHAPE.schema,
    body: JSON.stringify(incident),
  };
  if (!(await writeRow(db, row, over))) throw conflictOf(number, over);
  await appendEvents(db, incidentStream(number), INCIDENT_EVENT_SHAPE, happened);
  await saveIncidentAlarms(db, number, alarms);
}

/** Alarms of the incident that are elsewhere now, or changed since; not those that another open incident has. */
export async function listStrayAlarms(db: Db, number: number, limit: number): Promise<readonly AlarmRow[]> {
  const rows = await db
    .selectFrom('incident_alarms as ours')
    .innerJoin('alarms as alarm', 'alarm.key', 'ours.key')
    .leftJoin('incidents as other', 'other.number', 'alarm.incident')
    .selectAll('alarm')
    .where('ours.incident', '=', number)
    .where((column) =>
      column.or([
        column.and([
          column('alarm.incident', '=', number),
          column('alarm.state', '!=', column.ref('ours.state')),
        ]),
        column('other.number', 'is', null),
        column.and([column('other.number', '!=', number), column('other.state', '=', 'resolved')]),
      ]),
    )
    .orderBy('ours.key')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    key: row.key,
    state: row.state,
    changedAt: row.changed_at,
    incident: row.incident,
  }));
}

/** The incident that holds this open group, or null. */
export async function loadOpenGroup(db: Db, groupKey: string): Promise<number | null> {
  const [row] = await loadGroup(db, { key: groupKey });
  return row?.incident ?? null;
}

/** False when another incident holds the group already. */
export async function holdGroup(db: Db, groupKey: string, incident: number): Promise<boolean> {
  await db
    .insertInto('open_groups')
    .values({ group_key: groupKey, incident })
    .onConflict((conflict) => conflict.column('group_key').doNothing())
    .execute();
  return (await loadOpenGroup(db, groupKey)) === incident;
}

/** Lets go of every group this incident holds. */
export async function releaseGroups(db: Db, incident: number): Promise<void> {
  await db.deleteFrom('open_groups').where('incident', '=', incident).execute();
}

/** Hands every group of one incident to another. */
export async function moveGroups(db: Db, from: number, to: number): Promise<void> {
  await db.updateTable('open_groups').set({ incident: to }).where('incident', '=', from).execute();
}

/** Somebody else wrote the incident that was expected at this version. */
export function conflictOf(number: number, version: number): VersionConflict {
  return new VersionConflict(`Expected #${number} at version ${version}; somebody else committed first`);
}

/** True when the row was written; false when another version is stored. */
async function writeRow(db: Db, row: IncidentsTable, over: number): Promise<boolean> {
  const written =
    over === 0
      ? await db
          .insertInto('incidents')
          .values(row)
          .onConflict((conflict) => conflict.column('number').doNothing())
          .returning('number')
          .execute()
      : await overwrite(db, { ...row, over });
  return written.length === 1;
}

function toIncident(row: Selectable<IncidentsTable>): Incident {
  return readBody(INCIDENT_SHAPE, row.schema, row.body) as Incident;
}
