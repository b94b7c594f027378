/** Kysely's SQLite dialect over `node:sqlite`: only the driver and one answer of the adapter are our own. */

import type { Dialect, Kysely } from 'kysely';
import type { ColumnDialect } from '../columns.ts';
import type { SqliteSession } from './sqlite-session.ts';

import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { SqliteDriver } from './sqlite-driver.ts';

export const SQLITE_COLUMNS: ColumnDialect = {
  identity: (column) => column.notNull().primaryKey().autoIncrement(),
};

/** The dialect of one session. */
export function sqliteDialect(session: SqliteSession): Dialect {
  return {
    createDriver: () => new SqliteDriver(session),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new TransactionalSqliteAdapter(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  };
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  /** The driver's own mutex lends the connection, and has it back while a commit waits for the disk. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  /** SQLite rolls table definitions back too, so a migration that fails leaves nothing. Kysely assumes that it does not. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
