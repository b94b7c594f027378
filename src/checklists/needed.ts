/**
 * Whether a step is needed, by what the runs of its checklist have brought so far. Pure. Where nobody knows, the step
 * stays: no run that could answer has come back, or one came back without knowing.
 */

import type { Verdict } from '../operations/finding.ts';
import type { Alternative } from '../runbooks/runbook.ts';
import type { Checklist, ChecklistStep, StepRun } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';
import { asksForCause, isSaidOf } from './cause-words.ts';
import { lastRunOf } from './evolve.ts';

export type Need =
  /** `because` are the words of what was found, by the run of the step `from`. */
  | { readonly need: 'needed'; readonly because: string; readonly from: string }
  /** `because` are the words of what was found instead. */
  | { readonly need: 'not-needed'; readonly because: string }
  /** It has no condition, or nobody knows. */
  | { readonly need: 'open' };

type Steps = Pick<Checklist, 'steps'>;
type Wanted = Extract<Alternative, { kind: 'verdict' }>['verdict'];

interface Brought {
  readonly step: ChecklistStep;
  readonly run: StepRun;
}

const OPEN: Need = { need: 'open' };

const VERDICTS: Readonly<Record<Wanted, readonly Verdict[]>> = {
  ok: ['ok'],
  'not-ok': ['warn', 'fail'],
  fail: ['fail'],
};

const SAID: Readonly<Record<Verdict, string>> = {
  ok: 'is ok',
  warn: 'warns',
  fail: 'fails',
  unknown: 'is not known',
};

/** How the step stands to what was found. */
export function needOf({ steps }: Steps, step: ChecklistStep): Need {
  const needs = (step.neededWhen?.anyOf ?? []).map((each) => needBy(each, steps, step));
  const met = needs.find(({ need }) => need === 'needed');
  if (met !== undefined) return met;
  const found = needs.flatMap((each) => (each.need === 'not-needed' ? [each.because] : []));
  if (needs.length === 0 || found.length < needs.length) return OPEN;
  return { need: 'not-needed', because: [...new Set(found)].join(', ') };
}

/** The first step that mends what the run of this one found, and is not ended; null when there is none. */
export function menderOf(checklist: Checklist, { id }: ChecklistStep): ChecklistStep | null {
  const mends = (step: ChecklistStep): boolean => {
    const need = needOf(checklist, step);
    return need.need === 'needed' && need.from === id;
  };
  return (
    checklist.steps.find((step) => step.id !== id && step.state.state !== 'ended' && mends(step)) ?? null
  );
}

function needBy(alternative: Alternative, steps: readonly ChecklistStep[], step: ChecklistStep): Need {
  const before = steps.slice(0, steps.indexOf(step));
  switch (alternative.kind) {
    case 'cause':
      return asksForCause(alternative) ? needByCause(alternative.words, broughtBy(steps), before) : OPEN;
    case 'verdict': {
      const { verb, verdict } = alternative;
      const runs = broughtBy(steps.filter(({ answers }) => answers?.verb === verb));
      return needByVerdict(
        VERDICTS[verdict],
        runs,
        before.filter(({ answers }) => answers?.verb === verb),
      );
    }
    case 'unclear':
      return OPEN;
    default:
      return assertNever(alternative);
  }
}

function needByCause(words: string, runs: readonly Brought[], before: readonly ChecklistStep[]): Need {
  const causes = runs.flatMap(({ step, run: { cause } }) => (cause === undefined ? [] : [{ step, cause }]));
  const met = causes.find(({ cause }) => isSaidOf(words, cause));
  if (met !== undefined) return { need: 'needed', because: met.cause, from: met.step.id };
  const namesNone = (run: StepRun): boolean => run.cause === undefined && run.verdict !== 'ok';
  const asked = before.filter(({ answers }) => answers?.namesCause === true);
  if (causes.length === 0 || asked.some((step) => mayStillSay(step, namesNone))) return OPEN;
  return { need: 'not-needed', because: [...new Set(causes.map(({ cause }) => cause))].join(', ') };
}

function needByVerdict(
  wanted: readonly Verdict[],
  runs: readonly Brought[],
  before: readonly ChecklistStep[],
): Need {
  const said = runs.map(({ step, run: { verdict } }) => ({
    step,
    verdict,
    words: `${step.answers?.verb ?? ''} ${SAID[verdict]}`,
  }));
  const met = said.find(({ verdict }) => wanted.includes(verdict));
  if (met !== undefined) return { need: 'needed', because: met.words, from: met.step.id };
  const isUnknown = said.some(({ verdict }) => verdict === 'unknown');
  if (said.length === 0 || isUnknown || before.some((step) => mayStillSay(step, () => false))) return OPEN;
  return { need: 'not-needed', because: [...new Set(said.map(({ words }) => words))].join(', ') };
}

/** Whether a step that only reads has still to say what it found, or came back without knowing and was not ended since. */
function mayStillSay({ risk, state }: ChecklistStep, knewNothing: (run: StepRun) => boolean): boolean {
  if (risk !== 'read' || state.state === 'ended') return false;
  const found = state.state === 'running' ? null : inForce(state.lastRun);
  return found === null || knewNothing(found);
}

function broughtBy(steps: readonly ChecklistStep[]): readonly Brought[] {
  return steps.flatMap((step) => {
    const run = inForce(lastRunOf(step));
    return run === null ? [] : [{ step, run }];
  });
}

/** Of a failure before nothing is known of this one. */
function inForce(run: StepRun | null): StepRun | null {
  return run?.outdated === true ? null : run;
}
