/** What happened to a run. `at` is the recording time, milliseconds. */

import type { Actor } from '../access/actor.ts';
import type { Finding, Link } from '../operations/finding.ts';
import type { RunCall, RunFollower, RunWish } from './state.ts';

export const RUN_EVENT_SCHEMA = 3;

export type RunEvent =
  | ({ readonly type: 'RunRequested'; readonly at: number } & RunWish)
  | { readonly type: 'RunStarting'; readonly at: number }
  | {
      readonly type: 'RunProgressed';
      readonly token: string;
      readonly summary: string;
      readonly links: readonly Link[];
      readonly lookAt: number;
      readonly at: number;
    }
  | {
      readonly type: 'OperationFailed';
      readonly call: RunCall;
      /** How many failures there have been, this one included. */
      readonly count: number;
      readonly at: number;
    }
  | ({ readonly type: 'RunFollowed'; readonly at: number } & RunFollower)
  | { readonly type: 'RunEnded'; readonly finding: Finding; readonly at: number }
  | { readonly type: 'RunCancelled'; readonly by: Actor; readonly at: number }
  | { readonly type: 'RunGivenUp'; readonly by: Actor; readonly at: number };
