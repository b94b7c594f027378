/**
 * The expressions that GetPartitions filters by, as far as they are honoured: partition keys compared with a literal of
 * their type, joined by AND. Whatever else Glue understands is refused, not guessed at. Pure.
 */

import type { CatalogColumn, CatalogPartition } from './glue-catalog.ts';

import { AwsRefusal } from './refusal.ts';

export type PartitionFilter = (partition: Pick<CatalogPartition, 'values'>) => boolean;

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};
const COMPARISON =
  /\s*(?:"(?<quoted>[^"]+)"|(?<bare>\w+))\s*(?<sign><=|>=|<>|!=|=|<|>)\s*(?:'(?<text>(?:[^']|'')*)'|(?<number>-?\d+(?:\.\d+)?))\s*/y;
const AND = /and\b/iy;
const NUMERIC = /^(?:tinyint|smallint|int|integer|bigint|long|float|double|decimal\b.*)$/i;

/** Compiles an expression over these keys; an empty one lets everything through. Throws `InvalidInputException`. */
export function compilePartitionExpression(
  expression: string,
  keys: readonly CatalogColumn[],
): PartitionFilter {
  if (expression.trim() === '') return () => true;
  const filters: PartitionFilter[] = [];
  let position = 0;
  for (;;) {
    COMPARISON.lastIndex = position;
    const groups = COMPARISON.exec(expression)?.groups;
    if (groups === undefined) throw unsupported(expression);
    filters.push(comparison(groups, keys, expression));
    position = COMPARISON.lastIndex;
    if (position >= expression.length) return (partition) => filters.every((filter) => filter(partition));
    AND.lastIndex = position;
    if (!AND.test(expression)) throw unsupported(expression);
    position = AND.lastIndex;
  }
}

function comparison(
  groups: Readonly<Record<string, string | undefined>>,
  keys: readonly CatalogColumn[],
  expression: string,
): PartitionFilter {
  const name = (groups['quoted'] ?? groups['bare'] ?? '').toLowerCase();
  const place = keys.findIndex((key) => key.name.toLowerCase() === name);
  const key = keys[place];
  const compares = COMPARISONS[groups['sign'] ?? ''];
  if (key === undefined) {
    throw new AwsRefusal('InvalidInputException', `Unknown partition key ${name} in ${expression}`);
  }
  const isNumeric = NUMERIC.test(key.type);
  const literal = isNumeric ? groups['number'] : groups['text']?.replaceAll("''", "'");
  if (literal === undefined || compares === undefined) throw unsupported(expression);
  return ({ values }) => {
    const value = values[place] ?? '';
    return compares(isNumeric ? Number(value) - Number(literal) : value < literal ? -1 : +(value > literal));
  };
}

function unsupported(expression: string): AwsRefusal {
  return new AwsRefusal(
    'InvalidInputException',
    `Unsupported expression '${expression}': the sandbox honours comparisons of partition keys with a literal of their type, joined by AND`,
  );
}
