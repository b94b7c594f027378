/**
 * One decision made durable: the state row, its timeline, the cards that mirror it, its timers, its groups and its
 * pings, all in the transaction it is given. What a card shows and what is stored can therefore never part.
 */

import type { ChecklistCommand } from '../checklists/commands.ts';
import type { Checklist } from '../checklists/state.ts';
import type { Refusal } from '../incidents/decide.ts';
import type { IncidentCommand } from '../incidents/commands.ts';
import type { IncidentTimings } from '../incidents/due.ts';
import type { IncidentFold } from '../incidents/evolve.ts';
import type { Ping } from '../incidents/pings.ts';
import type { Incident } from '../incidents/state.ts';
import type { Result } from '../lib/result.ts';
import type { Transaction } from './ports.ts';

import { decide as decideChecklist } from '../checklists/decide.ts';
import { evolve as evolveChecklist } from '../checklists/evolve.ts';
import { decide as decideIncident } from '../incidents/decide.ts';
import { due } from '../incidents/due.ts';
import { evolve as evolveIncident } from '../incidents/evolve.ts';
import { pingSubject } from '../incidents/pings.ts';
import { isResolved } from '../incidents/state.ts';
import { ok } from '../lib/result.ts';
import { VersionConflict } from './ports.ts';

const PING_WINDOW_MS = 600_000;
const PINGS_A_WINDOW = 3;

/**
 * Decides the command on `before` and writes what follows. The error is the decider's refusal and then nothing was
 * written. Throws `VersionConflict` when another writer was first.
 */
export async function commitIncident(
  tx: Transaction,
  before: Incident | null,
  command: IncidentCommand,
  timings: IncidentTimings,
): Promise<Result<Incident, Refusal>> {
  const known = before === null ? null : { incident: before, alarms: await alarmsIn(tx, before, command) };
  const decision = decideIncident(command, known);
  if (!decision.ok) return decision;
  const { events, pings } = decision.value;
  const after = events.reduce<IncidentFold | null>(evolveIncident, known);
  if (after === null) throw new Error(`Expected ${command.type} to leave an incident behind`);
  if (events.length === 0) return ok(after.incident);
  const incident = { ...after.incident, version: (before?.version ?? 0) + 1 };
  const changed = [...after.alarms.values()].filter((alarm) => known?.alarms.get(alarm.key) !== alarm);
  await tx.saveIncident(incident, events, changed);
  if (events.some(({ type }) => type === 'QuietAlarmsSpoke')) await tx.speakUp(incident.number);
  await keepGroup(tx, before, incident);
  await tx.replaceTimers(
    incidentStream(incident.number),
    due(incident, timings).map(({ kind, dueAt }) => ({
      key: `${incidentStream(incident.number)}:${kind}`,
      kind,
      dueAt,
      payload: { incident: incident.number },
    })),
  );
  await wantIncidentCards(tx, incident, command);
  if (isResolved(incident) && before !== null && !isResolved(before))
    await redrawOffers(tx, incident, command.now);
  for (const ping of pings) await wantPing(tx, incident, ping, command.now);
  return ok(incident);
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
  const alarms = keys.length === 0 ? [] : await tx.incidentAlarms(number, keys);
  return new Map(alarms.map((alarm) => [alarm.key, alarm]));
}

/** As `commitIncident`, for a checklist; the value also names the steps that Handrail is to run by itself. */
export async function commitChecklist(
  tx: Transaction,
  before: Checklist | null,
  command: ChecklistCommand,
): Promise<Result<{ readonly checklist: Checklist; readonly runs: readonly string[] }, Refusal>> {
  const decision = decideChecklist(command, before);
  if (!decision.ok) return decision;
  const { events, runs } = decision.value;
  const after = events.reduce<Checklist | null>(evolveChecklist, before);
  if (after === null) throw new Error(`Expected ${command.type} to leave a checklist behind`);
  if (events.length === 0) return ok({ checklist: after, runs });
  const checklist = { ...after, version: (before?.version ?? 0) + 1 };
  await tx.saveChecklist(checklist, events);
  await tx.wantCard({
    key: `checklist:${checklist.id}`,
    kind: 'checklist',
    subject: checklist.id,
    channel: checklist.channel,
    thread: checklist.incident === null ? null : incidentStream(checklist.incident),
    urgency: 1,
    now: command.now,
  });
  return ok({ checklist, runs });
}

