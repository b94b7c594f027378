/**
 * Every kind of card, declared once: what it mirrors, where it hangs, how urgent it is, and which of them show a change.
 * `bot/render.ts` has one renderer a kind, and the compiler asks for it.
 */

import type { Checklist } from '../checklists/state.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { Incident } from '../incidents/state.ts';
import type { OperationRun } from '../runs/state.ts';

import { cardKey, checklistStream, incidentStream, pingKey } from './keys.ts';

/** What a card mirrors and where it hangs. `thread` is the key of the card whose thread it stands in. */
export interface CardWish {
  /** `incident:42`, `checklist:…`, `timeline:42`, `run:…`, `ping:…`. */
  readonly key: string;
  readonly kind: CardKind;
  /** Incident number, checklist id, run id, or the text of a ping. */
  readonly subject: string;
  readonly channel: string;
  readonly thread: string | null;
  /** 0 first card of an incident · 1 the card just pressed · 2 other updates · 3 thread. */
  readonly urgency: 0 | 1 | 2 | 3;
  readonly now: number;
}

/** A wish before it is known when. */
export type Card = Omit<CardWish, 'now'>;

export type CardKind = keyof typeof CARDS;

/** Where a card hangs. */
interface Hook {
  readonly channel: string;
  /** Key of the card in whose thread it stands; null at the top of the channel. */
  readonly under: string | null;
  readonly urgency: CardWish['urgency'];
}

export const CARDS = {
  incident: ({ number, channel }: Incident, urgency: CardWish['urgency']) =>
    card('incident', number, { channel, under: null, urgency }),
  timeline: ({ number, channel }: Incident) =>
    card('timeline', number, { channel, under: incidentStream(number), urgency: 3 }),
  checklist: ({ id, channel, incident }: Checklist) =>
    card('checklist', id, { channel, under: underIncident(incident), urgency: 1 }),
  run: (run: OperationRun) => card('run', run.id, { ...placeOf(run), urgency: 2 }),
  /** What a run brought to who asked alone: a message of its own, as an update makes no phone ring. */
  answer: (run: OperationRun) => card('answer', run.id, { ...placeOf(run), urgency: 1 }),
  /** The same, shown to everybody by who asked. */
  shared: (run: OperationRun) => card('shared', run.id, { ...publicPlaceOf(run), urgency: 1 }),
  /** Said once: what it is about is part of its key. */
  ping: ({ number, channel }: Incident, about: string, subject: string) => ({
    ...card('ping', number, { channel, under: incidentStream(number), urgency: 3 }, subject),
    key: pingKey(number, about),
  }),
};

/** The kinds of card that show a run; their subject is its id. */
const OF_RUN: readonly CardKind[] = ['run', 'answer', 'shared'];

/** Whether it shows a run. */
export function isOfRun({ kind }: Pick<Card, 'kind'>): boolean {
  return OF_RUN.includes(kind);
}

/** The keys of the cards that the run of this id may have. */
export function runCards(id: string): readonly string[] {
  return OF_RUN.map((kind) => cardKey(kind, id));
}

/** Whether a card's channel is a person, by Slack's id: it then stands in their direct message, and nowhere else. */
export function isPerson(channel: string): boolean {
  return /^[UW][A-Z0-9]{2,}$/.test(channel);
}

/** Whether it goes nowhere else when its channel cannot be written to: who shows rows to one channel means no other. */
export function staysThere({ kind, channel }: Pick<Card, 'kind' | 'channel'>): boolean {
  return isPerson(channel) || kind === 'shared';
}

/** The cards that show what happened to an incident. */
export function cardsOfIncident(incident: Incident, events: readonly IncidentEvent[]): readonly Card[] {
  return [CARDS.incident(incident, urgencyOf(events)), CARDS.timeline(incident)];
}

/** The cards that show a checklist: it is the one just pressed, or follows that at once. */
export function cardsOfChecklist(checklist: Checklist): readonly Card[] {
  return [CARDS.checklist(checklist)];
}

/**
 * The cards that show a run. One whose answer is for who asked alone has no card before it is known to go on for a while,
 * nor one that says only that it was over at once.
 */
export function cardsOfRun(before: OperationRun | null, after: OperationRun): readonly Card[] {
  if (after.audience === 'channel') return [CARDS.run(after)];
  return [
    ...(after.state.state === 'ended' ? [CARDS.answer(after)] : []),
    ...([before?.state, after.state].some(isKnownToRun) ? [CARDS.run(after)] : []),
    // What everybody sees never changes again: who deletes it means it, and it is not posted anew.
    ...(after.shared === null || after.shared === before?.shared ? [] : [CARDS.shared(after)]),
  ];
}

/** One that was given up and is not stopped after all says so where it said that it is. */
function isKnownToRun(state: OperationRun['state'] | undefined): boolean {
  if (state?.state === 'starting') return state.soFar !== undefined;
  return state?.state === 'running' || (state?.state === 'given-up' && state.started);
}

/** Where what a run brings is told: to everybody, or to who asked alone. */
function placeOf(run: OperationRun): Pick<Hook, 'channel' | 'under'> {
  const { audience, by } = run;
  return audience === 'asker' && by.kind === 'person'
    ? { channel: by.user, under: null }
    : publicPlaceOf(run);
}

/** Under its incident; in none, with the checklist whose step asked for it; or else in its channel. */
function publicPlaceOf({
  channel,
  incident,
  followers: [step],
}: OperationRun): Pick<Hook, 'channel' | 'under'> {
  const withStep = step === undefined ? null : checklistStream(step.checklist);
  return { channel, under: underIncident(incident) ?? withStep };
}

/** The first card of an incident goes before all others, and the one that somebody looks at before the rest. */
function urgencyOf(events: readonly IncidentEvent[]): CardWish['urgency'] {
  if (events.some(({ type }) => type === 'IncidentOpened')) return 0;
  return events.some((event) => 'by' in event && event.by.kind === 'person') ? 1 : 2;
}

function underIncident(incident: number | null): string | null {
  return incident === null ? null : incidentStream(incident);
}

function card<Kind extends string>(
  kind: Kind,
  id: string | number,
  { channel, under, urgency }: Hook,
  subject = String(id),
) {
  return { key: cardKey(kind, id), kind, subject, channel, thread: under, urgency };
}
