/** Checklists told as stories: what happened before, what somebody wants, and what comes of it. */

import type { ChecklistCommand } from '../../src/checklists/commands.ts';
import type { ChecklistRefusal } from '../../src/checklists/refusals.ts';
import type { ChecklistEvent } from '../../src/checklists/events.ts';
import type { Checklist, ChecklistStep, StepOutcome } from '../../src/checklists/state.ts';
import type { Verdict } from '../../src/operations/finding.ts';

import { HANDRAIL } from '../../src/access/actor.ts';
import { decide } from '../../src/checklists/decide.ts';
import { evolve } from '../../src/checklists/evolve.ts';
import { aCondition, aProcedure, aRunbookStep, aStep, NIGHT, person } from './builders.ts';

type Of<Type extends ChecklistCommand['type']> = Extract<ChecklistCommand, { type: Type }>;

export interface Story {
  readonly state: Checklist | null;
  readonly events: readonly ChecklistEvent[];
  /** Steps that Handrail was told to run by itself, in order. */
  readonly runs: readonly string[];
  readonly refusal: ChecklistRefusal | null;
}

const BEFORE: Story = { state: null, events: [], runs: [], refusal: null };

export function story(...commands: readonly ChecklistCommand[]): Story {
  return commands.reduce(tell, BEFORE);
}

/** Gives one more command; `events` and `runs` are then those of this command alone. */
export function when(before: Story, command: ChecklistCommand): Story {
  return tell({ ...before, events: [], runs: [] }, command);
}

/** Two steps that read and one of words; one that changes something; and post-incident work with a read in it. */
export const STEPS: readonly ChecklistStep[] = [
  aStep({ id: '1.1', command: '/etl logs silver-users', risk: 'read' }),
  aStep({ id: '1.2', command: '/etl logs {job}', risk: 'read', missing: ['job'] }),
  aStep({ id: '1.3' }),
  aStep({ id: '2.1', phase: 1, command: '/etl retry silver-users', risk: 'change' }),
  aStep({ id: '3.1', phase: 2, command: '/etl logs silver-users', risk: 'read' }),
  aStep({ id: '3.2', phase: 2, text: 'Write the post-mortem' }),
];

export function start(changes: Partial<Of<'StartChecklist'>> = {}): Of<'StartChecklist'> {
  const steps = changes.steps ?? STEPS;
  const phases = ['Immediate', 'Recovery', 'Post-Incident'].map((title, phase) => ({
    title,
    afterwards: title === 'Post-Incident',
    steps: steps.filter((step) => step.phase === phase).map(({ text }) => aRunbookStep({ text })),
  }));
  return {
    type: 'StartChecklist',
    id: 'c-1',
    incident: 42,
    channel: '#todo-etl-alerts',
    pipeline: 'todo-etl',
    procedure: aProcedure({ phases }),
    runbookHash: 'a1b2c3',
    steps,
    by: person(),
    now: NIGHT,
    ...changes,
  };
}

export function run(
  step: string,
  id: string,
  by: Of<'StartStepRun'>['by'] = person(),
  now = NIGHT,
): Of<'StartStepRun'> {
  return { type: 'StartStepRun', step, run: id, by, now };
}

/** Handrail's own run of a reading step. */
export function ownRun(step: string, id: string): Of<'StartStepRun'> {
  return run(step, id, HANDRAIL);
}

export function ranOut(step: string, id: string, verdict: Verdict, now = NIGHT): Of<'EndStepRun'> {
  return { type: 'EndStepRun', step, run: id, verdict, summary: `it came out ${verdict}`, now };
}

/** As `ranOut`, naming what went wrong. */
export function foundOut(
  step: string,
  id: string,
  cause: string,
  { verdict = 'ok', now = NIGHT }: { readonly verdict?: Verdict; readonly now?: number } = {},
): Of<'EndStepRun'> {
  return { ...ranOut(step, id, verdict, now), cause };
}

/** A read of the log and one of the lake; steps that depend on what they find, in three phases; and one of words. */
export const CONDITIONAL: readonly ChecklistStep[] = [
  aStep({
    id: '1.1',
    command: '/etl logs silver-users',
    risk: 'read',
    answers: { verb: 'logs', namesCause: true },
  }),
  aStep({ id: '1.2', command: '/etl lake', risk: 'read', answers: { verb: 'lake', namesCause: false } }),
  aStep({ id: '1.3' }),
  aStep({
    id: '1.4',
    command: '/etl retry silver-users --workers 20',
    risk: 'change',
    answers: { verb: 'retry', namesCause: true },
    neededWhen: aCondition('out of memory or no space left'),
  }),
  aStep({ id: '2.1', phase: 1, neededWhen: aCondition('throttled') }),
  aStep({
    id: '2.2',
    phase: 1,
    command: '/etl schema users',
    risk: 'read',
    answers: { verb: 'schema', namesCause: false },
    neededWhen: aCondition('lake fails or schema'),
  }),
  aStep({ id: '3.1', phase: 2, neededWhen: aCondition('schema is not ok') }),
];

export function end(
  step: string,
  outcome: StepOutcome = 'done',
  reason: string | null = null,
): Of<'EndStep'> {
  return { type: 'EndStep', step, outcome, reason, by: person(), now: NIGHT };
}

export function takeBack(step: string): Of<'ReopenStep'> {
  return { type: 'ReopenStep', step, by: person(), now: NIGHT };
}

function tell(before: Story, command: ChecklistCommand): Story {
  const decision = decide(command, before.state);
  if (!decision.ok) return { ...before, refusal: decision.error };
  const { events, runs } = decision.value;
  return {
    state: events.reduce<Checklist | null>(evolve, before.state),
    events: [...before.events, ...events],
    runs: [...before.runs, ...runs],
    refusal: null,
  };
}
