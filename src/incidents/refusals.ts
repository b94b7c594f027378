/** Why an incident does not do what it was asked for: facts and codes. The sentence is made by `deeds/refusals.ts`. */

import type { Actor } from '../access/actor.ts';
import type { Severity } from './severity.ts';
import type { Outcome } from './state.ts';

/** The incident is as the command wanted it: nothing was done, and nothing needs to be. */
export type IncidentAlready = {
  readonly kind: 'already';
  readonly incident: number;
  readonly by: Actor | null;
  /** Milliseconds; null when that is not known. */
  readonly at: number | null;
} & (
  | {
      readonly code:
        | 'incident-acknowledged'
        | 'incident-assigned'
        | 'incident-steady'
        | 'incident-recovered'
        | 'incident-open';
    }
  | { readonly code: 'incident-rated'; readonly severity: Severity }
  | { readonly code: 'incident-resolved'; readonly outcome: Outcome }
);

/** It cannot be done now. */
export type IncidentCannot = { readonly kind: 'cannot' } & (
  | { readonly code: 'no-incident' | 'empty-note' }
  | {
      readonly code:
        | 'incident-exists'
        | 'incident-is-over'
        | 'merge-into-itself'
        | 'not-recovered'
        | 'in-hand'
        | 'steps-open'
        | 'cause-not-over'
        | 'ends-by-recovering'
        | 'still-recent';
      readonly incident: number;
    }
  | { readonly code: 'incident-merged'; readonly incident: number; readonly into: number }
  | { readonly code: 'not-calm'; readonly incident: number; readonly forMs: number }
);

export type IncidentRefusal = IncidentAlready | IncidentCannot;
