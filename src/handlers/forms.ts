/** What a form needs to know before it opens. Reading only: nothing is decided until it is sent. */

import type { Person } from '../access/actor.ts';
import type { ProcedureMatch } from '../deeds/checklist.ts';
import type { FormFacts } from '../deeds/on-incident.ts';
import type { IncidentFormName } from '../deeds/incident-deeds.ts';
import type { OnStep } from '../deeds/on-step.ts';
import type { StepFormName } from '../deeds/step-deeds.ts';
import type { Form } from '../deeds/forms.ts';
import type { StepTarget } from '../deeds/subjects.ts';
import type { IncidentWithAlarms } from '../incidents/state.ts';
import type { Result } from '../lib/result.ts';
import type { HandlerDeps } from './deed.ts';
import type { Reader } from './ports.ts';
import type { Reply } from './reply.ts';

import { openWork } from '../checklists/open-work.ts';
import { DEEDS } from '../deeds/deeds.ts';
import { formOf } from '../deeds/forms.ts';
import { STEP_DEEDS } from '../deeds/step.ts';
import { deniedDeed, noSuchIncident, refused } from './deed.ts';
import { withNamedAlarms } from './named-alarms.ts';
import { matchingProcedures, suggestedProcedure } from './procedures.ts';

/** The forms that an incident's card opens. */
export type CardFormName = IncidentFormName | 'pick-checklist';

/** The form of this name for incident `number`, filled with what stands now, for a person who may do its deed. */
export async function incidentForm(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  name: CardFormName,
  number: number,
): Promise<Reply> {
  const deed = DEEDS[name];
  const words = `${deed.name} #${number}`;
  const refusal = await deniedDeed(deps, { actor: by, delivery, deed, words, incident: number });
  if (refusal !== null) return refusal;
  return deps.store.read(async (reader): Promise<Reply> => {
    const stored = await reader.incidents.load(number);
    if (stored === null) return noSuchIncident(number);
    const incident = await withNamedAlarms(reader, stored);
    return formReply(
      name === 'pick-checklist'
        ? formOf(name, { incident: number }, { matches: await matchesFor(deps, reader, incident) })
        : formOf(name, { incident: number }, await factsOf(reader, incident)),
    );
  });
}

/** The form of this name for a step, for a person who may do its deed. */
export async function stepForm(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  name: StepFormName,
  { checklist, step }: StepTarget,
): Promise<Reply> {
  const words = `${name} step ${step}`;
  const asked = { actor: by, delivery, deed: STEP_DEEDS[name], words, incident: null };
  const refusal = await deniedDeed(deps, asked);
  if (refusal !== null) return refusal;
  const at = await deps.store.read((reader) => stepAt(reader, { checklist, step }));
  return at === null ? goneStep() : formReply(formOf(name, { checklist, step }, at.step));
}

/** The form to declare an incident; the words after the verb are its title so far. */
export async function declareForm(
  deps: HandlerDeps,
  by: Person,
  delivery: string,
  title: string,
): Promise<Reply> {
  const words = `declare ${title}`.trim();
  const asked = { actor: by, delivery, deed: DEEDS.declare, words, incident: null };
  const refusal = await deniedDeed(deps, asked);
  if (refusal !== null) return refusal;
  const { pipelines } = deps.routing;
  const facts = {
    title,
    pipelines: pipelines.map(({ name }) => name),
    stages: [...new Set(pipelines.flatMap(({ stages }) => stages.map(({ name }) => name)))],
  };
  return formReply(formOf('declare', {}, facts));
}

/** The form as a reply; the error is why there is nothing to ask. */
export function formReply(form: Result<Form, string>): Reply {
  return form.ok ? { kind: 'form', form: form.value } : refused(form.error);
}

/** The step with its checklist, as stored; null when there is no such step. */
export async function stepAt(
  reader: Pick<Reader, 'checklists'>,
  target: StepTarget,
): Promise<OnStep['named'] | null> {
  const checklist = await reader.checklists.load(target.checklist);
  const step = checklist?.steps.find(({ id }) => id === target.step);
  return checklist === null || step === undefined ? null : { checklist, step };
}

/** The refusal for a step that is not stored any more. */
export function goneStep(): Reply {
  return refused(
    'This step is of a checklist that is not there any more. Open it again from the incident card.',
  );
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

/** The procedures of the pipeline's runbook, with the one that fits the incident first, and without those that are open in it. */
async function matchesFor(
  deps: HandlerDeps,
  reader: Reader,
  incident: IncidentWithAlarms,
): Promise<readonly ProcedureMatch[]> {
  const suggested = suggestedProcedure(deps.shelf, incident);
  const all = matchingProcedures(deps.shelf, incident.pipeline, '');
  const others = all.filter(({ procedure }) => procedure.id !== suggested?.procedure.id);
  const matches = suggested === null ? others : [suggested, ...others];
  const checklists = await reader.checklists.of(incident.number);
  const open = new Set(
    checklists.filter(({ finishedAt }) => finishedAt === null).map(({ procedure }) => procedure.id),
  );
  const left = matches.filter(({ procedure }) => !open.has(procedure.opens ?? procedure.id));
  // Of nothing but open ones, each says where it stands.
  return left.length === 0 ? matches : left;
}
