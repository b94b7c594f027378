/**
 * Opens the store that DATABASE_URL names. The only place that knows which engines there are; what it returns is the
 * same on each.
 */

import type { InboundMessage } from '../alarms/event.ts';
import type { Clock, Log, Reader, Store } from '../handlers/ports.ts';
import type { Engine, ReadEngine } from './engine.ts';

import { setTimeout as sleep } from 'node:timers/promises';

import { retryConflicts } from './conflicts.ts';
import { openSqlite, openSqliteToRead } from './dialect/sqlite-engine.ts';
import { whyUnwritable } from './dialect/sqlite-session.ts';
import { StoreFault } from './engine.ts';
import { groupCommit } from './group-commit.ts';
import { findSchemaFault, migrateDatabase } from './migrate.ts';
import { readerOver, transactionOver } from './transaction.ts';

export { StoreFault } from './engine.ts';

export interface StoreOptions {
  /** `sqlite:data/handrail.db`; a path after the colon, relative to the working directory unless absolute. */
  readonly url: string;
  readonly clock: Clock;
  /** Secret of the audit chain. */
  readonly auditKey: string;
  /** Refuses when another process opened this database with a lock. */
  readonly lock?: boolean;
  readonly log: Log;
  /** From 0 up to 1: draws the pause after a conflict with another writer, which is the longest one without it. */
  readonly chance?: () => number;
  readonly wait?: (ms: number) => Promise<void>;
}

/** A store whose schema may still have to be made. */
export interface OpenedStore extends Store {
  /** Whether a lock proves that no other process works on this database. */
  readonly isAlone: boolean;
  /** Brings the schema to this release; returns the names of the migrations it ran. */
  migrate(): Promise<readonly string[]>;
}

/** The store for a command that only looks. */
export interface ReadStore {
  read<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The most inbound messages in one commit: more would not be faster, and would keep other writers waiting. */
const INBOUND_BATCH = 500;

/** Opens the store to write; run `migrate` before its first use. Throws `StoreFault` with a sentence when it cannot. */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const { clock, auditKey, log } = options;
  const engine = await openEngine(options.url, options.lock ?? false);
  const { isConflict } = engine;
  const conflicts = { isConflict, chance: options.chance ?? (() => 1), wait: options.wait ?? sleep };
  const inbound = groupCommit<InboundMessage, 'stored' | 'duplicate'>(
    (messages) => retryConflicts(conflicts, () => engine.insertInbound(messages)),
    INBOUND_BATCH,
  );
  let closing: Promise<void> | null = null;

  async function close(): Promise<void> {
    await inbound.drained();
    await engine.close();
  }

  return {
    async acceptInbound(message) {
      if (closing !== null) throw new Error('The store is closed: the message was not stored');
      return await inbound.add(message);
    },
    transact: (work) =>
      retryConflicts(conflicts, () =>
        engine.writer.transaction().execute(async (db) => {
          const { tx, flush } = transactionOver(db, clock, auditKey, isConflict);
          const result = await work(tx);
          await flush();
          return result;
        }),
      ),
    read: (work) => readSnapshot(engine, clock, work),
    migrate: () => migrateDatabase(engine.writer, engine.columns, log),
    schemaFault: () => findSchemaFault(engine.reader, engine.columns),
    isAlone: engine.isAlone,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Opens the store to look only, beside a bot that runs on it or not. Throws `StoreFault` with a sentence when it cannot. */
export async function openReader(options: {
  readonly url: string;
  readonly clock: Clock;
}): Promise<ReadStore> {
  const engine = openSqliteToRead(sqliteFile(options.url));
  const fault = await findSchemaFault(engine.reader, engine.columns);
  if (fault !== null) {
    await engine.close();
    throw new StoreFault(fault);
  }
  return {
    read: (work) => readSnapshot(engine, options.clock, work),
    close: () => engine.close(),
  };
}

/** What a person can mend as a fault with a sentence; any other error as it is. */
export function asStoreFault(error: unknown): unknown {
  const because = whyUnwritable(error);
  return because === null
    ? error
    : new StoreFault(`Could not write to the database of DATABASE_URL: ${because}, then start again.`, {
        cause: error,
      });
}

async function openEngine(url: string, lock: boolean): Promise<Engine> {
  return await openSqlite(sqliteFile(url), lock);
}

/** The path in `sqlite:path`; every other engine is refused here. */
function sqliteFile(url: string): string {
  if (/^postgres(ql)?:/.test(url)) {
    throw new StoreFault(
      'Postgres comes in a later release of Handrail; set DATABASE_URL to sqlite:data/handrail.db or another path.',
    );
  }
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (path === undefined || path === ':memory:') {
    throw new StoreFault(
      `Expected DATABASE_URL to name a file, such as sqlite:data/handrail.db, got ${nameOf(url)}.`,
    );
  }
  return path;
}

/** What may be shown of a URL: never the part that can hold a password. */
function nameOf(url: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0];
  return scheme === undefined ? 'no scheme' : `${scheme}…`;
}

function readSnapshot<T>(engine: ReadEngine, clock: Clock, work: (reader: Reader) => Promise<T>): Promise<T> {
  return engine.reader
    .transaction()
    .setAccessMode('read only')
    .execute((db) => work(readerOver(db, clock)));
}
