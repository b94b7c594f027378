/**
 * Kysely's driver over one SQLite session. The session is lent to one user at a time, so a transaction is never
 * mixed with another's queries, and a query that outlives its transaction is refused instead of committing itself.
 */

import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import type { SqliteSession } from './sqlite-session.ts';

import { sqliteValue } from './sqlite-session.ts';

/** A short transaction is through by then, and whoever waits for the next turn does not notice. */
const TURN_MS = 15;

export class SqliteDriver implements Driver {
  readonly #session: SqliteSession;

  constructor(session: SqliteSession) {
    this.#session = session;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new LentConnection(this.#session, await this.#session.mutex.acquire());
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    lent(connection).begin(settings.accessMode === 'read only');
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await lent(connection).commit();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    lent(connection).rollback();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    lent(connection).release();
  }

  /** The session belongs to whoever opened it. */
  async destroy(): Promise<void> {}
}

function lent(connection: DatabaseConnection): LentConnection {
  if (connection instanceof LentConnection) return connection;
  throw new TypeError('Expected the connection that this driver lent');
}

class LentConnection implements DatabaseConnection {
  readonly #session: SqliteSession;
  readonly #giveBack: () => void;
  #released = false;
  #inTransaction = false;
  #turnBegan = performance.now();

  constructor(session: SqliteSession, giveBack: () => void) {
    this.#session = session;
    this.#giveBack = giveBack;
  }

  /** A writer takes the write lock at once: taken later, it could fail in the middle of the work. */
  begin(readsOnly: boolean): void {
    this.#session.assertWhole();
    this.#session.database.exec(readsOnly ? 'begin deferred' : 'begin immediate');
    this.#inTransaction = true;
  }

  /** Resolves once the commit is on the disk. The next user has the connection meanwhile. */
  async commit(): Promise<void> {
    this.assertUsable();
    this.#session.database.exec('commit');
    this.#inTransaction = false;
    this.release();
    await this.#session.durable();
  }

  rollback(): void {
    // After some faults, a full disk among them, SQLite has rolled back by itself; after a commit there is nothing to undo.
    const { database } = this.#session;
    if (this.#inTransaction && database.isTransaction) database.exec('rollback');
    this.#inTransaction = false;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#giveBack();
  }

  /** Throws when what the caller holds has ended, lest the query commit on its own. */
  assertUsable(): void {
    if (this.#released) {
      throw new Error(
        'Expected every query inside the transaction, got one after its end: await what it starts',
      );
    }
    if (this.#inTransaction && !this.#session.database.isTransaction) {
      throw new Error('SQLite rolled the transaction back after an earlier fault; nothing of it was saved');
    }
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    this.assertUsable();
    await this.#letOthers();
    const { statement, givesRows } = this.#session.prepare(query.sql);
    const parameters = query.parameters.map(sqliteValue);
    if (givesRows) {
      const rows: unknown[] = statement.all(...parameters);
      return { rows: rows as Row[] };
    }
    const { changes } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  /** SQLite answers at once, so a long transaction would keep the event loop to itself: every so often others have it. */
  async #letOthers(): Promise<void> {
    if (performance.now() - this.#turnBegan < TURN_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#turnBegan = performance.now();
    this.assertUsable();
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Expected a query with a bounded result, got a stream');
  }
}
