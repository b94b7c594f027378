/** Verbs that act on incidents: declare, ack, note, resolve. Each does the very deed that its button does. */

import type { Outcome } from '../../incidents/state.ts';
import type { HandlerDeps } from '../deed.ts';
import type { Reply } from '../reply.ts';
import type { IncidentFormName } from '../forms.ts';
import type { IncidentDeed } from '../incident-deeds.ts';
import type { Chosen } from './incident-of.ts';
import type { Verb, VerbContext } from './verb.ts';

import { OUTCOMES } from '../../incidents/state.ts';
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

export const ackVerb: Verb = {
  verb: 'ack',
  aliases: ['acknowledge', 'mine'],
  summary: 'Takes an incident: you are on it',
  arguments: [INCIDENT],
  risk: 'respond',
  run: (deps, context) => onIncident(deps, context, 'acknowledge', () => ({ do: 'acknowledge' })),
};

export const noteVerb: Verb = {
  verb: 'note',
  aliases: ['log-note'],
  summary: 'Writes a note into the timeline',
  arguments: [
    INCIDENT,
    { name: 'text', summary: 'the note', form: 'positional', required: false, example: '<text>' },
  ],
  risk: 'respond',
  run: (deps, context) =>
    onIncident(deps, context, 'note', ({ rest }) =>
      rest === '' ? { ask: 'note' } : { do: 'note', text: rest },
    ),
};

export const resolveVerb: Verb = {
  verb: 'resolve',
  aliases: ['close'],
  summary: `Ends an incident: ${OUTCOMES.join(', ')}`,
  arguments: [
    INCIDENT,
    { name: 'outcome', summary: 'how it ended', form: 'positional', required: false, example: '<outcome>' },
  ],
  risk: 'respond',
  run: (deps, context) =>
    onIncident(deps, context, 'resolve', (chosen) => {
      const outcome = outcomeIn(chosen.tokens[0]);
      return outcome === undefined
        ? { ask: 'resolve' }
        : { do: 'resolve', outcome, note: noteAfter(chosen.rest) };
    }),
};

type Wish = IncidentDeed | { readonly ask: IncidentFormName };

async function onIncident(
  deps: HandlerDeps,
  context: VerbContext,
  name: IncidentDeed['do'],
  wish: (chosen: Chosen) => Wish,
): Promise<Reply> {
  const { actor, delivery, words } = context;
  const deed = { name, risk: 'respond' } as const;
  // Before anything is read, since which incidents there are is a secret too.
  const asked = { actor, deed, words: `${words.verb} ${words.rest}`.trim(), incident: null };
  const refusal = await deniedDeed(deps, asked);
  if (refusal !== null) return refusal;
  const chosen = await deps.store.read((reader) => incidentOf(reader, context));
  if (!chosen.ok) return chosen.error;
  const { number } = chosen.value.incident;
  const wanted = wish(chosen.value);
  if ('ask' in wanted) return incidentForm(deps, actor, wanted.ask, number);
  return incidentDeed(deps, actor, delivery, number, wanted);
}

function outcomeIn(word: string | undefined): Outcome | undefined {
  return OUTCOMES.find((outcome) => outcome === word?.toLowerCase());
}

function noteAfter(rest: string): string | null {
  const note = rest.replace(/^\S+\s*/, '').trim();
  return note === '' ? null : note;
}
