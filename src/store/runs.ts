/** Operation runs, from the request to the finding. */

import type { Selectable } from 'kysely';
import type { OperationRun } from '../handlers/ports.ts';
import type { Db, OperationRunsTable } from './schema.ts';

import { readBody, RUN_SHAPE } from './upcast.ts';

/** The run of this id, or null. */
export async function loadRun(db: Db, id: string): Promise<OperationRun | null> {
  const row = await db.selectFrom('operation_runs').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toRun(row);
}

/** Runs that have not ended, oldest first. */
export async function listOpenRuns(db: Db): Promise<readonly OperationRun[]> {
  const rows = await db
    .selectFrom('operation_runs')
    .selectAll()
    .where('state', '<>', 'ended')
    .orderBy('requested_at')
    .orderBy('id')
    .execute();
  return rows.map(toRun);
}

/** Runs of this incident, newest first. */
export async function listRunsOf(db: Db, incident: number): Promise<readonly OperationRun[]> {
  const rows = await db
    .selectFrom('operation_runs')
    .selectAll()
    .where('incident', '=', incident)
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toRun);
}

/** Writes the run over whatever was there. */
export async function saveRun(db: Db, run: OperationRun): Promise<void> {
  const values = {
    state: run.state.state,
    incident: run.incident,
    requested_at: run.requestedAt,
    schema: RUN_SHAPE.schema,
    body: JSON.stringify(run),
  };
  await db
    .insertInto('operation_runs')
    .values({ id: run.id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

function toRun(row: Selectable<OperationRunsTable>): OperationRun {
  return readBody(RUN_SHAPE, row.schema, row.body) as OperationRun;
}
