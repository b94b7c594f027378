/** What a rule of quality says of the data, given the one number that its query answered. Pure. */

import type { Hidden } from '../queries/masks.ts';
import type { Finding, Verdict } from './finding.ts';
import type { Brought, QueryRows } from './query-finding.ts';
import type { QualityRule } from './query-settings.ts';

import { truncate } from '../lib/text.ts';
import { maskedColumns } from './masked-columns.ts';
import { costWords, rowsFinding } from './query-finding.ts';
import { numberText } from './units.ts';
import { worst } from './verdicts.ts';

/** As Athena writes whole numbers, decimals and doubles; not NaN and Infinity, which no bound can judge. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:E[+-]?\d+)?$/i;
const SHOWN = 100;

export interface NamedRule {
  readonly name: string;
  readonly rule: QualityRule;
}

/** The verdict, with what the query cost; the rows stand below where there is more than the number. */
export function ruleFinding(
  { name, rule }: NamedRule,
  found: QueryRows,
  hidden: Hidden,
  brought: Brought,
): Finding {
  const rows = rowsFinding(found, hidden, brought);
  const [cell = null] = found.rows[0] ?? [];
  const isHidden = maskedColumns(found.columns, hidden)[0] === true;
  const value = cell !== null && !isHidden && NUMBER.test(cell) ? Number(cell) : null;
  // As the rows show it: redacted, and not at all where it is masked.
  const came = rows.table?.rows[0]?.[0] ?? 'no row';
  const got = came === '' ? 'empty text' : truncate(came, SHOWN);
  const { verdict, words } =
    value === null
      ? { verdict: 'unknown' as const, words: `${name}: expected a number, got ${got}` }
      : judged({ name, rule }, value);
  const isAlone = found.rows.length === 1 && found.columns.length === 1 && !found.hadMore;
  return {
    ...rows,
    verdict: worst([verdict, rows.verdict]),
    summary: `${words}. ${costWords(brought.end, brought.settings)}`,
    facts: [...(rule.table === null ? [] : [{ label: 'Table', value: rule.table }]), ...rows.facts],
    table: isAlone ? null : rows.table,
  };
}

/** `at least 5 and at most 10`. */
export function wantedWords({ failAbove, failBelow }: QualityRule): string {
  return [
    ...(failBelow === null ? [] : [`at least ${amountText(failBelow)}`]),
    ...(failAbove === null ? [] : [`at most ${amountText(failAbove)}`]),
  ].join(' and ');
}

function judged(
  { name, rule }: NamedRule,
  value: number,
): { readonly verdict: Verdict; readonly words: string } {
  const { failAbove, failBelow, say } = rule;
  const fails = (failAbove !== null && value > failAbove) || (failBelow !== null && value < failBelow);
  const what = fails ? say.replace(/\.$/, '') : name;
  return {
    verdict: fails ? 'fail' : 'ok',
    words: `${what}: ${amountText(value)}, ${wantedWords(rule)} wanted`,
  };
}

/** Not rounded: what is a little above its bound must not read as if it were not. */
function amountText(value: number): string {
  return Number.isSafeInteger(value) ? numberText(value) : String(value);
}
