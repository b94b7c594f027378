/**
 * What Glue is asked, so that it lists the partitions that the predicates of a query leave. A predicate that Glue might read
 * otherwise than Athena is left out: more partitions are listed then, never fewer. Pure.
 */

import type { Predicate } from '../queries/reads.ts';
import type { Literal } from '../queries/tree.ts';

import { writtenDay } from './query-days.ts';

export interface TypedKey {
  readonly name: string;
  /** As the catalog has it: `string`, `int`. */
  readonly type: string;
}

/** What Glue takes for an expression. */
const LONGEST_EXPRESSION = 2_048;

/** How many bits the numbers of a type have. */
const BITS: Readonly<Record<string, number>> = {
  tinyint: 8,
  smallint: 16,
  int: 32,
  integer: 32,
  bigint: 64,
};

/** What is compared alike everywhere: no quotes, nothing beyond ASCII, no space at an end. */
const PLAIN_TEXT = /^(?! )[ !#-&(-[\]-~]{1,200}(?<! )$/;

/** What stands in a statement for a value that is known by now. */
export interface Known {
  /** The values of its parameters. */
  readonly bound: readonly Literal[];
  /** See `todayAt`. */
  readonly today: string | null;
}

/** An expression that each partition meets which these predicates of its table leave; null where that is all of them. */
export function narrowingOf(
  predicates: readonly Predicate[],
  keys: readonly TypedKey[],
  known: Known,
): string | null {
  let expression = '';
  for (const predicate of predicates) {
    const key = keys.find(({ name }) => name.toLowerCase() === predicate.column);
    const condition = key === undefined ? null : conditionOf(predicate, key, known);
    if (condition === null) continue;
    const longer = expression === '' ? condition : `${expression} AND ${condition}`;
    // A later one may still have room.
    if (longer.length <= LONGEST_EXPRESSION) expression = longer;
  }
  return expression === '' ? null : expression;
}

function conditionOf(
  { operator, literals }: Predicate,
  { name, type }: TypedKey,
  known: Known,
): string | null {
  if (!/^[a-z_]\w*$/i.test(name)) return null;
  const values: string[] = [];
  for (const literal of literals) {
    const meant = meantBy(literal, known);
    const value = meant === null ? null : valueOf(meant, type.toLowerCase());
    if (value === null) return null;
    values.push(value);
  }
  const [first = '', last = ''] = values;
  switch (operator) {
    case 'in':
      return `${name} IN (${values.join(', ')})`;
    case 'between':
      return `${name} >= ${first} AND ${name} <= ${last}`;
    default:
      return `${name} ${operator} ${first}`;
  }
}

function meantBy(literal: Literal, { bound, today }: Known): Literal | null {
  if (literal.type === 'parameter') return bound[Number(literal.text)] ?? null;
  return literal.day === undefined ? literal : writtenDay(literal.day, today);
}

/** As Glue writes it; null for what does not surely mean the same there for a key of this type. */
function valueOf({ type, text }: Literal, keyType: string): string | null {
  const bits = BITS[keyType];
  if (bits !== undefined) return type === 'number' ? wholeNumber(text, bits) : null;
  if (keyType === 'date') return type === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(text) ? `'${text}'` : null;
  const isText = /^(?:string|varchar(?:\(\d+\))?)$/.test(keyType);
  return isText && type === 'string' && PLAIN_TEXT.test(text) ? `'${text}'` : null;
}

function wholeNumber(text: string, bits: number): string | null {
  if (!/^-?\d{1,19}$/.test(text)) return null;
  const value = BigInt(text);
  return BigInt.asIntN(bits, value) === value ? String(value) : null;
}
