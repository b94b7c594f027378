/** Opening a checklist: of a procedure that is named, or of one that a form asks for. */

import type { IncidentRefusal } from '../incidents/refusals.ts';
import type { Incident } from '../incidents/state.ts';
import type { Procedure } from '../runbooks/runbook.ts';
import type { Declared, DeedForm } from './declaration.ts';
import type { FieldsOf, WantedProcedure } from './subjects.ts';

import { refusalOf } from '../incidents/decide.ts';
import { err, ok } from '../lib/result.ts';
import { fault } from './form.ts';
import { INCIDENT, PROCEDURE } from './subjects.ts';

/** A procedure, and which words matched and where: "out of memory" in symptoms. */
export interface ProcedureMatch {
  readonly procedure: Procedure;
  readonly because: string;
}

interface Matches {
  /** Best first. */
  readonly matches: readonly ProcedureMatch[];
}

const OPENS = { name: 'open a checklist', risk: 'respond', label: 'Checklist' } as const;
type Opens = (typeof OPENS)['name'];

const openChecklist: Declared<Opens, WantedProcedure> & {
  readonly form: null;
  words(procedure: string): string;
  /** Where one of this title stands: `ETL Job Failures is open in the thread of #42`. */
  stands(title: string, incident: number | null): string;
  done(title: string, incident: number | null): string;
} = {
  ...OPENS,
  press: 'incident.open-checklist/2',
  of: PROCEDURE,
  form: null,
  words: (procedure) => `open checklist ${procedure}`,
  stands,
  done: (title, incident) => `${stands(title, incident)}. Its reading steps run by themselves.`,
};

const pickChecklist: Declared<Opens, FieldsOf<typeof INCIDENT>> & {
  readonly form: DeedForm<
    FieldsOf<typeof INCIDENT>,
    Matches,
    Matches,
    { readonly procedure: string },
    WantedProcedure
  >;
} = {
  ...OPENS,
  press: 'incident.pick-checklist/1',
  of: INCIDENT,
  form: {
    callback: 'view.checklist/2',
    about: ({ matches }) =>
      matches.length === 0
        ? err('This pipeline has no runbook. Name one under pipelines.<name>.runbook in handrail.yaml.')
        : ok({ matches }),
    keeps: ({ matches }) => matches.map(({ procedure }) => procedure.id),
    sheet: ({ incident, matches }, kept) => ({
      title: `Checklist for #${incident}`,
      submit: 'Open',
      lines: [],
      fields: [
        {
          kind: 'list',
          id: 'procedure',
          label: 'Which one?',
          ...(matches.length === kept.length
            ? {}
            : {
                hint: `… ${matches.length - kept.length} more. Find them by their words: /etl runbook <words>`,
              }),
          // An id may be longer than the value of an option: its place among the kept ones stands for it.
          options: matches.slice(0, kept.length).map(({ procedure: { title, kind }, because }, index) => ({
            label: title,
            value: String(index),
            description: because === kind ? kind : `${kind} · ${because}`,
          })),
          startsChosen: true,
        },
      ],
    }),
    read(answer, kept) {
      const procedure = kept[Number(answer('procedure') || Number.NaN)];
      return procedure === undefined ? fault('procedure', 'Choose a checklist.') : ok({ procedure });
    },
    deed: ({ incident, procedure }) => ({ incident, pipeline: null, procedure }),
  },
};

export const CHECKLIST_DEEDS = {
  'open-checklist': openChecklist,
  'pick-checklist': pickChecklist,
} as const;

function stands(title: string, incident: number | null): string {
  return `${title} is open${incident === null ? '' : ` in the thread of #${incident}`}`;
}

/** Why no checklist can be opened in the incident as it stands, as its decider says; null when one may be. */
export function refusalToOpen(incident: Incident): IncidentRefusal | null {
  return refusalOf('RecordChecklist', incident);
}
