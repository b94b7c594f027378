/**
 * The steps that Handrail runs by itself: those of the open phase that only read and lack nothing, once. One with a
 * condition waits until that is met, or until nothing of the phase is left that could say so.
 */

import type { Checklist, ChecklistStep } from './state.ts';

import { currentStep } from './current.ts';
import { needOf } from './needed.ts';

/** Ids of the steps to run now, after this decision. */
export function readsToRun(before: Checklist | null, after: Checklist): readonly string[] {
  const ready = readyReads(after);
  if (before === null || phaseOf(before) !== phaseOf(after)) return ready.map(({ id }) => id);
  const were = new Set(readyReads(before).map(({ id }) => id));
  return ready.map(({ id }) => id).filter((id) => !were.has(id));
}

/** Ids of the steps that wait for Handrail to run them, whenever they came to do so; none that a person opened again. */
export function readsOutstanding(checklist: Checklist): readonly string[] {
  return readyReads(checklist)
    .filter(({ reopened }) => reopened === undefined)
    .map(({ id }) => id);
}

function phaseOf(checklist: Checklist): number | null {
  return currentStep(checklist)?.phase ?? null;
}

/** Read steps of the open phase that nobody ran yet, that lack nothing, and whose condition does not have them wait. */
function readyReads(checklist: Checklist): readonly ChecklistStep[] {
  const phase = phaseOf(checklist);
  const ready: ChecklistStep[] = [];
  let isAwaited = false;
  for (const step of checklist.steps) {
    if (step.phase !== phase || step.risk !== 'read') continue;
    if (step.state.state === 'running') isAwaited = true;
    if (step.state.state !== 'open' || step.state.lastRun !== null || step.missing.length > 0) continue;
    if (!isToRun(checklist, step, isAwaited)) continue;
    ready.push(step);
    isAwaited = true;
  }
  return ready;
}

function isToRun(checklist: Checklist, step: ChecklistStep, isAwaited: boolean): boolean {
  if (step.neededWhen === undefined) return true;
  const { need } = needOf(checklist, step);
  return step.reopened === undefined && (need === 'needed' || (need === 'open' && !isAwaited));
}
