/** What DuckDB refuses, as Trino would have: the name of the fault, the place where it stands in the question. */

import type { Question, Translated } from './translate.ts';

import { at, QueryFailure } from './failure.ts';

/** What to make of a sentence of DuckDB's. `place` finds a column or a call that it names. */
type Told = (
  match: RegExpExecArray,
  place: (word?: string) => string,
) => readonly [name: string | null, sentence: string];

const UNRESOLVED = 'cannot be resolved or requester is not authorized to access requested resources';

const FAULTS: readonly (readonly [RegExp, Told])[] = [
  [/Division by zero/i, () => ['DIVISION_BY_ZERO', 'Division by zero']],
  [
    /Referenced column "([^"]+)" not found/,
    ([, column], place) => ['COLUMN_NOT_FOUND', `${place(column)}Column '${column}' ${UNRESOLVED}`],
  ],
  [
    /(?:Values list|Table) "([^"]+)" does not have a column named "([^"]+)"/,
    ([, table, column], place) => [
      'COLUMN_NOT_FOUND',
      `${place(`${table}.${column}`)}Column '${table}.${column}' ${UNRESOLVED}`,
    ],
  ],
  [
    /Referenced table "([^"]+)" not found/,
    ([, table], place) => ['COLUMN_NOT_FOUND', `${place()}Column '${table}' ${UNRESOLVED}`],
  ],
  [
    /Ambiguous reference to column name "([^"]+)"/,
    ([, column], place) => ['AMBIGUOUS_NAME', `${place(column)}Column '${column}' is ambiguous`],
  ],
  [
    /column "([^"]+)" must appear in the GROUP BY clause/i,
    ([, column], place) => [
      'EXPRESSION_NOT_AGGREGATE',
      `${place(column)}'${column}' must be an aggregate expression or appear in GROUP BY clause`,
    ],
  ],
  [
    /Could not convert string '(.*?)' to (\w+)|Failed to cast value.*'(.*)'.*to (\w+)/,
    ([, text, type, other, otherType]) => [
      'INVALID_CAST_ARGUMENT',
      `Cannot cast '${text ?? other}' to ${trinoType(type ?? otherType)}`,
    ],
  ],
  [
    /(?:date|timestamp) field value out of range: "([^"]*)"|invalid (?:date|timestamp) field format: "([^"]*)"/i,
    ([, first, second]) => ['INVALID_CAST_ARGUMENT', `Value cannot be cast to date: ${first ?? second}`],
  ],
  [
    /(?:function call "|argument types ')(\W+)\(([A-Z_]+)[^,]*, ([A-Z_]+)[^)]*\)/,
    ([, operator, left, right], place) => [
      'TYPE_MISMATCH',
      `${place(operator)}Cannot apply operator: ${trinoType(left)} ${operator} ${trinoType(right)}`,
    ],
  ],
  [
    /No function matches the given name and argument types '(?:\w+\.)*(\w+)\(([^']*)\)'/,
    ([, name, types], place) => [
      'FUNCTION_NOT_FOUND',
      `${place(name)}Unexpected parameters (${types?.toLowerCase()}) for function ${name}`,
    ],
  ],
  [
    /Cannot compare values of type (\S+) and (?:type )?(\S+)/,
    ([, left, right], place) => [
      'TYPE_MISMATCH',
      `${place()}Cannot apply operator: ${trinoType(left)} = ${trinoType(right)}`,
    ],
  ],
  [/Out of Memory/i, () => [null, 'Query exhausted resources at this scale factor']],
  [/^(?:Binder|Parser) Error: ([^\n]+)/, ([, words], place) => ['SYNTAX_ERROR', `${place()}${words}`]],
  [/^Conversion Error: ([^\n]+)/, ([, words]) => ['INVALID_CAST_ARGUMENT', `${words}`]],
  [
    /^(?:Out of Range|Invalid Input) Error: ([^\n]+)/,
    ([, words]) => ['INVALID_FUNCTION_ARGUMENT', `${words}`],
  ],
];

/** The failure of a query that DuckDB did not run. */
export function failureOf(error: unknown, { sql }: Question, translated: Translated): QueryFailure {
  if (error instanceof QueryFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const place = (word?: string): string =>
    at(sql, (word === undefined ? null : translated.placeOf(word.toLowerCase())) ?? 0);
  for (const [pattern, told] of FAULTS) {
    const match = pattern.exec(message);
    if (match === null) continue;
    const [name, sentence] = told(match, place);
    return new QueryFailure(name, sentence, name === null ? 1 : 2);
  }
  return new QueryFailure('GENERIC_INTERNAL_ERROR', message.split('\n')[0] ?? '', 1);
}

function trinoType(type: string | undefined): string {
  const name = (type ?? '')
    .toLowerCase()
    .replace(/_literal.*$/, '')
    .replace(/^string$/, 'varchar');
  return name.replace(/^int32$/, 'integer').replace(/^int64$/, 'bigint');
}
