/**
 * One connection of `node:sqlite`: its prepared statements, and the mutex that lets one user at a time have it.
 * Knows nothing of tables.
 */

import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { WriteAheadLog } from './sqlite-log.ts';

import { Mutex } from 'async-mutex';
import { LRUCache } from 'lru-cache';
import { DatabaseSync } from 'node:sqlite';
import { keepLogShort } from './sqlite-checkpoint.ts';
import { openLog } from './sqlite-log.ts';

export interface SqliteSession {
  readonly database: DatabaseSync;
  readonly mutex: Mutex;
  /** The statement of this text, prepared once. */
  prepare(text: string): PreparedStatement;
  /** Before a transaction. Throws `StoreFault` when the disk has refused before. */
  assertWhole(): void;
  /** After a commit: resolves once it is on the disk, at once where nobody writes. */
  durable(): Promise<void>;
  /** Waits for whoever has the connection, then closes it. */
  close(): Promise<void>;
}

export interface PreparedStatement {
  readonly statement: StatementSync;
  /** Whether running it gives rows. */
  readonly givesRows: boolean;
}

/**
 * How long a connection waits for somebody else who writes. The wait holds up the whole process, so it is short;
 * whoever was refused waits and tries again without holding anybody up (`conflicts.ts`).
 */
const BUSY_TIMEOUT_MS = 50;
/** Where the thread that keeps the log short cannot, SQLite does it inside a commit. */
const LONGEST_LOG_PAGES = 32_768;
/** SQLite's own default. */
const LOG_PAGES = 1_000;
/** Far above the number of distinct queries; a bound only against texts that grow with their input. */
const STATEMENT_LIMIT = 500;

// https://www.sqlite.org/rescode.html
const BUSY = 5;
const UNWRITABLE: ReadonlyMap<number, string> = new Map([
  [BUSY, 'another process has locked it. Stop that one, or wait until it is done'],
  [8, 'it is read-only for this user. Give the user the file, those beside it and their folder'],
  [13, 'the disk is full. Make room'],
]);

/** Opens the file to write, in WAL mode. A commit may be told of once `durable` has resolved; `open` opens its log. */
export async function openWriter(file: string, open: typeof openLog = openLog): Promise<SqliteSession> {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    const mode = database.prepare('pragma journal_mode = wal').get()?.['journal_mode'];
    if (mode !== 'wal') {
      throw new Error(
        `Expected the file system to allow WAL mode, got ${String(mode)}; network drives do not`,
      );
    }
    // What undoing a savepoint needs stays in memory: it is no part of what has to outlive the process.
    database.exec(
      `pragma synchronous = normal; pragma wal_autocheckpoint = ${LONGEST_LOG_PAGES}; pragma foreign_keys = on; pragma temp_store = memory`,
    );
    // The log is there once something was read.
    database.exec('pragma schema_version');
    return writing(database, file, await open(`${file}-wal`));
  } catch (error) {
    database.close();
    throw error;
  }
}

function writing(database: DatabaseSync, file: string, log: WriteAheadLog): SqliteSession {
  const session = sessionOver(database);
  const checkpoints = keepLogShort({
    file,
    writing: session.mutex,
    failed() {
      if (database.isOpen) database.exec(`pragma wal_autocheckpoint = ${LOG_PAGES}`);
    },
  });
  return {
    ...session,
    assertWhole: log.assertWhole,
    durable() {
      checkpoints.committed();
      return log.durable();
    },
    // Whoever has the connection still commits: the log is closed after it, and the thread may have one more copy to make.
    async close() {
      await session.close();
      await checkpoints.close();
      await log.close();
    },
  };
}

/** Opens the file to read only. */
export function openReadOnly(file: string): SqliteSession {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    // SQLite looks at the file only when it is first asked something.
    database.exec('pragma schema_version');
  } catch (error) {
    database.close();
    throw error;
  }
  return sessionOver(database);
}

/** Checks that a query parameter is something SQLite can hold. Throws for anything else: that is a bug of ours. */
export function sqliteValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    return value;
  }
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`Expected a string, number, bytes or null as a query parameter, got ${typeof value}`);
}

/** Whether somebody else was writing, or had written since this one read. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY;
}

/** Why nothing can be written and what to do, where a person can mend it; null for any other error. */
export function whyUnwritable(error: unknown): string | null {
  return UNWRITABLE.get(resultCode(error)) ?? null;
}

/** The primary result code of SQLite, which is the low byte of an extended one; NaN for what is none of its errors. */
function resultCode(error: unknown): number {
  return typeof error === 'object' && error !== null && 'errcode' in error
    ? Number(error.errcode) % 256
    : Number.NaN;
}

function sessionOver(database: DatabaseSync): SqliteSession {
  const mutex = new Mutex();
  const statements = new LRUCache<string, PreparedStatement>({ max: STATEMENT_LIMIT });
  return {
    database,
    mutex,
    prepare(text) {
      const known = statements.get(text);
      if (known !== undefined) return known;
      const statement = database.prepare(text);
      const prepared = { statement, givesRows: statement.columns().length > 0 };
      statements.set(text, prepared);
      return prepared;
    },
    assertWhole() {},
    async durable() {},
    async close() {
      const release = await mutex.acquire();
      if (database.isOpen) database.close();
      release();
    },
  };
}
