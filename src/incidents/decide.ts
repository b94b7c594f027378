/**
 * The whole contract of an incident: a command and the state in, events and pings out, or a refusal that a person
 * can read. Pure. A deed that was done already is refused as such, which makes pressing twice harmless.
 */

import type { Actor } from '../access/actor.ts';
import type { AlarmEvent } from '../alarms/event.ts';
import type { Result } from '../lib/result.ts';
import type { IncidentCommand } from './commands.ts';
import type { IncidentEvent } from './events.ts';
import type { Ping } from './pings.ts';
import type { Incident, IncidentAlarm } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';
import { formatDuration } from '../lib/duration.ts';
import { err, ok } from '../lib/result.ts';
import { joinedPing, reopenPing, severityPing, spokenPings } from './pings.ts';
import { causeOverAt, OUTCOME_LABEL, quietFiring, recoveredAt } from './state.ts';

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

/** Decides one command on the incident as it stands; `null` is an incident that does not exist yet. */
export function decide(command: IncidentCommand, state: Incident | null): Decision {
  if (command.type === 'OpenIncident')
    return state === null ? open(command) : err(cannot(`#${state.number} exists already.`));
  if (state === null) return err(cannot('There is no such incident. /etl incidents lists those there are.'));
  const settled = state.status.state === 'resolved' ? refuseOnResolved(command, state) : null;
  return settled === null ? decideOpen(command, state) : err(settled);
}

function open(command: Extract<IncidentCommand, { type: 'OpenIncident' }>): Decision {
  const { type: _, now, ...opened } = command;
  return happened([{ type: 'IncidentOpened', ...opened, at: now }]);
}

/** What may still happen to a resolved incident: alarms are recorded, notes are added, runs end, it is reopened. */
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

function decideOpen(command: Exclude<IncidentCommand, { type: 'OpenIncident' }>, state: Incident): Decision {
  switch (command.type) {
    case 'ApplyAlarm':
      return applyAlarm(command, state);
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
      return happened([
        { type: 'IncidentAssigned', assignee: command.assignee, by: command.by, at: command.now },
      ]);
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
      return happened(spoken(state, command.now), spokenPings(state));
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

function applyAlarm(command: Extract<IncidentCommand, { type: 'ApplyAlarm' }>, state: Incident): Decision {
  const { event, now } = command;
  const known = state.alarms.find((alarm) => alarm.key === event.key);
  const change: IncidentEvent = command.current
    ? {
        type: 'AlarmChanged',
        key: event.key,
        state: event.state,
        headline: event.headline,
        reason: event.reason,
        changedAt: event.changedAt,
        resources: event.resources,
        link: event.link,
        at: now,
      }
    : {
        type: 'AlarmRecorded',
        key: event.key,
        state: event.state,
        headline: event.headline,
        changedAt: event.changedAt,
        at: now,
      };
  if (known !== undefined) return again(command, state, known, change);
  const joined: IncidentEvent = { type: 'AlarmJoined', alarm: joinedAlarm(event, command.quiet), at: now };
  const over = command.since === null ? [] : [changedSince(event, command.since, now)];
  const rises = command.quiet === null && event.state === 'ALARM' && command.severity < state.severity;
  const raised = rises ? raisedSeverity(state, command.severity, now) : [];
  const { job } = event.resources;
  // Another alarm about a job that is in it already is the same trouble seen twice.
  const news =
    state.alarms.length > 0 &&
    !state.alarms.some(({ resources }) => job !== undefined && resources.job === job);
  const speaks = news && command.since?.state !== 'OK' && command.quiet === null && event.state === 'ALARM';
  return happened(
    [joined, ...over, ...raised],
    rises ? [severityPing(state, command.severity, now)] : speaks ? [joinedPing(state, event)] : [],
  );
}

/**
 * A known alarm changed. Firing in a resolved incident reopens it, and that is worth a ping. A job that was resolved by
 * hand and fails once more never said OK between: that it said ALARM before must not keep it silent.
 */
function again(
  command: Extract<IncidentCommand, { type: 'ApplyAlarm' }>,
  state: Incident,
  known: IncidentAlarm,
  change: IncidentEvent,
): Decision {
  // A job that succeeds every hour is no news: it recovered when it first did.
  if (command.event.state === 'OK' && known.state === 'OK') return happened([]);
  const fires = command.current && command.event.state === 'ALARM';
  const reopens = fires && state.status.state === 'resolved' && state.mergedInto === null;
  if (!reopens) return happened([change]);
  const because = `${command.event.name} fired again`;
  return happened(
    [change, { type: 'IncidentReopened', by: { kind: 'handrail' }, because, at: command.now }],
    [reopenPing(state, because)],
  );
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
  const { outcome, note, by, now } = command;
  return happened(
    [...noted(note, by, now), { type: 'IncidentResolved', outcome, by, at: now }, ...spoken(state, now)],
    spokenPings(state),
  );
}

function spoken(state: Incident, at: number): readonly IncidentEvent[] {
  return quietFiring(state).map(({ key, name }) => ({ type: 'AlarmSpoke', key, name, at }));
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
  const onlyText = state.alarms.length > 0 && state.alarms.every((alarm) => alarm.recovery === 'by-hand');
  if (!onlyText) return err(cannot(`#${state.number} ends by recovering, not by time.`));
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
  return happened(
    [{ type: 'IncidentReopened', by: command.by, because: command.because, at: command.now }],
    [reopenPing(state, command.because)],
  );
}

function runEnded(command: Extract<IncidentCommand, { type: 'RecordRunEnded' }>): Decision {
  const { type: _, now, risk, ...ended } = command;
  const failed = risk !== 'read' && (command.verdict === 'fail' || command.verdict === 'unknown');
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
