/** What a database engine brings to the store. Everything else is written once, over Kysely. */

import type { InboundMessage } from '../alarms/event.ts';
import type { ColumnDialect } from './columns.ts';
import type { Db } from './schema.ts';

export interface ReadEngine {
  /** Reads snapshots, beside the writer. */
  readonly reader: Db;
  readonly columns: ColumnDialect;
  close(): Promise<void>;
}

export interface Engine extends ReadEngine {
  readonly writer: Db;
  /** Whether a lock keeps every other process away that works on this database. */
  readonly isAlone: boolean;
  /** Whether this is a conflict with another writer: after a moment the same work may succeed. */
  isConflict(error: unknown): boolean;
  /** Stores the batch in one commit, in order; resolves once it is on the disk. */
  insertInbound(messages: readonly InboundMessage[]): Promise<readonly ('stored' | 'duplicate')[]>;
}

/** The store cannot be used as it is; the message is a sentence for the person who started the command. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
}
