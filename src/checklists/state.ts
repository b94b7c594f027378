/** A checklist: a procedure being carried out, in an incident or on its own. The procedure is pinned at the start. */

import type { Actor } from '../access/actor.ts';
import type { Verdict } from '../operations/finding.ts';
import type { Answers } from '../operations/catalog.ts';
import type { Condition, Procedure } from '../runbooks/runbook.ts';

export const STEP_OUTCOMES = ['done', 'did-not-help', 'skipped', 'not-applicable'] as const;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

/** What people read for an outcome, on cards, in the timeline and in refusals alike. */
export const STEP_OUTCOME_WORD: Readonly<Record<StepOutcome, string>> = {
  done: 'done',
  'did-not-help': 'did not help',
  skipped: 'skipped',
  'not-applicable': 'not applicable',
};

export const SKIP_REASONS = [
  'Already done',
  'Does not apply here',
  'No access',
  'Not now',
  'Step is wrong',
] as const;

export interface ChecklistStep {
  /** `2.1`: phase and step, counted from 1. Stable, since the procedure is pinned. */
  readonly id: string;
  readonly phase: number;
  readonly text: string;
  readonly help: string | null;
  /** The /etl command with its placeholders filled as far as the incident allowed; null when the step has none. */
  readonly command: string | null;
  /** Names of the placeholders nobody could fill, which pressing Run asks for. */
  readonly missing: readonly string[];
  /** What the command may do; null when there is no such command, and the step is only text. */
  readonly risk: 'read' | 'change' | 'destructive' | null;
  /** What a run of its command can say to a condition; absent when it has none that can be run. */
  readonly answers?: Answers;
  readonly goodWhen: string | null;
  /** Absent where it is needed whatever was found. */
  readonly neededWhen?: Condition;
  /** When a person opened it again, milliseconds: from then on nothing that is found folds it away. Absent while nobody did. */
  readonly reopened?: number;
  readonly dueWithinMs: number | null;
  readonly code: string | null;
  readonly jump: { readonly label: string; readonly procedure: string } | null;
  readonly state: StepState;
}

export type StepState =
  | { readonly state: 'open'; readonly lastRun: StepRun | null }
  | { readonly state: 'running'; readonly run: string; readonly by: Actor; readonly since: number }
  | {
      readonly state: 'ended';
      readonly outcome: StepOutcome;
      readonly reason: string | null;
      readonly by: Actor;
      readonly at: number;
      readonly lastRun: StepRun | null;
    };

/** The result that the last run of a step's command brought back. */
export interface StepRun {
  readonly run: string;
  readonly verdict: Verdict;
  readonly summary: string;
  /** What went wrong, in the words of one cause, where the run found it out. */
  readonly cause?: string;
  /** Handrail ran it by itself; absent where a person did. */
  readonly unasked?: true;
  /** What it brought is of a failure before the one that people work on now, and answers nothing any more. */
  readonly outdated?: true;
  readonly at: number;
}

export interface Checklist {
  readonly id: string;
  readonly version: number;
  readonly incident: number | null;
  readonly channel: string;
  readonly pipeline: string | null;
  readonly procedure: Procedure;
  /** Hash of the runbook the procedure was pinned from. */
  readonly runbookHash: string;
  readonly startedBy: Actor;
  readonly startedAt: number;
  readonly steps: readonly ChecklistStep[];
  readonly finishedAt: number | null;
  readonly changedAt: number;
}
