/**
 * What stands for each `?` of a statement. As Athena does, a value that is an expression of constants goes in as such;
 * everything else, and whatever names something, goes in as the text that it is.
 */

import type { Edit } from './edits.ts';
import type { Token } from './tokens.ts';

import { at, QueryFailure } from './failure.ts';
import { tokensOf } from './tokens.ts';

const CONSTANT_WORDS = new Set(
  'as bigint boolean cast char date day decimal double false hour integer interval minute month null real second smallint time timestamp tinyint true varchar with year zone'.split(
    ' ',
  ),
);
const CONSTANT_SYMBOLS = new Set(['+', '-', '*', '(', ')', ',']);

/** The edits that put the values in. Too many are ignored where there is no `?` at all. */
export function parameterEdits(
  sql: string,
  tokens: readonly Token[],
  values: readonly string[],
): readonly Edit[] {
  const places = tokens.filter(({ text }) => text === '?');
  if (places.length !== values.length && places.length > 0) {
    throw new QueryFailure(
      'INVALID_PARAMETER_USAGE',
      `${at(sql, 0)}Incorrect number of parameters: expected ${places.length} but found ${values.length}`,
    );
  }
  return places.map(({ start, end }, index) => ({ start, end, text: asExpression(values[index] ?? '') }));
}

function asExpression(value: string): string {
  return isConstant(value) ? `(${value})` : `'${value.replaceAll("'", "''")}'`;
}

/** Whether a value is made of constants alone, without a bracket or a comment that could reach out of its place. */
function isConstant(value: string): boolean {
  const tokens = tokensOf(value);
  return (
    tokens.length > 0 &&
    tokens.every(
      ({ kind, text, value: word }) =>
        kind === 'string' ||
        kind === 'number' ||
        (kind === 'word' ? CONSTANT_WORDS.has(word) : CONSTANT_SYMBOLS.has(text)),
    ) &&
    isBalanced(tokens) &&
    !hasComment(value, tokens)
  );
}

function isBalanced(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const { text } of tokens) {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function hasComment(value: string, tokens: readonly Token[]): boolean {
  const between = tokens.map(({ end }, index) => value.slice(end, tokens[index + 1]?.start));
  return [value.slice(0, tokens[0]?.start), ...between].some((gap) => gap.trim() !== '');
}
