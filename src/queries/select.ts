/** Reads a SELECT, from its word to before what UNION, ORDER BY or a limit add. Pure. */

import type { Reader } from './reader.ts';
import type { Expression, From, Item, Located, Select } from './tree.ts';

import { readFrom } from './relation.ts';
import { readWindow } from './window.ts';

const NOTHING: From = { relations: [], on: [], using: [], natural: [], renamed: [], outer: false };

/** What begins with SELECT. */
export function readSelect(reader: Reader): Select {
  const { cursor } = reader;
  const { at } = cursor.next();
  const distinct = cursor.takesOneOf('DISTINCT', 'ALL') === 'DISTINCT';
  const items = cursor.list(() => readItem(reader));
  const from = cursor.takes('FROM') ? readFrom(reader) : NOTHING;
  const where = cursor.takes('WHERE') ? reader.expression() : null;
  const groupBy = cursor.takes('GROUP', 'BY') ? readGroupBy(reader) : [];
  const having = cursor.takes('HAVING') ? [reader.expression()] : [];
  const windows = cursor.takes('WINDOW') ? cursor.list(() => readNamedWindow(reader)).flat() : [];
  return { type: 'select', at, distinct, items, from, where, groupBy, others: [...having, ...windows] };
}

function readItem(reader: Reader): Item {
  const { cursor } = reader;
  const { at } = cursor.peek();
  if (cursor.takes('*')) return { type: 'star', at, of: null, renamed: false };
  const expression = reader.expression();
  if (cursor.takes('.', '*')) {
    const renamed = cursor.takes('AS', '(');
    if (renamed) {
      cursor.list(() => cursor.identifier('the name of a column'));
      cursor.expect(')');
    }
    return { type: 'star', at, of: expression, renamed };
  }
  const alias = cursor.takes('AS') ? cursor.identifier('the name of a column') : cursor.bareAlias();
  return { type: 'expression', at, expression, alias };
}

function readGroupBy(reader: Reader): readonly Located[] {
  const { cursor } = reader;
  cursor.takesOneOf('ALL', 'DISTINCT');
  return cursor
    .list(() => {
      const { at } = cursor.peek();
      return readGrouping(reader).map((expression) => ({ expression, at }));
    })
    .flat();
}

/** One element, or the elements of GROUPING SETS, CUBE and ROLLUP. */
function readGrouping(reader: Reader): readonly Expression[] {
  const { cursor } = reader;
  const several =
    cursor.takes('GROUPING', 'SETS', '(') || cursor.takes('CUBE', '(') || cursor.takes('ROLLUP', '(');
  if (!several) return readSet(reader);
  const all = cursor.list(() => readSet(reader)).flat();
  cursor.expect(')');
  return all;
}

/** An expression, or none: `()`. */
function readSet(reader: Reader): readonly Expression[] {
  return reader.cursor.takes('(', ')') ? [] : [reader.expression()];
}

function readNamedWindow(reader: Reader): readonly Expression[] {
  const { cursor } = reader;
  cursor.identifier('the name of a window');
  cursor.expect('AS', '(');
  const parts = readWindow(reader);
  cursor.expect(')');
  return parts;
}
