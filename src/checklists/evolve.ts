/** The fold of a checklist: one event applied. It never refuses. */

import type { ChecklistEvent } from './events.ts';
import type { Checklist, ChecklistStep, StepRun, StepState } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';

/** Applies one event. The first must be `ChecklistStarted`; throws when it is not. Does not touch `version`. */
export function evolve(state: Checklist | null, event: ChecklistEvent): Checklist {
  if (event.type === 'ChecklistStarted') {
    const { type: _, at, by, ...started } = event;
    return { ...started, version: 0, startedBy: by, startedAt: at, finishedAt: null, changedAt: at };
  }
  if (state === null) throw new Error(`Expected ChecklistStarted as the first event, got ${event.type}`);
  return { ...applied(state, event), changedAt: event.at };
}

/** Folds a whole stream; null for an empty one. */
export function fold(events: readonly ChecklistEvent[]): Checklist | null {
  return events.reduce<Checklist | null>((state, event) => evolve(state, event), null);
}

/** What the last run of this step's command brought back, or null. */
export function lastRunOf(step: ChecklistStep): StepRun | null {
  return step.state.state === 'running' ? null : step.state.lastRun;
}

function applied(state: Checklist, event: Exclude<ChecklistEvent, { type: 'ChecklistStarted' }>): Checklist {
  switch (event.type) {
    case 'StepRunStarted':
      return withStep(state, event.step, () => ({
        state: 'running',
        run: event.run,
        by: event.by,
        since: event.at,
      }));
    case 'StepRunEnded': {
      const { type: _, step, ...lastRun } = event;
      return withStep(state, step, ({ state: its }) => ({
        state: 'open',
        lastRun: { ...lastRun, ...(isUnasked(its) ? { unasked: true } : {}) },
      }));
    }
    case 'StepEnded':
      return withStep(state, event.step, (step) => ({
        state: 'ended',
        outcome: event.outcome,
        reason: event.reason,
        by: event.by,
        at: event.at,
        lastRun: lastRunOf(step),
      }));
    case 'StepReopened':
      return { ...reopened(state, event), finishedAt: null };
    case 'FindingsForgotten':
      return { ...state, steps: state.steps.map((step) => forgotten(step, event.since)) };
    case 'ChecklistFinished':
      return { ...state, finishedAt: event.at };
    case 'ChecklistMoved':
      return { ...state, incident: event.incident, channel: event.channel };
    default:
      return assertNever(event);
  }
}

function reopened(
  state: Checklist,
  { step: id, by, at }: Extract<ChecklistEvent, { type: 'StepReopened' }>,
): Checklist {
  const open = withStep(state, id, (step) => ({ state: 'open', lastRun: lastRunOf(step) }));
  if (by.kind === 'handrail') return open;
  return { ...open, steps: open.steps.map((step) => (step.id === id ? { ...step, reopened: at } : step)) };
}

function isUnasked(state: StepState): boolean {
  return state.state === 'running' && state.by.kind === 'handrail';
}

/** A read of Handrail's own, which no person ended or opened again, is as if it had never been made: it is made again. */
function forgotten(step: ChecklistStep, since: number): ChecklistStep {
  const { state, risk, reopened: openedAt } = step;
  if (state.state === 'running' || state.lastRun === null || state.lastRun.at >= since) return step;
  const isPersons = openedAt !== undefined || (state.state === 'ended' && state.by.kind === 'person');
  const isReadAgain = risk === 'read' && state.lastRun.unasked === true && !isPersons;
  return { ...step, state: { ...state, lastRun: isReadAgain ? null : { ...state.lastRun, outdated: true } } };
}

function withStep(state: Checklist, id: string, next: (step: ChecklistStep) => StepState): Checklist {
  return {
    ...state,
    steps: state.steps.map((step) => (step.id === id ? { ...step, state: next(step) } : step)),
  };
}
