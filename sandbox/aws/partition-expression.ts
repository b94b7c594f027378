/**
 * The expressions that GetPartitions filters by, as far as they are honoured: partition keys compared with literals of
 * their type, also by IN, joined by AND. Whatever else Glue understands is refused, not guessed at. Pure.
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
const LITERAL = String.raw`(?:'(?:[^']|'')*'|-?\d+(?:\.\d+)?)`;
const COMPARISON = new RegExp(
  String.raw`\s*(?:"(?<quoted>[^"]+)"|(?<bare>\w+))\s*` +
    String.raw`(?:(?<sign><=|>=|<>|!=|=|<|>)\s*(?<one>${LITERAL})|in\s*\(\s*(?<list>${LITERAL}(?:\s*,\s*${LITERAL})*)\s*\))\s*`,
  'iy',
);
const LITERALS = new RegExp(LITERAL, 'g');
const AND = /and\b/iy;
const NUMERIC = /^(?:tinyint|smallint|int|integer|bigint|long|float|double|decimal\b.*)$/i;

/**
 * Compiles an expression over these keys; an empty one lets everything through. Throws `InvalidInputException`; the filter
 * throws `InvalidStateException` for a value that is none of its key's type.
 */
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
  const compares = COMPARISONS[groups['sign'] ?? '='];
  if (key === undefined) {
    throw new AwsRefusal('InvalidInputException', `Unknown partition key ${name} in ${expression}`);
  }
  const isNumeric = NUMERIC.test(key.type);
  const written = groups['one'] === undefined ? (groups['list']?.match(LITERALS) ?? []) : [groups['one']];
  if (compares === undefined || written.some((literal) => literal.startsWith("'") === isNumeric))
    throw unsupported(expression);
  const literals = written.map((one) => (isNumeric ? one : one.slice(1, -1).replaceAll("''", "'")));
  return ({ values }) => {
    const value = values[place] ?? '';
    // As there: one partition with another value, such as Hive's for NULL, and no expression over the key is answered.
    if (isNumeric && Number.isNaN(Number(value)))
      throw new AwsRefusal('InvalidStateException', `"${value}" is not a ${key.type}.`);
    return literals.some((literal) =>
      compares(isNumeric ? Number(value) - Number(literal) : value < literal ? -1 : +(value > literal)),
    );
  };
}

function unsupported(expression: string): AwsRefusal {
  return new AwsRefusal(
    'InvalidInputException',
    `Unsupported expression '${expression}': the sandbox honours comparisons of partition keys with literals of their type, and IN, joined by AND`,
  );
}
