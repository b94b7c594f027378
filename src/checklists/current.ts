/**
 * The step of a checklist that is to be done now. Steps come in their order, phase by phase; within a phase one that is
 * needed by what was found goes before those of which nobody knows, and one that a person opened again before all.
 */

import type { Checklist, ChecklistStep } from './state.ts';

import { needOf } from './needed.ts';

/** The step to do now, or null when all are ended. */
export function currentStep(checklist: Checklist): ChecklistStep | null {
  const open = checklist.steps.filter((step) => step.state.state !== 'ended');
  const [first] = open;
  if (first === undefined) return null;
  const here = open.filter(({ phase }) => phase === first.phase);
  if (here.every(({ neededWhen }) => neededWhen === undefined)) return first;
  return openedAgain(here) ?? here.find((step) => needOf(checklist, step).need === 'needed') ?? first;
}

/** The one that was opened again last and has not been run since. */
function openedAgain(steps: readonly ChecklistStep[]): ChecklistStep | null {
  return steps.reduce<ChecklistStep | null>((latest, step) => {
    const { state, reopened } = step;
    if (state.state !== 'open' || reopened === undefined) return latest;
    if (state.lastRun !== null && state.lastRun.at > reopened) return latest;
    return latest?.reopened !== undefined && latest.reopened >= reopened ? latest : step;
  }, null);
}
