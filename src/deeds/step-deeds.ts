/** What is made of the declarations in `step.ts`: the deeds there can be, their lookup, and which a card offers. */

import type { ChecklistCommand } from '../checklists/commands.ts';
import type { ChecklistStep } from '../checklists/state.ts';
import type { Asked } from './declaration.ts';
import type { FormName } from './forms.ts';
import type { OnStep, Run } from './on-step.ts';

import { refusalOf } from '../checklists/decide.ts';
import { STEP_DEEDS } from './step.ts';

type Declared = typeof STEP_DEEDS;
export type StepDeedName = keyof Declared;
/** Deeds whose buttons stand on the checklist's card. */
export type CardDeedName = Exclude<StepDeedName, 'run-shown'>;
/** Deeds that become one command of the checklist's decider. */
export type DecidedStepDeedName = {
  [N in StepDeedName]: Declared[N] extends { readonly outcome: unknown } ? N : never;
}[StepDeedName];
/** Deeds that are asked for in a form before anything else. */
export type StepFormName = DecidedStepDeedName & FormName;

type ParamsOf<N extends DecidedStepDeedName> = Parameters<Declared[N]['words']>[1];

// A union, of which a name picks its own part.
type DeedOf<N extends DecidedStepDeedName> = { [K in N]: { readonly do: K } & ParamsOf<K> }[N];
export type DecidedStepDeed = DeedOf<DecidedStepDeedName>;

/** A deed on a step as somebody asks for it. */
export type StepDeed =
  | DecidedStepDeed
  | Run
  /** What a preview of this step showed, confirmed. */
  | Asked<'run-shown', { readonly command: string }>
  /** Opens the procedure that its link leads to; a checklist on its own goes into this channel. */
  | Asked<'open-jump', { readonly channel: string }>;

// The same declarations, said so that the compiler ties a deed to the one it is of.
const DECIDED: {
  readonly [N in DecidedStepDeedName]: {
    words(of: OnStep['named'], params: ParamsOf<N>): string;
    command(params: ParamsOf<N>, given: OnStep['given']): ChecklistCommand;
    outcome(params: ParamsOf<N>): string;
    done(step: ChecklistStep, params: ParamsOf<N>): string;
  };
} = STEP_DEEDS;

const CARD_DEED_NAMES = (Object.keys(STEP_DEEDS) as readonly StepDeedName[]).filter(
  (name) => name !== 'run-shown',
);

/** Whether this is the name of a deed on a step. */
export function isStepDeedName(name: string): name is StepDeedName {
  return Object.hasOwn(STEP_DEEDS, name);
}

/** Whether the deed is asked for in a form before anything else. */
export function asksOfStep(name: StepDeedName): name is StepFormName {
  const deed = STEP_DEEDS[name];
  return 'outcome' in deed && deed.form !== null;
}

/** What a press of the deed asks for. */
export function pressedOnStep(
  name: Exclude<StepDeedName, StepFormName>,
  { command, channel }: { readonly command: string; readonly channel: string },
): StepDeed {
  switch (name) {
    case 'run':
      return { do: name, values: {} };
    case 'run-shown':
      return { do: name, command };
    case 'open-jump':
      return { do: name, channel };
    default:
      return { do: name };
  }
}

/** Those of the deeds in this place of the card that its decider takes on the step as it stands. */
export function offeredOnStep(step: ChecklistStep, at: 'row' | 'menu'): readonly CardDeedName[] {
  return CARD_DEED_NAMES.filter((name) => {
    const { at: stands, becomes, fits } = STEP_DEEDS[name];
    return stands === at && fits?.(step) !== false && (becomes === null || refusalOf(becomes, step) === null);
  });
}

/** What the declaration says of this very deed. */
export function declaredOnStep<N extends DecidedStepDeedName>(deed: DeedOf<N>) {
  const { words, command, outcome, done } = DECIDED[deed.do];
  return {
    words: (of: OnStep['named']): string => words(of, deed),
    command: (given: OnStep['given']): ChecklistCommand => command(deed, given),
    outcome: (): string => outcome(deed),
    done: (step: ChecklistStep): string => done(step, deed),
  };
}
