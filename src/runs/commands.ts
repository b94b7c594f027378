/** What somebody wants of a run. Imperative; `now` in milliseconds. */

import type { Actor } from '../access/actor.ts';
import type { Finding } from '../operations/finding.ts';
import type { Progress } from '../operations/operation.ts';
import type { RunCall, RunFile, RunFollower, RunWish } from './state.ts';

export type RunCommand =
  | ({ readonly type: 'RequestRun'; readonly now: number } & RunWish)
  /** Marks it as starting, for the first time or because AWS knows nothing of the start before. */
  | {
      readonly type: 'StartRun';
      readonly turn: number;
      /** What is about to be sent; absent while that is not decided. */
      readonly letter?: string;
      readonly now: number;
    }
  /** What the call of this turn brought back. */
  | {
      readonly type: 'RecordProgress';
      readonly turn: number;
      readonly progress: Progress;
      readonly now: number;
    }
  /** How far the call of this turn is. */
  | { readonly type: 'RecordSoFar'; readonly turn: number; readonly soFar: string; readonly now: number }
  /** Who asked was answered where they asked, in time. */
  | { readonly type: 'AnswerRun'; readonly now: number }
  /** The call of this turn threw. */
  | {
      readonly type: 'RecordFailure';
      readonly turn: number;
      readonly call: RunCall;
      readonly now: number;
    }
  | ({ readonly type: 'FollowRun'; readonly now: number } & RunFollower)
  | { readonly type: 'CancelRun'; readonly by: Actor; readonly now: number }
  | { readonly type: 'GiveUpRun'; readonly by: Actor; readonly now: number }
  /** AWS does not stop what was given up. */
  | { readonly type: 'RecordNotStopped'; readonly finding: Finding; readonly now: number }
  /** How far its file is by now. */
  | { readonly type: 'RecordFile'; readonly file: RunFile; readonly now: number }
  /** Shows everybody in its channel what it brought to who asked. */
  | { readonly type: 'ShareRun'; readonly by: Actor; readonly now: number };
