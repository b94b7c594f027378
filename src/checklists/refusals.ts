/** Why a checklist does not do what it was asked for: facts and codes. The sentence is made by `deeds/refusals.ts`. */

import type { Actor } from '../access/actor.ts';
import type { StepOutcome } from './state.ts';

/** The checklist is as the command wanted it: nothing was done, and nothing needs to be. */
export type ChecklistAlready = {
  readonly kind: 'already';
  readonly by: Actor | null;
  /** Milliseconds; null when that is not known. */
  readonly at: number | null;
} & (
  | { readonly code: 'checklist-open' }
  | { readonly code: 'step-open' | 'step-running'; readonly step: string }
  | { readonly code: 'step-ended'; readonly step: string; readonly outcome: StepOutcome }
);

/** It cannot be done now. */
export type ChecklistCannot = { readonly kind: 'cannot' } & (
  | { readonly code: 'no-checklist' }
  | {
      readonly code: 'no-step' | 'step-without-command' | 'step-of-no-operation' | 'skip-without-reason';
      readonly step: string;
    }
);

export type ChecklistRefusal = ChecklistAlready | ChecklistCannot;
