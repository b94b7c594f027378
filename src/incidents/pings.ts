/** The short messages that make a phone ring: when another alarm joins, when things get worse, never on good news. Pure. */

import type { AlarmEvent } from '../alarms/event.ts';
import type { Severity } from './severity.ts';
import type { Incident } from './state.ts';

import { quietFiring } from './state.ts';

export interface Ping {
  /** Part of the ping's identity: the same thing is never said twice. */
  readonly about: string;
  readonly text: string;
  /** Whether things got worse: such a ping is never held back. */
  readonly urgent: boolean;
}

/** Another alarm joined. */
export function joinedPing(state: Incident, event: AlarmEvent): Ping {
  return { about: `joined:${event.key}`, text: `Joined #${state.number}: ${event.headline}`, urgent: false };
}

/** The incident matters more than it did; `now` in milliseconds keeps each rise apart. */
export function severityPing(state: Incident, to: Severity, now: number): Ping {
  const text = `#${state.number} is now SEV${to} (was SEV${state.severity}): ${state.title}`;
  return { about: `severity:${to}:${now}`, text, urgent: true };
}

/** Alarms that were quiet still fire although their cause is over. */
export function spokenPings(state: Incident): readonly Ping[] {
  return quietFiring(state).map(({ key, headline }) => ({
    urgent: false,
    about: `spoke:${key}:${state.reopenings}`,
    text: `Still firing although the cause in #${state.number} is over: ${headline}`,
  }));
}

/** Work that was over begins again. */
export function reopenPing(state: Incident, because: string): Ping {
  return {
    about: `reopened:${state.reopenings + 1}`,
    text: `Reopened #${state.number}: ${because}`,
    urgent: true,
  };
}
