/** What the parts of the grammar ask of each other, as they hold each other and no file imports in a circle. Pure. */

import type { Cursor } from './cursor.ts';
import type { Body, Expression, Made, Query } from './tree.ts';

export interface Reader {
  readonly cursor: Cursor;
  expression(): Expression;
  /** An expression without AND, OR, NOT and comparisons. */
  value(): Expression;
  /** A query, whose first part may have been read already. */
  query(first?: Body): Query;
  /** The number of the `?` that was just read, counted from 0. */
  countParameter(): number;
}

/** What binds a query's parts together, or ends one: after a query in parentheses it tells that the query goes on. */
const GOES_ON = ['UNION', 'INTERSECT', 'EXCEPT', 'ORDER', 'OFFSET', 'LIMIT', 'FETCH'];

/** One expression is itself; several are one that is made of them. */
export function joined(parts: readonly Expression[], made?: Made): Expression {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  return { type: 'of', parts, ...(made === undefined ? {} : { made }) };
}

/** Whether a query begins here. */
export function seesQuery({ sees }: Cursor): boolean {
  return sees('SELECT') || sees('WITH') || sees('VALUES') || (sees('TABLE') && !sees('TABLE', '('));
}

/** Whether the query in parentheses that was just read is only the first part of another. */
export function queryGoesOn(cursor: Cursor): boolean {
  return GOES_ON.includes(cursor.peek().sign);
}

/** After `(`: a query, or expressions with commas between; goes over the `)`. */
export function readInParentheses(reader: Reader): readonly Expression[] {
  const { cursor } = reader;
  if (seesQuery(cursor)) {
    const query = reader.query();
    cursor.expect(')');
    return [{ type: 'query', query }];
  }
  const parts = cursor.list(reader.expression);
  const [first] = parts;
  if (parts.length === 1 && first?.type === 'query' && queryGoesOn(cursor)) {
    const query = reader.query(first);
    cursor.expect(')');
    return [{ type: 'query', query }];
  }
  cursor.expect(')');
  return parts;
}
