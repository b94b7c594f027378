/** Verbs that act on incidents: one for each deed that declares one, and declare. Each does the very deed of its button. */

import type { IncidentDeedName } from '../../deeds/incident-deeds.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { Verb, VerbContext } from './verb.ts';

import { DECLARE_DEEDS } from '../../deeds/declare.ts';
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

const { declare } = DECLARE_DEEDS;

export const declareVerb: Verb = {
  ...declare.verb,
  risk: declare.risk,
  run: (deps, { actor, delivery, words }) => declareForm(deps, actor, delivery, words.rest),
};

/** The verbs of the deeds that are declared with one. */
export const DEED_VERBS: readonly Verb[] = INCIDENT_DEED_NAMES.flatMap((name) => {
  const { verb: declared, risk } = INCIDENT_DEEDS[name];
  if (declared === null) return [];
  const { verb, aliases, summary } = declared;
  return [
    {
      verb,
      aliases,
      summary,
      arguments: [INCIDENT, ...declared.arguments],
      risk,
      run: (deps: HandlerDeps, context: VerbContext) => onIncident(deps, context, name),
    },
  ];
});

async function onIncident(deps: HandlerDeps, context: VerbContext, name: IncidentDeedName): Promise<Reply> {
  const { actor, delivery, words } = context;
  const deed = INCIDENT_DEEDS[name];
  // Before anything is read, since which incidents there are is a secret too.
  const asked = { actor, delivery, deed, words: `${words.verb} ${words.rest}`.trim(), incident: null };
  const refusal = await deniedDeed(deps, asked);
  if (refusal !== null) return refusal;
  const chosen = await deps.store.read((reader) => incidentOf(reader, context));
  if (!chosen.ok) return chosen.error;
  const { number } = chosen.value.incident;
  const wanted = deed.verb?.read(chosen.value) ?? null;
  if (wanted !== null) return incidentDeed(deps, actor, delivery, number, wanted);
  if (!asksFirst(name))
    throw new Error(`Expected /etl ${words.verb} to say a whole deed, since it has no form`);
  return incidentForm(deps, actor, delivery, name, number);
}
