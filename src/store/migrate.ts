/**
 * Brings a database to the schema of this release, and says when it is not there. Runs only when `start` or
 * `migrate` asks: nothing else ever changes a schema.
 */

import { Migrator } from 'kysely/migration';

import type { Log } from '../handlers/ports.ts';
import type { ColumnDialect } from './columns.ts';
import type { Db } from './schema.ts';

import { StoreFault } from './engine.ts';
import { migrationsFor } from './migrations/index.ts';

const MIGRATION_TABLE = 'migrations';
const LOCK_TABLE = 'migrations_lock';

/**
 * Runs what is missing, all in one transaction; returns the names it ran. Throws, with no migration kept, when one fails,
 * and `StoreFault` when a newer release was here.
 */
export async function migrateDatabase(db: Db, columns: ColumnDialect, log: Log): Promise<readonly string[]> {
  const newer = newerFault(columns, await executedMigrations(db));
  if (newer !== null) throw new StoreFault(newer);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrationsFor(columns) }) },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: LOCK_TABLE,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error(String(error));
  const names = results.map((result) => result.migrationName);
  for (const migration of names) log.info({ migration }, 'migrated the database');
  return names;
}

/** Null when the schema is the one of this release; otherwise a sentence that says what it is and what to do. */
export async function findSchemaFault(db: Db, columns: ColumnDialect): Promise<string | null> {
  const executed = await executedMigrations(db);
  const missing = Object.keys(migrationsFor(columns)).filter((name) => !executed.includes(name));
  if (missing.length === 0) return newerFault(columns, executed);
  return `The database lacks ${missing.join(', ')}. Run \`handrail migrate\`, or \`handrail start\`, which does it first.`;
}

function newerFault(columns: ColumnDialect, executed: readonly string[]): string | null {
  const newer = executed.filter((name) => !Object.hasOwn(migrationsFor(columns), name));
  if (newer.length === 0) return null;
  return `A newer release of Handrail migrated the database (${newer.join(', ')}). Start that release, or restore the copy from before.`;
}

async function executedMigrations(db: Db): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === MIGRATION_TABLE)) return [];
  const rows = await db
    .$extendTables<{ [MIGRATION_TABLE]: { readonly name: string } }>()
    .selectFrom(MIGRATION_TABLE)
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map((row) => row.name);
}
