/**
 * The whole contract of an incident: a command and the state in, events and pings out, or a refusal with its
 * facts. Pure. A deed that was done already is refused as such, which makes pressing twice harmless.
 */

import type { Actor } from '../access/actor.ts';
import type { IncidentCommand } from './commands.ts';
import type { Decision } from './decision.ts';
import type { IncidentFold } from './evolve.ts';
import type { IncidentEvent } from './events.ts';
import type { IncidentRefusal } from './refusals.ts';
import type { Incident } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';
import { err } from '../lib/result.ts';
import { isKnown, isToldUnseen } from './clue.ts';
import { applyAlarm } from './decide-alarm.ts';
import { cannot, happened, raisedSeverity } from './decision.ts';
import { assignedPing, reopenPing, severityPing, spokenPings } from './pings.ts';
import { causeOverAt, endsByHand, evidenceOf, isResolved, quietFiring, recoveredAt } from './state.ts';

/**
 * Decides one command on the incident as it stands, with those of its alarms at hand that the command is about; `null`
 * is an incident that does not exist yet.
 */
export function decide(command: IncidentCommand, before: IncidentFold | null): Decision {
  if (command.type === 'OpenIncident')
    return before === null
      ? open(command)
      : err({ kind: 'cannot', code: 'incident-exists', incident: before.incident.number });
  if (before === null) return err({ kind: 'cannot', code: 'no-incident' });
  const { incident, alarms } = before;
  if (command.type === 'ApplyAlarm')
    return applyAlarm(command, incident, alarms.get(command.event.key) ?? null);
  const refusal = refusalOf(command.type, incident);
  return refusal === null ? decideOpen(command, incident) : err(refusal);
}

/**
 * Why a command of this type cannot be done to the incident as it stands, whatever else it says; null when it may be.
 * Decisions begin with it, and cards offer by it.
 */
export function refusalOf(type: IncidentCommand['type'], state: Incident): IncidentRefusal | null {
  return state.status.state === 'resolved'
    ? refuseOnResolved(type, state, state.status)
    : refuseOnOpen(type, state);
}

function open(command: Extract<IncidentCommand, { type: 'OpenIncident' }>): Decision {
  const { type: _, now, ...opened } = command;
  return happened([{ type: 'IncidentOpened', ...opened, at: now }]);
}

/** What may still happen to a resolved incident: notes are added, steps and runs end, it is reopened. */
function refuseOnResolved(
  type: IncidentCommand['type'],
  { number: incident, mergedInto }: Incident,
  { outcome, by, at }: Extract<Incident['status'], { state: 'resolved' }>,
): IncidentRefusal | null {
  const merged: IncidentRefusal | null =
    mergedInto === null ? null : { kind: 'cannot', code: 'incident-merged', incident, into: mergedInto };
  switch (type) {
    case 'ResolveIncident':
    case 'ResolveIfCalm':
    case 'ResolveIfExpired':
    case 'SpeakUp':
      return { kind: 'already', code: 'incident-resolved', incident, outcome, by, at };
    case 'AcknowledgeIncident':
    case 'AssignIncident':
    case 'ChangeSeverity':
    case 'MarkStoppedGettingWorse':
    case 'MergeIncident':
    case 'AdoptIncident':
    case 'AdoptAlarms':
    case 'RecordChecklist':
      return merged ?? { kind: 'cannot', code: 'incident-is-over', incident };
    case 'ReopenIncident':
      return merged;
    default:
      return null;
  }
}

function refuseOnOpen(type: IncidentCommand['type'], state: Incident): IncidentRefusal | null {
  const { number: incident, acknowledged, stoppedGettingWorseAt } = state;
  switch (type) {
    case 'AcknowledgeIncident':
      return acknowledged === null
        ? null
        : { kind: 'already', code: 'incident-acknowledged', incident, ...acknowledged };
    case 'MarkStoppedGettingWorse':
      return steadyAlready(incident, stoppedGettingWorseAt, recoveredAt(state));
    case 'ReopenIncident':
      return { kind: 'already', code: 'incident-open', incident, by: null, at: null };
    default:
      return null;
  }
}

/** What recovered gets no worse either. */
function steadyAlready(
  incident: number,
  steady: number | null,
  recovered: number | null,
): IncidentRefusal | null {
  if (steady !== null) return { kind: 'already', code: 'incident-steady', incident, by: null, at: steady };
  if (recovered === null) return null;
  return { kind: 'already', code: 'incident-recovered', incident, by: null, at: recovered };
}

