/**
 * The whole contract of an incident: a command and the state in, events and pings out, or a refusal that a person
 * can read. Pure. A deed that was done already is refused as such, which makes pressing twice harmless.
 */

import type { Actor } from '../access/actor.ts';
import type { AlarmEvent } from '../alarms/event.ts';
import type { Result } from '../lib/result.ts';
import type { IncidentCommand } from './commands.ts';
import type { IncidentAlarm } from './alarms.ts';
import type { IncidentFold } from './evolve.ts';
import type { IncidentEvent } from './events.ts';
import type { Ping } from './pings.ts';
import type { Incident } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';
import { formatDuration } from '../lib/duration.ts';
import { err, ok } from '../lib/result.ts';
import { countAlarms } from './alarms.ts';
import { assignedPing, joinedPing, reopenPing, severityPing, spokenPings } from './pings.ts';
import { causeOverAt, endsByHand, isResolved, OUTCOME_LABEL, quietFiring, recoveredAt } from './state.ts';

export interface Decided {
  readonly events: readonly IncidentEvent[];
  /** Short messages that must reach people by a notification of their own. */
  readonly pings: readonly Ping[];
}

export type Refusal =
  /** The world is as the command wanted it: nothing was done, and nothing needs to be. */
  | { readonly kind: 'already'; readonly what: string; readonly by: Actor | null; readonly at: number | null }
  /** It cannot be done now; the sentence says what to do next. */
  | { readonly kind: 'cannot'; readonly because: string };

export type Decision = Result<Decided, Refusal>;

/**
 * Decides one command on the incident as it stands, with those of its alarms at hand that the command is about; `null`
 * is an incident that does not exist yet.
 */
export function decide(command: IncidentCommand, before: IncidentFold | null): Decision {
  if (command.type === 'OpenIncident')
    return before === null ? open(command) : err(cannot(`#${before.incident.number} exists already.`));
  if (before === null) return err(cannot('There is no such incident. /etl incidents lists those there are.'));
  const { incident, alarms } = before;
  if (command.type === 'ApplyAlarm')
    return applyAlarm(command, incident, alarms.get(command.event.key) ?? null);
  const settled = isResolved(incident) ? refuseOnResolved(command, incident) : null;
  return settled === null ? decideOpen(command, incident) : err(settled);
}

function open(command: Extract<IncidentCommand, { type: 'OpenIncident' }>): Decision {
  const { type: _, now, ...opened } = command;
  return happened([{ type: 'IncidentOpened', ...opened, at: now }]);
}

/** What may still happen to a resolved incident: notes are added, steps and runs end, it is reopened. */
function refuseOnResolved(command: IncidentCommand, state: Incident): Refusal | null {
  if (state.status.state !== 'resolved') return null;
  switch (command.type) {
    case 'ResolveIncident':
    case 'ResolveIfCalm':
    case 'ResolveIfExpired':
    case 'SpeakUp':
      return {
        kind: 'already',
        what: `#${state.number} is resolved (${OUTCOME_LABEL[state.status.outcome].toLowerCase()})`,
        by: state.status.by,
        at: state.status.at,
      };
    case 'AcknowledgeIncident':
    case 'AssignIncident':
    case 'ChangeSeverity':
    case 'MarkStoppedGettingWorse':
    case 'MergeIncident':
    case 'AdoptIncident':
    case 'AdoptAlarms':
    case 'RecordChecklist':
      return cannot(
        state.mergedInto === null
          ? `#${state.number} is resolved. Press Reopen on its card first.`
          : `#${state.number} was merged into #${state.mergedInto}. Go on there.`,
      );
    default:
      return null;
  }
}

