/** Which timers an incident wants as it stands: the whole set, so that the store can replace the old one. Pure. */

import type { Incident } from './state.ts';

import { causeOverAt, endsByHand, isResolved, quietFiring, recoveredAt } from './state.ts';

export interface IncidentTimings {
  /** How long everything must stay calm before a recovered incident that nobody took closes itself. */
  readonly calmMs: number;
  /** How long an incident of text alone stays open when nobody touches it. */
  readonly textExpiryMs: number;
  /** How long a quiet alarm may go on firing after its cause is over before it speaks. */
  readonly muteGraceMs: number;
}

export interface Timer {
  readonly kind: 'resolve-if-calm' | 'resolve-if-expired' | 'speak-up';
  readonly dueAt: number;
}

/** The timers of this state; empty when it is resolved. Times in milliseconds. */
export function due(incident: Incident, timings: IncidentTimings): readonly Timer[] {
  if (isResolved(incident)) return [];
  return [...speaking(incident, timings), ...ending(incident, timings)];
}

function speaking(incident: Incident, { muteGraceMs }: IncidentTimings): readonly Timer[] {
  const overAt = causeOverAt(incident);
  if (overAt === null || quietFiring(incident) === 0) return [];
  return [{ kind: 'speak-up', dueAt: overAt + muteGraceMs }];
}

/** Nothing ends by itself while it is in somebody's hands. */
function ending(incident: Incident, timings: IncidentTimings): readonly Timer[] {
  if (incident.acknowledged !== null) return [];
  const recovered = recoveredAt(incident);
  if (recovered !== null) {
    return [{ kind: 'resolve-if-calm', dueAt: Math.max(recovered, incident.changedAt) + timings.calmMs }];
  }
  if (endsByHand(incident)) {
    return [{ kind: 'resolve-if-expired', dueAt: incident.changedAt + timings.textExpiryMs }];
  }
  return [];
}
