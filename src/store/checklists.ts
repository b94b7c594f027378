/** Checklist rows. Like an incident's, a row is written only over the version it was read at. */

import type { Selectable } from 'kysely';
import type { ChecklistEvent } from '../checklists/events.ts';
import type { Checklist } from '../checklists/state.ts';
import type { ChecklistsTable, Db } from './schema.ts';

import { VersionConflict } from '../handlers/ports.ts';
import { MOST_LISTED } from './bounds.ts';
import { checklistStream } from '../handlers/keys.ts';
import { appendEvents } from './events.ts';
import { CHECKLIST_EVENT_SHAPE, CHECKLIST_SHAPE, readBody } from './upcast.ts';

/** The checklist of this id, or null. */
export async function loadChecklist(db: Db, id: string): Promise<Checklist | null> {
  const row = await db.selectFrom('checklists').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toChecklist(row);
}

/** The checklists of this incident, oldest first. */
export async function listChecklistsOf(db: Db, incident: number): Promise<readonly Checklist[]> {
  const rows = await db
    .selectFrom('checklists')
    .selectAll()
    .where('incident', '=', incident)
    .orderBy('started_at')
    .orderBy('id')
    .limit(MOST_LISTED)
    .execute();
  return rows.map(toChecklist);
}

/** Writes the row over version - 1 and appends its events. Throws `VersionConflict` when another version is stored. */
export async function saveChecklist(
  db: Db,
  checklist: Checklist,
  events: readonly ChecklistEvent[],
): Promise<void> {
  const { id, version, incident, startedAt, finishedAt, runbookHash } = checklist;
  const row: ChecklistsTable = {
    id,
    version,
    incident,
    started_at: startedAt,
    finished_at: finishedAt,
    runbook_hash: runbookHash,
    schema: CHECKLIST_SHAPE.schema,
    body: JSON.stringify(checklist),
  };
  if (!(await writeRow(db, row))) {
    throw new VersionConflict(
      `Expected checklist ${id} at version ${version - 1}; somebody else committed first`,
    );
  }
  await appendEvents(db, checklistStream(id), CHECKLIST_EVENT_SHAPE, [{ version, events }]);
}

/** True when the row was written; false when another version is stored. */
async function writeRow(db: Db, row: ChecklistsTable): Promise<boolean> {
  const written =
    row.version === 1
      ? await db
          .insertInto('checklists')
          .values(row)
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('id')
          .execute()
      : await db
          .updateTable('checklists')
          .set(row)
          .where('id', '=', row.id)
          .where('version', '=', row.version - 1)
          .returning('id')
          .execute();
  return written.length === 1;
}

function toChecklist(row: Selectable<ChecklistsTable>): Checklist {
  return readBody(CHECKLIST_SHAPE, row.schema, row.body) as Checklist;
}
