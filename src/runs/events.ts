/** What happened to a run. `at` is the recording time, milliseconds. */

import type { Actor } from '../access/actor.ts';
import type { Finding, Link } from '../operations/finding.ts';
import type { RunCall, RunFile, RunFollower, RunWish } from './state.ts';

export const RUN_EVENT_SCHEMA = 4;

export type RunEvent =
  | ({ readonly type: 'RunRequested'; readonly at: number } & RunWish)
  | { readonly type: 'RunStarting'; readonly letter?: string; readonly at: number }
  | {
      readonly type: 'RunProgressed';
      readonly token: string;
      readonly summary: string;
      readonly links: readonly Link[];
      readonly lookAt: number;
      readonly at: number;
    }
  | { readonly type: 'RunSoFar'; readonly soFar: string; readonly at: number }
  | { readonly type: 'RunAnswered'; readonly at: number }
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
  | { readonly type: 'RunGivenUp'; readonly by: Actor; readonly at: number }
  /** After its end: the file with the whole of what it brought came a step further. */
  | { readonly type: 'RunFileMoved'; readonly file: RunFile; readonly at: number }
  | { readonly type: 'RunShared'; readonly by: Actor; readonly at: number };

/** Every type there is: what another release wrote is not among them. */
export const RUN_EVENT_TYPES: Readonly<Record<RunEvent['type'], true>> = {
  RunRequested: true,
  RunStarting: true,
  RunProgressed: true,
  RunSoFar: true,
  RunAnswered: true,
  OperationFailed: true,
  RunFollowed: true,
  RunEnded: true,
  RunCancelled: true,
  RunGivenUp: true,
  RunFileMoved: true,
  RunShared: true,
};
