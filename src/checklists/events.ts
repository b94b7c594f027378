/** What happened to a checklist. `at` is the recording time, milliseconds. */

import type { Actor } from '../access/actor.ts';
import type { Verdict } from '../operations/finding.ts';
import type { Procedure } from '../runbooks/runbook.ts';
import type { ChecklistStep, StepOutcome } from './state.ts';

export const CHECKLIST_EVENT_SCHEMA = 1;

export type ChecklistEvent =
  | {
      readonly type: 'ChecklistStarted';
      readonly id: string;
      readonly incident: number | null;
      readonly channel: string;
      readonly pipeline: string | null;
      /** The whole parsed procedure: nothing is parsed again under an open checklist. */
      readonly procedure: Procedure;
      readonly runbookHash: string;
      readonly steps: readonly ChecklistStep[];
      readonly by: Actor;
      readonly at: number;
    }
  | {
      readonly type: 'StepRunStarted';
      readonly step: string;
      readonly run: string;
      readonly by: Actor;
      readonly at: number;
    }
  | {
      readonly type: 'StepRunEnded';
      readonly step: string;
      readonly run: string;
      readonly verdict: Verdict;
      readonly summary: string;
      /** Absent where it names none, and in events of before causes were named. */
      readonly cause?: string;
      readonly at: number;
    }
  | {
      readonly type: 'StepEnded';
      readonly step: string;
      readonly outcome: StepOutcome;
      readonly reason: string | null;
      readonly by: Actor;
      readonly at: number;
    }
  | { readonly type: 'StepReopened'; readonly step: string; readonly by: Actor; readonly at: number }
  /** What runs brought before `since` is of another failure than the one that people work on now. */
  | { readonly type: 'FindingsForgotten'; readonly since: number; readonly at: number }
  | { readonly type: 'ChecklistFinished'; readonly at: number }
  /** Its incident was merged into another; it goes on there. */
  | {
      readonly type: 'ChecklistMoved';
      readonly incident: number;
      readonly channel: string;
      readonly at: number;
    };

/** A step that is open again, taken back by a person or needed after all. */
export function stepReopened(step: string, by: Actor, at: number): ChecklistEvent {
  return { type: 'StepReopened', step, by, at };
}
