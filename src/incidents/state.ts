/** The incident as its row holds it: the fold of its events. */

import type { Actor, Person } from '../access/actor.ts';
import type { AlarmKind, AlarmResources, AlarmState, Recovery } from '../alarms/event.ts';
import type { Severity } from './severity.ts';

export const OUTCOMES = ['fixed', 'recovered', 'false-alarm', 'duplicate', 'no-action'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const OUTCOME_LABEL: Readonly<Record<Outcome, string>> = {
  fixed: 'Fixed',
  recovered: 'Recovered by itself',
  'false-alarm': 'False alarm',
  duplicate: 'Duplicate',
  'no-action': 'No action needed',
};

export type IncidentStatus =
  | { readonly state: 'open' }
  | { readonly state: 'acknowledged'; readonly by: Actor; readonly at: number }
  | { readonly state: 'resolved'; readonly by: Actor; readonly at: number; readonly outcome: Outcome };

export interface IncidentAlarm {
  readonly key: string;
  readonly name: string;
  readonly kind: AlarmKind;
  readonly state: AlarmState;
  readonly headline: string;
  readonly reason: string;
  /** When the source says the present state began, milliseconds. */
  readonly changedAt: number;
  /** When it last went into ALARM within this incident; null when it never did. */
  readonly firedAt: number | null;
  /** Accepted changes of this alarm in this incident, each counted once. */
  readonly events: number;
  /** The sentence why this alarm stays quiet, or null when it speaks. */
  readonly quiet: string | null;
  readonly recovery: Recovery;
  readonly resources: AlarmResources;
  readonly link: string | null;
}

export interface Incident {
  /** `#42`. */
  readonly number: number;
  /** Rises by one with every commit; decide runs on exactly this version. */
  readonly version: number;
  readonly status: IncidentStatus;
  readonly title: string;
  readonly severity: Severity;
  readonly pipeline: string | null;
  readonly stage: string | null;
  /** Channel as configured, a name or an id; the publisher resolves it. */
  readonly channel: string;
  /** Procedure id or words from the route, when it names one. */
  readonly procedure: string | null;
  readonly groupKey: string;
  readonly routeReason: string;
  readonly openedAt: number;
  /** Null when an alarm opened it. */
  readonly declaredBy: Person | null;
  readonly assignee: Person | null;
  readonly acknowledged: { readonly by: Actor; readonly at: number } | null;
  /** When somebody said that it stopped getting worse. */
  readonly stoppedGettingWorseAt: number | null;
  readonly mergedInto: number | null;
  readonly reopenings: number;
  /** The earlier incident that this one is "again". */
  readonly again: number | null;
  /** Open incidents downstream that this one offers to adopt. */
  readonly offers: readonly number[];
  readonly alarms: readonly IncidentAlarm[];
  /** The last run of an operation for this incident, for the card's one line about it. */
  readonly lastRun: IncidentRun | null;
  /** Milliseconds of the last event; the card's "true 03:01". */
  readonly changedAt: number;
}

export interface IncidentRun {
  readonly run: string;
  readonly command: string;
  readonly by: Actor;
  readonly state: 'running' | 'ended';
  readonly verdict: 'ok' | 'warn' | 'fail' | 'unknown' | null;
  readonly summary: string;
}

/** Whether work on it is over. */
export function isResolved(incident: Incident): boolean {
  return incident.status.state === 'resolved';
}

/** Alarms that still say ALARM. */
export function firing(incident: Incident): readonly IncidentAlarm[] {
  return incident.alarms.filter((alarm) => alarm.state === 'ALARM');
}

/** Alarms that fire without a word because of another one. */
export function quietFiring(incident: Incident): readonly IncidentAlarm[] {
  return firing(incident).filter((alarm) => alarm.quiet !== null);
}

/**
 * When the last of the alarms that speak stopped firing, or null while one of them fires. An incident that was
 * declared has none: nothing in it would ever end, so it counts from its opening.
 */
export function causeOverAt(incident: Incident): number | null {
  const speaking = incident.alarms.filter((alarm) => alarm.quiet === null);
  if (speaking.some((alarm) => alarm.state === 'ALARM')) return null;
  return Math.max(incident.openedAt, ...speaking.map((alarm) => alarm.changedAt));
}

/**
 * When the last alarm that can recover did, or null while one has not, or when none can. Alarms that only a person
 * can end do not hold the others back, but alone they never recover.
 */
export function recoveredAt(incident: Incident): number | null {
  const recoverable = incident.alarms.filter((alarm) => alarm.recovery !== 'by-hand');
  if (recoverable.length === 0 || recoverable.some((alarm) => alarm.state !== 'OK')) return null;
  if (incident.alarms.some((alarm) => alarm.recovery === 'by-hand' && alarm.state === 'ALARM')) return null;
  return Math.max(...recoverable.map((alarm) => alarm.changedAt));
}
