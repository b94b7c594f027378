/** Reads expressions: what binds them together, from OR down to the operators between values. Pure. */

import type { Reader } from './reader.ts';
import type { Comparison, Expression } from './tree.ts';

import { readPrimary, readZone } from './primary.ts';
import { joined, readInParentheses } from './reader.ts';

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** Any expression. */
export function readExpression(reader: Reader): Expression {
  const terms = [readAnd(reader)];
  while (reader.cursor.takes('OR')) terms.push(readAnd(reader));
  return joined(terms);
}

/** One without AND, OR, NOT and comparisons. Long chains are lists, so that they are no deeper than short ones. */
export function readValue(reader: Reader): Expression {
  const { cursor } = reader;
  const operands = [readOperand(reader)];
  const operators: string[] = [];
  for (;;) {
    const operator = cursor.takesOneOf('+', '-', '*', '/', '%', '||');
    if (operator === undefined) break;
    operators.push(operator);
    operands.push(readOperand(reader));
  }
  return joined(operands, { by: 'operators', operators });
}

function readAnd(reader: Reader): Expression {
  const first = readNot(reader);
  if (!reader.cursor.sees('AND')) return first;
  const parts = [first];
  while (reader.cursor.takes('AND')) parts.push(readNot(reader));
  return { type: 'and', parts };
}

function readNot(reader: Reader): Expression {
  let negated = false;
  while (reader.cursor.takes('NOT')) negated = true;
  const read = readPredicate(reader);
  return negated ? { type: 'of', parts: [read] } : read;
}

function readPredicate(reader: Reader): Expression {
  const { cursor } = reader;
  const value = readValue(reader);
  const operator = COMPARISONS[cursor.peek().sign];
  if (operator !== undefined) {
    cursor.next();
    return readComparison(reader, value, operator);
  }
  if (cursor.takes('IS')) return readIs(reader, value);
  const negated = cursor.takes('NOT');
  const read = readRange(reader, value);
  if (read === null) {
    if (negated) throw cursor.stop('BETWEEN, IN or LIKE after NOT');
    return value;
  }
  return negated ? { type: 'of', parts: [read] } : read;
}

function readComparison(reader: Reader, left: Expression, operator: Comparison): Expression {
  const { cursor } = reader;
  if (cursor.takesOneOf('ALL', 'SOME', 'ANY') === undefined)
    return { type: 'comparison', operator, left, right: readValue(reader) };
  cursor.expect('(');
  return { type: 'of', parts: [left, ...readInParentheses(reader)] };
}

function readIs(reader: Reader, value: Expression): Expression {
  const { cursor } = reader;
  cursor.takes('NOT');
  if (cursor.takes('NULL')) return { type: 'of', parts: [value] };
  cursor.expect('DISTINCT', 'FROM');
  return { type: 'of', parts: [value, readValue(reader)] };
}

function readRange(reader: Reader, value: Expression): Expression | null {
  const { cursor } = reader;
  if (cursor.takes('BETWEEN')) {
    const low = readValue(reader);
    cursor.expect('AND');
    return { type: 'between', value, parts: [low, readValue(reader)] };
  }
  if (cursor.takes('IN')) {
    cursor.expect('(');
    return { type: 'in', value, parts: readInParentheses(reader) };
  }
  if (!cursor.takes('LIKE')) return null;
  const parts = [value, readValue(reader)];
  if (cursor.takes('ESCAPE')) parts.push(readValue(reader));
  return { type: 'of', parts };
}

function readOperand(reader: Reader): Expression {
  const { cursor } = reader;
  let signs = '';
  for (let sign = cursor.takesOneOf('-', '+'); sign !== undefined; sign = cursor.takesOneOf('-', '+'))
    signs += sign;
  const read = readPrimary(reader);
  if (cursor.sees('AT', 'TIME', 'ZONE')) {
    while (cursor.takes('AT', 'TIME', 'ZONE')) readZone(reader);
    return { type: 'of', parts: [read] };
  }
  if (signs === '') return read;
  if (signs === '-' && read.type === 'literal' && read.literal.type === 'number')
    return { type: 'literal', literal: { type: 'number', text: `-${read.literal.text}` } };
  return { type: 'of', parts: [read] };
}
