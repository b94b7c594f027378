/**
 * The words of somebody else's statement without its values, which may be of people: for every value stands `?`, comments
 * are gone, and of what these rules do not read nothing is said but its first word. Pure.
 */

import type { Token } from './tokens.ts';

import { SqlStop } from './refusal.ts';
import { readTokens } from './tokens.ts';

const VALUE = '?';
/** Any other word may be a value too. */
const FIRST =
  /^\s*(select|with|values|table|show|describe|desc|explain|insert|unload|merge|update|delete|create|alter|drop|truncate|msck|prepare|execute|deallocate|optimize|vacuum|grant|revoke)\b/i;
/** After these a name in double quotes or backquotes is one of a table; anywhere else it may be a value that somebody quoted wrongly. */
const BEFORE_A_TABLE: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'INTO', 'TABLE', 'UPDATE', '.']);

/** The statement with `?` for each value, one space wherever there was any; null for what does not read as SQL. */
export function shapeOf(sql: string): string | null {
  const tokens = tokensOf(sql);
  const [first] = tokens ?? [];
  // What begins like no statement may be anything that somebody pasted.
  if (tokens === null || first === undefined || !(first.sign === '(' || FIRST.test(first.text))) return null;
  let shape = '';
  let end = 0;
  for (const [place, token] of tokens.entries()) {
    const gap = token.at > end && shape !== '' ? ' ' : '';
    shape += `${gap}${textOf(sql, token, tokens[place - 1], tokens[place + 1])}`;
    end = token.end;
  }
  return shape.replaceAll(/\?(?: ?, ?\?)+/g, '?, …');
}

/** `SELECT …`, of what has no shape. */
export function firstWordOf(sql: string): string {
  const [, word] = FIRST.exec(sql) ?? [];
  return word === undefined ? 'a text that is no SQL' : `${word.toUpperCase()} …`;
}

function tokensOf(sql: string): readonly Token[] | null {
  try {
    return readTokens(sql).filter(({ kind }) => kind !== 'end');
  } catch (thrown) {
    if (thrown instanceof SqlStop) return null;
    throw thrown;
  }
}

function textOf(sql: string, { kind, at, end }: Token, before?: Token, after?: Token): string {
  const written = sql.slice(at, end);
  switch (kind) {
    case 'string':
    case 'opaque':
    case 'number':
      return VALUE;
    case 'quoted':
    case 'backquoted':
      return BEFORE_A_TABLE.has(before?.sign ?? '') || after?.sign === '.' ? written : VALUE;
    case 'word':
    case 'symbol':
    case 'end':
      return written;
  }
}
