/** The words and shapes that several views share. Shapes differ in outline and stand beside a word, never in colour alone. */

import type { Actor } from '../../access/actor.ts';
import type { Level } from '../../access/may.ts';
import type { Checklist, ChecklistStep, StepOutcome } from '../../checklists/state.ts';
import type { HelpEntry } from '../../handlers/reply.ts';
import type { Severity } from '../../incidents/severity.ts';
import type { Incident } from '../../incidents/state.ts';
import type { Verdict } from '../../operations/finding.ts';

import { currentStep } from '../../checklists/state.ts';
import { escape, mention, when } from '../mrkdwn.ts';

export const SEVERITY_SHAPE: Readonly<Record<Severity, string>> = { 1: '🔴', 2: '🟠', 3: '🟡', 4: '⚪' };

export const VERDICT_SHAPE: Readonly<Record<Verdict, string>> = {
  ok: '✓',
  warn: '!',
  fail: '✕',
  unknown: '?',
};

export const VERDICT_WORD: Readonly<Record<Verdict, string>> = {
  ok: 'ok',
  warn: 'look at this',
  fail: 'failed',
  unknown: 'not known',
};

export const OUTCOME_SHAPE: Readonly<Record<StepOutcome, string>> = {
  done: '✓',
  'did-not-help': '✕',
  skipped: '↷',
  'not-applicable': '–',
};

export const OUTCOME_WORD: Readonly<Record<StepOutcome, string>> = {
  done: 'done',
  'did-not-help': 'did not help',
  skipped: 'skipped',
  'not-applicable': 'not applicable',
};

/** The level that a verb of this risk asks for, as help names it; access decides. */
export const LEVEL_FOR: Readonly<Record<HelpEntry['risk'], Level>> = {
  read: 'viewer',
  respond: 'responder',
  change: 'operator',
  destructive: 'admin',
};

const NEAR_MS = 12 * 3_600_000;

/** `🟠 *SEV2*`. */
export function severityMark(severity: Severity): string {
  return `${SEVERITY_SHAPE[severity]} *SEV${severity}*`;
}

/** Who did it: a mention, or Handrail. */
export function actorName(actor: Actor): string {
  return actor.kind === 'handrail' ? 'Handrail' : mention(actor.user);
}

/** A moment, with its date when it is further from `reference` than a night's work. Both in milliseconds. */
export function whenNear(ms: number, reference: number): string {
  return when(ms, Math.abs(reference - ms) < NEAR_MS ? 'time' : 'day');
}

/** `todo-etl (prod)`, or null for an incident of no pipeline. Escaped. */
export function place(pipeline: string | null, environment: string | null): string | null {
  if (pipeline === null) return null;
  return environment === null ? escape(pipeline, 60) : `${escape(pipeline, 60)} (${escape(environment, 20)})`;
}

/** Who has the incident in hand: its assignee, or who acknowledged it. */
export function onIt(incident: Incident): Actor | null {
  return incident.assignee ?? incident.acknowledged?.by ?? null;
}

/** The step's number on the card, counted from 1 over all phases. */
export function stepNumber(checklist: Checklist, step: ChecklistStep): number {
  return checklist.steps.indexOf(step) + 1;
}

/** `step 3 of 5`, or `finished`. */
export function progress(checklist: Checklist): string {
  const current = currentStep(checklist);
  if (current === null) return 'finished';
  return `step ${stepNumber(checklist, current)} of ${checklist.steps.length}`;
}

/** A title without its full stop, so that it can stand inside a sentence. Not escaped. */
export function withoutStop(text: string): string {
  return text.trim().replace(/[.\s]+$/, '');
}
