/** The results of Glue Data Quality in the simulated account. It evaluates nothing: somebody puts what a ruleset came to. */

import { createHash } from 'node:crypto';

import { AwsRefusal } from './refusal.ts';

export interface QualityRuleResult {
  /** `Rule_1`. */
  readonly name: string;
  /** In the language of rulesets: `IsComplete "user_id"`. */
  readonly description: string;
  readonly result: 'PASS' | 'FAIL' | 'ERROR';
  /** Why it failed; null where it did not. */
  readonly message: string | null;
}

export interface QualityResult {
  /** `dqresult-` and 40 hex digits. */
  readonly id: string;
  readonly ruleset: string;
  /** The table that was evaluated on demand; null for rows in a job. */
  readonly table: { readonly database: string; readonly name: string } | null;
  /** The job that evaluated it under way, and what it calls these rows; null on demand. */
  readonly job: { readonly name: string; readonly run: string; readonly context: string } | null;
  readonly startedAt: number;
  readonly completedAt: number;
  readonly rules: readonly QualityRuleResult[];
}

export interface GlueQuality {
  put(result: Omit<QualityResult, 'id'>): QualityResult;
  /** In no order that means anything: Glue promises none. */
  results(): readonly QualityResult[];
  /** Throws `EntityNotFoundException` when there is none. */
  result(id: string): QualityResult;
}

/** No result yet. */
export function createGlueQuality(): GlueQuality {
  const results = new Map<string, QualityResult>();
  return {
    put(result) {
      const digest = createHash('sha256').update(JSON.stringify(result)).digest('hex');
      const put = { ...result, id: `dqresult-${digest.slice(0, 40)}` };
      results.set(put.id, put);
      return put;
    },
    results: () => [...results.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    result(id) {
      const found = results.get(id);
      if (found === undefined)
        throw new AwsRefusal('EntityNotFoundException', `Data Quality Result ${id} was not found.`);
      return found;
    },
  };
}

/** The share of its rules that passed. */
export function scoreOf({ rules }: Pick<QualityResult, 'rules'>): number {
  return rules.filter(({ result }) => result === 'PASS').length / Math.max(1, rules.length);
}
