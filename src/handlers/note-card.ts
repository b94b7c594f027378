/**
 * What became of a card's message in Slack, told in the timeline of the incident that it belongs to. Of what a person
 * shared it is told to them alone, by their own message, which says from then on why nobody else sees it; of an answer that
 * Slack does not take as a direct message, where they asked.
 */

import type { HandlerDeps } from './deed.ts';
import type { CardRow, Whisper } from './ports.ts';

import { HANDRAIL } from '../access/actor.ts';
import { CARDS } from './cards.ts';
import { commitIncident } from './commit-incident.ts';
import { incidentOfStream } from './keys.ts';

export interface NoteDeps extends Pick<HandlerDeps, 'store' | 'incidents' | 'clock'> {
  readonly whisper: Whisper;
}

/** Adds the sentence as a note by Handrail. A card that belongs to no incident has nobody to tell. */
export async function noteOnCard(deps: NoteDeps, card: CardRow, sentence: string): Promise<void> {
  if (card.kind === 'shared') return drawAnswer(deps, card);
  if (card.kind === 'answer') return tellAsker(deps, card, sentence);
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

async function tellAsker(
  { store, whisper }: Pick<NoteDeps, 'store' | 'whisper'>,
  { subject, channel: user }: CardRow,
  because: string,
): Promise<void> {
  const run = await store.read((reader) => reader.runs.load(subject));
  if (run === null) return;
  const { channel, command } = run;
  await whisper(
    channel,
    user,
    `The answer to ${command} could not be sent to you as a direct message. ${because}`,
  );
}
