/** SQLite as the engine of a store: one connection that writes, one that reads, and the lock of `start`. */

import type { Engine, ReadEngine } from '../engine.ts';
import type { FileLock } from './sqlite-lock.ts';
import type { SqliteSession } from './sqlite-session.ts';

import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import { StoreFault } from '../engine.ts';
import { sqliteDialect, SQLITE_COLUMNS } from './sqlite-dialect.ts';
import { insertInbound } from './sqlite-inbox.ts';
import { lockFile } from './sqlite-lock.ts';
import { isBusy, openReadOnly, openWriter } from './sqlite-session.ts';

/** Opens `file`, making it and its folder when they are not there. Throws `StoreFault` when it cannot. */
export async function openSqlite(file: string, lock: boolean): Promise<Engine> {
  const held: { close(): Promise<void> | void }[] = [];
  try {
    mkdirSync(dirname(file), { recursive: true });
    const fileLock = lock ? takeLock(file) : null;
    if (fileLock !== null) held.push({ close: () => fileLock.release() });
    const writing = await openWriter(file);
    held.unshift(writing);
    const reading = openReadOnly(file);
    held.unshift(reading);
    return {
      writer: queriesOver(writing),
      reader: queriesOver(reading),
      columns: SQLITE_COLUMNS,
      isAlone: fileLock !== null,
      // Writers come one after the other here: a row that is there already is no race but a fault.
      isConflict: isBusy,
      insertInbound: (messages) => insertInbound(writing, messages),
      close: () => closeAll(held),
    };
  } catch (error) {
    await closeAll(held);
    throw asFault(file, error);
  }
}

/** Opens an existing file to read only, whether or not a bot writes to it. Throws `StoreFault` when it cannot. */
export function openSqliteToRead(file: string): ReadEngine {
  if (!existsSync(file)) {
    throw new StoreFault(
      `Expected a database at ${file}, found no file. \`handrail start\` makes it; or set DATABASE_URL.`,
    );
  }
  try {
    const reading = openReadOnly(file);
    return { reader: queriesOver(reading), columns: SQLITE_COLUMNS, close: () => reading.close() };
  } catch (error) {
    throw asFault(file, error);
  }
}

function takeLock(file: string): FileLock {
  const lock = lockFile(`${file}.lock`);
  if (lock !== null) return lock;
  throw new StoreFault(
    `Another Handrail runs on ${file} and holds ${file}.lock. Stop that one first, or give this one a DATABASE_URL of its own.`,
  );
}

function queriesOver(session: SqliteSession): Engine['writer'] {
  return new Kysely({ dialect: sqliteDialect(session) });
}

/** The lock goes last, so that the next owner finds every connection closed. */
async function closeAll(held: readonly { close(): Promise<void> | void }[]): Promise<void> {
  for (const resource of held) await resource.close();
}

function asFault(file: string, error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const reason = String(error).replace(/^Error: /, '');
  return new StoreFault(
    `Could not open the database ${file}: ${reason}. Check that it is a Handrail database and that this user may write there.`,
    { cause: error },
  );
}
