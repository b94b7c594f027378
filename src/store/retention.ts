/**
 * Removes rows whose time is over, a bounded number at a time. An incident's own row goes first, so that nobody ever
 * meets half of one; what hung on it has no other end than `removeRest`. A table that hangs on incidents is added there.
 */

import type { KeyRange } from '../handlers/keys.ts';
import type { Cutoffs, Removed } from '../handlers/ports.ts';
import type { Incident } from '../incidents/state.ts';
import type { Db } from './schema.ts';

import { sql } from 'kysely';
import {
  cardKey,
  checklistStream,
  EVERY_PING,
  heldPings,
  incidentStream,
  pingKeysOf,
  runStream,
  spentBefore,
} from '../handlers/keys.ts';
import { INCIDENT_SHAPE, readBody } from './upcast.ts';

type Step = (room: number) => Promise<number>;

/** Removes up to `limit` rows that are older than the cutoffs, and says which incidents were among them. */
export async function removeExpired(db: Db, { raw, incidents }: Cutoffs, limit: number): Promise<Removed> {
  const removed: number[] = [];
  const rows = await inTurn(limit, [
    (room) => removeIncidents(db, incidents, room, removed),
    (room) => removeInbound(db, raw, room),
    (room) => removeSights(db, raw, room),
    (room) => removePings(db, raw, room),
    (room) => removeChecklists(db, null, incidents, room),
    (room) => removeRuns(db, null, incidents, room),
    (room) => removeAlarms(db, null, incidents, room),
    (room) => removeRunbookVersions(db, raw, room),
    (room) => removeBeats(db, raw, room),
    (room) => removeSpendings(db, raw, room),
  ]);
  return { rows, incidents: removed };
}

/** Removes up to `limit` rows of what hung on an incident whose own row is gone; 0 when nothing is left. */
export async function removeRest(db: Db, incident: number, limit: number): Promise<number> {
  const always = Number.MAX_SAFE_INTEGER;
  return await inTurn(limit, [
    (room) => removeEvents(db, incidentStream(incident), room),
    (room) => removeChecklists(db, incident, always, room),
    (room) => removeRuns(db, incident, always, room),
    (room) => removeCardsOf(db, incident, room),
    (room) => removeIncidentAlarms(db, incident, room),
    (room) => removeAlarms(db, incident, always, room),
    (room) => removeSightsIn(db, pingKeysOf(incident), room),
    () => counted(db.deleteFrom('counters').where('name', '=', heldPings(incident))),
  ]);
}

async function removeIncidentAlarms(db: Db, incident: number, room: number): Promise<number> {
  const ids = db.selectFrom('incident_alarms').select('id').where('incident', '=', incident).limit(room);
  return counted(db.deleteFrom('incident_alarms').where('id', 'in', ids));
}

/** Takes the steps in turn, each with the room that those before it left. */
async function inTurn(limit: number, steps: readonly Step[]): Promise<number> {
  let rows = 0;
  for (const step of steps) {
    if (rows >= limit) return rows;
    rows += await step(limit - rows);
  }
  return rows;
}

/** One whose run is still followed stays until that has ended. */
async function removeIncidents(db: Db, before: number, room: number, removed: number[]): Promise<number> {
  const expired = await db
    .selectFrom('incidents')
    .select(['number', 'schema', 'body'])
    .where('resolved_at', '<', before)
    .where((column) =>
      column.not(
        column.exists(
          column
            .selectFrom('operation_runs')
            .select('id')
            .whereRef('operation_runs.incident', '=', 'incidents.number')
            .where('ended_at', 'is', null),
        ),
      ),
    )
    .orderBy('resolved_at')
    .limit(room)
    .execute();
  let rows = 0;
  for (const { number, schema, body } of expired) {
    const { mergedInto } = readBody(INCIDENT_SHAPE, schema, body) as Incident;
    if (mergedInto !== null) rows += await moveAlarms(db, number, mergedInto, room - rows);
    if (rows >= room) break;
    rows += await counted(db.deleteFrom('incidents').where('number', '=', number));
    removed.push(number);
  }
  return rows;
}

