/**
 * The text of a statement as tokens, by the rules of Trino. Where engines differ in what they would read, as in comments
 * inside comments, it stops instead of choosing. Pure.
 */

import { describeCharacter, findForbidden } from './characters.ts';
import { placeOf, SqlStop } from './refusal.ts';

export interface Token {
  /** `opaque` is a string whose value is not read here: `U&'…'`, `X'…'`. */
  readonly kind: 'word' | 'quoted' | 'backquoted' | 'string' | 'opaque' | 'number' | 'symbol' | 'end';
  /** A word or number as written; of what stands in quotes the content; a symbol itself. */
  readonly text: string;
  /** A word in capitals, a symbol itself, else empty: what is compared with the grammar. */
  readonly sign: string;
  readonly at: number;
  readonly end: number;
}

const SPACE = /[ \t\r\n]+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPAQUE = /(?:[uU]&|[xX])'/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const SYMBOL = /<>|!=|<=|>=|\|\||->|=>|[=<>+\-*/%().,;?[\]]/y;
const LINE_END = /[\r\n]/g;

/** All tokens, the last of which is the end. Throws `SqlStop`. */
export function readTokens(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  const forbidden = findForbidden(sql);
  if (forbidden !== -1) throw stopAtCharacter(sql, forbidden);
  let at = 0;
  while (at < sql.length) {
    const after = skipBlank(sql, at);
    if (after > at) {
      at = after;
      continue;
    }
    const token = readToken(sql, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', sign: '', at, end: at });
  return tokens;
}

/** After white space or a comment that begins here. */
function skipBlank(sql: string, at: number): number {
  if (sql.startsWith('--', at)) return endOfLineComment(sql, at);
  if (sql.startsWith('/*', at)) return endOfComment(sql, at);
  return at + (match(SPACE, sql, at)?.length ?? 0);
}

function endOfLineComment(sql: string, at: number): number {
  LINE_END.lastIndex = at;
  const end = LINE_END.exec(sql)?.index ?? sql.length;
  if (sql.charAt(end) === '\r' && sql.charAt(end + 1) !== '\n')
    throw stop(sql, end, {
      sentence: 'Expected the comment to end with a line feed, got a carriage return alone.',
      hint: 'Readers differ in where such a comment ends: break the line anew.',
    });
  return end;
}

function endOfComment(sql: string, at: number): number {
  const end = sql.indexOf('*/', at + 2);
  if (end === -1)
    throw stop(sql, at, {
      sentence: 'Expected */ to end the comment, got the end of the statement.',
      hint: 'Write */ after it, or remove the comment.',
    });
  const inner = sql.indexOf('/*', at + 2);
  if (inner !== -1 && inner < end)
    throw stop(sql, inner, {
      sentence: 'Expected the comment to end before another begins, got /* inside it.',
      hint: 'Readers differ in where comments inside comments end: remove one of them.',
    });
  return end + 2;
}

function readToken(sql: string, at: number): Token {
  const prefix = match(OPAQUE, sql, at);
  if (prefix !== undefined) {
    const end = endOfQuoted(sql, at + prefix.length - 1, "'");
    return { kind: 'opaque', text: sql.slice(at, end), sign: '', at, end };
  }
  const word = match(WORD, sql, at);
  if (word !== undefined)
    return { kind: 'word', text: word, sign: word.toUpperCase(), at, end: at + word.length };
  const number = match(NUMBER, sql, at);
  if (number !== undefined) return numberToken(sql, at, number);
  switch (sql.charAt(at)) {
    case "'":
      return quotedToken('string', sql, at, "'");
    case '"':
      return quotedToken('quoted', sql, at, '"');
    case '`':
      return quotedToken('backquoted', sql, at, '`');
    default: {
      const symbol = match(SYMBOL, sql, at);
      if (symbol === undefined) throw stopAtCharacter(sql, at);
      return { kind: 'symbol', text: symbol, sign: symbol, at, end: at + symbol.length };
    }
  }
}

function numberToken(sql: string, at: number, number: string): Token {
  const end = at + number.length;
  if (match(WORD, sql, end) !== undefined)
    throw stop(sql, at, {
      sentence: `Expected a number to end before a letter, got ${sql.slice(at, end + 1)}.`,
      hint: 'A name that begins with a digit goes into double quotes.',
    });
  return { kind: 'number', text: number, sign: '', at, end };
}

function quotedToken(
  kind: 'string' | 'quoted' | 'backquoted',
  sql: string,
  at: number,
  quote: string,
): Token {
  const end = endOfQuoted(sql, at, quote);
  const text = sql.slice(at + 1, end - 1).replaceAll(quote + quote, quote);
  if (kind !== 'string' && text === '')
    throw stop(sql, at, {
      sentence: `Expected a name between the quotes, got nothing.`,
      hint: "A string stands in single quotes: ''.",
    });
  return { kind, text, sign: '', at, end };
}

/** After the closing quote; a doubled one stands for itself. */
function endOfQuoted(sql: string, at: number, quote: string): number {
  for (let from = at + 1; ;) {
    const close = sql.indexOf(quote, from);
    if (close === -1)
      throw stop(sql, at, {
        sentence: `Expected ${quote} to end what it began, got the end of the statement.`,
        hint: `Write the closing ${quote}; inside, a quote is written twice.`,
      });
    if (sql.charAt(close + 1) !== quote) return close + 1;
    from = close + 2;
  }
}

function match(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

function stopAtCharacter(sql: string, at: number): SqlStop {
  const character = String.fromCodePoint(sql.codePointAt(at) ?? 0);
  const { name, hint } = describeCharacter(character);
  return stop(sql, at, { sentence: `Expected SQL, got ${name}.`, hint });
}

function stop(sql: string, at: number, said: { readonly sentence: string; readonly hint: string }): SqlStop {
  return new SqlStop({ ...said, at: placeOf(sql, at) });
}
