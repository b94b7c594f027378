/** The incident as its row holds it: the fold of its events. */

import type { Actor, Person } from '../access/actor.ts';
import type { Place } from '../alarms/identity.ts';
import type { AlarmCounts, IncidentAlarm } from './alarms.ts';
import type { Evidence } from './clue.ts';
import type { Severity } from './severity.ts';

import { countAlarms, latestChange } from './alarms.ts';
import { noEvidence } from './clue.ts';

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

export interface Incident {
  /** `#42`. */
  readonly number: number;
  /** Rises by one with every commit; decide runs on exactly this version. */
  readonly version: number;
  readonly status: IncidentStatus;
  readonly title: string;
  /** Key of the job's alarm whose failure the title tells; absent where it tells another thing, or nobody knows. */
  readonly titledBy?: string;
  readonly severity: Severity;
  readonly pipeline: string | null;
  readonly stage: string | null;
  /** Where it happened, as its first alarm says; unknown for one that was declared. */
  readonly place: Place;
  /** Channel as configured, a name or an id; the publisher resolves it. */
  readonly channel: string;
  /** Procedure id or words from the route, when it names one. */
  readonly procedure: string | null;
  readonly groupKey: string;
  readonly routeReason: string;
  readonly openedAt: number;
  /** Null when an alarm opened it. */
  readonly declaredBy: Person | null;
  /** Who is on it; null while nobody is. */
  readonly assignee: Person | null;
  /** Who was on it before it was last reopened. */
  readonly hadIt: Person | null;
  readonly acknowledged: { readonly by: Actor; readonly at: number } | null;
  /** When somebody said that it stopped getting worse. */
  readonly stoppedGettingWorseAt: number | null;
  readonly mergedInto: number | null;
  readonly reopenings: number;
  /** When it was last reopened, milliseconds: what was done before belongs to another trouble. */
  readonly reopenedAt: number | null;
  /** The earlier incident that this one is "again". */
  readonly again: number | null;
  /** Open incidents downstream that this one offers to adopt. */
  readonly offers: readonly number[];
  /** Its alarms by class; each has a row of its own. */
  readonly counts: AlarmCounts;
  /** The last run of an operation for this incident, for the card's one line about it. */
  readonly lastRun: IncidentRun | null;
  /** What Handrail found out by itself; absent in what was written before it did. */
  readonly evidence?: Evidence;
  /** Milliseconds of the last event; the card's "true 03:01". */
  readonly changedAt: number;
}

/** The incident with alarms of its own: all of them, or the few that a surface names. */
export interface IncidentWithAlarms extends Incident {
  readonly alarms: readonly IncidentAlarm[];
}

export interface IncidentRun {
  readonly run: string;
  readonly command: string;
  readonly by: Actor;
  readonly state: 'running' | 'ended';
  readonly verdict: 'ok' | 'warn' | 'fail' | 'unknown' | null;
  readonly summary: string;
  /** When it ended, milliseconds; absent while it runs, and in what release 0.1.0 wrote. */
  readonly at?: number;
}

/** Whether work on it is over. */
export function isResolved(incident: Incident): boolean {
  return incident.status.state === 'resolved';
}

/** Alarms that still say ALARM. */
export function firing(incident: IncidentWithAlarms): readonly IncidentAlarm[] {
  return incident.alarms.filter((alarm) => alarm.state === 'ALARM');
}

/** How many alarms fire without a word because of another one. */
export function quietFiring({ counts }: Incident): number {
  return countAlarms(counts, { state: 'ALARM', quiet: true });
}

/** What Handrail found out about it by itself. */
export function evidenceOf({ evidence, openedAt }: Incident): Evidence {
  return evidence ?? noEvidence(openedAt);
}

/** Whether the incident has alarms, and none of them ends by itself. */
export function endsByHand({ counts }: Incident): boolean {
  return countAlarms(counts) > 0 && countAlarms(counts, { byHand: false }) === 0;
}

/** Whether it has alarms that speak, and none of them fires. */
export function isOver(incident: Incident): boolean {
  return countAlarms(incident.counts, { quiet: false }) > 0 && causeOverAt(incident) !== null;
}

/**
 * When the last of the alarms that speak stopped firing, or null while one of them fires. Alarms that only a person can
 * end count where no other speaks. An incident that was declared has none: nothing in it would ever end, so it counts
 * from its opening.
 */
export function causeOverAt({ counts, openedAt }: Incident): number | null {
  const recovering = { quiet: false, byHand: false };
  const speaking = countAlarms(counts, recovering) > 0 ? recovering : { quiet: false };
  if (countAlarms(counts, { ...speaking, state: 'ALARM' }) > 0) return null;
  return Math.max(openedAt, latestChange(counts, speaking) ?? openedAt);
}

/**
 * When the last alarm that can recover did, or null while one has not, or when none can. Alarms that only a person
 * can end do not hold the others back, but alone they never recover.
 */
export function recoveredAt({ counts }: Pick<Incident, 'counts'>): number | null {
  const recovered = countAlarms(counts, { state: 'OK', byHand: false });
  if (recovered === 0 || recovered < countAlarms(counts, { byHand: false })) return null;
  return latestChange(counts, { state: 'OK', byHand: false });
}
