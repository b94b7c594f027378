/** Finding the procedure that people need, on the shelf of runbooks. */

import type { IncidentWithAlarms } from '../incidents/state.ts';
import type { Procedure, Runbook } from '../runbooks/runbook.ts';
import type { RunbookShelf } from './ports.ts';
import type { ProcedureMatch } from './reply.ts';

import { findProcedures, procedureById, procedureForAlarm } from '../runbooks/find.ts';
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

/** The procedure the runbook gives for this incident: by its route, by its alarms, or by its words; null when none fits. */
export function suggestedProcedure(shelf: RunbookShelf, incident: IncidentWithAlarms): ProcedureMatch | null {
  const runbook = shelf.of(incident.pipeline);
  if (runbook === null) return null;
  if (incident.procedure !== null) {
    const named = procedureNamed(runbook, incident.procedure);
    if (named !== null) return named;
  }
  for (const alarm of incident.alarms.filter(({ quiet }) => quiet === null)) {
    const found = procedureForAlarm(runbook, alarm.name, alarm.headline);
    if (found !== null) return found;
  }
  const [best] = findProcedures(runbook, incident.title);
  return best === undefined ? null : { procedure: best.procedure, because: best.because };
}

/** The procedure that a route names, by id or by words; null when the runbook has none like it. */
export function procedureNamed(runbook: Runbook, name: string): ProcedureMatch | null {
  const procedure = procedureById(runbook, name) ?? findProcedures(runbook, name)[0]?.procedure;
  return procedure === undefined ? null : { procedure, because: 'its route names it' };
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
