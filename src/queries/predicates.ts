/**
 * What a condition asks of single columns, so that somebody who knows the partition keys sees what is read. It says too
 * little rather than too much: only what must hold for every row, only columns beside values. Pure.
 */

import type { Comparison, Expression, Literal } from './tree.ts';

import { dayOf } from './days.ts';
import { partsOf } from './parts.ts';

/** A comparison that every row of its tables has to meet. */
export interface Predicate {
  /** Numbers of tables in the statement: those of one FROM, of which the one with such a column is meant. */
  readonly tables: readonly number[];
  /** In small letters. */
  readonly column: string;
  readonly operator: Comparison | 'in' | 'between';
  readonly literals: readonly Literal[];
}

/** A table of a FROM. */
export interface Column {
  readonly table: number;
  /** Which relation of the FROM it is. */
  readonly relation: number;
  /** What may stand before its columns, joined by dots, in small letters. */
  readonly names: readonly string[];
  /** Columns that USING merged with those that an outer join may lack. */
  readonly merged: readonly string[];
}

/** A condition of more values is left unsaid. */
const MOST_LITERALS = 1_000;

const TURNED: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** The predicates of a condition that speaks of these tables. */
export function predicatesOf(condition: Expression, columns: readonly Column[]): readonly Predicate[] {
  const all = columns.map(({ table }) => table);
  return conjuncts(condition).flatMap((one) => {
    const read = readComparison(one);
    if (read === null) return [];
    const { name, operator, values } = read;
    if (values.length > MOST_LITERALS) return [];
    const literals = values.map(literalOf);
    const meant = findTables(name, columns, all);
    const column = name.at(-1);
    if (column === undefined || meant.length === 0 || literals.some((literal) => literal === null)) return [];
    return [{ tables: meant, column, operator, literals: literals.filter((literal) => literal !== null) }];
  });
}

/** All that AND binds together, in parentheses or not. */
function conjuncts(condition: Expression): readonly Expression[] {
  return condition.type === 'and' ? condition.parts.flatMap(conjuncts) : [condition];
}

interface Read {
  readonly name: readonly string[];
  readonly operator: Predicate['operator'];
  readonly values: readonly Expression[];
}

function readComparison(expression: Expression): Read | null {
  switch (expression.type) {
    case 'comparison': {
      const { left, right, operator } = expression;
      if (left.type === 'name') return { name: lower(left.parts), operator, values: [right] };
      if (right.type === 'name')
        return { name: lower(right.parts), operator: TURNED[operator], values: [left] };
      return null;
    }
    case 'in':
    case 'between': {
      const { type, value, parts } = expression;
      return value.type === 'name' ? { name: lower(value.parts), operator: type, values: parts } : null;
    }
    default:
      return null;
  }
}

function findTables(
  name: readonly string[],
  columns: readonly Column[],
  all: readonly number[],
): readonly number[] {
  const before = name.slice(0, -1).join('.');
  if (before !== '') return columns.filter(({ names }) => names.includes(before)).map(({ table }) => table);
  // USING merges a column of all tables alike.
  return columns[0]?.merged.includes(name.at(-1) ?? '') === true ? [] : all;
}

function literalOf(expression: Expression): Literal | null {
  if (expression.type === 'literal') return expression.literal;
  if (expression.type === 'cast' && expression.value.type === 'literal') {
    const { to, value } = expression;
    if ((to === 'date' || to === 'timestamp') && value.literal.type === 'string')
      return { type: to, text: value.literal.text };
  }
  if (!isConstant(expression)) return null;
  const day = dayOf(expression);
  return { type: 'constant', text: '', ...(day === null ? {} : { day }) };
}

function isConstant(expression: Expression): boolean {
  if (expression.type === 'name' || expression.type === 'query' || expression.type === 'lambda') return false;
  if (expression.type === 'literal') return expression.literal.type !== 'parameter';
  return partsOf(expression).every(isConstant);
}

function lower(parts: readonly { readonly name: string }[]): readonly string[] {
  return parts.map(({ name }) => name.toLowerCase());
}
