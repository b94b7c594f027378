/**
 * Reads SHOW and DESCRIBE, which in Athena are not Trino's but Hive's: names may stand in backquotes, not in double quotes.
 * Pure.
 */

import type { Cursor } from './cursor.ts';
import type { DatabaseRead, TableRead } from './reads.ts';
import type { Identifier } from './tree.ts';

import { nameTable } from './reads.ts';

/** What they ask about. */
export interface Asked {
  readonly kind: 'show' | 'describe';
  readonly tables: readonly TableRead[];
  readonly databases: readonly DatabaseRead[];
  readonly columns: readonly string[];
}

const SHOWN =
  'SHOW DATABASES, TABLES, VIEWS, COLUMNS, PARTITIONS, TBLPROPERTIES, CREATE TABLE and CREATE VIEW are read here.';

/** Null when another statement begins here. */
export function readHive(cursor: Cursor): Asked | null {
  if (cursor.takes('SHOW'))
    return { kind: 'show', tables: [], databases: [], columns: [], ...readShow(cursor) };
  if (cursor.takesOneOf('DESCRIBE', 'DESC') === undefined) return null;
  return { kind: 'describe', databases: [], ...readDescribe(cursor) };
}

function readShow(cursor: Cursor): Partial<Asked> {
  switch (
    cursor.takesOneOf(
      'DATABASES',
      'SCHEMAS',
      'TABLES',
      'VIEWS',
      'COLUMNS',
      'PARTITIONS',
      'TBLPROPERTIES',
      'CREATE',
    )
  ) {
    case 'DATABASES':
    case 'SCHEMAS':
      readPattern(cursor);
      return {};
    case 'TABLES':
    case 'VIEWS': {
      const databases = [readDatabase(cursor)];
      readPattern(cursor);
      return { databases };
    }
    case 'COLUMNS':
      return { tables: [readTableOfColumns(cursor)] };
    case 'PARTITIONS':
      return { tables: [readTable(cursor)] };
    case 'TBLPROPERTIES': {
      const tables = [readTable(cursor)];
      if (cursor.takes('(')) {
        readString(cursor);
        cursor.expect(')');
      }
      return { tables };
    }
    case 'CREATE':
      if (cursor.takesOneOf('TABLE', 'VIEW') === undefined) throw cursor.stop('TABLE or VIEW', SHOWN);
      return { tables: [readTable(cursor)] };
    default:
      throw cursor.stop('what to show', SHOWN);
  }
}

function readDescribe(cursor: Cursor): Pick<Asked, 'tables' | 'columns'> {
  const beforeName = cursor.peek(1);
  const named = beforeName.kind === 'word' || beforeName.kind === 'backquoted';
  if (named && !cursor.sees('VIEW', 'PARTITION')) cursor.takesOneOf('EXTENDED', 'FORMATTED', 'VIEW');
  const tables = [readTable(cursor)];
  if (cursor.takes('PARTITION', '(')) {
    cursor.list(() => {
      readName(cursor, 'a partition key');
      cursor.expect('=');
      if (cursor.peek().kind === 'number') cursor.next();
      else readString(cursor);
    });
    cursor.expect(')');
  }
  const columns: string[] = [];
  if (isName(cursor)) {
    do columns.push(readName(cursor, 'a column').name);
    while (cursor.takes('.'));
  }
  return { tables, columns };
}

/** `IN db`; without it the database that is meant anyway. */
function readDatabase(cursor: Cursor): DatabaseRead {
  if (cursor.takesOneOf('IN', 'FROM') === undefined) return { database: null, at: cursor.peek().at };
  const { name, at } = readName(cursor, 'a database');
  return { database: name, at };
}

/** `IN db.t`, or `IN t IN db`. */
function readTableOfColumns(cursor: Cursor): TableRead {
  if (cursor.takesOneOf('IN', 'FROM') === undefined) throw cursor.stop('IN and a table');
  const table = readTable(cursor);
  if (table.database !== null || cursor.takesOneOf('IN', 'FROM') === undefined) return table;
  return { ...table, database: readName(cursor, 'a database').name };
}

function readTable(cursor: Cursor): TableRead {
  const name = [readName(cursor, 'a table')];
  if (cursor.takes('.')) name.push(readName(cursor, 'a table'));
  return nameTable(cursor.sql, name);
}

function isName(cursor: Cursor): boolean {
  return cursor.peek().kind === 'backquoted' || (cursor.isIdentifier() && cursor.peek().kind === 'word');
}

function readName(cursor: Cursor, expected: string): Identifier {
  if (!isName(cursor))
    throw cursor.stop(expected, 'SHOW and DESCRIBE take names bare or in backquotes, as Hive does.');
  const { text, at } = cursor.next();
  return { name: text, at };
}

function readPattern(cursor: Cursor): void {
  if (cursor.takes('LIKE') || cursor.peek().kind === 'string') readString(cursor);
}

/** Hive takes a backslash for an escape, so that it would end such a string elsewhere. */
function readString(cursor: Cursor): void {
  const { kind, text } = cursor.peek();
  if (kind !== 'string' || text.includes('\\'))
    throw cursor.stop('a string without a backslash', 'Write it in single quotes, without backslashes.');
  cursor.next();
}
