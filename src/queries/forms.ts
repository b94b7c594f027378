/** Reads the expressions that have a grammar of their own: CASE, CAST, EXTRACT, the JSON functions and their kin. Pure. */

import type { Reader } from './reader.ts';
import type { Expression } from './tree.ts';

import { pickedBy, readAfterCall } from './call.ts';
import { readInParentheses, seesQuery } from './reader.ts';
import { readType } from './type-name.ts';
import { readOrderBy } from './window.ts';

type Form = (reader: Reader) => Expression;

const FIELDS =
  'YEAR QUARTER MONTH WEEK DAY DAY_OF_MONTH DAY_OF_WEEK DOW DAY_OF_YEAR DOY YEAR_OF_WEEK YOW HOUR MINUTE SECOND TIMEZONE_HOUR TIMEZONE_MINUTE'.split(
    ' ',
  );

/** By the word that begins it. */
const FORMS: Readonly<Record<string, Form>> = {
  CASE: readCase,
  CAST: readCast,
  TRY_CAST: readCast,
  EXISTS: readExists,
  EXTRACT: readExtract,
  TRIM: readTrim,
  SUBSTRING: readSubstring,
  POSITION: readPosition,
  NORMALIZE: readNormalize,
  LISTAGG: readListagg,
  GROUPING: readGroupingOf,
  ROW: (reader) => inParentheses(reader, () => reader.cursor.list(reader.expression)),
  ARRAY: readArray,
  JSON_EXISTS: readJson,
  JSON_QUERY: readJson,
  JSON_VALUE: readJson,
};

/** Of these none is a name where a parenthesis follows; ARRAY is one unless a bracket follows. */
export function readForm(reader: Reader): Expression | null {
  const { cursor } = reader;
  const { sign } = cursor.peek();
  const form = FORMS[sign];
  const opens = sign === 'ARRAY' ? '[' : '(';
  if (form === undefined || (sign !== 'CASE' && !cursor.sees(sign, opens))) return null;
  cursor.next();
  return form(reader);
}

function readCase(reader: Reader): Expression {
  const { cursor } = reader;
  const parts = cursor.sees('WHEN') ? [] : [reader.expression()];
  do {
    cursor.expect('WHEN');
    parts.push(reader.expression());
    cursor.expect('THEN');
    parts.push(reader.expression());
  } while (cursor.sees('WHEN'));
  if (cursor.takes('ELSE')) parts.push(reader.expression());
  cursor.expect('END');
  return { type: 'of', parts };
}

function readCast(reader: Reader): Expression {
  const { cursor } = reader;
  cursor.expect('(');
  const value = reader.expression();
  cursor.expect('AS');
  const to = readType(cursor);
  cursor.expect(')');
  return { type: 'cast', value, to };
}

function readExists(reader: Reader): Expression {
  const { cursor } = reader;
  cursor.expect('(');
  if (!seesQuery(cursor) && !cursor.sees('(')) throw cursor.stop('a query');
  return { type: 'of', parts: readInParentheses(reader) };
}

function readExtract(reader: Reader): Expression {
  const { cursor } = reader;
  return inParentheses(reader, () => {
    if (cursor.takesOneOf(...FIELDS) === undefined) throw cursor.stop('a part of a time, such as YEAR');
    cursor.expect('FROM');
    return [reader.value()];
  });
}

function readTrim(reader: Reader): Expression {
  const { cursor } = reader;
  return inParentheses(reader, () => {
    const side = cursor.takesOneOf('LEADING', 'TRAILING', 'BOTH');
    if (cursor.takes('FROM')) return [reader.value()];
    const parts = [reader.value()];
    if (side === undefined && !cursor.sees('FROM') && !cursor.sees(',')) return parts;
    if (side !== undefined || !cursor.takes(',')) cursor.expect('FROM');
    return [...parts, reader.value()];
  });
}

function readSubstring(reader: Reader): Expression {
  const { cursor } = reader;
  return inParentheses(reader, () => {
    const parts = [reader.expression()];
    if (cursor.takes('FROM')) {
      parts.push(reader.value());
      if (cursor.takes('FOR')) parts.push(reader.value());
    } else if (cursor.takes(',')) return [...parts, ...cursor.list(reader.expression)];
    return parts;
  });
}

function readPosition(reader: Reader): Expression {
  const { cursor } = reader;
  return inParentheses(reader, () => {
    const searched = reader.value();
    cursor.expect('IN');
    return [searched, reader.value()];
  });
}

function readNormalize(reader: Reader): Expression {
  const { cursor } = reader;
  return inParentheses(reader, () => {
    const value = reader.value();
    if (cursor.takes(',') && cursor.takesOneOf('NFC', 'NFD', 'NFKC', 'NFKD') === undefined)
      throw cursor.stop('NFC, NFD, NFKC or NFKD');
    return [value];
  });
}

function readListagg(reader: Reader): Expression {
  const { cursor } = reader;
  cursor.expect('(');
  const distinct = cursor.takesOneOf('DISTINCT', 'ALL') === 'DISTINCT';
  const value = reader.expression();
  if (cursor.takes(',')) readString(reader);
  cursor.expect(')', 'WITHIN', 'GROUP', '(');
  const order = readOrderBy(reader).map(({ expression }) => expression);
  cursor.expect(')');
  return { type: 'of', parts: [...pickedBy(distinct, [value, ...order]), ...readAfterCall(reader)] };
}

/** The columns of a grouping, by name. */
function readGroupingOf(reader: Reader): Expression {
  const { cursor } = reader;
  return inParentheses(reader, () =>
    cursor.list(() => {
      const parts = [cursor.identifier('a column')];
      while (cursor.takes('.')) parts.push(cursor.identifier('a column'));
      return { type: 'name', parts };
    }),
  );
}

function readArray(reader: Reader): Expression {
  const { cursor } = reader;
  cursor.expect('[');
  if (cursor.takes(']')) return { type: 'of', parts: [] };
  const parts = cursor.list(reader.expression);
  cursor.expect(']');
  return { type: 'of', parts };
}

/** The path, a type to return, and what becomes of an empty value or an error as a value or as NULL. */
function readJson(reader: Reader): Expression {
  const { cursor } = reader;
  return inParentheses(reader, () => {
    const parts = [reader.expression()];
    cursor.takes('FORMAT', 'JSON');
    cursor.expect(',');
    readString(reader);
    if (cursor.takes('RETURNING')) readType(cursor);
    while (cursor.takesOneOf('NULL', 'ERROR', 'TRUE', 'FALSE', 'UNKNOWN') !== undefined) {
      cursor.expect('ON');
      if (cursor.takesOneOf('EMPTY', 'ERROR') === undefined) throw cursor.stop('EMPTY or ERROR');
    }
    return parts;
  });
}

function readString({ cursor }: Reader): void {
  if (cursor.peek().kind !== 'string') throw cursor.stop('a string');
  cursor.next();
}

function inParentheses({ cursor }: Reader, read: () => readonly Expression[]): Expression {
  cursor.expect('(');
  const parts = read();
  cursor.expect(')');
  return { type: 'of', parts };
}
