/**
 * The contract of a checklist: a command and the state in; events, and the steps that Handrail should run by
 * itself, out. Pure. A read step of the phase that is open runs by itself and ticks itself when it comes out ok, and
 * what it found folds away the steps that it rules out; a step that changes something waits for a person.
 */

import type { Actor } from '../access/actor.ts';
import type { Result } from '../lib/result.ts';
import type { ChecklistCommand } from './commands.ts';
import type { ChecklistEvent } from './events.ts';
import type { ChecklistRefusal } from './refusals.ts';
import type { Checklist, ChecklistStep } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';
import { err, ok } from '../lib/result.ts';
import { stepReopened } from './events.ts';
import { evolve, lastRunOf } from './evolve.ts';
import { foldings, isFolded } from './folding.ts';
import { needOf } from './needed.ts';
import { nothingFits } from './open-work.ts';
import { readsToRun } from './own-reads.ts';

export interface Decided {
  readonly events: readonly ChecklistEvent[];
  /** Ids of steps to run now without being asked. */
  readonly runs: readonly string[];
}

export type Decision = Result<Decided, ChecklistRefusal>;

const HANDRAIL: Actor = { kind: 'handrail' };

/**
 * Why a command of this type cannot be done to the step as it stands, whatever else it says; null when it may be.
 * Decisions begin with it, and cards offer by it.
 */
export function refusalOf(type: ChecklistCommand['type'], step: ChecklistStep): ChecklistRefusal | null {
  switch (type) {
    case 'StartStepRun':
      return refuseRun(step);
    case 'EndStep':
      return step.state.state === 'ended' ? endedAlready(step, step.state) : null;
    case 'ReopenStep':
      return step.state.state === 'ended'
        ? null
        : { kind: 'already', code: 'step-open', step: step.id, by: null, at: null };
    default:
      return null;
  }
}

/** Decides one command; `null` is a checklist that was not started yet. */
export function decide(command: ChecklistCommand, state: Checklist | null): Decision {
  if (command.type === 'StartChecklist') {
    if (state !== null) {
      return err({
        kind: 'already',
        code: 'checklist-open',
        by: state.startedBy,
        at: state.startedAt,
      });
    }
    const { type: _, now, ...started } = command;
    return settled([{ type: 'ChecklistStarted', ...started, at: now }], null);
  }
  if (state === null) return err({ kind: 'cannot', code: 'no-checklist' });
  if (command.type === 'MoveChecklist') {
    const { incident, channel, now } = command;
    return ok({ events: [{ type: 'ChecklistMoved', incident, channel, at: now }], runs: [] });
  }
  if (command.type === 'ForgetFindings') return forgetFindings(command, state);
  const step = state.steps.find((candidate) => candidate.id === command.step);
  if (step === undefined) return err({ kind: 'cannot', code: 'no-step', step: command.step });
  const refusal = refusalOf(command.type, step);
  if (refusal !== null) return err(refusal);
  switch (command.type) {
    case 'StartStepRun':
      return settled(
        [{ type: 'StepRunStarted', step: step.id, run: command.run, by: command.by, at: command.now }],
        state,
      );
    case 'EndStepRun':
      return endStepRun(command, state, step);
    case 'EndStep':
      return endStep(command, state, step);
    case 'ReopenStep':
      return ok({
        events: [stepReopened(step.id, command.by, command.now)],
        runs: [],
      });
    default:
      return assertNever(command);
  }
}

function refuseRun(step: ChecklistStep): ChecklistRefusal | null {
  const { id, command, risk, state } = step;
  if (command === null) return { kind: 'cannot', code: 'step-without-command', step: id };
  if (risk === null) return { kind: 'cannot', code: 'step-of-no-operation', step: id };
  if (state.state === 'running')
    return { kind: 'already', code: 'step-running', step: id, by: state.by, at: state.since };
  return state.state === 'ended' ? endedAlready(step, state) : null;
}

