/** Reads FROM: tables, queries, UNNEST, the table functions that are allowed, and how they are joined. Pure. */

import type { Cursor } from './cursor.ts';
import type { Reader } from './reader.ts';
import type { Alias, Expression, Identifier, On, Relation } from './tree.ts';

import { queryGoesOn, seesQuery } from './reader.ts';

/** FROM while it is read. */
interface Gathered {
  readonly relations: Relation[];
  readonly on: On[];
  readonly using: Identifier[];
  readonly natural: number[];
  readonly renamed: Alias[];
  outer: boolean;
}

/** All that follows FROM. */
export function readFrom(reader: Reader): Gathered {
  const from: Gathered = { relations: [], on: [], using: [], natural: [], renamed: [], outer: false };
  reader.cursor.list(() => readJoined(reader, from));
  return from;
}

/** `t`, `db.t`, `catalog.db.t` */
export function readTableName(cursor: Cursor): readonly Identifier[] {
  const name = [cursor.identifier('a table')];
  while (cursor.takes('.')) name.push(cursor.identifier('a table'));
  if (name.length > 3)
    throw cursor.stop(
      'a table as catalog, database and name',
      'A table has at most three parts, each quoted alone.',
    );
  return name;
}

function readJoined(reader: Reader, from: Gathered): void {
  const begin = from.relations.length;
  readRelation(reader, from);
  while (readJoin(reader, from, begin));
}

function readJoin(reader: Reader, from: Gathered, begin: number): boolean {
  const { cursor } = reader;
  const middle = from.relations.length;
  if (cursor.takes('CROSS', 'JOIN')) {
    readRelation(reader, from);
    return true;
  }
  const { at } = cursor.peek();
  const natural = cursor.takes('NATURAL');
  const side = cursor.takesOneOf('LEFT', 'RIGHT', 'FULL');
  if (side === undefined) cursor.takes('INNER');
  else cursor.takes('OUTER');
  if (!cursor.takes('JOIN')) {
    if (cursor.peek().at !== at) throw cursor.stop('JOIN');
    return false;
  }
  if (side !== undefined) from.outer = true;
  if (natural) from.natural.push(at);
  readRelation(reader, from);
  if (natural) return true;
  if (cursor.takes('USING', '(')) {
    for (const column of cursor.list(() => cursor.identifier('a column'))) from.using.push(column);
    cursor.expect(')');
    return true;
  }
  cursor.expect('ON');
  const condition = reader.expression();
  const end = from.relations.length;
  from.on.push({ condition, ...left(side, { begin, middle, end }) });
  return true;
}

/** For which relations a condition leaves rows out: an outer join keeps those of its side. */
function left(
  side: string | undefined,
  { begin, middle, end }: { readonly begin: number; readonly middle: number; readonly end: number },
): { readonly begin: number; readonly end: number } {
  if (side === undefined) return { begin, end };
  if (side === 'LEFT') return { begin: middle, end };
  if (side === 'RIGHT') return { begin, end: middle };
  return { begin, end: begin };
}

function readRelation(reader: Reader, from: Gathered): void {
  const { cursor } = reader;
  if (cursor.takes('(')) {
    cursor.nested(() => readParenthesized(reader, from));
    return;
  }
  from.relations.push(readOne(reader));
  readSample(cursor);
}

/** After `(`: a query, or joined relations. Which of them a further parenthesis begins shows only after it. */
function readParenthesized(reader: Reader, from: Gathered): void {
  const { cursor } = reader;
  const begin = from.relations.length;
  if (seesQuery(cursor)) {
    const query = reader.query();
    cursor.expect(')');
    from.relations.push({ type: 'query', query, alias: readAlias(cursor) });
    readSample(cursor);
    return;
  }
  readJoined(reader, from);
  const only = from.relations.length === begin + 1 ? from.relations.at(-1) : undefined;
  if (only?.type === 'query' && only.alias === null && (queryGoesOn(cursor) || cursor.sees(')'))) {
    const query = reader.query({ type: 'query', query: only.query });
    cursor.expect(')');
    from.relations[begin] = { type: 'query', query, alias: readAlias(cursor) };
  } else {
    cursor.expect(')');
    const alias = readAlias(cursor);
    if (alias !== null) from.renamed.push(alias);
  }
  readSample(cursor);
}

function readOne(reader: Reader): Relation {
  const { cursor } = reader;
  if (cursor.takes('LATERAL', '(')) {
    const query = reader.query();
    cursor.expect(')');
    return { type: 'query', query, alias: readAlias(cursor) };
  }
  if (cursor.takes('UNNEST', '(')) {
    const parts = cursor.list(reader.expression);
    cursor.expect(')');
    if (cursor.takes('WITH')) cursor.expect('ORDINALITY');
    return { type: 'rows', parts, alias: readAlias(cursor) };
  }
  if (cursor.takes('TABLE', '(')) return readTableFunction(reader);
  const name = readTableName(cursor);
  if (cursor.sees('('))
    throw cursor.stop(
      'a table',
      'A function stands as TABLE(sequence(…)); only sequence and UNNEST make rows here.',
    );
  const parts = readPeriod(reader);
  return { type: 'table', name, alias: readAlias(cursor), parts };
}

/** `TABLE(sequence(1, 10))`; any other may ask another system. */
function readTableFunction(reader: Reader): Relation {
  const { cursor } = reader;
  if (!cursor.takes('SEQUENCE', '('))
    throw cursor.stop(
      'the table function sequence',
      'Other table functions may ask other systems, or hide what they read: use tables, UNNEST or sequence.',
    );
  const parts = cursor.list(() => {
    if (cursor.isIdentifier() && cursor.peek(1).sign === '=>') {
      cursor.identifier();
      cursor.expect('=>');
    }
    return reader.expression();
  });
  cursor.expect(')', ')');
  return { type: 'rows', parts, alias: readAlias(cursor) };
}

/** `FOR TIMESTAMP AS OF …`, as tables of Iceberg take it. */
function readPeriod(reader: Reader): readonly Expression[] {
  const { cursor } = reader;
  if (!cursor.takes('FOR')) return [];
  if (cursor.takesOneOf('TIMESTAMP', 'VERSION') === undefined) throw cursor.stop('TIMESTAMP or VERSION');
  cursor.expect('AS', 'OF');
  return [reader.value()];
}

function readAlias(cursor: Cursor): Alias | null {
  const name = cursor.takes('AS') ? cursor.identifier('the name of a table') : cursor.bareAlias();
  if (name === null) return null;
  if (!cursor.takes('(')) return { name, columns: [] };
  const columns = cursor.list(() => cursor.identifier('the name of a column'));
  cursor.expect(')');
  return { name, columns };
}

function readSample(cursor: Cursor): void {
  if (!cursor.takes('TABLESAMPLE')) return;
  if (cursor.takesOneOf('BERNOULLI', 'SYSTEM') === undefined) throw cursor.stop('BERNOULLI or SYSTEM');
  cursor.expect('(');
  if (cursor.peek().kind !== 'number') throw cursor.stop('a percentage');
  cursor.next();
  cursor.expect(')');
}
