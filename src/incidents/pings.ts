/** The short messages that make a phone ring: another alarm joins, what was over begins again, things get worse; never good news. Pure. */

import type { Person } from '../access/actor.ts';
import type { AlarmEvent } from '../alarms/event.ts';
import type { Severity } from './severity.ts';
import type { QuietAlarm } from './commands.ts';
import type { Incident } from './state.ts';

import { z } from 'zod';

import { count } from '../lib/text.ts';
import { quietFiring } from './state.ts';

/** Whom a ping calls: one person, or the people on call while it names who had the incident. */
export type PingAudience =
  | { readonly kind: 'person'; readonly user: string }
  | { readonly kind: 'on-call'; readonly had: string | null };

export interface Ping {
  /** Part of the ping's identity: the same thing is never said twice. */
  readonly about: string;
  readonly text: string;
  /** Whether things got worse: such a ping is never held back. */
  readonly urgent: boolean;
  /** Absent: whoever has the incident in hand when it is said. */
  readonly to?: PingAudience;
}

/** Another alarm joined. */
export function joinedPing(state: Incident, event: AlarmEvent): Ping {
  return { about: `joined:${event.key}`, text: `Joined #${state.number}: ${event.headline}`, urgent: false };
}

/** All had recovered for a while, and one of it fires again: whoever read "All recovered" may be asleep. */
export function againPing(state: Incident, event: AlarmEvent, recoveredAt: number): Ping {
  return {
    about: `again:${recoveredAt}`,
    text: `#${state.number} had recovered and fires again: ${event.headline}`,
    urgent: false,
  };
}

/** The incident matters more than it did; `now` in milliseconds keeps each rise apart. */
export function severityPing(state: Incident, to: Severity, now: number): Ping {
  const text = `#${state.number} is now SEV${to} (was SEV${state.severity}): ${state.title}`;
  return { about: `severity:${to}:${now}`, text, urgent: true };
}

/** Alarms that were quiet still fire although their cause is over; `now` in milliseconds keeps each time apart. */
export function spokenPings(state: Incident, quiet: readonly QuietAlarm[], now: number): readonly Ping[] {
  const alarms = quietFiring(state);
  if (alarms === 0) return [];
  const [first] = quiet;
  const more = alarms === 1 ? '' : `, and ${count(alarms - 1, 'alarm')} more`;
  const told = first === undefined ? count(alarms, 'alarm') : `${first.headline}${more}`;
  return [
    {
      urgent: false,
      about: `spoke:${now}`,
      text: `Still firing although the cause in #${state.number} is over: ${told}`,
    },
  ];
}

/** Work that was over begins again: it is with nobody, so whoever is on call now is called. */
export function reopenPing(state: Incident, because: string): Ping {
  return {
    about: `reopened:${state.reopenings + 1}`,
    text: `Reopened #${state.number}: ${because}`,
    urgent: true,
    to: { kind: 'on-call', had: state.assignee?.user ?? null },
  };
}

/** Somebody was given the incident; `now` in milliseconds keeps each time apart. */
export function assignedPing(state: Incident, to: Person, now: number): Ping {
  return {
    about: `assigned:${to.user}:${now}`,
    text: `#${state.number} is yours now: ${state.title}`,
    urgent: true,
    to: { kind: 'person', user: to.user },
  };
}

/** A ping as the subject of its card. */
export function pingSubject({ text, to }: Pick<Ping, 'text' | 'to'>): string {
  return to === undefined ? text : JSON.stringify({ text, to });
}

/** The ping of a card's subject; one without an audience is its text alone. */
export function readPingSubject(subject: string): Pick<Ping, 'text' | 'to'> {
  const read = SUBJECT.safeParse(parsed(subject));
  return read.success ? read.data : { text: subject };
}

const SUBJECT = z.object({
  text: z.string(),
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('person'), user: z.string() }),
    z.object({ kind: z.literal('on-call'), had: z.string().nullable() }),
  ]),
});

function parsed(subject: string): unknown {
  try {
    return JSON.parse(subject);
  } catch {
    return null;
  }
}
