/** Reads a query: WITH, what UNION and its kin bind together, ORDER BY and limits. Pure. */

import type { Reader } from './reader.ts';
import type { Body, NamedQuery, Query } from './tree.ts';

import { queryGoesOn } from './reader.ts';
import { readTableName } from './relation.ts';
import { readSelect } from './select.ts';
import { readOrderBy } from './window.ts';

const READS =
  'Write one SELECT, or SHOW or DESCRIBE. Nothing that writes is sent, in whatever it is wrapped.';

const BEFORE = 'Write WITH once, before the whole query.';

/** A query, of which `first` was read already where it began in parentheses. */
export function readQuery(reader: Reader, first?: Body): Query {
  const { at } = reader.cursor.peek();
  if (first?.type === 'query' && first.query.named.length > 0 && queryGoesOn(reader.cursor))
    throw reader.cursor.stop('the end of a query that WITH begins', BEFORE);
  const named = first === undefined ? readNamed(reader) : [];
  const bodies = [first ?? readBody(reader)];
  while (reader.cursor.takesOneOf('UNION', 'INTERSECT', 'EXCEPT') !== undefined) {
    reader.cursor.takesOneOf('ALL', 'DISTINCT');
    bodies.push(readBody(reader));
  }
  const orderBy = readOrderBy(reader);
  readLimits(reader);
  const [only] = bodies;
  const body: Body = only !== undefined && bodies.length === 1 ? only : { type: 'set', bodies };
  return { at, named, body, orderBy };
}

function readNamed(reader: Reader): readonly NamedQuery[] {
  const { cursor } = reader;
  if (!cursor.takes('WITH')) return [];
  if (cursor.sees('RECURSIVE'))
    throw cursor.stop(
      'the name of a query',
      'A recursive query has no bound that could be known: write it without.',
    );
  return cursor.list(() => {
    const name = cursor.identifier('the name of a query');
    const renamed = cursor.takes('(');
    const columns = renamed ? cursor.list(() => cursor.identifier('the name of a column')) : [];
    if (renamed) cursor.expect(')');
    cursor.expect('AS', '(');
    const query = reader.query();
    cursor.expect(')');
    return { name, columns, query };
  });
}

function readBody(reader: Reader): Body {
  const { cursor } = reader;
  if (cursor.takes('(')) {
    if (cursor.sees('WITH')) throw cursor.stop('a query without WITH in these parentheses', BEFORE);
    const query = reader.query();
    cursor.expect(')');
    return { type: 'query', query };
  }
  if (cursor.sees('SELECT')) return readSelect(reader);
  if (cursor.takes('VALUES')) return { type: 'values', rows: cursor.list(reader.expression) };
  if (cursor.takes('TABLE'))
    return { type: 'table', table: { type: 'table', name: readTableName(cursor), alias: null, parts: [] } };
  throw cursor.stop('a query, which begins with SELECT, WITH, VALUES or TABLE', READS);
}

function readLimits({ cursor }: Reader): void {
  if (cursor.takes('OFFSET')) {
    readCount();
    cursor.takesOneOf('ROW', 'ROWS');
  }
  if (cursor.takes('LIMIT')) {
    if (!cursor.takes('ALL')) readCount();
  } else if (cursor.takes('FETCH')) {
    if (cursor.takesOneOf('FIRST', 'NEXT') === undefined) throw cursor.stop('FIRST or NEXT');
    if (cursor.peek().kind === 'number') cursor.next();
    if (cursor.takesOneOf('ROW', 'ROWS') === undefined) throw cursor.stop('ROWS');
    if (!cursor.takes('ONLY')) cursor.expect('WITH', 'TIES');
  }

  // Athena binds parameters where values stand, not here; a limit that is not known is none.
  function readCount(): void {
    if (cursor.peek().kind !== 'number') throw cursor.stop('a number of rows');
    cursor.next();
  }
}
