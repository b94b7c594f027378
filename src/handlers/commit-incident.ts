/** How an incident is committed: besides its row and its timeline its groups, its alarms that speak, and its pings. */

import type { IncidentCommand } from '../incidents/commands.ts';
import type { Refusal } from '../deeds/refusals.ts';
import type { IncidentTimings } from '../incidents/due.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { IncidentFold } from '../incidents/evolve.ts';
import type { Ping } from '../incidents/pings.ts';
import type { Incident } from '../incidents/state.ts';
import type { Result } from '../lib/result.ts';
import type { Aggregate } from './commit.ts';
import type { Reader, Transaction } from './ports.ts';

import { decide } from '../incidents/decide.ts';
import { due } from '../incidents/due.ts';
import { evolve } from '../incidents/evolve.ts';
import { pingSubject } from '../incidents/pings.ts';
import { countAlarms } from '../incidents/alarms.ts';
import { evidenceOf, isResolved } from '../incidents/state.ts';
import { ok } from '../lib/result.ts';
import { CARDS, cardsOfIncident } from './cards.ts';
import { commitChecklist } from './commit-checklist.ts';
import { commit } from './commit.ts';
import { heldPings, incidentStream, timerKey } from './keys.ts';
import { VersionConflict } from './ports.ts';
import { MOST_LOOKED_AT, wantEvidence } from './want-evidence.ts';

const PING_WINDOW_MS = 600_000;
const PINGS_A_WINDOW = 3;

/** Commits one command on the incident: see `commit`. */
export async function commitIncident(
  tx: Transaction,
  before: Incident | null,
  command: IncidentCommand,
  timings: IncidentTimings,
): Promise<Result<Incident, Refusal>> {
  const committed = await commit(tx, incidents(timings), before, command);
  return committed.ok ? ok(committed.value.state) : committed;
}

/** The incident of this number, or the survivor that it was merged into; null when there is none. */
export async function loadSurvivor(
  reader: Pick<Reader, 'incidents'>,
  number: number,
): Promise<Incident | null> {
  let incident = await reader.incidents.load(number);
  // Merges only ever point to an incident that was open then, so the chain ends; the bound guards damaged rows.
  for (let hops = 0; incident?.mergedInto != null && hops < 100; hops += 1) {
    incident = await reader.incidents.load(incident.mergedInto);
  }
  return incident;
}

function incidents(
  timings: IncidentTimings,
): Aggregate<Incident, IncidentFold, IncidentCommand, IncidentEvent, readonly Ping[]> {
  return {
    async load(tx, incident, command) {
      return { incident, alarms: await alarmsIn(tx, incident, command) };
    },
    decide(command, before) {
      const decision = decide(command, before);
      return decision.ok ? ok({ events: decision.value.events, also: decision.value.pings }) : decision;
    },
    evolve,
    stateOf: ({ incident }) => incident,
    async save(tx, { after, events, fold }) {
      const changed = [...fold.after.alarms.values()].filter(
        (alarm) => fold.before?.alarms.get(alarm.key) !== alarm,
      );
      await tx.incidents.save(after, events, changed);
      return after;
    },
    due(incident) {
      const stream = incidentStream(incident.number);
      const payload = { incident: incident.number };
      const timers = due(incident, timings).map((timer) => ({
        key: timerKey(stream, timer.kind),
        ...timer,
        payload,
      }));
      return { stream, timers };
    },
    cards: ({ after, events }) => cardsOfIncident(after, events),
    async follow(tx, { before, after, events, also, now }) {
      if (events.some(({ type }) => type === 'QuietAlarmsSpoke')) await tx.incidents.speakUp(after.number);
      await keepGroup(tx, before, after);
      if (isResolved(after) && before !== null && !isResolved(before)) await redrawOffers(tx, after, now);
      const failedAt = failedAnewAt(events, after);
      if (failedAt !== null) await forgetFindings(tx, after, failedAt, now);
      if (wantsEvidence(before, after, events)) await wantEvidence(tx, after, now);
      for (const ping of also) await wantPing(tx, after, ping, now);
    },
  };
}

