/** Reads what orders and frames rows: ORDER BY, and the inside of a window. Pure. */

import type { Reader } from './reader.ts';
import type { Expression, Located } from './tree.ts';

/** ORDER BY if it comes next. */
export function readOrderBy(reader: Reader): readonly Located[] {
  const { cursor } = reader;
  if (!cursor.takes('ORDER', 'BY')) return [];
  return cursor.list(() => {
    const { at } = cursor.peek();
    const expression = reader.expression();
    cursor.takesOneOf('ASC', 'DESC');
    if (cursor.takes('NULLS') && cursor.takesOneOf('FIRST', 'LAST') === undefined)
      throw cursor.stop('FIRST or LAST');
    return { expression, at };
  });
}

/** The inside of a window, to before its `)`. */
export function readWindow(reader: Reader): readonly Expression[] {
  const { cursor } = reader;
  if (cursor.isIdentifier() && !cursor.sees('PARTITION') && !isFrame(reader)) cursor.identifier();
  const partition = cursor.takes('PARTITION', 'BY') ? cursor.list(reader.expression) : [];
  const order = readOrderBy(reader).map(({ expression }) => expression);
  return [...partition, ...order, ...(isFrame(reader) ? readFrame(reader) : [])];
}

function isFrame({ cursor }: Reader): boolean {
  return cursor.sees('ROWS') || cursor.sees('RANGE') || cursor.sees('GROUPS');
}

function readFrame(reader: Reader): readonly Expression[] {
  const { cursor } = reader;
  cursor.next();
  if (!cursor.takes('BETWEEN')) return readBound(reader);
  const from = readBound(reader);
  cursor.expect('AND');
  return [...from, ...readBound(reader)];
}

function readBound(reader: Reader): readonly Expression[] {
  const { cursor } = reader;
  if (cursor.takes('CURRENT', 'ROW')) return [];
  const parts = cursor.takes('UNBOUNDED') ? [] : [reader.value()];
  if (cursor.takesOneOf('PRECEDING', 'FOLLOWING') === undefined) throw cursor.stop('PRECEDING or FOLLOWING');
  return parts;
}
