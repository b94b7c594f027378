/**
 * What follows for the other steps from what was found: one that is not needed folds away, and one that folded and is
 * needed after all opens again. Never against a person: what one ended, opened again or ran stays as it is, and so does
 * what runs.
 */

import type { ChecklistEvent } from './events.ts';
import type { Checklist, ChecklistStep } from './state.ts';

import { stepReopened } from './events.ts';
import { evolve } from './evolve.ts';
import { needOf } from './needed.ts';

const HANDRAIL = { kind: 'handrail' } as const;

/** The events, in the order of the steps; none where everything stands as what was found says. */
export function foldings(checklist: Checklist, at: number): readonly ChecklistEvent[] {
  let current = checklist;
  const events: ChecklistEvent[] = [];
  // In order, as a step that folds no longer has anything to say to those after it.
  for (const { id } of checklist.steps) {
    const step = current.steps.find((candidate) => candidate.id === id);
    const event = step === undefined ? null : foldingOf(current, step, at);
    if (event === null) continue;
    events.push(event);
    current = evolve(current, event);
  }
  return events;
}

/** Whether Handrail ended the step as not needed. */
export function isFolded({ state }: ChecklistStep): boolean {
  return state.state === 'ended' && state.outcome === 'not-applicable' && state.by.kind === 'handrail';
}

function foldingOf(checklist: Checklist, step: ChecklistStep, at: number): ChecklistEvent | null {
  const need = needOf(checklist, step);
  if (need.need === 'not-needed' && mayFold(step)) {
    const reason = `not needed: ${need.because}`;
    return { type: 'StepEnded', step: step.id, outcome: 'not-applicable', reason, by: HANDRAIL, at };
  }
  return need.need === 'needed' && isFolded(step) ? stepReopened(step.id, HANDRAIL, at) : null;
}

/** A change that ran has a result that somebody waits to see. */
function mayFold({ state, risk, reopened }: ChecklistStep): boolean {
  if (state.state !== 'open' || reopened !== undefined) return false;
  return state.lastRun === null || risk === 'read';
}
