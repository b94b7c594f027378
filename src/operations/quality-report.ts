/**
 * One finding of all that says how good the data is: the rules of the configuration as Athena answered them, and beside them
 * what Glue Data Quality found. A half that is missing is named, and the other stands. Pure.
 */

import type { Fact } from '../alarms/event.ts';
import type { Bill, Finding, Link, Table, Verdict } from './finding.ts';
import type { GlueHalf, GlueResult } from './glue-quality.ts';
import type { ChosenRules } from './quality-rules.ts';
import type { QuerySettings } from './query-settings.ts';
import type { RuleOutcome } from './rule-outcome.ts';

import { count, withoutStop } from '../lib/text.ts';
import { asTyped } from './arguments.ts';
import { finding } from './findings.ts';
import { nearestWords } from './nearest.ts';
import { resultWords, sourceOf, verdictOf } from './glue-quality.ts';
import { dollarsFor } from './query-price.ts';
import { failureWords } from './rule-outcome.ts';
import { aboutDollars, bytesText } from './units.ts';
import { worst, worstFirst } from './verdicts.ts';

/** What was not asked of the rules, by the names of those that need more than who asks has. */
export interface LeftOut {
  readonly withheld: readonly { readonly name: string; readonly level: string }[];
  readonly more: number;
}

export interface Quality {
  readonly outcomes: readonly RuleOutcome[];
  readonly leftOut: LeftOut;
  /** The most bytes that all of them were allowed to scan. */
  readonly upTo: number;
  readonly glue: GlueHalf;
  readonly pipeline: string | null;
  /** What was asked about; null for all. */
  readonly table: string | null;
  /** The tables that may have been meant, where this one is not known by name. */
  readonly near: readonly string[];
  /** Null where Athena is not configured. */
  readonly settings: Pick<QuerySettings, 'pricePerTb' | 'dailyLimit'> | null;
  readonly links: readonly Link[];
  readonly now: number;
}

const NAMED = 3;
const RESULTS_TOLD = 6;
const COLUMNS = ['Rule', 'How it is', 'Says', 'Value', 'Wanted', 'Table'];
const HOW: Readonly<Record<Verdict, string>> = {
  ok: 'holds',
  warn: 'warns',
  fail: 'fails',
  unknown: 'unknown',
};

interface Row {
  readonly verdict: Verdict;
  readonly cells: readonly string[];
}

/** What is left out of these. */
export function leftOutOf({ withheld, more }: ChosenRules): LeftOut {
  return { withheld: withheld.map(({ name, level }) => ({ name, level })), more };
}

/** What was decided before any rule was asked, with Glue's half beside it. */
export function withGlue(decided: Finding, glue: GlueHalf): Finding {
  const results = glue.state === 'read' ? glue.results : [];
  return {
    ...decided,
    verdict: worst([decided.verdict, ...results.map(verdictOf)]),
    summary: `${decided.summary} ${glueWords(glue)}.`,
    facts: [...decided.facts, ...glueFacts(glue)],
    table: tableOf([], results),
  };
}

/** The finding; at least one half says something, or it is unknown. */
export function qualityFinding(quality: Quality): Finding {
  const { outcomes, leftOut, upTo, glue, settings, links, now } = quality;
  const results = glue.state === 'read' ? glue.results : [];
  const bill = settings === null || outcomes.length === 0 ? null : billOfAll(outcomes, settings);
  const isOver = bill !== null && bill.scannedBytes > upTo;
  return finding({
    verdict: worst([
      ...outcomes.map(({ verdict }) => verdict),
      ...results.map(verdictOf),
      ...(glue.state === 'refused' || glue.missing.length > 0 ? (['unknown'] as const) : []),
      ...(outcomes.length + results.length === 0 ? (['unknown'] as const) : []),
      ...(isOver ? (['warn'] as const) : []),
    ]),
    summary: `${rulesWords(quality)}. ${glueWords(glue)}.`,
    trueAt: now,
    facts: [
      ...glueFacts(glue),
      ...leftOutFacts(leftOut),
      ...(isOver
        ? [
            {
              label: 'Budget',
              value: `${bytesText(upTo)} were allowed for all rules together. Read fewer partitions, or allow more with --up-to.`,
            },
          ]
        : []),
      ...(bill === null ? [] : [{ label: 'Scanned', value: scannedWords(bill, outcomes.length) }]),
    ],
    table: tableOf(outcomes, results),
    links,
    next: nextOf(outcomes, results),
    ...(bill === null ? {} : { bill }),
  });
}

