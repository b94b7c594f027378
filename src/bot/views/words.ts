/** The words and shapes that several views share. Shapes differ in outline and stand beside a word, never in colour alone. */

import type { Actor } from '../../access/actor.ts';
import type { Checklist, ChecklistStep, StepOutcome } from '../../checklists/state.ts';
import type { Severity } from '../../incidents/severity.ts';
import type { IncidentAlarm } from '../../incidents/alarms.ts';
import type { Incident } from '../../incidents/state.ts';
import type { Verdict } from '../../operations/finding.ts';

import { currentStep } from '../../checklists/current.ts';
import { nothingFits } from '../../checklists/open-work.ts';
import { firstLine, truncate, withoutStop } from '../../lib/text.ts';
import { MOMENT } from '../../lib/moment.ts';
import { escape, mention, when } from '../mrkdwn.ts';

type TextAlarm = Pick<IncidentAlarm, 'kind' | 'headline' | 'reason'>;

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

const NEAR_MS = 12 * 3_600_000;

/** `🟠 *SEV2*`. */
export function severityMark(severity: Severity): string {
  return `${SEVERITY_SHAPE[severity]} *SEV${severity}*`;
}

/** Finished mrkdwn of one line in bold. */
export function bold(text: string): string {
  return text === '' ? '' : `*${text}*`;
}

/** Who did it: a mention, or Handrail. */
export function actorName(actor: Actor): string {
  return actor.kind === 'handrail' ? 'Handrail' : mention(actor.user);
}

/** A moment, with its date when it is further from `reference` than a night's work. Both in milliseconds. */
export function whenNear(ms: number, reference: number): string {
  return when(ms, isNear(ms, reference) ? 'time' : 'day');
}

/** Whether the moment needs no date beside `reference`. */
export function isNear(ms: number, reference: number): boolean {
  return Math.abs(reference - ms) < NEAR_MS;
}

/** The text in its parts: what is no moment, and moments as milliseconds. None of them is empty. */
export function splitMoments(text: string): readonly (string | { readonly at: number })[] {
  const parts: (string | { readonly at: number })[] = [];
  let from = 0;
  for (const { 0: iso, index } of text.matchAll(MOMENT)) {
    const at = Date.parse(iso);
    if (Number.isNaN(at)) continue;
    if (index > from) parts.push(text.slice(from, index));
    parts.push({ at });
    from = index + iso.length;
  }
  return from < text.length ? [...parts, text.slice(from)] : parts;
}

/**
 * What an operation says, escaped. A moment in it, which operations write as `2026-11-12T03:00Z`, is drawn in the
 * reader's own time, as all others on a card are. `reference` as for `whenNear`.
 */
export function said(text: string, limit: number, reference: number): string {
  // A moment between colons would be escaped as the name of an emoji.
  return splitMoments(truncate(text, limit))
    .map((part) => (typeof part === 'string' ? escapedWithin(part, limit) : whenNear(part.at, reference)))
    .join('');
}

/** Escaped, with the space that parts it from what stands beside it. */
function escapedWithin(text: string, limit: number): string {
  const begin = /^\s/.test(text) ? ' ' : '';
  const end = /\s$/.test(text) && text.trim() !== '' ? ' ' : '';
  return `${begin}${escape(text, limit)}${end}`;
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
  if (current === null) return nothingFits(checklist.steps) ? 'nothing fits' : 'finished';
  return `step ${stepNumber(checklist, current)} of ${checklist.steps.length}`;
}

/** What a text says beyond its headline; nothing for an alarm of another kind. */
export function beyondHeadline({ kind, headline, reason }: TextAlarm): string {
  if (kind !== 'text') return '';
  const first = firstLine(reason);
  return (headline.includes(first) ? reason.slice(reason.indexOf(first) + first.length) : reason).trim();
}

/** The headline, and behind it what a text says on top; of JSON the headline holds what is for people. */
export function inOneLine(alarm: TextAlarm): string {
  const beyond = alarm.reason.trimStart().startsWith('{') ? '' : beyondHeadline(alarm).replace(/\s+/g, ' ');
  return withoutStop(beyond === '' ? alarm.headline : `${withoutStop(alarm.headline)}: ${beyond}`);
}