function decideOpen(
  command: Exclude<IncidentCommand, { type: 'OpenIncident' | 'ApplyAlarm' }>,
  state: Incident,
): Decision {
  switch (command.type) {
    case 'AcknowledgeIncident':
      if (state.acknowledged !== null) {
        return err({ kind: 'already', what: `#${state.number} is acknowledged`, ...state.acknowledged });
      }
      return happened([{ type: 'IncidentAcknowledged', by: command.by, at: command.now }]);
    case 'AssignIncident':
      if (state.assignee?.user === command.assignee.user) {
        return err({
          kind: 'already',
          what: `#${state.number} is with this person`,
          by: state.assignee,
          at: null,
        });
      }
      return assign(command, state);
    case 'AddNote': {
      const text = command.text.trim();
      if (text === '') return err(cannot('The note is empty. Write a sentence, then save it again.'));
      return happened([{ type: 'NoteAdded', text, by: command.by, at: command.now }]);
    }
    case 'ChangeSeverity':
      return changeSeverity(command, state);
    case 'MarkStoppedGettingWorse':
      if (state.stoppedGettingWorseAt !== null) {
        return err({
          kind: 'already',
          what: `#${state.number} stopped getting worse`,
          by: null,
          at: state.stoppedGettingWorseAt,
        });
      }
      return happened([{ type: 'StoppedGettingWorse', by: command.by, at: command.now }]);
    case 'ResolveIncident':
      return resolve(command, state);
    case 'SpeakUp': {
      const overAt = causeOverAt(state);
      const over = overAt !== null && command.now - overAt >= command.graceMs;
      if (!over) return err(cannot(`The cause of #${state.number} is not over long enough.`));
      return happened(spoken(state, command), spokenPings(state, command.quiet, command.now));
    }
    case 'ResolveIfCalm':
      return resolveIfCalm(command, state);
    case 'ResolveIfExpired':
      return resolveIfExpired(command, state);
    case 'ReopenIncident':
      return reopen(command, state);
    case 'MergeIncident':
      if (command.into === state.number)
        return err(cannot(`#${state.number} cannot be merged into itself. Name another one.`));
      return happened([{ type: 'IncidentMerged', into: command.into, by: command.by, at: command.now }]);
    case 'AdoptIncident':
      return adopt(command, state);
    case 'AdoptAlarms':
      return happened([
        { type: 'AlarmsAdopted', from: command.from, alarms: command.alarms, at: command.now },
      ]);
    case 'RecordChecklist':
      return happened([
        {
          type: 'ChecklistOpened',
          checklist: command.checklist,
          title: command.title,
          by: command.by,
          at: command.now,
        },
      ]);
    case 'RecordStep':
      return happened([
        {
          type: 'StepEnded',
          checklist: command.checklist,
          step: command.step,
          outcome: command.outcome,
          by: command.by,
          at: command.now,
        },
      ]);
    case 'RecordRunStarted':
      return happened([
        { type: 'RunStarted', run: command.run, command: command.command, by: command.by, at: command.now },
      ]);
    case 'RecordRunEnded':
      return runEnded(command);
    default:
      return assertNever(command);
  }
}

