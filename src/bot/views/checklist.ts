/**
 * The checklist card: one step at a time. What changes AWS has a place of its own, beside the step, where no other
 * button ever stands, and asks first: a thumb that taps twice starts nothing. What is over stands on one line each, the
 * current step in full with its buttons, what comes on one line. Phases that are over or still to come fold to a line, so
 * that twelve steps fit a phone.
 */

import type { Button, KnownBlock } from '@slack/types';
import type { Actor } from '../../access/actor.ts';
import type { Checklist, ChecklistStep } from '../../checklists/state.ts';
import type { Incident } from '../../incidents/state.ts';
import type { CardDeedName } from '../../deeds/step-deeds.ts';
import type { Message } from '../limits.ts';
import type { Choice } from './blocks.ts';

import { currentStep } from '../../checklists/current.ts';
import { STEP_DEEDS } from '../../deeds/step.ts';
import { offeredOnStep } from '../../deeds/step-deeds.ts';
import { count } from '../../lib/text.ts';
import { escape } from '../mrkdwn.ts';
import { actions, button, lineSections, message, section } from './blocks.ts';
import { currentLines, endedLine, outcomeCounts, upcomingLines } from './checklist-lines.ts';
import { actorName, onIt, OUTCOME_SHAPE, progress, stepNumber, whenNear } from './words.ts';

export interface ChecklistCardView {
  readonly checklist: Checklist;
  readonly incident: Incident | null;
  /** What running the current step would do in AWS, and by which command; null when it has none, or lacks a value. */
  readonly change: { readonly intent: string; readonly command: string } | null;
}

/** Ended steps of the current phase that keep a line of their own; earlier ones are counted. */
const ENDED_LINES = 6;

/** Draws the checklist as it stands. */
export function checklistCard(view: ChecklistCardView): Message {
  const current = currentStep(view.checklist);
  return current === null ? finishedCard(view) : openCard(view, current);
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
    history([...before, ...heading, ...endedLines(view, here)]),
    section(currentLines(checklist, current).join('\n'), changeButton(view, current)),
    actions(buttons(checklist, current), { of: 'checklist', entries: menu(checklist, current) }),
    ...lineSections([...upcomingLines(checklist, here, current), ...after]),
  ]);
}

/** Always one block, so that the step below it and its buttons keep their places from one drawing to the next. */
function history(lines: readonly string[]): KnownBlock {
  return lines.length === 0 ? { type: 'divider' } : section(lines.join('\n'));
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
    actions(reopenChoice(checklist)),
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

/** What is wanted first stands out: Run where the step has one, else Done; nothing while one waits for what runs. */
function buttons(checklist: Checklist, step: ChecklistStep): readonly Choice[] {
  const offered = offeredOnStep(step, 'row');
  const [first] = offered;
  return offered
    .filter((name) => name !== 'run' || !runsBeside(step))
    .map((name) => ({
      ...choiceOf(name, checklist, step),
      ...(name === first && step.state.state !== 'running' ? { style: 'primary' } : {}),
    }));
}

/** Whether pressing Run starts a change at once. One that still asks for values opens a form, which changes nothing. */
function runsBeside(step: ChecklistStep): boolean {
  return step.risk !== null && step.risk !== 'read' && step.missing.length === 0;
}

/** Where the place has to be said, the button carries it: what starts is what the dialog said. */
function changeButton({ checklist, change }: ChecklistCardView, step: ChecklistStep): Button | undefined {
  if (!runsBeside(step) || !offeredOnStep(step, 'row').includes('run')) return undefined;
  const { intent, command } = change ?? { intent: step.command ?? '', command: step.command };
  const choice = choiceOf('run', checklist, step);
  const of = { checklist: checklist.id, step: step.id };
  return button({
    ...choice,
    ...(command === null || command === step.command
      ? {}
      : { press: { action: 'run-shown', ...of, command } }),
    style: step.risk === 'destructive' ? 'danger' : 'primary',
    confirm: STEP_DEEDS.run.confirm(step, intent),
  });
}

function menu(checklist: Checklist, step: ChecklistStep): readonly Choice[] {
  const offered = offeredOnStep(step, 'menu').map((name) => choiceOf(name, checklist, step));
  return [...offered, ...reopenChoice(checklist)];
}

function choiceOf(action: CardDeedName, checklist: Checklist, step: ChecklistStep): Choice {
  const { label, says } = STEP_DEEDS[action];
  return {
    label: says?.(step, stepNumber(checklist, step)) ?? label,
    press: { action, checklist: checklist.id, step: step.id },
  };
}

/** Takes back the step that was ended last, which is the one a slip of the thumb concerns. */
function reopenChoice(checklist: Checklist): readonly Choice[] {
  const last = checklist.steps.reduce<ChecklistStep | null>((latest, step) => {
    if (step.state.state !== 'ended') return latest;
    return latest?.state.state === 'ended' && latest.state.at > step.state.at ? latest : step;
  }, null);
  return last === null ? [] : [choiceOf('reopen-step', checklist, last)];
}
