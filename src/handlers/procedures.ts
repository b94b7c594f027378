/** Finding the procedure that people need, on the shelf of runbooks. */

import type { Incident } from '../incidents/state.ts';
import type { Procedure, Runbook } from '../runbooks/runbook.ts';
import type { RunbookShelf } from './ports.ts';
import type { ProcedureMatch } from './reply.ts';

import { findProcedures, procedureById, procedureForAlarm } from '../runbooks/find.ts';

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
export function suggestedProcedure(shelf: RunbookShelf, incident: Incident): ProcedureMatch | null {
  const runbook = shelf.of(incident.pipeline);
  if (runbook === null) return null;
  if (incident.procedure !== null) {
    const routed = procedureById(runbook, incident.procedure) ?? findProcedures(runbook, incident.procedure)[0]?.procedure;
    if (routed !== undefined) return { procedure: routed, because: 'its route names it' };
  }
  for (const alarm of incident.alarms.filter(({ quiet }) => quiet === null)) {
    const found = procedureForAlarm(runbook, alarm.name, alarm.headline);
    if (found !== null) return found;
  }
  const [best] = findProcedures(runbook, incident.title);
  return best === undefined ? null : { procedure: best.procedure, because: best.because };
}

/** Procedures by words, best first; without words all of them, in the runbook's order. */
export function matchingProcedures(shelf: RunbookShelf, pipeline: string | null, words: string): readonly ProcedureMatch[] {
  const runbook = shelf.of(pipeline);
  if (runbook === null) return [];
  if (words.trim() === '') return runbook.procedures.map((procedure) => ({ procedure, because: procedure.kind }));
  return findProcedures(runbook, words).map(({ procedure, because }) => ({ procedure, because }));
}
