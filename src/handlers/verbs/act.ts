/** Verbs that act on incidents: one for each deed that declares one, and declare. Each does the very deed of its button. */

import type { IncidentDeedName } from '../../deeds/incident-deeds.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { Verb, VerbContext } from './verb.ts';

import { INCIDENT_DEEDS } from '../../deeds/incident.ts';
import { asksFirst, INCIDENT_DEED_NAMES } from '../../deeds/incident-deeds.ts';
import { deniedDeed } from '../deed.ts';
import { declareForm, incidentForm } from '../forms.ts';
import { incidentDeed } from '../incident-deeds.ts';
import { incidentOf } from './incident-of.ts';

const INCIDENT = {
  name: 'incident',
  summary: 'which incident; the only open one when left out',
  form: 'positional',
  required: false,
  example: '<number>',
} as const;

export const declareVerb: Verb = {
  verb: 'declare',
  aliases: ['new'],
  summary: 'Opens an incident by hand',
  arguments: [
    { name: 'title', summary: 'what is wrong', form: 'positional', required: false, example: '<title>' },
  ],
  risk: 'respond',
  run: (deps, { actor, words }) => declareForm(deps, actor, words.rest),
};

/** The verbs of the deeds that are declared with one. */
export const DEED_VERBS: readonly Verb[] = INCIDENT_DEED_NAMES.flatMap((name) => {
  const { verb: declared } = INCIDENT_DEEDS[name];
  if (declared === null) return [];
  const { verb, aliases, summary } = declared;
  return [
    {
      verb,
      aliases,
      summary,
      arguments: [INCIDENT, ...declared.arguments],
      risk: 'respond',
      run: (deps: HandlerDeps, context: VerbContext) => onIncident(deps, context, name),
    },
  ];
});

async function onIncident(deps: HandlerDeps, context: VerbContext, name: IncidentDeedName): Promise<Reply> {
  const { actor, delivery, words } = context;
  const deed = { name, risk: 'respond' } as const;
  // Before anything is read, since which incidents there are is a secret too.
  const asked = { actor, deed, words: `${words.verb} ${words.rest}`.trim(), incident: null };
  const refusal = await deniedDeed(deps, asked);
  if (refusal !== null) return refusal;
  const chosen = await deps.store.read((reader) => incidentOf(reader, context));
  if (!chosen.ok) return chosen.error;
  const { number } = chosen.value.incident;
  const wanted = INCIDENT_DEEDS[name].verb?.read(chosen.value) ?? null;
  if (wanted !== null) return incidentDeed(deps, actor, delivery, number, wanted);
  if (!asksFirst(name))
    throw new Error(`Expected /etl ${words.verb} to say a whole deed, since it has no form`);
  return incidentForm(deps, actor, name, number);
}
