/** What a decision about an incident is made of: events and pings, or a refusal. */

import type { Result } from '../lib/result.ts';
import type { IncidentEvent } from './events.ts';
import type { Ping } from './pings.ts';
import type { IncidentRefusal } from './refusals.ts';
import type { Incident } from './state.ts';

import { ok } from '../lib/result.ts';

export interface Decided {
  readonly events: readonly IncidentEvent[];
  /** Short messages that must reach people by a notification of their own. */
  readonly pings: readonly Ping[];
}

/** Codes that say no more than which incident it is. */
type PlainCode = Exclude<
  Extract<IncidentRefusal, { kind: 'cannot'; incident: number }>['code'],
  'incident-merged' | 'not-calm'
>;

export type Decision = Result<Decided, IncidentRefusal>;

/** It happened: these events, and these pings. */
export function happened(events: readonly IncidentEvent[], pings: readonly Ping[] = []): Decision {
  return ok({ events, pings });
}

/** It cannot be done now, and the code says why. */
export function cannot(code: PlainCode, { number }: Incident): IncidentRefusal {
  return { kind: 'cannot', code, incident: number };
}

/** Handrail itself rates it higher; `now` in milliseconds. */
export function raisedSeverity(
  state: Incident,
  to: Incident['severity'],
  now: number,
): readonly IncidentEvent[] {
  return [{ type: 'SeverityChanged', from: state.severity, to, by: { kind: 'handrail' }, at: now }];
}
