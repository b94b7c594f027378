/** What a form needs to know before it opens. Reading only: nothing is decided until it is sent. */

import type { Person } from '../access/actor.ts';
import type { IncidentWithAlarms } from '../incidents/state.ts';
import type { HandlerDeps } from './deed.ts';
import type { Reply } from './reply.ts';

import { openWork } from '../checklists/state.ts';
import { firing } from '../incidents/state.ts';
import { assertNever } from '../lib/assert-never.ts';
import { deniedDeed, refused } from './deed.ts';
import { noSuchIncident } from './incident-deeds.ts';
import { withNamedAlarms } from './named-alarms.ts';
import { matchingProcedures, suggestedProcedure } from './procedures.ts';

export type IncidentFormName = 'note' | 'assign' | 'severity' | 'resolve' | 'merge' | 'checklist';

const MOST_OFFERED = 20;

/** What access calls the deed that each form leads to. */
const DEED_NAME: Readonly<Record<IncidentFormName, string>> = {
  note: 'note',
  assign: 'assign',
  severity: 'severity',
  resolve: 'resolve',
  merge: 'merge',
  checklist: 'open a checklist',
};

/** The form of this name for incident `number`, filled with what stands now, for a person who may do its deed. */
export async function incidentForm(
  deps: HandlerDeps,
  by: Person,
  name: IncidentFormName,
  number: number,
): Promise<Reply> {
  const deed = { name: DEED_NAME[name], risk: 'respond' } as const;
  const words = `${deed.name} #${number}`;
  const refusal = await deniedDeed(deps, { actor: by, deed, words, incident: number });
  if (refusal !== null) return refusal;
  return deps.store.read(async (reader): Promise<Reply> => {
    const incident = await reader.incident(number);
    if (incident === null) return noSuchIncident(number);
    switch (name) {
      case 'note':
      case 'assign':
        return { kind: 'form', form: { form: name, incident: number } };
      case 'severity':
        return { kind: 'form', form: { form: 'severity', incident: number, current: incident.severity } };
      case 'resolve': {
        const checklists = await reader.checklistsOf(number);
        const openSteps = checklists.reduce((steps, checklist) => steps + openWork(checklist), 0);
        const stillFiring = firing(await withNamedAlarms(reader, incident)).map(({ name: alarm }) => alarm);
        return { kind: 'form', form: { form: 'resolve', incident: number, stillFiring, openSteps } };
      }
      case 'merge': {
        const others = (await reader.incidents({ state: 'unresolved' })).filter(
          (other) => other.number !== number,
        );
        if (others.length === 0) return refused(`No other incident is open to merge #${number} into.`);
        const candidates = others
          .slice(0, MOST_OFFERED)
          .map((other) => ({ number: other.number, title: other.title }));
        return { kind: 'form', form: { form: 'merge', incident: number, candidates } };
      }
      case 'checklist':
        return checklistForm(deps, await withNamedAlarms(reader, incident));
      default:
        return assertNever(name);
    }
  });
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
