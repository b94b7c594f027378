/** What one rule of quality says of the data, to who asked it as a query. Pure. */

import type { Hidden } from '../queries/masks.ts';
import type { Finding } from './finding.ts';
import type { Brought, QueryRows } from './query-finding.ts';
import type { QualityRule } from './query-settings.ts';

import { amountText, faultWords, judged, wantedWords } from './judged-rule.ts';
import { costWords, rowsFinding } from './query-finding.ts';
import { worst } from './verdicts.ts';

export interface NamedRule {
  readonly name: string;
  readonly rule: QualityRule;
}

/** The verdict, with what the query cost; the rows stand below where they are not the one number. */
export function ruleFinding(
  { name, rule }: NamedRule,
  found: QueryRows,
  hidden: Hidden,
  brought: Brought,
): Finding {
  const rows = rowsFinding(found, hidden, brought);
  const result = judged(rule, found, hidden);
  const words =
    result.verdict === 'unknown'
      ? `${name}: expected one number, got ${result.came}`
      : `${result.verdict === 'fail' ? faultWords(rule) : name}: ${amountText(result.value)}, ${wantedWords(rule)} wanted`;
  return {
    ...rows,
    verdict: worst([result.verdict, rows.verdict]),
    summary: `${words}. ${costWords(brought.end, brought.settings)}`,
    facts: [...(rule.table === null ? [] : [{ label: 'Table', value: rule.table }]), ...rows.facts],
    table: result.verdict === 'unknown' ? rows.table : null,
  };
}
