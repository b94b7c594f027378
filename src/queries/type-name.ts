/** Reads the name of a type, as after CAST: `varchar(10)`, `array(row(x bigint))`, `timestamp(3) with time zone`. Pure. */

import type { Cursor } from './cursor.ts';

/** Goes over a type, and answers its first word in small letters, followed by `(…)` where it has parameters. */
export function readType(cursor: Cursor): string {
  return cursor.nested(() => {
    const { sign } = cursor.peek();
    const { name } = cursor.identifier('a type');
    if (sign === 'DOUBLE') cursor.takes('PRECISION');
    if (sign === 'INTERVAL' && !cursor.takes('YEAR', 'TO', 'MONTH')) cursor.expect('DAY', 'TO', 'SECOND');
    const hasParameters = cursor.takes('(');
    if (hasParameters) {
      cursor.list(() => (sign === 'ROW' ? readField(cursor) : readParameter(cursor)));
      cursor.expect(')');
    }
    if (sign === 'TIME' || sign === 'TIMESTAMP')
      if (!cursor.takes('WITH', 'TIME', 'ZONE')) cursor.takes('WITHOUT', 'TIME', 'ZONE');
    return `${name.toLowerCase()}${hasParameters ? '(…)' : ''}`;
  });
}

function readParameter(cursor: Cursor): void {
  if (cursor.peek().kind === 'number') cursor.next();
  else readType(cursor);
}

/** A field of a row: a type that may have a name before it. */
function readField(cursor: Cursor): void {
  const named = cursor.isIdentifier() && cursor.isIdentifier(1) && !cursor.sees('DOUBLE', 'PRECISION');
  if (named && !cursor.sees('INTERVAL', 'DAY') && !cursor.sees('INTERVAL', 'YEAR')) cursor.identifier();
  readType(cursor);
}
