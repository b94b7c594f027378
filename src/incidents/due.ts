/** Which timers an incident wants as it stands: the whole set, so that the store can replace the old one. Pure. */

import type { Incident } from './state.ts';

import { isResolved, recoveredAt } from './state.ts';

export interface IncidentTimings {
  /** How long everything must stay calm before a recovered incident that nobody took closes itself. */
  readonly calmMs: number;
  /** How long an incident of text alone stays open when nobody touches it. */
  readonly textExpiryMs: number;
}

export interface Timer {
  readonly kind: 'resolve-if-calm' | 'resolve-if-expired';
  readonly dueAt: number;
}

/** The timers of this state; empty when it is resolved or in somebody's hands. Times in milliseconds. */
export function due(incident: Incident, timings: IncidentTimings): readonly Timer[] {
  if (isResolved(incident) || incident.acknowledged !== null) return [];
  const recovered = recoveredAt(incident);
  if (recovered !== null) {
    return [{ kind: 'resolve-if-calm', dueAt: Math.max(recovered, incident.changedAt) + timings.calmMs }];
  }
  const onlyText = incident.alarms.length > 0 && incident.alarms.every((alarm) => alarm.recovery === 'by-hand');
  if (onlyText) return [{ kind: 'resolve-if-expired', dueAt: incident.changedAt + timings.textExpiryMs }];
  return [];
}
