/** Why a run does not do what it was asked for: facts and codes. The sentence is made by `deeds/refusals.ts`. */

import type { Actor } from '../access/actor.ts';

export type RunRefusal =
  /** The run is as the command wanted it: nothing was done, and nothing needs to be. */
  | {
      readonly kind: 'already';
      readonly code: 'run-requested' | 'run-over' | 'run-shared';
      readonly command: string;
      readonly by: Actor | null;
      /** Milliseconds; null when that is not known. */
      readonly at: number | null;
    }
  | { readonly kind: 'cannot'; readonly code: 'no-run' }
  | { readonly kind: 'cannot'; readonly code: 'run-has-begun'; readonly command: string }
  /** It brought nothing that only its asker sees, or not yet. */
  | { readonly kind: 'cannot'; readonly code: 'nothing-to-share'; readonly command: string }
  | { readonly kind: 'cannot'; readonly code: 'not-the-asker'; readonly command: string };
