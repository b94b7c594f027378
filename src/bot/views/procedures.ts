/** Procedures of a runbook: those that fit some words, and one in full with the button that starts it. */

import type { ProcedureMatch } from '../../deeds/checklist.ts';
import type { Phase, Procedure, Step } from '../../runbooks/runbook.ts';
import type { Message } from '../limits.ts';

import { count } from '../../lib/text.ts';
import { code, escape } from '../mrkdwn.ts';
import { actions, button, context, lineSections, message, section } from './blocks.ts';

const LISTED = 10;

/** Procedures by how well they fit the words, each with why and a button that starts it as a checklist. */
export function procedureList(
  words: string,
  matches: readonly ProcedureMatch[],
  incident: number | null,
  pipeline: string | null,
): Message {
  const asked = words === '' ? '' : ` for “${escape(words, 80)}”`;
  if (matches.length === 0) {
    const hint = `Try a word of the symptom, such as ${code('/etl runbook out of memory')}.`;
    return message(`No procedure found${asked}.`, [section(`No procedure found${asked}. ${hint}`)]);
  }
  const rows = matches.slice(0, LISTED).map(({ procedure, because }) =>
    section(
      `*${escape(procedure.title, 120)}*\n${aboutOf(procedure, because)}`,
      button({
        label: incident === null ? 'Start' : `Start for #${incident}`,
        press: { action: 'open-checklist', incident, pipeline, procedure: procedure.id },
      }),
    ),
  );
  const hidden = matches.length - rows.length;
  return message(`${count(matches.length, 'procedure')}${asked}.`, [
    section(`*${count(matches.length, 'procedure')}*${asked}`),
    ...rows,
    hidden === 0 ? null : context(`… ${hidden} more. More words narrow it down.`),
  ]);
}

/** One procedure as the runbook has it. */
export function procedureMessage(
  procedure: Procedure,
  runbookHash: string,
  incident: number | null,
  pipeline: string | null,
): Message {
  const label = incident === null ? 'Start this checklist' : `Start it for #${incident}`;
  return message(escape(`${procedure.title}: ${count(stepsOf(procedure), 'step')}.`, 300), [
    section([`*${escape(procedure.title, 150)}*`, ...cluesOf(procedure)].join('\n')),
    ...lineSections(procedure.phases.flatMap((phase) => phaseLines(phase, procedure.phases.length > 1))),
    actions([
      {
        label,
        press: { action: 'open-checklist', incident, pipeline, procedure: procedure.id },
        style: 'primary',
      },
    ]),
    context(
      `${escape(procedure.source.file, 100)}, line ${procedure.source.line} · runbook ${escape(runbookHash.slice(0, 6))}`,
    ),
  ]);
}

/** Without words to search for, its kind is all that a procedure was found by. */
function aboutOf(procedure: Procedure, because: string): string {
  const about = [procedure.kind, count(stepsOf(procedure), 'step')];
  return [...about, ...(because === procedure.kind ? [] : [escape(because, 160)])].join(' · ');
}

function cluesOf({ symptoms, causes }: Procedure): readonly string[] {
  return [
    ...(symptoms.length === 0 ? [] : [`Symptoms: ${escape(symptoms.join('; '), 300)}`]),
    ...(causes.length === 0 ? [] : [`Causes: ${escape(causes.join('; '), 300)}`]),
  ];
}

function phaseLines(phase: Phase, titled: boolean): readonly string[] {
  return [...(titled ? [`*${escape(phase.title, 100)}*`] : []), ...phase.steps.map(stepLine)];
}

function stepLine(step: Step, index: number): string {
  const command = step.command === null ? '' : ` ${code(step.command, 120)}`;
  return `${index + 1}. ${escape(step.text, 150)}${command}`;
}

function stepsOf(procedure: Procedure): number {
  return procedure.phases.reduce((sum, phase) => sum + phase.steps.length, 0);
}
