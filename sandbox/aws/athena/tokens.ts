/**
 * The words of a SQL text as Trino reads them: where each begins and ends, comments left out. It knows no grammar;
 * what it cannot read is a token of its own, for the parser to stumble over.
 */

export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'symbol';

export interface Token {
  readonly kind: TokenKind;
  /** As it stands in the text. */
  readonly text: string;
  /** A word in lower case, a quoted name without its quotes; otherwise the text. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /(?:\s|--[^\n]*|\/\*[^]*?\*\/)+/y;
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['string', /'(?:[^']|'')*'/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['number', /(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['symbol', /->|=>|<>|!=|<=|>=|\|\||::|[^]/y],
];

/** All tokens of a text, in their order. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += lengthAt(SPACE, sql, at);
    if (at >= sql.length) return tokens;
    const token = tokenAt(sql, at);
    tokens.push(token);
    at = token.end;
  }
}

/** For each token that opens a bracket, the index of the one that closes it; the last token where none does. */
export function closingsOf(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const closings = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { text }] of tokens.entries()) {
    if (text === '(' || text === '[') open.push(index);
    if (text !== ')' && text !== ']') continue;
    const opened = open.pop();
    if (opened !== undefined) closings.set(opened, index);
  }
  for (const index of open) closings.set(index, tokens.length - 1);
  return closings;
}

/** Line and column of a place in a text, both from 1, as Athena counts them: `1:8`. */
export function lineAndColumn(sql: string, offset: number): string {
  const before = sql.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function tokenAt(sql: string, start: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    const length = lengthAt(pattern, sql, start);
    if (length === 0) continue;
    const text = sql.slice(start, start + length);
    return { kind, text, value: valueOf(kind, text), start, end: start + length };
  }
  throw new Error(`Expected some token at ${start}, got ${JSON.stringify(sql.slice(start, start + 10))}`);
}

function valueOf(kind: TokenKind, text: string): string {
  if (kind === 'word') return text.toLowerCase();
  if (kind === 'quoted') return text.slice(1, -1).replaceAll('""', '"');
  return text;
}

function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
