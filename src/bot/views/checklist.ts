/**
 * The checklist card: one step at a time. What is over stands on one line each, the current step in full with its
 * buttons, what comes on one line. Phases that are over or still to come fold to a line, so that twelve steps fit a phone.
 */

import type { KnownBlock } from '@slack/types';
import type { Actor } from '../../access/actor.ts';
import type { Checklist, ChecklistStep } from '../../checklists/state.ts';
import type { Incident } from '../../incidents/state.ts';
import type { Message } from '../limits.ts';
import type { Choice } from './blocks.ts';

import { currentStep } from '../../checklists/current.ts';
import { nothingFits } from '../../checklists/open-work.ts';
import { count } from '../../lib/text.ts';
import { escape } from '../mrkdwn.ts';
import { actions, lineSections, menu, message, section } from './blocks.ts';
import {
  buttons,
  changeButton,
  entries,
  foldedSteps,
  reopenChoice,
  type Change,
} from './checklist-buttons.ts';
import { currentLines, endedLine, outcomeCounts, upcomingLines } from './checklist-lines.ts';
import { actorName, onIt, OUTCOME_SHAPE, progress, whenNear } from './words.ts';

export interface ChecklistCardView {
  readonly checklist: Checklist;
  readonly incident: Incident | null;
  /** What running the current step would do in AWS, and by which command; null when it has none, or lacks a value. */
  readonly change: Change | null;
}

/** Ended steps of the current phase that keep a line of their own; earlier ones are counted. */
const ENDED_LINES = 6;

/** Draws the checklist as it stands. */
export function checklistCard(view: ChecklistCardView): Message {
  const current = currentStep(view.checklist);
  if (current !== null) return openCard(view, current);
  return view.checklist.finishedAt === null && nothingFits(view.checklist.steps)
    ? unfitCard(view)
    : finishedCard(view);
}

function openCard(view: ChecklistCardView, current: ChecklistStep): Message {
  const { checklist } = view;
  const phases = checklist.procedure.phases;
  const before = phases.flatMap((phase, index) =>
    index < current.phase ? foldedPhase(checklist, index, phase.title) : [],
  );
  const after = phases.flatMap((phase, index) =>
    index > current.phase ? foldedPhase(checklist, index, phase.title) : [],
  );
  const here = checklist.steps.filter((step) => step.phase === current.phase);
  const heading = phases.length > 1 ? [`*${escape(phases[current.phase]?.title ?? 'Steps', 100)}*`] : [];
  const text = `${checklist.procedure.title}, ${progress(checklist)}: ${current.text}`;
  return message(escape(text, 300), [
    section(header(view)),
    history([...before, ...heading, ...endedLines(view, here)], foldedSteps(checklist, current.phase)),
    section(currentLines(checklist, current).join('\n'), changeButton(checklist, current, view.change)),
    actions(buttons(checklist, current), { of: 'checklist', entries: entries(checklist, current) }),
    ...lineSections([...upcomingLines(checklist, here, current), ...after]),
  ]);
}

/**
 * Always one block, so that the step below it and its buttons keep their places from one drawing to the next. Beside it,
 * what folded away is opened again.
 */
function history(lines: readonly string[], folded: readonly Choice[]): KnownBlock {
  if (lines.length === 0) return { type: 'divider' };
  return section(lines.join('\n'), menu('checklist', folded) ?? undefined);
}

/** Nobody did anything yet, and all is folded: whether something fits after all is for a person to say. */
function unfitCard(view: ChecklistCardView): Message {
  const { checklist } = view;
  const shown = checklist.steps
    .slice(0, ENDED_LINES)
    .map((step) => endedLine(checklist, step, responderOf(view)));
  const hidden = checklist.steps.length - shown.length;
  return message(escape(`${checklist.procedure.title}: nothing here fits what was found`, 300), [
    section(
      [
        header(view),
        '*Nothing here fits what was found.* Open a step from the menu below if it is needed after all, or look for another procedure with `/etl runbook`.',
        ...shown,
        ...(hidden > 0 ? [`… ${count(hidden, 'more step')}`] : []),
      ].join('\n'),
    ),
    actions(reopenChoice(checklist), { of: 'checklist', entries: foldedSteps(checklist, null) }),
  ]);
}

function finishedCard(view: ChecklistCardView): Message {
  const { checklist } = view;
  const notDone = checklist.steps.filter(
    (step) => step.state.state === 'ended' && step.state.outcome !== 'done',
  );
  const shown = notDone.slice(0, ENDED_LINES).map((step) => endedLine(checklist, step, responderOf(view)));
  const hidden = notDone.length - shown.length;
  return message(escape(`${checklist.procedure.title} is finished: ${outcomeCounts(checklist.steps)}`, 300), [
    section(
      [
        header(view),
        `Finished ${whenNear(checklist.finishedAt ?? checklist.changedAt, checklist.changedAt)}: ${outcomeCounts(checklist.steps)}`,
        ...shown,
        ...(hidden > 0 ? [`… ${count(hidden, 'more step')}`] : []),
      ].join('\n'),
    ),
    actions(reopenChoice(checklist), { of: 'checklist', entries: foldedSteps(checklist, null) }),
  ]);
}

/** `*ETL job failures* · step 3 of 5 · #42 · @responder · runbook a1b2c3`. */
function header(view: ChecklistCardView): string {
  const { checklist } = view;
  const responder = responderOf(view);
  const parts = [
    `*${escape(checklist.procedure.title, 120)}*`,
    progress(checklist),
    checklist.incident === null ? null : `#${checklist.incident}`,
    responder.kind === 'person' ? actorName(responder) : null,
    `runbook ${escape(checklist.runbookHash.slice(0, 6))}`,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function responderOf({ checklist, incident }: ChecklistCardView): Actor {
  return incident === null ? checklist.startedBy : (onIt(incident) ?? checklist.startedBy);
}

function endedLines(view: ChecklistCardView, here: readonly ChecklistStep[]): readonly string[] {
  const { checklist } = view;
  const ended = here.filter((step) => step.state.state === 'ended');
  const hidden = ended.slice(0, Math.max(0, ended.length - ENDED_LINES));
  return [
    ...(hidden.length === 0 ? [] : [`✓ ${count(hidden.length, 'earlier step')}: ${outcomeCounts(hidden)}`]),
    ...ended.slice(hidden.length).map((step) => endedLine(checklist, step, responderOf(view))),
  ];
}

/** A phase that is not the current one, on one line; nothing for one without steps. */
function foldedPhase(checklist: Checklist, phase: number, title: string): readonly string[] {
  const steps = checklist.steps.filter((step) => step.phase === phase);
  if (steps.length === 0) return [];
  const open = steps.filter((step) => step.state.state !== 'ended').length;
  const name = escape(title, 80);
  if (open === 0) return [`${OUTCOME_SHAPE.done} *${name}*: ${outcomeCounts(steps)}`];
  return [
    `○ *${name}*: ${open === steps.length ? count(open, 'step') : `${open} of ${count(steps.length, 'step')} open`}`,
  ];
}
