/**
 * The keys under which streams, cards, timers, jobs, counters and first sights are stored. They stand in databases for
 * years: one grammar, written and read only here.
 */

import type { Actor, Person } from '../access/actor.ts';

/** `run:0199a1b2`: the card of this kind, for the thing of this id. */
export function cardKey(kind: string, id: string | number): string {
  return `${kind}:${id}`;
}

/** `incident:42`: the stream of the incident's events and timers, the key of its card, and where its thread hangs. */
export function incidentStream(number: number): string {
  return cardKey('incident', number);
}

/** `run:0199a1b2`: the stream of the run's events, the job that works it, and the key of its card. */
export function runStream(id: string): string {
  return cardKey('run', id);
}

/** `checklist:0199a1b2`: the stream of the checklist's events, and the key of its card. */
export function checklistStream(id: string): string {
  return cardKey('checklist', id);
}

/** `ping:42:opened`: what was said once of the incident. */
export function pingKey(incident: number, about: string): string {
  return cardKey('ping', `${incident}:${about}`);
}

/** Keys in their order, the first included and the last not. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

export const EVERY_PING: KeyRange = { from: 'ping:', to: 'ping;' };

export function pingKeysOf(incident: number): KeyRange {
  return { from: pingKey(incident, ''), to: cardKey('ping', `${incident};`) };
}

/** The number of the incident whose stream this is; null for any other key. */
export function incidentOfStream(key: string): number | null {
  const number = /^incident:(\d+)$/.exec(key)?.[1];
  return number === undefined ? null : Number(number);
}

/** `incident:42:speak-up`. */
export function timerKey(stream: string, kind: string): string {
  return `${stream}:${kind}`;
}

/** `pings-held:42`: the counter of pings that were held back for this incident. */
export function heldPings(number: number): string {
  return `pings-held:${number}`;
}

/** `T0/U0`: the person, in the keys of what is theirs. */
export function personKey({ team, user }: Person): string {
  return `${team}/${user}`;
}

/** `T0/U0`: the person who asked for a run; null where Handrail did. */
export function askerOf(by: Actor): string | null {
  return by.kind === 'person' ? personKey(by) : null;
}

/** `spent:2026-11-12:todo-etl:dollars:T0/U0`: what a pipeline, or a person in it, was billed that day in UTC. */
export function spentKey(
  day: string,
  pipeline: string | null,
  what: 'bytes' | 'dollars',
  person: string | null,
): string {
  const whose = person === null ? '' : `:${person}`;
  return `${SPENT}${day}:${pipeline ?? '-'}:${what}${whose}`;
}

/** `billed:0199a1b2`: that what this run cost until it was stopped is counted. */
export function billedKey(run: string): string {
  return `billed:${run}`;
}

/** The spendings of the days before this one. */
export function spentBefore(day: string): KeyRange {
  return { from: SPENT, to: `${SPENT}${day}` };
}

const SPENT = 'spent:';

/** `evidence-paced:123456789012/eu-central-1`: until when the looks for incidents of this place are spread, milliseconds. */
export function evidencePace(place: string): string {
  return `evidence-paced:${place}`;
}

export const EVERY_EVIDENCE_PACE: KeyRange = { from: 'evidence-paced:', to: 'evidence-paced;' };

/** `deed:press:T0:U0:…`: that this delivery of a person's deed was seen. */
export function deedKey(delivery: string): string {
  return `deed:${delivery}`;
}

/** `remove-rest:42`, `stop-run:0199a1b2`: the job of this kind for the incident or run. */
export function jobKey(kind: string, id: number | string): string {
  return `${kind}:${id}`;
}