function decideOpen(
  command: Exclude<IncidentCommand, { type: 'OpenIncident' | 'ApplyAlarm' }>,
  state: Incident,
): Decision {
  switch (command.type) {
    case 'AcknowledgeIncident':
      return happened([{ type: 'IncidentAcknowledged', by: command.by, at: command.now }]);
    case 'AssignIncident':
      if (state.assignee?.user === command.assignee.user) {
        return err({
          kind: 'already',
          code: 'incident-assigned',
          incident: state.number,
          by: state.assignee,
          at: null,
        });
      }
      return assign(command, state);
    case 'AddNote': {
      const text = command.text.trim();
      if (text === '') return err({ kind: 'cannot', code: 'empty-note' });
      return happened([{ type: 'NoteAdded', text, by: command.by, at: command.now }]);
    }
    case 'ChangeSeverity':
      return changeSeverity(command, state);
    case 'MarkStoppedGettingWorse':
      return happened([{ type: 'StoppedGettingWorse', by: command.by, at: command.now }]);
    case 'ResolveIncident':
      return resolve(command, state);
    case 'SpeakUp': {
      const overAt = causeOverAt(state);
      const over = overAt !== null && command.now - overAt >= command.graceMs;
      if (!over) return err(cannot('cause-not-over', state));
      return happened(spoken(state, command), spokenPings(state, command.quiet, command.now));
    }
    case 'ResolveIfCalm':
      return resolveIfCalm(command, state);
    case 'ResolveIfExpired':
      return resolveIfExpired(command, state);
    case 'ReopenIncident':
      return reopen(command, state);
    case 'MergeIncident':
      if (command.into === state.number) return err(cannot('merge-into-itself', state));
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
    case 'RecordClue':
      return clueFound(command, state);
    case 'RecordUnseen':
      return unseen(command, state);
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
    return err({
      kind: 'already',
      code: 'incident-rated',
      incident: state.number,
      severity: state.severity,
      by: null,
      at: null,
    });
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
  if (since === null) return err(cannot('not-recovered', state));
  if (state.acknowledged !== null) return err(cannot('in-hand', state));
  if (command.stepsOpen) return err(cannot('steps-open', state));
  const calmFrom = Math.max(since, state.changedAt);
  if (command.now - calmFrom < command.calmMs) {
    return err({ kind: 'cannot', code: 'not-calm', incident: state.number, forMs: command.now - calmFrom });
  }
  return happened([
    { type: 'IncidentResolved', outcome: 'recovered', by: { kind: 'handrail' }, at: command.now },
  ]);
}

function resolveIfExpired(
  command: Extract<IncidentCommand, { type: 'ResolveIfExpired' }>,
  state: Incident,
): Decision {
  if (!endsByHand(state)) return err(cannot('ends-by-recovering', state));
  if (state.acknowledged !== null) return err(cannot('in-hand', state));
  if (command.now - state.changedAt < command.expiryMs) return err(cannot('still-recent', state));
  return happened([
    { type: 'IncidentResolved', outcome: 'no-action', by: { kind: 'handrail' }, at: command.now },
  ]);
}

function reopen(command: Extract<IncidentCommand, { type: 'ReopenIncident' }>, state: Incident): Decision {
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

function clueFound(command: Extract<IncidentCommand, { type: 'RecordClue' }>, state: Incident): Decision {
  const { type: _, lookedAt, now, ...clue } = command;
  const isNew = isOfPresent(lookedAt, state) && !isKnown(evidenceOf(state), clue);
  return happened(isNew ? [{ type: 'ClueFound', ...clue, at: now }] : []);
}

function unseen(command: Extract<IncidentCommand, { type: 'RecordUnseen' }>, state: Incident): Decision {
  const { command: asked, because, lookedAt, now } = command;
  const isNew = isOfPresent(lookedAt, state) && !isToldUnseen(evidenceOf(state), { command: asked, because });
  return happened(isNew ? [{ type: 'ClueMissing', command: asked, because, at: now }] : []);
}

/** A resolved incident rests, and what began before it failed anew tells of another failure. */
function isOfPresent(lookedAt: number, state: Incident): boolean {
  return !isResolved(state) && lookedAt >= evidenceOf(state).since;
}

function noted(note: string | null, by: Actor, at: number): readonly IncidentEvent[] {
  const text = note?.trim() ?? '';
  return text === '' ? [] : [{ type: 'NoteAdded', text, by, at }];
}
