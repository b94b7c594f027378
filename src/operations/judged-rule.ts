/**
 * What a rule of quality says of the rows that its query brought: it holds, it fails, or nobody can say. One number is
 * expected, alone; what came in its place is told by its kind, as it may be a value of somebody. Pure.
 */

import type { Hidden } from '../queries/masks.ts';
import type { QueryRows } from './query-finding.ts';
import type { QualityRule } from './query-settings.ts';

import { count, withoutStop } from '../lib/text.ts';
import { maskedColumns } from './masked-columns.ts';
import { numberText } from './units.ts';

export type Judged =
  | { readonly verdict: 'ok' | 'fail'; readonly value: number }
  /** What came instead, by its kind: `2 columns`. */
  | { readonly verdict: 'unknown'; readonly came: string };

/** As Athena writes whole numbers, decimals and doubles; not NaN and Infinity, which no bound can judge. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:E[+-]?\d+)?$/i;
const NO_NUMBER = /^(?:NaN|-?Infinity)$/;

/** What the rule says of these rows. */
export function judged({ failAbove, failBelow }: QualityRule, found: QueryRows, hidden: Hidden): Judged {
  const { columns, rows, hadMore } = found;
  const [row] = rows;
  if (row === undefined) return unknown('no row');
  if (columns.length !== 1) return unknown(count(columns.length, 'column'));
  if (rows.length > 1 || hadMore) return unknown('more than one row');
  if (maskedColumns(columns, hidden)[0] === true) return unknown('what is masked');
  const cell = row[0] ?? null;
  if (cell === null) return unknown('NULL');
  if (!NUMBER.test(cell)) return unknown(kindOf(cell));
  const value = Number(cell);
  const fails = (failAbove !== null && value > failAbove) || (failBelow !== null && value < failBelow);
  return { verdict: fails ? 'fail' : 'ok', value };
}

/** `at least 5 and at most 10`. */
export function wantedWords({ failAbove, failBelow }: QualityRule): string {
  return [
    ...(failBelow === null ? [] : [`at least ${amountText(failBelow)}`]),
    ...(failAbove === null ? [] : [`at most ${amountText(failAbove)}`]),
  ].join(' and ');
}

/** What is wrong when it fails, so that it can stand inside a sentence. */
export function faultWords({ say }: QualityRule): string {
  return withoutStop(say);
}

/** Not rounded: what is a little above its bound must not read as if it were not. */
export function amountText(value: number): string {
  return Number.isSafeInteger(value) ? numberText(value) : String(value);
}

function unknown(came: string): Judged {
  return { verdict: 'unknown', came };
}

function kindOf(cell: string): string {
  if (cell === '') return 'empty text';
  return NO_NUMBER.test(cell) ? cell : 'text';
}
