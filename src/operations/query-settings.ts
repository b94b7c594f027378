/** What a pipeline may be asked in Athena: where, how much, by whom, and what of the answer is hidden. Plain data. */

import type { Level } from '../access/may.ts';
import type { ParameterSpec } from '../queries/parameters.ts';

/** What the one number that a query answers may be. At least one of the two bounds is there. */
export interface QualityRule {
  /** What it is about; null where nobody says. */
  readonly table: string | null;
  readonly failAbove: number | null;
  readonly failBelow: number | null;
  /** What is wrong when it fails. */
  readonly say: string;
}

export interface NamedQuery {
  readonly name: string;
  readonly sql: string;
  /** For its `?` in order. */
  readonly parameters: readonly ParameterSpec[];
  readonly level: Level;
  /** Of a rule of quality, by which its answer is judged. */
  readonly rule?: QualityRule;
}

export interface QuerySettings {
  readonly workgroup: string;
  /** Where the workgroup writes results, `s3://bucket/prefix/`, for the IAM policy; null where nobody says. */
  readonly results: string | null;
  readonly catalogs: readonly string[];
  /** The first is the one that is meant where none is named. */
  readonly databases: readonly [string, ...string[]];
  /** Up to so many bytes a query runs unasked. */
  readonly runUpTo: number;
  /** Up to so many with the word of who asks; above, never. */
  readonly askUpTo: number;
  readonly timeoutMs: number;
  /** Dollars for each 10^12 bytes. */
  readonly pricePerTb: number;
  /** What the queries of a day may cost, dollars: said beside what was spent; null where nobody says. */
  readonly dailyLimit: number | null;
  /** The least level for SQL that is typed. */
  readonly adHoc: Level;
  readonly queries: readonly NamedQuery[];
  /** Columns whose values are hidden, by name. */
  readonly mask: readonly string[];
}
