/** What kind of statement a text is, told by its first words as Athena tells it. */

import type { Token } from './tokens.ts';

import { at, MalformedQuery, QueryFailure } from './failure.ts';

export interface Statement {
  readonly kind: 'query' | 'explain' | 'metadata' | 'write';
  /** `DML`, `DDL` or `UTILITY`, as GetQueryExecution says it. */
  readonly type: 'DML' | 'DDL' | 'UTILITY';
  readonly subtype: string;
}

const QUERIES = new Set(['select', 'with', 'values', 'table', '(']);
const SHOWN: Readonly<Record<string, string>> = {
  databases: 'SHOW_DATABASES',
  schemas: 'SHOW_DATABASES',
  tables: 'SHOW_TABLES',
  views: 'SHOW_VIEWS',
  partitions: 'SHOW_PARTITIONS',
  columns: 'SHOW_COLUMNS',
  create: 'SHOW_CREATE_TABLE',
  tblproperties: 'SHOW_TBLPROPERTIES',
};
const WRITES: Readonly<Record<string, Statement['type']>> = {
  insert: 'DML',
  update: 'DML',
  delete: 'DML',
  merge: 'DML',
  unload: 'DML',
  optimize: 'DML',
  vacuum: 'DML',
  create: 'DDL',
  drop: 'DDL',
  alter: 'DDL',
  msck: 'DDL',
  truncate: 'DDL',
  grant: 'DDL',
  revoke: 'DDL',
  prepare: 'DDL',
  execute: 'DML',
  deallocate: 'DDL',
};

/** Throws `MalformedQuery` for what begins as no statement of Athena, and for more than one statement. */
export function statementOf(sql: string, tokens: readonly Token[]): Statement {
  const [first, second] = tokens;
  if (first === undefined) throw new MalformedQuery('Query string is empty');
  const end = tokens.findIndex(({ text }) => text === ';');
  if (end >= 0 && end < tokens.length - 1) {
    throw new MalformedQuery(`Only one sql statement is allowed. Got: ${sql}`);
  }
  if (QUERIES.has(first.value)) return { kind: 'query', type: 'DML', subtype: 'SELECT' };
  if (first.value === 'explain') return { kind: 'explain', type: 'DML', subtype: 'EXPLAIN' };
  if (first.value === 'describe' || first.value === 'desc') {
    return { kind: 'metadata', type: 'UTILITY', subtype: 'DESCRIBE_TABLE' };
  }
  const shown = first.value === 'show' ? SHOWN[second?.value ?? ''] : undefined;
  if (shown !== undefined) return { kind: 'metadata', type: 'UTILITY', subtype: shown };
  const write = WRITES[first.value];
  if (write !== undefined) return { kind: 'write', type: write, subtype: first.value.toUpperCase() };
  throw new MalformedQuery(
    `${at(sql, first.start)}mismatched input '${first.text}'. Expecting: 'DESCRIBE', 'EXPLAIN', 'SHOW', <query>`,
  );
}

/** The account is read by queries only. */
export function refuseWrite({ subtype }: Statement): never {
  throw new QueryFailure('NOT_SUPPORTED', `The simulated Athena only reads, it does no ${subtype}`);
}
