/** What Glue Data Quality found lately: the newest result of each ruleset, with the rules that failed. Pure. */

import type { Estate } from './estate.ts';
import type { Verdict } from './finding.ts';

import { matchesPattern } from '../lib/pattern.ts';
import { count } from '../lib/text.ts';
import { named } from './estate.ts';
import { formatTime } from '../lib/moment.ts';
import { isTable } from './quality-rules.ts';
import { shareText } from './units.ts';

/** One result as a list has it. */
export interface GlueResultListed {
  readonly id: string;
  /** With its database; null where rows of a job were evaluated. */
  readonly table: string | null;
  /** The job run that evaluated it; null for one that was asked for on its own. */
  readonly job: { readonly name: string; readonly run: string } | null;
  /** Milliseconds; 0 where Glue does not say it. */
  readonly startedAt: number;
}

export interface GlueResult extends GlueResultListed {
  /** Of the ruleset, or of the rows where it has no name. */
  readonly name: string;
  /** From 0 to 1; null where Glue does not say it. */
  readonly score: number | null;
  readonly rules: readonly GlueRule[];
}

export interface GlueRule {
  /** `IsComplete "user_id"`. */
  readonly rule: string;
  /** One that could not be evaluated is `unknown`. */
  readonly verdict: 'ok' | 'fail' | 'unknown';
  /** What Glue said of it, redacted; empty where it said nothing. */
  readonly message: string;
}

/** What is known of Glue's half. */
export type GlueHalf =
  | {
      readonly state: 'read';
      /** The newest first. */
      readonly results: readonly GlueResult[];
      /** How far back was looked, in days. */
      readonly days: number;
      /** What is missing, sentences. */
      readonly missing: readonly string[];
    }
  | { readonly state: 'refused'; readonly because: string };

/** So many results of one source are looked into: a run may evaluate several rulesets. */
const OF_SOURCE = 5;
const MOST_RESULTS = 20;

/**
 * Of the results those that are looked into: of this pipeline, and about the table where one is named; of each job those of
 * its newest run, of each table the newest. The newest first.
 */
export function newestOf(
  listed: readonly GlueResultListed[],
  estate: Estate,
  table: string | null,
): readonly GlueResultListed[] {
  const ours = listed
    .filter((one) => isOurs(one, estate) && (table === null || isAbout(one, table)))
    .toSorted((one, other) => other.startedAt - one.startedAt || (one.id < other.id ? -1 : 1));
  const bySource = Map.groupBy(ours, ({ table: of, job }) => of ?? job?.name ?? '');
  return [...bySource.values()]
    .flatMap((results) => {
      const run = results[0]?.job?.run;
      return results.filter(({ job }) => job?.run === run).slice(0, OF_SOURCE);
    })
    .slice(0, MOST_RESULTS);
}

/** Of several results of one ruleset about the same the first. */
export function oncePerRuleset(results: readonly GlueResult[]): readonly GlueResult[] {
  const seen = new Set<string>();
  return results.filter(({ name, table, job }) => {
    const key = JSON.stringify([name, table, job?.name]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The worst of its rules. */
export function verdictOf({ rules }: Pick<GlueResult, 'rules'>): Verdict {
  if (rules.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return rules.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'ok';
}

/** `80%: 4 of 5 rules hold, evaluated 2026-11-12T03:00Z by a run of silver-users, jr_0a1b`. */
export function resultWords({ score, rules, startedAt, job }: GlueResult): string {
  const holding = rules.filter(({ verdict }) => verdict === 'ok').length;
  const told = score === null ? '' : `${shareText(score)}: `;
  const when = startedAt === 0 ? '' : ` ${formatTime(startedAt)}`;
  const by = job === null ? 'on demand' : `by a run of ${job.name}, ${job.run}`;
  return `${told}${holding} of ${count(rules.length, 'rule')} hold, evaluated${when} ${by}`;
}

/** What was evaluated: `todo_silver.users`, `silver-users`. */
export function sourceOf({ table, job, name }: GlueResult): string {
  return table ?? job?.name ?? name;
}

function isOurs({ table, job }: GlueResultListed, estate: Estate): boolean {
  const { stages, queries } = estate;
  const jobs = stages.flatMap((stage) => stage.jobs);
  if (job !== null && (jobs.length === 0 || jobs.some((pattern) => matchesPattern(pattern, job.name))))
    return true;
  if (table === null) return false;
  const [database = ''] = table.split('.');
  const known = [...named(estate, 'databases'), ...(queries?.databases ?? [])];
  return known.length === 0 ? estate.pipeline === null : known.includes(database);
}

/** A job is about a table where its name has that of the table: `silver-users`. */
function isAbout({ table: of, job }: GlueResultListed, table: string): boolean {
  if (of !== null) return isTable(of, table);
  const name = table.split('.').at(-1) ?? '';
  return job !== null && wordsOf(job.name).includes(wordsOf(name));
}

/** `_silver_users_`, so that one name in another is found as whole words. */
function wordsOf(name: string): string {
  return `_${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}_`;
}