/** The alarms of the incident that the command is about: decide and evolve need no others. */
async function alarmsIn(
  tx: Transaction,
  { number }: Incident,
  command: IncidentCommand,
): Promise<IncidentFold['alarms']> {
  const keys =
    command.type === 'ApplyAlarm'
      ? [command.event.key]
      : command.type === 'AdoptIncident' || command.type === 'AdoptAlarms'
        ? command.alarms.map(({ key }) => key)
        : [];
  const alarms = keys.length === 0 ? [] : await tx.incidents.alarms(number, keys);
  return new Map(alarms.map((alarm) => [alarm.key, alarm]));
}

/**
 * Whether there is something to find out: it opened, what was found is of another failure by now, or an alarm joined that
 * fires, of the few that are looked at.
 */
function wantsEvidence(before: Incident | null, after: Incident, events: readonly IncidentEvent[]): boolean {
  if (isResolved(after)) return false;
  if (before === null || evidenceOf(before).since !== evidenceOf(after).since) return true;
  return countAlarms(after.counts) <= MOST_LOOKED_AT && events.some(bringsAlarms);
}

function bringsAlarms(event: IncidentEvent): boolean {
  if (event.type === 'AlarmJoined') return event.alarm.state === 'ALARM' && event.alarm.quiet === null;
  return event.type === 'IncidentAdopted' || event.type === 'AlarmsAdopted';
}

/** When what it is about failed again, by the source's time; null when it did not. That a person reopens it is no failure. */
function failedAnewAt(events: readonly IncidentEvent[], after: Incident): number | null {
  if (isResolved(after)) return null;
  const reopened = events.find((event) => event.type === 'IncidentReopened' && event.by.kind === 'handrail');
  const fired = events.flatMap((event) =>
    event.type === 'AlarmChanged' &&
    event.state === 'ALARM' &&
    (event.key === after.titledBy || reopened !== undefined)
      ? [event.changedAt]
      : [],
  );
  return fired.at(-1) ?? reopened?.at ?? null;
}

/** Its checklists go by what is found from now on. What Handrail is to read again for them, it reads with its evidence. */
async function forgetFindings(
  tx: Transaction,
  { number }: Incident,
  since: number,
  now: number,
): Promise<void> {
  for (const checklist of await tx.checklists.of(number))
    await commitChecklist(tx, checklist, { type: 'ForgetFindings', since, now });
}

/** An unresolved incident holds its groups; a merged one hands them on, a resolved one lets the next alarm open a new one. */
async function keepGroup(tx: Transaction, before: Incident | null, after: Incident): Promise<void> {
  if (after.mergedInto !== null) return tx.groups.move(after.number, after.mergedInto);
  if (isResolved(after)) return tx.groups.release(after.number);
  if (before !== null && !isResolved(before)) return undefined;
  const held = await tx.groups.hold(after.groupKey, after.number);
  // Reopening beside a newer incident of the same group is a person's choice: that one keeps the group.
  if (!held && before === null)
    throw new VersionConflict(`Group ${after.groupKey} is held by another incident`);
  return undefined;
}

/** What was offered to be adopted is over: the cards that offer it are to stop. */
async function redrawOffers(tx: Transaction, { number, pipeline }: Incident, now: number): Promise<void> {
  if (pipeline === null) return;
  const others = await tx.incidents.list({ state: 'unresolved', pipeline });
  for (const other of others.filter(({ offers }) => offers.includes(number))) {
    await tx.cards.want({ ...CARDS.incident(other, 2), now });
  }
}

/**
 * At most three pings a channel in ten minutes; what is held back is counted on the incident's card. A ping that says
 * that things got worse is never held back. Nothing is said twice.
 */
async function wantPing(
  tx: Transaction,
  incident: Incident,
  { about, urgent, ...said }: Ping,
  now: number,
): Promise<void> {
  if (!urgent && (await tx.cards.pingsSince(incident.channel, now - PING_WINDOW_MS)) >= PINGS_A_WINDOW) {
    await tx.counters.up(heldPings(incident.number));
    return;
  }
  const card = CARDS.ping(incident, about, pingSubject(said));
  if (await tx.firstSight(card.key, now)) await tx.cards.want({ ...card, now });
}
