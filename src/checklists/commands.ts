/** What somebody wants of a checklist. Imperative; `now` in milliseconds. */

import type { Actor } from '../access/actor.ts';
import type { Verdict } from '../operations/finding.ts';
import type { Procedure } from '../runbooks/runbook.ts';
import type { ChecklistStep, StepOutcome } from './state.ts';

export type ChecklistCommand =
  | {
      readonly type: 'StartChecklist';
      readonly id: string;
      readonly incident: number | null;
      readonly channel: string;
      readonly pipeline: string | null;
      readonly procedure: Procedure;
      readonly runbookHash: string;
      readonly steps: readonly ChecklistStep[];
      readonly by: Actor;
      readonly now: number;
    }
  | {
      readonly type: 'StartStepRun';
      readonly step: string;
      readonly run: string;
      readonly by: Actor;
      readonly now: number;
    }
  | {
      readonly type: 'EndStepRun';
      readonly step: string;
      readonly run: string;
      readonly verdict: Verdict;
      readonly summary: string;
      readonly cause?: string;
      readonly now: number;
    }
  | {
      readonly type: 'EndStep';
      readonly step: string;
      readonly outcome: StepOutcome;
      readonly reason: string | null;
      readonly by: Actor;
      readonly now: number;
    }
  | { readonly type: 'ReopenStep'; readonly step: string; readonly by: Actor; readonly now: number }
  /** What its incident is about failed anew: what was found before `since` is of another failure. */
  | { readonly type: 'ForgetFindings'; readonly since: number; readonly now: number }
  | {
      readonly type: 'MoveChecklist';
      readonly incident: number;
      readonly channel: string;
      readonly now: number;
    };
