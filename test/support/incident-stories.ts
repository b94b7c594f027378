/** Incidents told as stories: what happened before, what somebody wants, and what comes of it. */

import type { AlarmEvent } from '../../src/alarms/event.ts';
import type { IncidentCommand } from '../../src/incidents/commands.ts';
import type { Decision } from '../../src/incidents/decision.ts';
import type { IncidentRefusal } from '../../src/incidents/refusals.ts';
import type { Ping } from '../../src/incidents/pings.ts';
import type { IncidentEvent } from '../../src/incidents/events.ts';
import type { IncidentFold } from '../../src/incidents/evolve.ts';
import type { IncidentWithAlarms } from '../../src/incidents/state.ts';

import { decide } from '../../src/incidents/decide.ts';
import { evolve } from '../../src/incidents/evolve.ts';
import { NIGHT, person } from './builders.ts';
import { anEvent } from './messages.ts';

type Of<Type extends IncidentCommand['type']> = Extract<IncidentCommand, { type: Type }>;

/** Where a story stands after its commands. */
export interface Story {
  /** The incident with all its alarms. */
  readonly state: IncidentWithAlarms | null;
  readonly events: readonly IncidentEvent[];
  readonly pings: readonly Ping[];
  /** Why the last command was refused, or null. */
  readonly refusal: IncidentRefusal | null;
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
export function whenOn(state: IncidentWithAlarms, command: IncidentCommand): Story {
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
    place: { account: '123456789012', region: 'eu-central-1' },
    channel: '#todo-etl-alerts',
    procedure: null,
    groupKey: 'pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1',
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
  const complete = anEvent(event);
  return {
    type: 'ApplyAlarm',
    event: complete,
    current: true,
    since: null,
    quiet: null,
    echo: false,
    severity: 2,
    now: complete.changedAt,
    ...changes,
  };
}

export function acknowledge(now: number, user = 'U0RESPONDER'): Of<'AcknowledgeIncident'> {
  return { type: 'AcknowledgeIncident', by: person(user), now };
}

export function resolve(now: number, changes: Partial<Of<'ResolveIncident'>> = {}): Of<'ResolveIncident'> {
  return { type: 'ResolveIncident', outcome: 'fixed', note: null, quiet: [], by: person(), now, ...changes };
}

export function reopen(now: number): Of<'ReopenIncident'> {
  return { type: 'ReopenIncident', because: 'reopened by hand', title: null, by: person(), now };
}

export function merge(into: number, now: number): Of<'MergeIncident'> {
  return { type: 'MergeIncident', into, by: person(), now };
}

function tell(before: Story, command: IncidentCommand): Story {
  const known = before.state === null ? null : foldOf(before.state);
  const decision: Decision = decide(known === null ? command : asked(command, known), known);
  if (!decision.ok) return { ...before, refusal: decision.error };
  const { events, pings } = decision.value;
  const after = events.reduce<IncidentFold | null>(evolve, known);
  return {
    state: after === null ? null : whole(after),
    events: [...before.events, ...events],
    pings: [...before.pings, ...pings],
    refusal: null,
  };
}

/** The incident and its alarms as they are folded. */
export function foldOf({ alarms, ...incident }: IncidentWithAlarms): IncidentFold {
  return { incident, alarms: new Map(alarms.map((each) => [each.key, each])) };
}

/** The incident with all the alarms of its fold. */
export function whole({ incident, alarms }: IncidentFold): IncidentWithAlarms {
  return { ...incident, alarms: [...alarms.values()] };
}

/** The command with what whoever gives it reads from the store before. */
function asked(command: IncidentCommand, { alarms }: IncidentFold): IncidentCommand {
  const all = [...alarms.values()];
  switch (command.type) {
    case 'ApplyAlarm': {
      const { key, resources } = command.event;
      const echo = all.some(
        (each) => each.key !== key && resources.job !== undefined && each.resources.job === resources.job,
      );
      return { ...command, echo };
    }
    case 'SpeakUp':
    case 'ResolveIncident':
      return { ...command, quiet: all.filter(({ quiet, state }) => quiet !== null && state === 'ALARM') };
    default:
      return command;
  }
}