/** What all of them cost together: each is billed on its own. */
export function billOfAll(
  costs: readonly Pick<RuleOutcome, 'scannedBytes' | 'isBilled'>[],
  { pricePerTb, dailyLimit }: Pick<QuerySettings, 'pricePerTb' | 'dailyLimit'>,
): Bill {
  const billed = costs.filter(({ isBilled }) => isBilled);
  return {
    scannedBytes: billed.reduce((sum, { scannedBytes }) => sum + scannedBytes, 0),
    dollars: billed.reduce((sum, { scannedBytes }) => sum + dollarsFor(scannedBytes, { pricePerTb }), 0),
    dailyLimit,
  };
}

/** `2 of 7 rules fail: user ids are missing (14), few users came yesterday (120 of at least 1,000)`. */
function rulesWords({ outcomes, leftOut, pipeline, table, near, settings }: Quality): string {
  if (outcomes.length === 0) {
    const about = table === null ? '' : ` about ${table}`;
    if (leftOut.withheld.length > 0)
      return `You may ask none of the ${count(leftOut.withheld.length, 'rule')}${about}`;
    const where = `pipelines.${pipeline ?? '<name>'}`;
    return settings === null
      ? `Athena is not configured here: write workgroup and databases under ${where}.athena, and rules under ${where}.quality`
      : `No rule${about === '' ? ' of quality' : about} is configured: write some under ${where}.quality${withoutStop(nearestWords(near) === '' ? '' : `.${nearestWords(near)}`)}`;
  }
  const all = outcomes.length;
  const failing = outcomes.filter(({ verdict }) => verdict === 'fail');
  const unknown = outcomes.filter(({ verdict }) => verdict === 'unknown');
  const words = [
    ...(failing.length === 0
      ? []
      : [
          `${ofAll(failing.length, all)} ${failing.length === 1 ? 'fails' : 'fail'}: ${some(failing.map(failureWords))}`,
        ]),
    ...(unknown.length === 0
      ? []
      : [
          `${ofAll(unknown.length, all)} ${unknown.length === 1 ? 'says' : 'say'} nothing: ${unknownWords(unknown)}`,
        ]),
  ];
  if (words.length > 0) return words.join('; ');
  return all === 1 ? `${outcomes[0]?.name ?? ''} holds` : `All ${count(all, 'rule')} hold`;
}

/** What one reason explains is told once. */
function unknownWords(unknown: readonly RuleOutcome[]): string {
  const reasons = new Set(unknown.map(({ says }) => says));
  const [reason = ''] = reasons;
  if (unknown.length > 1 && reasons.size === 1) return reason;
  return some(unknown.map(({ name, says }) => (unknown.length === 1 ? `${name} (${says})` : name)));
}

function glueWords(glue: GlueHalf): string {
  if (glue.state === 'refused') return 'What Glue Data Quality found is not known';
  const { results, days } = glue;
  if (results.length === 0) return `Glue Data Quality has no result of the last ${days} days`;
  const failing = results.filter((result) => verdictOf(result) !== 'ok');
  if (failing.length === 0)
    return `In Glue ${results.length === 1 ? 'the newest result is' : `all ${results.length} newest results are`} good`;
  const told = failing.map((result) => {
    const bad = result.rules.filter(({ verdict }) => verdict !== 'ok').length;
    return `${ofAll(bad, result.rules.length)} of ${result.name}`;
  });
  const bad = failing.flatMap(({ rules }) => rules).filter(({ verdict }) => verdict !== 'ok');
  const how = bad.some(({ verdict }) => verdict === 'fail') ? 'fail' : 'say nothing';
  return `In Glue ${some(told)} ${bad.length === 1 && how === 'fail' ? 'fails' : how}`;
}

