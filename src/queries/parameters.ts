/**
 * The parameters of a named query as Athena takes them: each is a piece of SQL, so that every value is written as one
 * literal of its type, and a value that is none of the type is refused. Pure.
 */

import type { Result } from '../lib/result.ts';
import type { Literal } from './tree.ts';

import { err, ok } from '../lib/result.ts';
import { storableText } from '../lib/text.ts';

/** A parameter of a named query; they stand for its `?` in order. */
export interface ParameterSpec {
  readonly name: string;
  readonly type: ParameterType;
  /** Where only these will do. */
  readonly choices?: readonly string[];
}

export type ParameterType = 'date' | 'timestamp' | 'string' | 'integer' | 'decimal' | 'boolean';

/** What Athena takes for one parameter. */
export const MOST_CHARACTERS = 1_024;

interface Kind {
  /** What is expected, for the sentence. */
  readonly expected: string;
  /** The literal, or null for what is no such value. */
  write(value: string): string | null;
}

const KINDS: Readonly<Record<ParameterType, Kind>> = {
  date: {
    expected: 'a date such as 2026-11-12',
    write: (value) => (isDate(value) ? `DATE '${value}'` : null),
  },
  timestamp: {
    expected: 'a time such as 2026-11-12 03:00:00',
    write: (value) => (isTimestamp(value) ? `TIMESTAMP '${value.replace('T', ' ')}'` : null),
  },
  string: {
    expected: 'text without NUL and halves of characters',
    write: (value) => (storableText(value) === value ? `'${value.replaceAll("'", "''")}'` : null),
  },
  integer: {
    expected: 'a whole number of 64 bits, such as 42',
    write: (value) =>
      /^-?\d{1,19}$/.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value) ? value : null,
  },
  decimal: {
    expected: 'a number of at most 38 digits, such as 0.25',
    write: (value) =>
      /^-?\d+(?:\.\d+)?$/.test(value) && value.replaceAll(/\D/g, '').length <= 38 ? value : null,
  },
  boolean: {
    expected: 'true or false',
    write: (value) => (value === 'true' || value === 'false' ? value : null),
  },
};

/** The literals in the order of the parameters, from values by name. The error is a sentence that repeats no value. */
export function bindParameters(
  spec: readonly ParameterSpec[],
  given: Readonly<Record<string, string>>,
): Result<readonly string[], string> {
  const names = spec.map(({ name }) => name);
  const stranger = Object.keys(given).find((name) => !names.includes(name));
  if (stranger !== undefined)
    return err(`Expected ${names.join(', ') || 'no parameter'}, got ${stranger.slice(0, 80)}.`);
  const bound: string[] = [];
  for (const one of spec) {
    const literal = bind(one, Object.hasOwn(given, one.name) ? given[one.name] : undefined);
    if (!literal.ok) return literal;
    bound.push(literal.value);
  }
  return ok(bound);
}

/** What a literal that `bindParameters` wrote says. */
export function readBound(literal: string): Literal {
  const [, type = 'string', text] = /^(?:(DATE|TIMESTAMP) )?'([\s\S]*)'$/.exec(literal) ?? [];
  if (text !== undefined) return { type: TYPES_IN_FRONT[type] ?? 'string', text: text.replaceAll("''", "'") };
  return { type: literal === 'true' || literal === 'false' ? 'boolean' : 'number', text: literal };
}

const TYPES_IN_FRONT: Readonly<Record<string, Literal['type']>> = { DATE: 'date', TIMESTAMP: 'timestamp' };

function bind({ name, type, choices }: ParameterSpec, value: string | undefined): Result<string, string> {
  const { expected, write } = KINDS[type];
  if (value === undefined)
    return err(`Expected ${name} to be ${type === 'string' ? 'some text' : expected}, got nothing.`);
  if (choices !== undefined && !choices.includes(value))
    return err(`Expected ${name} to be one of ${choices.join(', ')}, got something else.`);
  const literal = write(value);
  if (literal === null) return err(`Expected ${name} to be ${expected}, got something else.`);
  if (literal.length > MOST_CHARACTERS)
    return err(`Expected ${name} to be at most ${MOST_CHARACTERS} characters of SQL, got ${literal.length}.`);
  return ok(literal);
}

/** A day that there is. */
function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const at = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}

function isTimestamp(value: string): boolean {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d{1,6})?$/.exec(value) ?? [];
  return (
    day !== undefined &&
    time !== undefined &&
    isDate(day) &&
    !Number.isNaN(Date.parse(`${day}T${time}Z`)) &&
    !time.startsWith('24')
  );
}
