/** Reads a call of a function after its name, with all that may follow it: FILTER, OVER and their kin. Pure. */

import type { Reader } from './reader.ts';
import type { Expression, Identifier } from './tree.ts';

import { readOrderBy, readWindow } from './window.ts';

/** What makes more of a call than its value for its arguments. */
const AFTER_CALL = ['FILTER', 'IGNORE', 'RESPECT', 'OVER'];

/** What stands from `(` on. */
export function readCall(reader: Reader, name: readonly Identifier[]): Expression {
  const { cursor } = reader;
  if (name.length > 1)
    throw cursor.stop(
      'a function of Trino itself',
      'A function of a catalog or a database may do anything: functions without a dot in their name are allowed.',
    );
  if (cursor.takes('(', '*', ')')) {
    if (cursor.sees('IGNORE') || cursor.sees('RESPECT')) throw cursor.stop('OVER');
    return { type: 'of', parts: readAfterCall(reader) };
  }
  cursor.expect('(');
  const parts = readArguments(reader);
  if (AFTER_CALL.some((word) => cursor.sees(word)))
    return { type: 'of', parts: [...parts, ...readAfterCall(reader)] };
  return { type: 'of', parts, made: { by: 'call', name: name[0]?.name.toLowerCase() ?? '' } };
}

/** FILTER, IGNORE NULLS and OVER, after a call. */
export function readAfterCall(reader: Reader): readonly Expression[] {
  const parts = readPicking(reader);
  return parts.length === 0 ? [] : [{ type: 'picked', parts }];
}

/** Arguments, of which DISTINCT counts some rows only. */
export function pickedBy(distinct: boolean, parts: readonly Expression[]): readonly Expression[] {
  return distinct ? [{ type: 'picked', parts }] : parts;
}

function readPicking(reader: Reader): readonly Expression[] {
  const { cursor } = reader;
  const parts = cursor.takes('FILTER', '(', 'WHERE') ? [reader.expression()] : [];
  if (parts.length > 0) cursor.expect(')');
  if (cursor.takesOneOf('IGNORE', 'RESPECT') !== undefined) cursor.expect('NULLS', 'OVER');
  else if (!cursor.takes('OVER')) return parts;
  if (!cursor.takes('(')) {
    cursor.identifier('a window');
    return parts;
  }
  const window = readWindow(reader);
  cursor.expect(')');
  return [...parts, ...window];
}

function readArguments(reader: Reader): readonly Expression[] {
  const { cursor } = reader;
  if (cursor.takes(')')) return [];
  const distinct = cursor.takesOneOf('DISTINCT', 'ALL') === 'DISTINCT';
  const parts = cursor.list(reader.expression);
  const order = readOrderBy(reader).map(({ expression }) => expression);
  cursor.expect(')');
  return pickedBy(distinct, [...parts, ...order]);
}
