/** A database as release 0.1.0 left it: its schema and what it had stored, and nothing that came later. */

import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Routing } from '../../src/alarms/route.ts';
import { ROUTING } from '../support/world.ts';

/** When that release stopped: every time in the database is before it. */
export const STOPPED = Date.UTC(2026, 10, 12, 6, 8);

/** As it was configured: `lag` is of the pipeline and of no stage. */
export const ROUTING_THEN: Routing = {
  ...ROUTING,
  routes: [
    {
      match: { name: ['lag'] },
      pipeline: 'todo-etl',
      stage: null,
      severity: null,
      channel: null,
      procedure: null,
    },
  ],
};

const SQL = join(import.meta.dirname, 'releases/0.1.0.sql');

/** Makes the database file. */
export async function makeFirstRelease(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const sql = await readFile(SQL, 'utf8');
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

/** All rows of a table, as they stand in the file. */
export function rowsIn(file: string, table: string): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare(`select * from ${table}`).all();
  database.close();
  return rows;
}
