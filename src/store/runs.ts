/**
 * Operation runs, from the request to the finding. A row is written only over the version it was read at, and a unique
 * index lets one open run hold a target.
 */

import type { Insertable, Selectable } from 'kysely';
import type { Person } from '../access/actor.ts';
import type { RunEvent } from '../runs/events.ts';
import type { OperationRun } from '../runs/state.ts';
import type { Db, OperationRunsTable } from './schema.ts';

import { VersionConflict } from '../handlers/ports.ts';
import { isOver } from '../runs/state.ts';
import { askerOf, personKey, runStream } from '../handlers/keys.ts';
import { appendEvents } from './events.ts';
import { readBody, RUN_EVENT_SHAPE, RUN_SHAPE } from './upcast.ts';

/** The run of this id, or null. */
export async function loadRun(db: Db, id: string): Promise<OperationRun | null> {
  const row = await db.selectFrom('operation_runs').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toRun(row);
}

/** Those that are not over, newest first. */
export async function listOpenRuns(db: Db, limit: number): Promise<readonly OperationRun[]> {
  return (await openRows(db).limit(limit).execute()).map(toRun);
}

/** How many are not over. */
export async function countOpenRuns(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('operation_runs')
    .select((column) => column.fn.countAll<number>().as('count'))
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

/** Those of the person that are not over, newest first. */
export async function listOpenRunsOf(
  db: Db,
  person: Person,
  limit: number,
): Promise<readonly OperationRun[]> {
  const rows = openRows(db).where('asker', '=', personKey(person)).limit(limit);
  return (await rows.execute()).map(toRun);
}

/** Those of the person that were over since then, but for those that were answered in place; the last first. */
export async function listEndedRunsOf(
  db: Db,
  person: Person,
  since: number,
  limit: number,
): Promise<readonly OperationRun[]> {
  const rows = await db
    .selectFrom('operation_runs')
    .selectAll()
    .where('asker', '=', personKey(person))
    .where('ended_at', '>=', since)
    .where('state', '!=', 'answered')
    .orderBy('ended_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toRun);
}

/** Those that are not over and whose id ends so, in which no character may mean another to `like`. */
export async function listOpenRunsEnding(
  db: Db,
  ending: string,
  limit: number,
): Promise<readonly OperationRun[]> {
  if (!/^[a-z0-9-]+$/i.test(ending)) return [];
  return (await openRows(db).where('id', 'like', `%${ending}`).limit(limit).execute()).map(toRun);
}

/** Writes a new run and returns it, or returns the open run that holds its target. Throws `VersionConflict` for a known id. */
export async function addRun(db: Db, run: OperationRun, events: readonly RunEvent[]): Promise<OperationRun> {
  const written = await db
    .insertInto('operation_runs')
    .values(toRow(run))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  if (written.length === 1) {
    await appendEvents(db, runStream(run.id), RUN_EVENT_SHAPE, [{ version: run.version, events }]);
    return run;
  }
  const holder = run.target === null ? null : await loadHolder(db, run.target);
  if (holder === null) throw conflictOf(run);
  return holder;
}

/** Writes the row over version - 1 and appends its events. Throws `VersionConflict` when another version is stored. */
export async function saveRun(db: Db, run: OperationRun, events: readonly RunEvent[]): Promise<void> {
  const written = await db
    .updateTable('operation_runs')
    .set(toRow(run))
    .where('id', '=', run.id)
    .where('version', '=', run.version - 1)
    .returning('id')
    .execute();
  if (written.length !== 1) throw conflictOf(run);
  await appendEvents(db, runStream(run.id), RUN_EVENT_SHAPE, [{ version: run.version, events }]);
}

function openRows(db: Db) {
  return db
    .selectFrom('operation_runs')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc');
}

async function loadHolder(db: Db, target: string): Promise<OperationRun | null> {
  const row = await db
    .selectFrom('operation_runs')
    .selectAll()
    .where('target', '=', target)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : toRun(row);
}

function conflictOf({ id, version }: OperationRun): VersionConflict {
  return new VersionConflict(`Expected run ${id} at version ${version - 1}; somebody else committed first`);
}

function toRow(run: OperationRun): Insertable<OperationRunsTable> {
  return {
    id: run.id,
    version: run.version,
    state: run.state.state,
    target: run.target,
    incident: run.incident,
    asker: askerOf(run.by),
    requested_at: run.requestedAt,
    ended_at: isOver(run.state) ? run.state.at : null,
    schema: RUN_SHAPE.schema,
    body: JSON.stringify(run),
  };
}

function toRun(row: Selectable<OperationRunsTable>): OperationRun {
  return readBody(RUN_SHAPE, row.schema, row.body) as OperationRun;
}
