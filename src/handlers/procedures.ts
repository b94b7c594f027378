/** Finding the procedure that people need, on the shelf of runbooks. */

import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { Incident } from '../incidents/state.ts';
import type { Procedure, Runbook } from '../runbooks/runbook.ts';
import type { RunbookShelf } from './ports.ts';
import type { ProcedureMatch } from '../deeds/checklist.ts';

import { findProcedures, procedureById, procedureByPattern, procedureByWords } from '../runbooks/find.ts';
import { PROCEDURE_KINDS } from '../runbooks/runbook.ts';

export interface OnShelf {
  readonly runbook: Runbook;
  readonly procedure: Procedure;
}

/** The procedure of this id in the pipeline's runbook; one that only opens a checklist file gives that file's. */
export function procedureOn(shelf: RunbookShelf, pipeline: string | null, id: string): OnShelf | null {
  const runbook = shelf.of(pipeline);
  if (runbook === null) return null;
  const procedure = procedureById(runbook, id);
  if (procedure === null) return null;
  const opened = procedure.opens === null ? null : procedureById(runbook, procedure.opens);
  return { runbook, procedure: opened ?? procedure };
}

/** What a procedure is looked for: an incident has it, and so has an alarm before it opens one. */
export interface InNeed extends Pick<Incident, 'pipeline' | 'procedure' | 'title'> {
  readonly alarms: readonly Pick<IncidentAlarm, 'name' | 'headline' | 'quiet'>[];
}

export interface SuggestedProcedure extends ProcedureMatch {
  /** Whether it fits by the runbook's own word or by words enough; otherwise it is a maybe, and people pick. */
  readonly certain: boolean;
}

/**
 * The procedure the runbook gives: by its route, by an **Alarms** pattern, or by words, in this order; null when none
 * comes near. What the card shows and what `handrail route` prints is this.
 */
export function suggestedProcedure(shelf: RunbookShelf, need: InNeed): SuggestedProcedure | null {
  const runbook = shelf.of(need.pipeline);
  if (runbook === null) return null;
  const speaking = need.alarms.filter(({ quiet }) => quiet === null);
  return (
    (need.procedure === null ? null : procedureNamed(runbook, need.procedure)) ??
    firstOf(speaking, ({ name }) => procedureByPattern(runbook, name)) ??
    byWords(runbook, [...speaking.map(({ name, headline }) => `${name} ${headline}`), need.title])
  );
}

/** The procedure that a route names, by id or by words; null when the runbook has none like it. */
function procedureNamed(runbook: Runbook, name: string): SuggestedProcedure | null {
  const procedure = procedureById(runbook, name) ?? findProcedures(runbook, name)[0]?.procedure;
  return procedure === undefined ? null : { procedure, because: 'its route names it', certain: true };
}

/** One that fits goes before a maybe, whichever alarm it is for. */
function byWords(runbook: Runbook, said: readonly string[]): SuggestedProcedure | null {
  const found = said.map((text) => procedureByWords(runbook, text)).filter((each) => each !== null);
  return found.find(({ certain }) => certain) ?? found[0] ?? null;
}

function firstOf<T, U>(items: readonly T[], find: (item: T) => U | null): U | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

/** Procedures by words, best first; without words all of them, those for when something is wrong before the routine. */
export function matchingProcedures(
  shelf: RunbookShelf,
  pipeline: string | null,
  words: string,
): readonly ProcedureMatch[] {
  const runbook = shelf.of(pipeline);
  if (runbook === null) return [];
  if (words.trim() === '') {
    const urgentFirst = runbook.procedures.toSorted((a, b) => rank(a) - rank(b));
    return urgentFirst.map((procedure) => ({ procedure, because: procedure.kind }));
  }
  return findProcedures(runbook, words).map(({ procedure, because }) => ({ procedure, because }));
}

/** Lists are cut short, and who looks through one at night is not after the weekly chores. */
function rank({ kind }: Procedure): number {
  return PROCEDURE_KINDS.indexOf(kind);
}
