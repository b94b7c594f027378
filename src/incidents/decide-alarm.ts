/** What a change of an alarm does to an incident: it joins, changes, reopens, or is only recorded. Pure. */

import type { AlarmEvent } from '../alarms/event.ts';
import type { IncidentAlarm } from './alarms.ts';
import type { IncidentCommand } from './commands.ts';
import type { Decision } from './decision.ts';
import type { IncidentEvent } from './events.ts';
import type { Ping } from './pings.ts';
import type { Incident } from './state.ts';

import { countAlarms } from './alarms.ts';
import { happened, raisedSeverity } from './decision.ts';
import { againPing, joinedPing, reopenPing, severityPing } from './pings.ts';
import { isResolved, recoveredAt } from './state.ts';

/** A recovery that lasted less than this is part of the same trouble: an alarm that flaps is not to ring each time. */
const LASTING_MS = 300_000;

/** Decides the change; `known` is the alarm as the incident has it, null when it joins now. */
export function applyAlarm(
  command: Extract<IncidentCommand, { type: 'ApplyAlarm' }>,
  state: Incident,
  known: IncidentAlarm | null,
): Decision {
  const { event, now } = command;
  if (isResolved(state)) return onResolved(command, state, known);
  if (known !== null) {
    // A job that succeeds every hour is no news: it recovered when it first did.
    const same = event.state === 'OK' && known.state === 'OK';
    return happened(same ? [] : [change(command)], again(command, state, known));
  }
  const joined: IncidentEvent = { type: 'AlarmJoined', alarm: joinedAlarm(event, command.quiet), at: now };
  const over = command.since === null ? [] : [changedSince(event, command.since, now)];
  const rises = command.quiet === null && event.state === 'ALARM' && command.severity < state.severity;
  const raised = rises ? raisedSeverity(state, command.severity, now) : [];
  const news = countAlarms(state.counts) > 0 && !command.echo;
  const speaks = news && command.since?.state !== 'OK' && command.quiet === null && event.state === 'ALARM';
  return happened(
    [joined, ...over, ...raised],
    rises ? [severityPing(state, command.severity, now)] : speaks ? [joinedPing(state, event)] : [],
  );
}

/** Its card says "All recovered", and an update makes no phone ring. */
function again(
  { event, current }: Extract<IncidentCommand, { type: 'ApplyAlarm' }>,
  state: Incident,
  { quiet }: IncidentAlarm,
): readonly Ping[] {
  const recovered = recoveredAt(state);
  if (recovered === null || !current || event.state !== 'ALARM' || quiet !== null) return [];
  return event.changedAt - recovered < LASTING_MS ? [] : [againPing(state, event, recovered)];
}

/**
 * A resolved incident rests: only an alarm of it that fires anew changes it, by reopening it, and that is worth a ping.
 * A job that was resolved by hand and fails once more never said OK between: that it said ALARM before must not keep it
 * silent. What is wrong is told by the title, and after months that is another thing.
 */
function onResolved(
  command: Extract<IncidentCommand, { type: 'ApplyAlarm' }>,
  state: Incident,
  known: IncidentAlarm | null,
): Decision {
  const { event, now } = command;
  const reopens = known !== null && command.current && event.state === 'ALARM' && state.mergedInto === null;
  if (!reopens) return happened([]);
  const because = `${event.name} fired again`;
  return happened(
    [
      change(command),
      { type: 'IncidentReopened', by: { kind: 'handrail' }, because, title: event.headline, at: now },
    ],
    [reopenPing(state, because)],
  );
}

/** What becomes of a known alarm: applied, or only recorded when something newer is known. */
function change({ event, current, now }: Extract<IncidentCommand, { type: 'ApplyAlarm' }>): IncidentEvent {
  const { key, state, headline, changedAt } = event;
  if (!current) return { type: 'AlarmRecorded', key, state, headline, changedAt, at: now };
  const { reason, resources, link } = event;
  return { type: 'AlarmChanged', key, state, headline, reason, changedAt, resources, link, at: now };
}

function joinedAlarm(event: AlarmEvent, quiet: string | null): IncidentAlarm {
  return {
    key: event.key,
    name: event.name,
    kind: event.kind,
    state: event.state,
    headline: event.headline,
    reason: event.reason,
    changedAt: event.changedAt,
    firedAt: event.state === 'ALARM' ? event.changedAt : null,
    events: 1,
    quiet,
    recovery: event.recovery,
    resources: event.resources,
    link: event.link,
  };
}

/** Its end came in before its beginning: shown as "fired 10:02, recovered 10:04" instead of firing for ever. */
function changedSince(
  event: AlarmEvent,
  since: NonNullable<Extract<IncidentCommand, { type: 'ApplyAlarm' }>['since']>,
  at: number,
): IncidentEvent {
  return {
    type: 'AlarmChanged',
    key: event.key,
    state: since.state,
    headline: since.state === 'OK' ? `${event.name} recovered` : `${event.name} has no data`,
    reason: 'The end of the alarm arrived before its beginning.',
    changedAt: since.changedAt,
    resources: event.resources,
    link: event.link,
    at,
  };
}
