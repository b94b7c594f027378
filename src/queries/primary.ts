/** Reads the smallest expressions: literals, names, calls, what stands in parentheses, and lambdas. Pure. */

import type { Reader } from './reader.ts';
import type { Expression, Identifier, Literal } from './tree.ts';

import { readCall } from './call.ts';
import { readForm } from './forms.ts';
import { joined, readInParentheses } from './reader.ts';

const MOMENTS = ['CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP'];
const WHO_AND_WHERE = ['CURRENT_CATALOG', 'CURRENT_PATH', 'CURRENT_SCHEMA', 'CURRENT_USER'];
/** What is no more than a count, and longer than anybody looks back. */
const WHOLE_DAYS = /^\d{1,5}$/;
const UNITS = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'];

/** One operand, with the subscripts and fields that hang on it, all of one level. */
export function readPrimary(reader: Reader): Expression {
  const { cursor } = reader;
  const parts = [readBare(reader)];
  const fields: Identifier[] = [];
  for (;;) {
    if (cursor.takes('[')) {
      parts.push(reader.expression());
      cursor.expect(']');
    } else if (cursor.sees('.') && cursor.isIdentifier(1)) {
      cursor.expect('.');
      fields.push(cursor.identifier());
    } else if (fields.length > 0) return { type: 'fields', parts, fields };
    else return joined(parts);
  }
}

/** What follows AT TIME ZONE. */
export function readZone(reader: Reader): void {
  if (reader.cursor.sees('INTERVAL')) readInterval(reader);
  else expectString(reader);
}

function readBare(reader: Reader): Expression {
  const { cursor } = reader;
  const { kind, text } = cursor.peek();
  if (kind === 'number' || kind === 'string') {
    cursor.next();
    return literal({ type: kind, text });
  }
  if (kind === 'opaque') {
    cursor.next();
    if (cursor.takes('UESCAPE')) expectString(reader);
    return constant();
  }
  if (cursor.takes('?')) return literal({ type: 'parameter', text: String(reader.countParameter()) });
  if (seesLambda(reader)) return readLambda(reader);
  if (cursor.takes('(')) return readParenthesized(reader);
  const word = readWord(reader) ?? readForm(reader);
  if (word !== null) return word;
  if (!cursor.isIdentifier()) throw cursor.stop('an expression');
  return readName(reader);
}

function readWord({ cursor }: Reader): Expression | null {
  const truth = cursor.takesOneOf('TRUE', 'FALSE');
  if (truth !== undefined) return literal({ type: 'boolean', text: truth.toLowerCase() });
  if (cursor.takes('NULL')) return literal({ type: 'null', text: '' });
  if (cursor.takesOneOf(...WHO_AND_WHERE) !== undefined) return constant();
  const moment = cursor.takesOneOf(...MOMENTS);
  if (moment === undefined) return null;
  if (moment === 'CURRENT_DATE') return { type: 'of', parts: [], made: { by: 'today' } };
  if (cursor.takes('(')) {
    if (cursor.next().kind !== 'number') throw cursor.stop('a number of digits');
    cursor.expect(')');
  }
  return constant();
}

function readName(reader: Reader): Expression {
  const { cursor } = reader;
  const typed = readTypedLiteral(reader);
  if (typed !== null) return typed;
  if (cursor.sees('INTERVAL') && (cursor.peek(1).kind === 'string' || /^[-+]$/.test(cursor.peek(1).sign)))
    return readInterval(reader);
  const parts: Identifier[] = [cursor.identifier()];
  while (cursor.sees('.') && cursor.isIdentifier(1)) {
    cursor.expect('.');
    parts.push(cursor.identifier());
  }
  return cursor.sees('(') ? readCall(reader, parts) : { type: 'name', parts };
}

/** `DATE '2026-11-12'`, and the other types that may stand before a string. */
function readTypedLiteral({ cursor }: Reader): Expression | null {
  const { sign } = cursor.peek();
  const precision = sign === 'DOUBLE' && cursor.peek(1).sign === 'PRECISION' ? 1 : 0;
  const string = cursor.peek(1 + precision);
  if (sign === '' || sign === 'INTERVAL' || string.kind !== 'string') return null;
  for (let read = 0; read < 2 + precision; read += 1) cursor.next();
  if (sign === 'DATE') return literal({ type: 'date', text: string.text });
  if (sign === 'TIMESTAMP') return literal({ type: 'timestamp', text: string.text });
  return constant();
}

function readInterval(reader: Reader): Expression {
  const { cursor } = reader;
  cursor.expect('INTERVAL');
  const isNegative = cursor.takesOneOf('+', '-') === '-';
  const { text } = cursor.peek();
  expectString(reader);
  const isOfDays = cursor.sees('DAY');
  expectUnit(reader);
  if (cursor.takes('TO')) expectUnit(reader);
  else if (isOfDays && WHOLE_DAYS.test(text))
    return { type: 'of', parts: [], made: { by: 'interval', days: Number(isNegative ? `-${text}` : text) } };
  return constant();
}

function readParenthesized(reader: Reader): Expression {
  return joined(readInParentheses(reader));
}

/** `x -> …`, `(x, y) -> …`, `() -> …` */
function seesLambda({ cursor }: Reader): boolean {
  if (cursor.isIdentifier()) return cursor.peek(1).sign === '->';
  if (!cursor.sees('(')) return false;
  let ahead = 1;
  while (cursor.isIdentifier(ahead) && cursor.peek(ahead + 1).sign === ',') ahead += 2;
  if (cursor.isIdentifier(ahead)) ahead += 1;
  return cursor.peek(ahead).sign === ')' && cursor.peek(ahead + 1).sign === '->';
}

function readLambda(reader: Reader): Expression {
  const { cursor } = reader;
  let parameters: readonly Identifier[] = [];
  if (cursor.takes('(')) {
    if (!cursor.sees(')')) parameters = cursor.list(() => cursor.identifier());
    cursor.expect(')');
  } else parameters = [cursor.identifier()];
  cursor.expect('->');
  return { type: 'lambda', parameters, body: reader.expression() };
}

function expectString({ cursor }: Reader): void {
  if (cursor.peek().kind !== 'string') throw cursor.stop('a string');
  cursor.next();
}

function expectUnit({ cursor }: Reader): void {
  if (cursor.takesOneOf(...UNITS) === undefined)
    throw cursor.stop('YEAR, MONTH, DAY, HOUR, MINUTE or SECOND');
}

function literal(value: Literal): Expression {
  return { type: 'literal', literal: value };
}

function constant(): Expression {
  return { type: 'of', parts: [] };
}
