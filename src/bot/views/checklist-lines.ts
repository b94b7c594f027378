/** The lines of a checklist card: a step that is over, the one to do now, and those to come. */

import type { Actor } from '../../access/actor.ts';
import type { Checklist, ChecklistStep, StepOutcome, StepRun } from '../../checklists/state.ts';

import { isFolded } from '../../checklists/folding.ts';
import { menderOf, needOf } from '../../checklists/needed.ts';
import { formatDuration } from '../../lib/duration.ts';
import { count, withoutStop } from '../../lib/text.ts';
import { STEP_OUTCOME_WORD, STEP_OUTCOMES } from '../../checklists/state.ts';
import { code, escape, pre, prose } from '../mrkdwn.ts';
import { actorName, bold, OUTCOME_SHAPE, said, stepNumber, VERDICT_SHAPE, whenNear } from './words.ts';

const UPCOMING_SHOWN = 3;
const UPCOMING_LENGTH = 80;

/**
 * `✓ 1 Check CloudWatch logs · by Handrail 03:01 · out of memory`; an empty string for a step that is not over. The
 * `responder`, whom the header names, is not named again, and of one that folded the finding is all that is told.
 */
export function endedLine(checklist: Checklist, step: ChecklistStep, responder: Actor): string {
  const { state } = step;
  if (state.state !== 'ended') return '';
  const before = state.lastRun?.outdated === true ? 'before it failed anew: ' : '';
  const remark = state.reason ?? (state.lastRun === null ? null : `${before}${state.lastRun.summary}`);
  const isByFinding = isFolded(step);
  const parts = [
    `${OUTCOME_SHAPE[state.outcome]} ${stepNumber(checklist, step)} ${escape(withoutStop(step.text), 90)}`,
    state.outcome === 'done' || isByFinding ? null : STEP_OUTCOME_WORD[state.outcome],
    isByFinding
      ? null
      : `${isSame(state.by, responder) ? '' : `by ${actorName(state.by)} `}${whenNear(state.at, checklist.changedAt)}`,
    remark === null ? null : said(withoutStop(remark), 100, checklist.changedAt),
  ];
  return `${parts.filter((part) => part !== null).join(' · ')}${mending(checklist, step)}`;
}

/** The step to do now, in full: what, how, with which command, and when it is good. */
export function currentLines(checklist: Checklist, step: ChecklistStep): readonly string[] {
  const { state } = step;
  const asks = step.risk !== null && step.missing.length > 0;
  const lines = [
    `▶ ${bold(`${stepNumber(checklist, step)} ${escape(step.text, 500)}`)}`,
    state.state === 'running'
      ? `Running since ${whenNear(state.since, checklist.changedAt)} · by ${actorName(state.by)}`
      : null,
    conditionLine(checklist, step),
    step.help === null ? null : prose(step.help, 700),
    step.command === null ? null : commandLine(step.command, step.risk),
    asks ? `Asks for: ${step.missing.map((name) => escape(name, 40)).join(', ')}` : null,
    state.state === 'open' && state.lastRun !== null
      ? `${lastRunLine(state.lastRun, checklist)}${mending(checklist, step)}`
      : null,
    step.code === null ? null : pre(step.code.split('\n'), 700),
    step.goodWhen === null ? null : `Good when: ${prose(step.goodWhen, 300)}`,
    step.dueWithinMs === null ? null : `Within ${formatDuration(step.dueWithinMs)}`,
    step.jump === null ? null : `See: ${escape(step.jump.label, 100)} (in the menu)`,
  ];
  return lines.filter((line) => line !== null && line !== '').map(String);
}

/** The other open steps of this phase, one line each, the far ones counted, with what they found; empty when there is none. */
export function upcomingLines(
  checklist: Checklist,
  here: readonly ChecklistStep[],
  current: ChecklistStep,
): readonly string[] {
  const open = here.filter((step) => step !== current && step.state.state !== 'ended');
  const shown = open.slice(0, UPCOMING_SHOWN).map((step) => {
    const name = `${stepNumber(checklist, step)} ${escape(withoutStop(step.text), UPCOMING_LENGTH)}`;
    const found = foundBy(checklist, step);
    if (found === null) return `${step.state.state === 'running' ? '▶' : '○'} ${name}`;
    const summary = said(withoutStop(found.summary), 100, checklist.changedAt);
    return `${VERDICT_SHAPE[found.verdict]} ${name} · ${summary}${mending(checklist, step)}`;
  });
  const more = open.length - shown.length;
  return more === 0 ? shown : [...shown, `+${more} more`];
}

/** `3 done, 1 skipped`. */
export function outcomeCounts(steps: readonly ChecklistStep[]): string {
  const tally = (outcome: StepOutcome): number =>
    steps.filter(({ state }) => state.state === 'ended' && state.outcome === outcome).length;
  const parts = STEP_OUTCOMES.map((outcome) => [tally(outcome), STEP_OUTCOME_WORD[outcome]] as const)
    .filter(([times]) => times > 0)
    .map(([times, word]) => `${times} ${word}`);
  return parts.length === 0 ? count(steps.length, 'step') : parts.join(', ');
}

function isSame(by: Actor, responder: Actor): boolean {
  return by.kind === 'person' && responder.kind === 'person' && by.user === responder.user;
}

/** Why it is needed, or is not, and while nobody knows, when it is; null for one without a condition. */
function conditionLine(checklist: Checklist, step: ChecklistStep): string | null {
  const { neededWhen } = step;
  if (neededWhen === undefined || neededWhen.text === '') return null;
  const need = needOf(checklist, step);
  if (need.need === 'open') return `Needed when: ${prose(neededWhen.text, 300)}. Otherwise skip.`;
  const word = need.need === 'needed' ? 'Needed' : 'Not needed';
  return `${word}: ${said(withoutStop(need.because), 200, checklist.changedAt)}`;
}

/** What a reading step that waits for the one that mends it has found; null for any other. */
function foundBy(checklist: Checklist, step: ChecklistStep): StepRun | null {
  if (step.risk !== 'read' || step.state.state !== 'open') return null;
  const { lastRun } = step.state;
  if (lastRun?.outdated === true) return null;
  return lastRun?.verdict === 'fail' || menderOf(checklist, step) !== null ? lastRun : null;
}

/** ` → step 3 mends it`, behind what the step found; empty where none is needed by it. */
function mending(checklist: Checklist, step: ChecklistStep): string {
  const mender = menderOf(checklist, step);
  return mender === null ? '' : ` → step ${stepNumber(checklist, mender)} mends it`;
}

function commandLine(command: string, risk: ChecklistStep['risk']): string {
  return risk === null ? `${code(command, 300)} · Handrail has no such command` : code(command, 300);
}

function lastRunLine(run: StepRun, checklist: Checklist): string {
  const at = whenNear(run.at, checklist.changedAt);
  const before = run.outdated === true ? ', before it failed anew' : '';
  return `${VERDICT_SHAPE[run.verdict]} Ran ${at}${before}: ${said(withoutStop(run.summary), 200, checklist.changedAt)}`;
}
