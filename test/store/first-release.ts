/** A database as release 0.1.0 left it: its schema, and nothing that came later. */

import { Migrator } from 'kysely/migration';
import { openSqlite } from '../../src/store/dialect/sqlite-engine.ts';
import { migrationsFor } from '../../src/store/migrations/index.ts';

const FIRST = '0001-initial';

/** Makes the database file with the schema of 0.1.0. */
export async function makeFirstRelease(file: string): Promise<void> {
  const engine = await openSqlite(file, false);
  const first = migrationsFor(engine.columns)[FIRST];
  if (first === undefined) throw new Error(`Expected a migration ${FIRST}, got none`);
  const migrator = new Migrator({
    db: engine.writer,
    provider: { getMigrations: async () => ({ [FIRST]: first }) },
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  await engine.close();
  if (error !== undefined) throw new Error('Expected the first migration to run', { cause: error });
}