/** Alarms of a merged incident point to the one that lives on, so that it still hears of them. */
async function moveAlarms(db: Db, from: number, to: number, room: number): Promise<number> {
  const heir = await db.selectFrom('incidents').select('number').where('number', '=', to).executeTakeFirst();
  if (heir === undefined) return 0;
  const keys = db.selectFrom('alarms').select('key').where('incident', '=', from).limit(room);
  const { numUpdatedRows } = await db
    .updateTable('alarms')
    .set({ incident: to })
    .where('key', 'in', keys)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

function removeInbound(db: Db, before: number, room: number): Promise<number> {
  const ids = db.selectFrom('inbox').select('id').where('applied_at', '<', before).limit(room);
  return counted(db.deleteFrom('inbox').where('id', 'in', ids));
}

/** Of processes that are long gone: each writes under a name of its own. */
function removeBeats(db: Db, before: number, room: number): Promise<number> {
  const gone = db.selectFrom('heartbeats').select('process').where('at', '<', before).limit(room);
  return counted(db.deleteFrom('heartbeats').where('process', 'in', gone));
}

function removeSpendings(db: Db, before: number, room: number): Promise<number> {
  const { from, to } = spentBefore(new Date(before).toISOString().slice(0, 10));
  const names = db
    .selectFrom('counters')
    .select('name')
    .where('name', '>=', from)
    .where('name', '<', to)
    .limit(room);
  return counted(db.deleteFrom('counters').where('name', 'in', names));
}

function removeSights(db: Db, before: number, room: number): Promise<number> {
  const keys = db
    .selectFrom('sights')
    .select('key')
    .where('seen_at', '<', before)
    // Those of pings live as long as their incident, which says nothing twice.
    .where((column) => column.or([column('key', '<', EVERY_PING.from), column('key', '>=', EVERY_PING.to)]))
    .limit(room);
  return counted(db.deleteFrom('sights').where('key', 'in', keys));
}

function removeSightsIn(db: Db, { from, to }: KeyRange, room: number): Promise<number> {
  const keys = db
    .selectFrom('sights')
    .select('key')
    .where('key', '>=', from)
    .where('key', '<', to)
    .limit(room);
  return counted(db.deleteFrom('sights').where('key', 'in', keys));
}

/** Only those that were said, or held back for good. */
function removePings(db: Db, before: number, room: number): Promise<number> {
  const keys = db
    .selectFrom('cards')
    .select('key')
    // Written out, since an engine uses the index of pings only for a kind that it knows when it plans.
    .where('kind', '=', sql.lit('ping'))
    .where('changed_at', '<', before)
    .where((column) =>
      column.or([column('wanted', '<=', column.ref('shown')), column('gave_up', 'is not', null)]),
    )
    .limit(room);
  return counted(db.deleteFrom('cards').where('key', 'in', keys));
}

/** Checklists of this incident, or of none, each with its events and its card. */
async function removeChecklists(
  db: Db,
  incident: number | null,
  before: number,
  room: number,
): Promise<number> {
  const expired = await db
    .selectFrom('checklists')
    .select('id')
    .where('incident', 'is', incident)
    .where('started_at', '<', before)
    .limit(room)
    .execute();
  let rows = 0;
  for (const { id } of expired) {
    rows += await removeEvents(db, checklistStream(id), room - rows);
    if (rows >= room) break;
    rows += await counted(db.deleteFrom('cards').where('key', '=', checklistStream(id)));
    rows += await counted(db.deleteFrom('checklists').where('id', '=', id));
    if (rows >= room) break;
  }
  return rows;
}

/** Runs of this incident, or of none, that are over, each with its events and its card. */
async function removeRuns(db: Db, incident: number | null, before: number, room: number): Promise<number> {
  const expired = await db
    .selectFrom('operation_runs')
    .select('id')
    .where('incident', 'is', incident)
    .where('requested_at', '<', before)
    .where('ended_at', 'is not', null)
    .limit(room)
    .execute();
  let rows = 0;
  for (const { id } of expired) {
    rows += await removeEvents(db, runStream(id), room - rows);
    if (rows >= room) break;
    const cards = [runStream(id), cardKey('answer', id), cardKey('shared', id)];
    rows += await counted(db.deleteFrom('cards').where('key', 'in', cards));
    rows += await counted(db.deleteFrom('operation_runs').where('id', '=', id));
    if (rows >= room) break;
  }
  return rows;
}

/** Its own card, and those in its thread. */
async function removeCardsOf(db: Db, incident: number, room: number): Promise<number> {
  const keys = db
    .selectFrom('cards')
    .select('key')
    .where('thread', '=', incidentStream(incident))
    .limit(room);
  return (
    (await counted(db.deleteFrom('cards').where('key', 'in', keys))) +
    (await counted(db.deleteFrom('cards').where('key', '=', incidentStream(incident))))
  );
}

function removeAlarms(db: Db, incident: number | null, before: number, room: number): Promise<number> {
  const keys = db
    .selectFrom('alarms')
    .select('key')
    .where('incident', 'is', incident)
    .where('changed_at', '<', before)
    .limit(room);
  return counted(db.deleteFrom('alarms').where('key', 'in', keys));
}

function removeEvents(db: Db, stream: string, room: number): Promise<number> {
  const ids = db.selectFrom('events').select('id').where('stream', '=', stream).limit(room);
  return counted(db.deleteFrom('events').where('id', 'in', ids));
}

/** Only those that no checklist was pinned from. */
function removeRunbookVersions(db: Db, before: number, room: number): Promise<number> {
  const hashes = db
    .selectFrom('runbook_versions')
    .select('hash')
    .where('saved_at', '<', before)
    .where((column) =>
      column.not(
        column.exists(
          column
            .selectFrom('checklists')
            .select('id')
            .whereRef('checklists.runbook_hash', '=', 'runbook_versions.hash'),
        ),
      ),
    )
    .limit(room);
  return counted(db.deleteFrom('runbook_versions').where('hash', 'in', hashes));
}

async function counted(query: {
  executeTakeFirst(): Promise<{ readonly numDeletedRows: bigint }>;
}): Promise<number> {
  const { numDeletedRows } = await query.executeTakeFirst();
  return Number(numDeletedRows);
}