function applyAlarm(
  command: Extract<IncidentCommand, { type: 'ApplyAlarm' }>,
  state: Incident,
  known: IncidentAlarm | null,
): Decision {
  const { event, now } = command;
  if (isResolved(state)) return onResolved(command, state, known);
  if (known !== null) {
    // A job that succeeds every hour is no news: it recovered when it first did.
    const same = event.state === 'OK' && known.state === 'OK';
    return happened(same ? [] : [change(command)]);
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

function raisedSeverity(state: Incident, to: Incident['severity'], now: number): readonly IncidentEvent[] {
  return [{ type: 'SeverityChanged', from: state.severity, to, by: { kind: 'handrail' }, at: now }];
}

/** The new owner is told, unless they took it themselves. */
function assign(command: Extract<IncidentCommand, { type: 'AssignIncident' }>, state: Incident): Decision {
  const { assignee, by, now } = command;
  const own = by.kind === 'person' && by.user === assignee.user;
  return happened(
    [{ type: 'IncidentAssigned', assignee, by, at: now }],
    own ? [] : [assignedPing(state, assignee, now)],
  );
}

function changeSeverity(
  command: Extract<IncidentCommand, { type: 'ChangeSeverity' }>,
  state: Incident,
): Decision {
  if (command.to === state.severity) {
    return err({ kind: 'already', what: `#${state.number} is SEV${state.severity}`, by: null, at: null });
  }
  const changed: IncidentEvent = {
    type: 'SeverityChanged',
    from: state.severity,
    to: command.to,
    by: command.by,
    at: command.now,
  };
  const rises = command.to < state.severity;
  return happened([changed], rises ? [severityPing(state, command.to, command.now)] : []);
}

/** A person may resolve while alarms still fire; the quiet ones among them then have no cause left to hide behind. */
function resolve(command: Extract<IncidentCommand, { type: 'ResolveIncident' }>, state: Incident): Decision {
  const { outcome, note, by, quiet, now } = command;
  return happened(
    [...noted(note, by, now), { type: 'IncidentResolved', outcome, by, at: now }, ...spoken(state, command)],
    spokenPings(state, quiet, now),
  );
}

function spoken(
  state: Incident,
  { quiet, now }: Pick<Extract<IncidentCommand, { type: 'SpeakUp' }>, 'quiet' | 'now'>,
): readonly IncidentEvent[] {
  const alarms = quietFiring(state);
  const names = quiet.map(({ name }) => name);
  return alarms === 0 ? [] : [{ type: 'QuietAlarmsSpoke', alarms, names, at: now }];
}

/** What it takes over may matter more than what it was about. */
function adopt(command: Extract<IncidentCommand, { type: 'AdoptIncident' }>, state: Incident): Decision {
  const { from, alarms, by, severity, now } = command;
  const adopted: IncidentEvent = { type: 'IncidentAdopted', from, alarms, by, at: now };
  if (severity >= state.severity) return happened([adopted]);
  return happened([adopted, ...raisedSeverity(state, severity, now)], [severityPing(state, severity, now)]);
}

function resolveIfCalm(
  command: Extract<IncidentCommand, { type: 'ResolveIfCalm' }>,
  state: Incident,
): Decision {
  const since = recoveredAt(state);
  if (since === null) return err(cannot(`#${state.number} has not recovered.`));
  if (state.acknowledged !== null) return err(cannot(`#${state.number} is in somebody's hands.`));
  if (command.stepsOpen) return err(cannot(`#${state.number} has open steps.`));
  const calmFrom = Math.max(since, state.changedAt);
  if (command.now - calmFrom < command.calmMs) {
    return err(cannot(`#${state.number} has been calm for only ${formatDuration(command.now - calmFrom)}.`));
  }
  return happened([
    { type: 'IncidentResolved', outcome: 'recovered', by: { kind: 'handrail' }, at: command.now },
  ]);
}

function resolveIfExpired(
  command: Extract<IncidentCommand, { type: 'ResolveIfExpired' }>,
  state: Incident,
): Decision {
  if (!endsByHand(state)) return err(cannot(`#${state.number} ends by recovering, not by time.`));
  if (state.acknowledged !== null) return err(cannot(`#${state.number} is in somebody's hands.`));
  if (command.now - state.changedAt < command.expiryMs)
    return err(cannot(`#${state.number} is still recent.`));
  return happened([
    { type: 'IncidentResolved', outcome: 'no-action', by: { kind: 'handrail' }, at: command.now },
  ]);
}

function reopen(command: Extract<IncidentCommand, { type: 'ReopenIncident' }>, state: Incident): Decision {
  if (state.status.state !== 'resolved') {
    return err({ kind: 'already', what: `#${state.number} is open`, by: null, at: null });
  }
  if (state.mergedInto !== null) {
    return err(cannot(`#${state.number} was merged into #${state.mergedInto}. Go on there.`));
  }
  const { by, because, title, now } = command;
  return happened(
    [{ type: 'IncidentReopened', by, because, ...(title === null ? {} : { title }), at: now }],
    [reopenPing(state, because)],
  );
}

function runEnded(command: Extract<IncidentCommand, { type: 'RecordRunEnded' }>): Decision {
  const { type: _, now, risk, byPerson, ...ended } = command;
  const failed =
    !byPerson && risk !== 'read' && (command.verdict === 'fail' || command.verdict === 'unknown');
  return happened(
    [{ type: 'RunEnded', ...ended, at: now }],
    failed
      ? [{ about: `run:${command.run}`, text: `${command.command}: ${command.summary}`, urgent: true }]
      : [],
  );
}

function noted(note: string | null, by: Actor, at: number): readonly IncidentEvent[] {
  const text = note?.trim() ?? '';
  return text === '' ? [] : [{ type: 'NoteAdded', text, by, at }];
}

function happened(events: readonly IncidentEvent[], pings: readonly Ping[] = []): Decision {
  return ok({ events, pings });
}

function cannot(because: string): Refusal {
  return { kind: 'cannot', because };
}