function glueFacts(glue: GlueHalf): readonly Fact[] {
  if (glue.state === 'refused') return [{ label: 'Not known: Glue Data Quality', value: glue.because }];
  const told = worstFirst(glue.results, verdictOf);
  const rest = told.length - RESULTS_TOLD;
  return [
    ...told
      .slice(0, RESULTS_TOLD)
      .map((result) => ({ label: `Glue: ${result.name}`, value: resultWords(result) })),
    ...(rest > 0 ? [{ label: 'Glue', value: `${count(rest, 'result')} more, no worse than these` }] : []),
    ...glue.missing.map((value) => ({ label: 'Not known: Glue Data Quality', value })),
  ];
}

function leftOutFacts({ withheld, more }: LeftOut): readonly Fact[] {
  const byLevel = Map.groupBy(withheld, ({ level }) => level);
  return [
    ...[...byLevel].map(([level, rules]) => ({
      label: 'Not asked',
      value: `${count(rules.length, 'rule')} that ${rules.length === 1 ? 'needs' : 'need'} ${level}: ${some(rules.map(({ name }) => name))}`,
    })),
    ...(more > 0 ? [{ label: 'Not asked', value: `${count(more, 'rule')} more: name a table` }] : []),
  ];
}

/** `120 MB by 7 rules, less than $0.01`. */
function scannedWords({ scannedBytes, dollars }: Bill, rules: number): string {
  return `${bytesText(scannedBytes)} by ${count(rules, 'rule')}, ${aboutDollars(dollars)}`;
}

/** Of Glue only the rules that do not hold: its own page has the others. */
function tableOf(outcomes: readonly RuleOutcome[], results: readonly GlueResult[]): Table | null {
  const rows: readonly Row[] = [
    ...outcomes.map(({ name, verdict, says, value, wanted, table }) => ({
      verdict,
      cells: [name, HOW[verdict], says, value ?? '', wanted, table ?? ''],
    })),
    ...results.flatMap((result) =>
      result.rules
        .filter(({ verdict }) => verdict !== 'ok')
        .map(({ rule, verdict, message }) => ({
          verdict,
          cells: [rule, HOW[verdict], message, '', '', `${sourceOf(result)} (Glue)`],
        })),
    ),
  ];
  if (rows.length === 0) return null;
  return { columns: COLUMNS, rows: worstFirst(rows, ({ verdict }) => verdict).map(({ cells }) => cells) };
}

/** Of a rule that says nothing Athena's own words, for who asks alone; of what fails where its data comes from. */
function nextOf(outcomes: readonly RuleOutcome[], results: readonly GlueResult[]): readonly string[] {
  const unknown = outcomes.filter(({ verdict }) => verdict === 'unknown');
  const jobs = results.filter((result) => verdictOf(result) === 'fail').flatMap(({ job }) => job?.name ?? []);
  const fails = outcomes.some(({ verdict }) => verdict === 'fail') || jobs.length > 0;
  return [
    ...unknown.slice(0, 1).map(({ name }) => `/etl query ${name}`),
    ...jobs.slice(0, 1).map((job) => `/etl runs ${asTyped(job)}`),
    ...(fails ? ['/etl ingestion'] : []),
  ];
}

function ofAll(part: number, all: number): string {
  return `${part} of ${count(all, 'rule')}`;
}

function some(words: readonly string[]): string {
  const rest = words.length - NAMED;
  return `${words.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
