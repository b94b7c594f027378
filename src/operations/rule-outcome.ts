/** How one rule of quality came out among others, and what its query cost: plain data, which a run keeps until all are in. */

import type { Judged } from './judged-rule.ts';
import type { QualityRule } from './query-settings.ts';

import { z } from 'zod';

import { withoutStop } from '../lib/text.ts';
import { amountText, faultWords, wantedWords } from './judged-rule.ts';

export const outcomeShape = z.object({
  name: z.string(),
  table: z.string().nullable(),
  verdict: z.enum(['ok', 'fail', 'unknown']),
  /** What is wrong, or why nobody can say; empty for a rule that holds. */
  says: z.string(),
  /** Null where it answered no number. */
  value: z.string().nullable(),
  wanted: z.string(),
  /** What its query scanned, as far as Athena said, and whether that is billed. */
  scannedBytes: z.number(),
  isBilled: z.boolean(),
});

export interface RuleOutcome extends Readonly<z.infer<typeof outcomeShape>> {}

interface Rule {
  readonly name: string;
  readonly rule: QualityRule;
}

export type RuleCost = Pick<RuleOutcome, 'scannedBytes' | 'isBilled'>;

const NO_COST: RuleCost = { scannedBytes: 0, isBilled: false };

/** Of a rule whose query brought rows. */
export function outcomeOf({ name, rule }: Rule, judged: Judged, cost: RuleCost): RuleOutcome {
  const about = { ...aboutRule({ name, rule }), ...cost };
  if (judged.verdict === 'unknown')
    return {
      ...about,
      verdict: 'unknown',
      says: `expected one number, got ${judged.came}: its SQL has to answer one row of one column`,
      value: null,
    };
  const { verdict, value } = judged;
  return { ...about, verdict, says: verdict === 'fail' ? faultWords(rule) : '', value: amountText(value) };
}

/** What is known of a rule before it is asked. */
export type AboutRule = Pick<RuleOutcome, 'name' | 'table' | 'wanted'>;

/** The same of a rule as the configuration has it. */
export function aboutRule({ name, rule }: Rule): AboutRule {
  return { name, table: rule.table, wanted: wantedWords(rule) };
}

/** Of a rule that nobody can say anything of, because of this clause. */
export function unsaid(about: AboutRule, because: string, cost: RuleCost = NO_COST): RuleOutcome {
  const { name, table, wanted } = about;
  const says = withoutStop(because);
  return { name, table, wanted, verdict: 'unknown', says, value: null, ...cost };
}

/** `user ids are missing (14)`, `few users came yesterday (120 of at least 1,000)`: of a rule that fails. */
export function failureWords({ says, value, wanted }: RuleOutcome): string {
  // That none is wanted goes without saying.
  return wanted === 'at most 0' ? `${says} (${value})` : `${says} (${value} of ${wanted})`;
}
