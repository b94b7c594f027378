/** The shapes of the deeds that `step.ts` declares. */

import type { Person } from '../access/actor.ts';
import type { ChecklistCommand } from '../checklists/commands.ts';
import type { Checklist, ChecklistStep } from '../checklists/state.ts';
import type { ArgumentSpec } from '../operations/arguments.ts';
import type { Asked, Confirmation, Declared, DeedForm, Kind } from './declaration.ts';
import type { StepTarget } from './subjects.ts';

import { STEP } from './subjects.ts';

/** What the deeds on a step have in common. */
export interface OnStep extends Kind {
  readonly of: StepTarget;
  readonly named: { readonly checklist: Checklist; readonly step: ChecklistStep };
  readonly command: ChecklistCommand;
  readonly given: { readonly step: string; readonly by: Person; readonly now: number };
  readonly after: ChecklistStep;
}

/** Where a button of the step stands on the card: in its row, in the menu behind it, or elsewhere. */
export interface OnCard {
  readonly at: 'row' | 'menu' | null;
  /** Whether the step has what the deed is about; left out, every step has. */
  fits?(step: ChecklistStep): boolean;
  /** What its button says of this step, whose number on the card this is; left out, its label. */
  says?(step: ChecklistStep, number: number): string;
}

/** What a deed that a decider decides tells the incident of the checklist. */
interface Recorded<Params> {
  outcome(params: Params): string;
}

/** A deed that the checklist's decider decides. */
export type Ending<Params extends object> = OnCard & Recorded<Params>;

/** A deed on a step that its use case carries out by another one. */
export interface Aside<Of extends object> extends Declared<Steps, Of>, OnCard {
  readonly form: null;
  readonly becomes: null;
}

/** What access and the audit call deeds on steps. What runs a command is asked of access under its operation's verb. */
export const STEPS = { name: 'checklist steps', risk: 'respond', of: STEP } as const;
export type Steps = (typeof STEPS)['name'];

/** Runs the step's command. `values` fill the placeholders that nobody could fill before. */
export type Run = Asked<
  'run',
  {
    readonly values: Readonly<Record<string, string>>;
    /** Whether a change is shown first, since nobody was asked yet: a form has no dialog of its own. */
    readonly showFirst?: true;
  }
>;

/** What the step's command still misses. */
export interface MissingWords {
  readonly command: string;
  readonly missing: readonly string[];
  /** What the operation says of the arguments that are missing whole, by placeholder. */
  readonly specs: Readonly<Record<string, ArgumentSpec>>;
}

/** Running its command; the form asks for what it misses. */
export interface Running extends Declared<Steps, StepTarget>, OnCard {
  readonly becomes: 'StartStepRun';
  readonly form: DeedForm<
    StepTarget,
    MissingWords,
    MissingWords,
    { readonly values: Readonly<Record<string, string>> },
    Run
  >;
  /** What is asked before a change starts, given what it does in AWS. */
  confirm(step: ChecklistStep, intent: string): Confirmation;
}
