/** The ruleset that silver-users evaluates on the rows it has just written, and what it comes to. */

import type { Account } from '../aws/account.ts';
import type { GlueRun } from '../aws/glue.ts';
import type { QualityRuleResult } from '../aws/glue-quality.ts';

/** As many as a day of the table has. */
const USERS = 500;
const EVALUATED_WITHIN_MS = 400;

/** All pass, but for the one that counts users without an id. */
const PASSED: readonly string[] = [
  'IsUnique "user_id"',
  'ColumnValues "plan" in ["free","pro","team"]',
  'ColumnValues "email" matches "[^@]+@[^@]+"',
  'RowCount > 100',
];

/** Puts the result of a run that ends now. */
export function recordQuality({ quality, now }: Account, run: GlueRun, nullUsers: number): void {
  quality.put({
    ruleset: 'users-of-silver',
    table: null,
    job: { name: run.job, run: run.id, context: 'users' },
    startedAt: now() - EVALUATED_WITHIN_MS,
    completedAt: now(),
    rules: [completeness(nullUsers), ...PASSED.map(passed)],
  });
}

function completeness(nullUsers: number): QualityRuleResult {
  const share = (USERS - nullUsers) / USERS;
  return {
    name: 'Rule_1',
    description: 'IsComplete "user_id"',
    result: nullUsers === 0 ? 'PASS' : 'FAIL',
    message: nullUsers === 0 ? null : `Value: ${share} does not meet the constraint requirement!`,
  };
}

function passed(description: string, index: number): QualityRuleResult {
  return { name: `Rule_${index + 2}`, description, result: 'PASS', message: null };
}
