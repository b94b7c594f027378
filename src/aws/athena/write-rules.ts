/**
 * Decides which rules of quality are asked, and whether: each is read by the guard and estimated, and what all of them would
 * scan together is held to the budget. It sends nothing.
 */

import type { Level } from '../../access/may.ts';
import type { Estimate } from '../../operations/query-estimate.ts';
import type { QuerySettings } from '../../operations/query-settings.ts';
import type { ChosenRules, RuleQuery } from '../../operations/quality-rules.ts';
import type { Call } from '../makers.ts';
import type { Written } from '../make-long-read.ts';
import type { Guard } from './guard.ts';
import type { RuleUnderWay, Work } from './rules-under-way.ts';

import { asTyped } from '../../operations/arguments.ts';
import { budgetFinding, UNASKED_BELOW } from '../../operations/query-budget.ts';
import { allTogether } from '../../operations/query-estimate.ts';
import { leftOutOf, withGlue } from '../../operations/quality-report.ts';
import { chosenOf, rulesAbout } from '../../operations/quality-rules.ts';
import { aboutRule, unsaid } from '../../operations/rule-outcome.ts';
import { readQuality } from '../glue/read-quality.ts';
import { inTurn } from '../in-parallel.ts';
import { ESTIMATE_LIMITS, estimateScan } from './estimate.ts';
import { digestOf, letterOf } from './letter.ts';
import { findingOf } from './quality-halves.ts';
import { makeReady } from './ready.ts';
import { MOST_AT_ONCE } from './rules-under-way.ts';

export interface QualityArgs {
  readonly table: string | null;
  readonly 'up-to': number | null;
}

/** What the estimates of all rules may take together; each has its share. */
const ALL_ESTIMATES = { calls: 240, withinMs: 24_000 };
const LEAST_SHARE = { calls: 8, withinMs: 1_000 };

/** What is to be sent, or both halves as far as they are known without it. */
export async function writeRules(args: QualityArgs, guard: Guard, call: Call): Promise<Written> {
  const { table, 'up-to': given } = args;
  const { queries: settings } = call.estate;
  const chosen = await choose(settings, table, call);
  const isUnasked = call.by.kind === 'handrail';
  const work: Work = {
    rules: [],
    upTo: Math.min(given ?? settings?.runUpTo ?? 0, isUnasked ? UNASKED_BELOW : Number.POSITIVE_INFINITY),
    expected: null,
    leftOut: leftOutOf(chosen),
    heardAt: call.clock(),
  };
  if (settings === null || chosen.asked.length === 0)
    return { state: 'ended', finding: await findingOf(work, table, call) };
  const readied = await readyAll(chosen.asked, settings, { guard, given }, call);
  const estimate = allTogether(
    readied.map(({ name, estimate: one }) => ({ name, estimate: one })),
    settings.runUpTo,
  );
  const budget = budgetFinding(estimate, {
    settings,
    upTo: given ?? settings.runUpTo,
    isSaid: given !== null,
    isUnasked,
    allowing: (most) => `/etl quality${table === null ? '' : ` ${asTyped(table)}`} --up-to ${most}`,
    now: call.clock(),
  });
  if (budget !== null) return { state: 'ended', finding: withGlue(budget, await readQuality(table, call)) };
  const rules = readied.map(({ rule }) => rule);
  const expected = estimate.kind === 'about' && estimate.bytes > 0 ? estimate.bytes : null;
  const letter: Work = { ...work, rules, expected };
  return { state: 'written', letter: JSON.stringify(letter) };
}

/** The rules that are about the table, as far as who asks may ask them. */
async function choose(
  settings: QuerySettings | null,
  table: string | null,
  { hasLevel }: Call,
): Promise<ChosenRules> {
  const rules = settings === null ? [] : rulesAbout(settings, table);
  const levels = new Set<Level>();
  for (const level of new Set(rules.map((rule) => rule.level)))
    if (await (hasLevel?.(level) ?? level === 'viewer')) levels.add(level);
  return chosenOf(rules, levels);
}

interface ReadiedRule {
  readonly name: string;
  readonly rule: RuleUnderWay;
  readonly estimate: Estimate;
}

/** Each decided on and estimated; the first few are written down word for word, the others by what they are known again. */
async function readyAll(
  asked: readonly RuleQuery[],
  settings: QuerySettings,
  { guard, given }: { readonly guard: Guard; readonly given: number | null },
  call: Call,
): Promise<readonly ReadiedRule[]> {
  const share = {
    calls: Math.min(
      ESTIMATE_LIMITS.calls,
      Math.max(LEAST_SHARE.calls, Math.floor(ALL_ESTIMATES.calls / asked.length)),
    ),
    withinMs: Math.min(
      ESTIMATE_LIMITS.withinMs,
      Math.max(LEAST_SHARE.withinMs, Math.floor(ALL_ESTIMATES.withinMs / asked.length)),
    ),
  };
  let written = 0;
  return inTurn(asked, call, async (query): Promise<ReadiedRule> => {
    const about = aboutRule(query);
    const { name } = query;
    const ready = await makeReady({ what: name, 'up-to': given }, guard, call);
    if (!ready.ok)
      return {
        name,
        rule: { state: 'over', outcome: unsaid(about, `not sent: ${ready.error.because}`) },
        estimate: { kind: 'about', bytes: 0, atLeast: false, because: name },
      };
    const estimate = await estimateScan(ready.value.checked, [], settings, call, share);
    const letter = letterOf(ready.value, null);
    written += 1;
    const rule: RuleUnderWay =
      written <= MOST_AT_ONCE
        ? { state: 'sending', about, letter, mayRun: false }
        : { state: 'waiting', about, digest: digestOf(letter) };
    return { name, rule, estimate };
  });
}
