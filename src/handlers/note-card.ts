/**
 * What became of a card's message in Slack, told in the timeline of the incident that it belongs to. Of what a person
 * shared it is told to them alone, by their own message, which says from then on why nobody else sees it.
 */

import type { HandlerDeps } from './deed.ts';
import type { CardRow } from './ports.ts';

import { HANDRAIL } from '../access/actor.ts';
import { CARDS } from './cards.ts';
import { commitIncident } from './commit-incident.ts';
import { incidentOfStream } from './keys.ts';

/** Adds the sentence as a note by Handrail. A card that belongs to no incident has nobody to tell. */
export async function noteOnCard(
  deps: Pick<HandlerDeps, 'store' | 'incidents' | 'clock'>,
  card: CardRow,
  sentence: string,
): Promise<void> {
  if (card.kind === 'shared') return drawAnswer(deps, card);
  // An incident's own card is named after it; every other card of it stands in that one's thread.
  const number = incidentOfStream(card.thread ?? card.key);
  if (number === null) return;
  await deps.store.transact(async (tx) => {
    const incident = await tx.incidents.load(number);
    if (incident === null) return;
    const note = { type: 'AddNote', text: sentence, by: HANDRAIL, now: deps.clock() } as const;
    await commitIncident(tx, incident, note, deps.incidents);
  });
}

async function drawAnswer(
  { store, clock }: Pick<HandlerDeps, 'store' | 'clock'>,
  { subject }: CardRow,
): Promise<void> {
  await store.transact(async (tx) => {
    const run = await tx.runs.load(subject);
    if (run !== null) await tx.cards.want({ ...CARDS.answer(run), now: clock() });
  });
}
