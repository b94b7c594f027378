/**
 * Walks over the tokens of a statement, and stops where the grammar expects something else. It also counts how deep the
 * grammar is nested, so that no text exhausts the stack. Pure.
 */

import type { Identifier } from './tree.ts';
import type { Token } from './tokens.ts';

import { placeOf, SqlStop } from './refusal.ts';
import { DOES, NO_BARE_ALIAS, RESERVED } from './words.ts';

export interface Cursor {
  readonly sql: string;
  peek(ahead?: number): Token;
  next(): Token;
  /** Whether the next tokens are these words and symbols. */
  sees(first: string, ...more: readonly string[]): boolean;
  /** Goes over these words and symbols if they come next, all or none. */
  takes(first: string, ...more: readonly string[]): boolean;
  /** Goes over these, or stops. */
  expect(...signs: readonly string[]): void;
  /** One of these words, if it comes next. */
  takesOneOf(...words: readonly string[]): string | undefined;
  /** Reads at least one of something, with commas between. */
  list<T>(read: () => T): readonly T[];
  /** Reads something that may hold itself. */
  nested<T>(read: () => T): T;
  isIdentifier(ahead?: number): boolean;
  identifier(expected?: string): Identifier;
  /** A name that may stand without AS before it. */
  bareAlias(): Identifier | null;
  stop(expected: string, hint?: string, at?: Token): SqlStop;
}

/** Deeper than anybody writes, and far from what the stack holds. */
export const MOST_NESTED = 100;

const GOES_ON = 'Athena reads Trino SQL: mend the statement at this place.';

/** A cursor before the first token. */
export function createCursor(sql: string, tokens: readonly Token[]): Cursor {
  const end: Token = { kind: 'end', text: '', sign: '', at: sql.length, end: sql.length };
  let position = 0;
  let depth = 0;

  function peek(ahead = 0): Token {
    return tokens[position + ahead] ?? end;
  }

  function sees(first: string, ...more: readonly string[]): boolean {
    return peek().sign === first && more.every((sign, index) => peek(index + 1).sign === sign);
  }

  function takes(first: string, ...more: readonly string[]): boolean {
    if (!sees(first, ...more)) return false;
    position += 1 + more.length;
    return true;
  }

  function stop(expected: string, hint = GOES_ON, at = peek()): SqlStop {
    const write = at.kind === 'word' ? DOES[at.sign] : undefined;
    const got = write === undefined ? shown(at) : `${at.sign}, which ${write}`;
    return new SqlStop({ sentence: `Expected ${expected}, got ${got}.`, at: placeOf(sql, at.at), hint });
  }

  function isIdentifier(ahead = 0): boolean {
    const { kind, sign } = peek(ahead);
    return kind === 'quoted' || (kind === 'word' && !RESERVED.has(sign));
  }

  function next(): Token {
    const token = peek();
    position += 1;
    return token;
  }

  function identifier(expected = 'a name'): Identifier {
    if (!isIdentifier())
      throw stop(expected, 'A name that is a word of SQL, or has other signs, goes into double quotes.');
    const { text, at } = next();
    return { name: text, at };
  }

  return {
    sql,
    peek,
    next,
    sees,
    takes,
    expect(...signs) {
      for (const sign of signs) if (!takes(sign)) throw stop(sign);
    },
    takesOneOf(...words) {
      const { sign } = peek();
      if (sign === '' || !words.includes(sign)) return undefined;
      position += 1;
      return sign;
    },
    list(read) {
      const all = [read()];
      while (takes(',')) all.push(read());
      return all;
    },
    nested(read) {
      depth += 1;
      if (depth > MOST_NESTED)
        throw new SqlStop({
          sentence: `Expected at most ${MOST_NESTED} levels inside each other, got more.`,
          at: placeOf(sql, peek().at),
          hint: 'Take parentheses away, or name parts of the query with WITH.',
        });
      const value = read();
      depth -= 1;
      return value;
    },
    isIdentifier,
    identifier,
    bareAlias() {
      return isIdentifier() && !NO_BARE_ALIAS.has(peek().sign) ? identifier() : null;
    },
    stop,
  };
}

/** A token as a person would call it. */
function shown({ kind, text }: Token): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  switch (kind) {
    case 'end':
      return 'the end of the statement';
    case 'string':
      return `the string '${short}'`;
    case 'quoted':
      return `the name "${short}"`;
    case 'backquoted':
      return 'a name in backquotes, which Trino does not read';
    default:
      return short;
  }
}