function endStepRun(
  command: Extract<ChecklistCommand, { type: 'EndStepRun' }>,
  state: Checklist,
  step: ChecklistStep,
): Decision {
  // A late result of a run that this step no longer waits for changes nothing.
  if (step.state.state !== 'running' || step.state.run !== command.run) return ok({ events: [], runs: [] });
  const { type: _, now, ...ended } = command;
  const events: ChecklistEvent[] = [{ type: 'StepRunEnded', ...ended, at: now }];
  if (command.verdict === 'ok') {
    const by = step.risk === 'read' ? HANDRAIL : step.state.by;
    events.push({ type: 'StepEnded', step: step.id, outcome: 'done', reason: null, by, at: now });
  }
  return settled(events, state);
}

/**
 * What was found of a failure before says nothing of this one: the reads that Handrail made of it are made again, and what
 * folded by it opens. What a person ended stays ended, and so does what still is ruled out by what was found since.
 */
function forgetFindings(
  { since, now }: Extract<ChecklistCommand, { type: 'ForgetFindings' }>,
  state: Checklist,
): Decision {
  const isKnown = (step: ChecklistStep): boolean => {
    const run = lastRunOf(step);
    return run !== null && run.outdated !== true && run.at < since;
  };
  if (!state.steps.some(isKnown)) return ok({ events: [], runs: [] });
  const events: ChecklistEvent[] = [{ type: 'FindingsForgotten', since, at: now }];
  const forgotten = events.reduce(evolve, state);
  const again = forgotten.steps.filter(
    (step, index) => step.state.state === 'ended' && lastRunOf(step) === null && state.steps[index] !== step,
  );
  events.push(...again.map(({ id }) => stepReopened(id, HANDRAIL, now)));
  const read = events.reduce(evolve, state);
  const open = read.steps.filter((step) => isFolded(step) && needOf(read, step).need !== 'not-needed');
  return settled([...events, ...open.map(({ id }) => stepReopened(id, HANDRAIL, now))], state);
}

/** A person ends a step whatever its run does: the run goes on, and its result then changes nothing here. */
function endStep(
  command: Extract<ChecklistCommand, { type: 'EndStep' }>,
  state: Checklist,
  step: ChecklistStep,
): Decision {
  const reason = command.reason?.trim() ?? '';
  if (command.outcome === 'skipped' && reason === '') {
    return err({ kind: 'cannot', code: 'skip-without-reason', step: step.id });
  }
  return settled(
    [
      {
        type: 'StepEnded',
        step: step.id,
        outcome: command.outcome,
        reason: reason === '' ? null : reason,
        by: command.by,
        at: command.now,
      },
    ],
    state,
  );
}

/**
 * Adds what follows from the events: the steps that fold away or open again by what was found, the finish when no step
 * is left and not all just folded, and the reads that are now to be made.
 */
function settled(events: readonly ChecklistEvent[], before: Checklist | null): Decision {
  const last = events.at(-1);
  const happened = events.reduce<Checklist | null>((state, event) => evolve(state, event), before);
  if (happened === null || last === undefined) return ok({ events, runs: [] });
  const folded = foldings(happened, last.at);
  const after = folded.reduce(evolve, happened);
  const all = [...events, ...folded];
  if (after.steps.every((step) => step.state.state === 'ended')) {
    if (after.finishedAt !== null || nothingFits(after.steps)) return ok({ events: all, runs: [] });
    return ok({ events: [...all, { type: 'ChecklistFinished', at: last.at }], runs: [] });
  }
  return ok({ events: all, runs: readsToRun(before, after) });
}

function endedAlready(
  { id: step }: ChecklistStep,
  { outcome, by, at }: Extract<ChecklistStep['state'], { state: 'ended' }>,
): ChecklistRefusal {
  return { kind: 'already', code: 'step-ended', step, outcome, by, at };
}