/** The incident of this number, or the survivor that it was merged into; null when there is none. */
export async function loadSurvivor(
  tx: Pick<Transaction, 'incident'>,
  number: number,
): Promise<Incident | null> {
  let incident = await tx.incident(number);
  // Merges only ever point to an incident that was open then, so the chain ends; the bound guards damaged rows.
  for (let hops = 0; incident?.mergedInto != null && hops < 100; hops += 1) {
    incident = await tx.incident(incident.mergedInto);
  }
  return incident;
}

/** The counter of pings that were held back for this incident. */
export function heldPings(number: number): string {
  return `pings-held:${number}`;
}

/** Name of the incident's stream of events and timers, and the key of its card. */
export function incidentStream(number: number): string {
  return `incident:${number}`;
}

/** An unresolved incident holds its groups; a merged one hands them on, a resolved one lets the next alarm open a new one. */
async function keepGroup(tx: Transaction, before: Incident | null, after: Incident): Promise<void> {
  if (after.mergedInto !== null) return tx.moveGroups(after.number, after.mergedInto);
  if (isResolved(after)) return tx.releaseGroups(after.number);
  if (before !== null && !isResolved(before)) return undefined;
  const held = await tx.holdGroup(after.groupKey, after.number);
  // Reopening beside a newer incident of the same group is a person's choice: that one keeps the group.
  if (!held && before === null)
    throw new VersionConflict(`Group ${after.groupKey} is held by another incident`);
  return undefined;
}

async function wantIncidentCards(
  tx: Transaction,
  incident: Incident,
  command: IncidentCommand,
): Promise<void> {
  const { number, channel } = incident;
  const first = command.type === 'OpenIncident';
  const pressed = 'by' in command && command.by.kind === 'person';
  await wantIncidentCard(tx, incident, first ? 0 : pressed ? 1 : 2, command.now);
  await tx.wantCard({
    key: `timeline:${number}`,
    kind: 'timeline',
    subject: String(number),
    channel,
    thread: incidentStream(number),
    urgency: 3,
    now: command.now,
  });
}

/** What was offered to be adopted is over: the cards that offer it are to stop. */
async function redrawOffers(tx: Transaction, { number, pipeline }: Incident, now: number): Promise<void> {
  if (pipeline === null) return;
  const others = await tx.incidents({ state: 'unresolved', pipeline });
  for (const other of others.filter(({ offers }) => offers.includes(number))) {
    await wantIncidentCard(tx, other, 2, now);
  }
}

async function wantIncidentCard(
  tx: Transaction,
  { number, channel }: Incident,
  urgency: 0 | 1 | 2,
  now: number,
): Promise<void> {
  await tx.wantCard({
    key: incidentStream(number),
    kind: 'incident',
    subject: String(number),
    channel,
    thread: null,
    urgency,
    now,
  });
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
  if (!urgent && (await tx.pingsSince(incident.channel, now - PING_WINDOW_MS)) >= PINGS_A_WINDOW) {
    await tx.countUp(heldPings(incident.number));
    return;
  }
  const key = `ping:${incident.number}:${about}`;
  if (!(await tx.firstSight(key, now))) return;
  await tx.wantCard({
    key,
    kind: 'ping',
    subject: pingSubject(said),
    channel: incident.channel,
    thread: incidentStream(incident.number),
    urgency: 3,
    now,
  });
}
