/** Incidents told as stories: what happened before, what somebody wants, and what comes of it. */

import type { AlarmEvent } from '../../src/alarms/event.ts';
import type { IncidentCommand } from '../../src/incidents/commands.ts';
import type { Decision, Refusal } from '../../src/incidents/decide.ts';
import type { Ping } from '../../src/incidents/pings.ts';
import type { IncidentEvent } from '../../src/incidents/events.ts';
import type { Incident } from '../../src/incidents/state.ts';

import { decide } from '../../src/incidents/decide.ts';
import { evolve } from '../../src/incidents/evolve.ts';
import { NIGHT, person } from './builders.ts';
import { anEvent } from './messages.ts';

type Of<Type extends IncidentCommand['type']> = Extract<IncidentCommand, { type: Type }>;

/** Where a story stands after its commands. */
export interface Story {
  readonly state: Incident | null;
  readonly events: readonly IncidentEvent[];
  readonly pings: readonly Ping[];
  /** Why the last command was refused, or null. */
  readonly refusal: Refusal | null;
}

const BEFORE: Story = { state: null, events: [], pings: [], refusal: null };

/** Gives the commands one after another; a refused one changes nothing. */
export function story(...commands: readonly IncidentCommand[]): Story {
  return commands.reduce(tell, BEFORE);
}

/** Gives one more command; `events` and `pings` are then those of this command alone. */
export function when(before: Story, command: IncidentCommand): Story {
  return tell({ ...before, events: [], pings: [] }, command);
}

/** One command on this state, as a story of its own. */
export function whenOn(state: Incident, command: IncidentCommand): Story {
  return tell({ ...BEFORE, state }, command);
}

export function open(changes: Partial<Of<'OpenIncident'>> = {}): Of<'OpenIncident'> {
  return {
    type: 'OpenIncident',
    number: 42,
    title: 'silver-users failed: out of memory',
    severity: 2,
    pipeline: 'todo-etl',
    stage: 'silver',
    channel: '#todo-etl-alerts',
    procedure: null,
    groupKey: 'pipeline:todo-etl/silver',
    routeReason: 'job silver-users is of stage silver',
    declaredBy: null,
    again: null,
    offers: [],
    now: NIGHT,
    ...changes,
  };
}

/** An accepted change of an alarm; `event` changes the failed run of silver-users. */
export function alarm(
  event: Partial<AlarmEvent> = {},
  changes: Partial<Of<'ApplyAlarm'>> = {},
): Of<'ApplyAlarm'> {
  const whole = anEvent(event);
  return {
    type: 'ApplyAlarm',
    event: whole,
    current: true,
    since: null,
    quiet: null,
    severity: 2,
    now: whole.changedAt,
    ...changes,
  };
}

export function acknowledge(now: number, user = 'U0RESPONDER'): Of<'AcknowledgeIncident'> {
  return { type: 'AcknowledgeIncident', by: person(user), now };
}

export function resolve(now: number, changes: Partial<Of<'ResolveIncident'>> = {}): Of<'ResolveIncident'> {
  return { type: 'ResolveIncident', outcome: 'fixed', note: null, by: person(), now, ...changes };
}

export function reopen(now: number): Of<'ReopenIncident'> {
  return { type: 'ReopenIncident', because: 'reopened by hand', by: person(), now };
}

export function merge(into: number, now: number): Of<'MergeIncident'> {
  return { type: 'MergeIncident', into, by: person(), now };
}

function tell(before: Story, command: IncidentCommand): Story {
  const decision: Decision = decide(command, before.state);
  if (!decision.ok) return { ...before, refusal: decision.error };
  const { events, pings } = decision.value;
  return {
    state: events.reduce<Incident | null>(evolve, before.state),
    events: [...before.events, ...events],
    pings: [...before.pings, ...pings],
    refusal: null,
  };
}
