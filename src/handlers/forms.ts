/** What a form needs to know before it opens. Reading only: nothing is decided until it is sent. */

import type { Person } from '../access/actor.ts';
import type { FormFacts } from '../deeds/incident.ts';
import type { IncidentFormName } from '../deeds/incident-deeds.ts';
import type { IncidentWithAlarms } from '../incidents/state.ts';
import type { HandlerDeps } from './deed.ts';
import type { Reader } from './ports.ts';
import type { Reply } from './reply.ts';

import { openWork } from '../checklists/state.ts';
import { formOf } from '../deeds/incident-deeds.ts';
import { deniedDeed, noSuchIncident, refused } from './deed.ts';
import { withNamedAlarms } from './named-alarms.ts';
import { matchingProcedures, suggestedProcedure } from './procedures.ts';

/** The forms that an incident's card opens. */
export type FormName = IncidentFormName | 'checklist';

/** The form of this name for incident `number`, filled with what stands now, for a person who may do its deed. */
export async function incidentForm(
  deps: HandlerDeps,
  by: Person,
  name: FormName,
  number: number,
): Promise<Reply> {
  const deed = { name: name === 'checklist' ? 'open a checklist' : name, risk: 'respond' } as const;
  const words = `${deed.name} #${number}`;
  const refusal = await deniedDeed(deps, { actor: by, deed, words, incident: number });
  if (refusal !== null) return refusal;
  return deps.store.read(async (reader): Promise<Reply> => {
    const stored = await reader.incidents.load(number);
    if (stored === null) return noSuchIncident(number);
    const incident = await withNamedAlarms(reader, stored);
    if (name === 'checklist') return checklistForm(deps, incident);
    const form = formOf(name, await factsOf(reader, incident));
    return form.ok ? { kind: 'form', form: form.value } : refused(form.error);
  });
}

async function factsOf(reader: Reader, incident: IncidentWithAlarms): Promise<FormFacts> {
  const checklists = await reader.checklists.of(incident.number);
  const open = await reader.incidents.list({ state: 'unresolved' });
  return {
    incident,
    openSteps: checklists.reduce((steps, checklist) => steps + openWork(checklist), 0),
    others: open
      .filter(({ number }) => number !== incident.number)
      .map(({ number, title }) => ({ number, title })),
  };
}

/** The form to declare an incident; the words after the verb are its title so far. */
export async function declareForm(deps: HandlerDeps, by: Person, title: string): Promise<Reply> {
  const deed = { name: 'declare', risk: 'respond' } as const;
  const words = `declare ${title}`.trim();
  const refusal = await deniedDeed(deps, { actor: by, deed, words, incident: null });
  if (refusal !== null) return refusal;
  const { pipelines } = deps.routing;
  return {
    kind: 'form',
    form: {
      form: 'declare',
      title,
      pipelines: pipelines.map(({ name }) => name),
      stages: [...new Set(pipelines.flatMap(({ stages }) => stages.map(({ name }) => name)))],
    },
  };
}

function checklistForm(deps: HandlerDeps, incident: IncidentWithAlarms): Reply {
  const suggested = suggestedProcedure(deps.shelf, incident);
  const all = matchingProcedures(deps.shelf, incident.pipeline, '');
  const others = all.filter(({ procedure }) => procedure.id !== suggested?.procedure.id);
  const matches = suggested === null ? others : [suggested, ...others];
  if (matches.length === 0) {
    return refused('This pipeline has no runbook. Name one under pipelines.<name>.runbook in handrail.yaml.');
  }
  return { kind: 'form', form: { form: 'checklist', incident: incident.number, matches } };
}
