/**
 * Reads a text as one statement that only reads, or refuses it with the place where it stopped. What this grammar does not
 * know is refused, never passed on. Whether its tables may be read is another question: `check.ts`. Pure.
 */

import type { Result } from '../lib/result.ts';
import type { Cursor } from './cursor.ts';
import type { Reader } from './reader.ts';
import type { SqlRefusal } from './refusal.ts';
import type { DatabaseRead, Predicate, TableRead } from './reads.ts';
import type { Query } from './tree.ts';

import { err, ok } from '../lib/result.ts';
import { createCursor } from './cursor.ts';
import { readExpression, readValue } from './expression.ts';
import { readHive } from './hive.ts';
import { readQuery } from './query.ts';
import { seesQuery } from './reader.ts';
import { findReads } from './reads.ts';
import { placeOf, SqlStop } from './refusal.ts';
import { readTokens } from './tokens.ts';

export interface Statement {
  /**
   * `explain` tells a plan and runs nothing, `validate` whether it is a statement and nothing else; `analyze` runs what it
   * explains.
   */
  readonly kind: 'select' | 'show' | 'describe' | 'explain' | 'validate' | 'analyze' | 'values';
  /** What was read: places in it are offsets. */
  readonly sql: string;
  readonly tables: readonly TableRead[];
  /** Databases whose tables are listed. */
  readonly databases: readonly DatabaseRead[];
  readonly predicates: readonly Predicate[];
  /** How many `?` there are. */
  readonly parameters: number;
  /** Null for SHOW and DESCRIBE, which show no rows of a table. */
  readonly query: Query | null;
  /** Columns that SHOW or DESCRIBE says something of. */
  readonly columns: readonly string[];
}

/** What Athena takes at most. */
export const MOST_BYTES = 262_144;

/** Reads a text; never throws. */
export function readStatement(sql: string): Result<Statement, SqlRefusal> {
  if (sql.length > MOST_BYTES || Buffer.byteLength(sql) > MOST_BYTES)
    return err({
      sentence: `Expected at most ${MOST_BYTES} bytes of SQL, got more.`,
      at: null,
      hint: 'Athena takes no longer statement: shorten its lists, or join a table that has the values.',
    });
  try {
    return ok(read(sql));
  } catch (thrown) {
    if (thrown instanceof SqlStop) return err(thrown.refusal);
    throw thrown;
  }
}

function read(sql: string): Statement {
  const cursor = createCursor(sql, readTokens(sql));
  const hive = readHive(cursor);
  if (hive !== null) {
    readEnd(cursor);
    return { ...hive, sql, predicates: [], parameters: 0, query: null };
  }
  const { reader, parameters } = createReader(cursor);
  const explained = cursor.takes('EXPLAIN') ? readExplainOptions(cursor) : null;
  if (explained === null && !seesQuery(cursor) && !cursor.sees('('))
    throw cursor.stop(
      'a statement that reads: SELECT, WITH, VALUES, TABLE, SHOW, DESCRIBE or EXPLAIN',
      'Write one of these. Nothing that writes is sent, in whatever it is wrapped.',
    );
  const query = reader.query();
  readEnd(cursor);
  const kind = explained ?? (query.body.type === 'values' ? 'values' : 'select');
  return { kind, sql, ...findReads(sql, query), databases: [], columns: [], parameters: parameters(), query };
}

function createReader(cursor: Cursor): { readonly reader: Reader; readonly parameters: () => number } {
  let parameters = 0;
  const reader: Reader = {
    cursor,
    expression: () => cursor.nested(() => readExpression(reader)),
    value: () => cursor.nested(() => readValue(reader)),
    query: (first) => cursor.nested(() => readQuery(reader, first)),
    countParameter() {
      parameters += 1;
      return parameters - 1;
    },
  };
  return { reader, parameters: () => parameters };
}

/** `ANALYZE VERBOSE`, or `(FORMAT JSON, TYPE DISTRIBUTED)`. */
function readExplainOptions(cursor: Cursor): 'explain' | 'validate' | 'analyze' {
  const kind = cursor.takes('ANALYZE') ? 'analyze' : 'explain';
  if (kind === 'analyze') cursor.takes('VERBOSE');
  if (!cursor.sees('(', 'FORMAT') && !cursor.sees('(', 'TYPE')) return kind;
  cursor.expect('(');
  const types = cursor.list(() => {
    const option = cursor.takesOneOf('FORMAT', 'TYPE');
    const values =
      option === 'FORMAT' ? ['TEXT', 'GRAPHVIZ', 'JSON'] : ['LOGICAL', 'DISTRIBUTED', 'VALIDATE', 'IO'];
    const value = cursor.takesOneOf(...values);
    if (option === undefined || value === undefined) throw cursor.stop('FORMAT or TYPE with its value');
    return option === 'TYPE' ? value : null;
  });
  cursor.expect(')');
  const said = types.filter((type) => type !== null);
  const validates = said.length > 0 && said.every((type) => type === 'VALIDATE');
  return kind === 'explain' && validates ? 'validate' : kind;
}

function readEnd(cursor: Cursor): void {
  const semicolon = cursor.takes(';');
  const token = cursor.peek();
  if (token.kind === 'end') return;
  throw semicolon
    ? new SqlStop({
        sentence: 'Expected one statement, got another after the semicolon.',
        at: placeOf(cursor.sql, token.at),
        hint: 'Send them one after the other.',
      })
    : cursor.stop('the end of the statement');
}
