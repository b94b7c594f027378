/** What goes wrong with a query, in Athena's words: the name of the fault, its place and a sentence. */

import { lineAndColumn } from './tokens.ts';

/** Of each name the type of error that Athena reports with it; those not listed are 1000. */
const ERROR_TYPES: Readonly<Record<string, number>> = {
  DIVISION_BY_ZERO: 1001,
  TYPE_MISMATCH: 1002,
  COLUMN_NOT_FOUND: 1006,
  INVALID_CAST_ARGUMENT: 1100,
  NOT_SUPPORTED: 1200,
  SCHEMA_NOT_FOUND: 1301,
  TABLE_NOT_FOUND: 1301,
  FUNCTION_NOT_FOUND: 1303,
};
const OTHER_ERROR_TYPE = 1000;

/** A query that fails. `name` is Trino's; without one the sentence stands alone, as those of Hive and of the service do. */
export class QueryFailure extends Error {
  /** 1 is the service's fault, 2 the asker's. */
  readonly category: 1 | 2;
  readonly errorType: number;

  constructor(name: string | null, sentence: string, category: 1 | 2 = 2) {
    super(name === null ? sentence : `${name}: ${sentence}`);
    this.name = 'QueryFailure';
    this.category = category;
    this.errorType = (name === null ? undefined : ERROR_TYPES[name]) ?? OTHER_ERROR_TYPE;
  }
}

/** A text that is no statement: refused when it is started, there is no execution of it. */
export class MalformedQuery extends Error {}

/** The place of a fault as Athena begins its sentences with: `line 1:8: `. */
export function at(sql: string, offset: number): string {
  return `line ${lineAndColumn(sql, offset)}: `;
}
