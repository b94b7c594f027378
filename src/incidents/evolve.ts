/** The fold: one event applied to the incident. It never refuses and never reads anything but its two arguments. */

import type { IncidentEvent } from './events.ts';
import type { Incident, IncidentAlarm } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';

/**
 * Applies one event. The first event of an incident must be `IncidentOpened`; throws when it is not, since a
 * timeline that starts otherwise is damaged. Does not touch `version`: that counts commits, not events.
 */
export function evolve(state: Incident | null, event: IncidentEvent): Incident {
  if (event.type === 'IncidentOpened') return opened(event);
  if (state === null) throw new Error(`Expected IncidentOpened as the first event, got ${event.type}`);
  return { ...applied(state, event), changedAt: event.at };
}

/** Folds a whole timeline; null for an empty one. */
export function fold(events: readonly IncidentEvent[]): Incident | null {
  return events.reduce<Incident | null>((state, event) => evolve(state, event), null);
}

function opened(event: Extract<IncidentEvent, { type: 'IncidentOpened' }>): Incident {
  return {
    number: event.number,
    version: 0,
    status: { state: 'open' },
    title: event.title,
    severity: event.severity,
    pipeline: event.pipeline,
    stage: event.stage,
    channel: event.channel,
    procedure: event.procedure,
    groupKey: event.groupKey,
    routeReason: event.routeReason,
    openedAt: event.at,
    declaredBy: event.declaredBy,
    assignee: null,
    acknowledged: null,
    stoppedGettingWorseAt: null,
    mergedInto: null,
    reopenings: 0,
    again: event.again,
    offers: event.offers,
    alarms: [],
    lastRun: null,
    changedAt: event.at,
  };
}

function applied(state: Incident, event: Exclude<IncidentEvent, { type: 'IncidentOpened' }>): Incident {
  switch (event.type) {
    case 'AlarmJoined':
      return { ...state, alarms: [...state.alarms, event.alarm] };
    case 'AlarmChanged':
      return withAlarm(state, event.key, (alarm) => ({
        ...alarm,
        state: event.state,
        headline: event.headline,
        reason: event.reason,
        changedAt: event.changedAt,
        firedAt: event.state === 'ALARM' ? event.changedAt : alarm.firedAt,
        events: alarm.events + 1,
        resources: { ...alarm.resources, ...event.resources },
        link: event.link ?? alarm.link,
      }));
    case 'AlarmRecorded':
      return withAlarm(state, event.key, (alarm) => ({
        ...alarm,
        firedAt: event.state === 'ALARM' ? Math.max(alarm.firedAt ?? 0, event.changedAt) : alarm.firedAt,
        events: alarm.events + 1,
      }));
    case 'AlarmSpoke':
      return withAlarm(state, event.key, (alarm) => ({ ...alarm, quiet: null }));
    case 'IncidentAcknowledged':
      return {
        ...state,
        status: { state: 'acknowledged', by: event.by, at: event.at },
        acknowledged: { by: event.by, at: event.at },
        assignee: state.assignee ?? (event.by.kind === 'person' ? event.by : null),
      };
    case 'IncidentAssigned':
      return { ...state, assignee: event.assignee };
    case 'NoteAdded':
    case 'ChecklistOpened':
    case 'StepEnded':
      return state;
    case 'SeverityChanged':
      return { ...state, severity: event.to };
    case 'StoppedGettingWorse':
      return { ...state, stoppedGettingWorseAt: event.at };
    case 'IncidentResolved':
      return { ...state, status: { state: 'resolved', by: event.by, at: event.at, outcome: event.outcome } };
    case 'IncidentReopened':
      return {
        ...state,
        // Whoever had it hours ago may be asleep by now: it is everybody's again until somebody takes it.
        status: { state: 'open' },
        acknowledged: null,
        stoppedGettingWorseAt: null,
        reopenings: state.reopenings + 1,
      };
    case 'IncidentMerged':
      return {
        ...state,
        status: { state: 'resolved', by: event.by, at: event.at, outcome: 'duplicate' },
        mergedInto: event.into,
      };
    case 'IncidentAdopted':
      return {
        ...state,
        alarms: mergedAlarms(state.alarms, event.alarms),
        offers: state.offers.filter((number) => number !== event.from),
      };
    case 'RunStarted':
      return {
        ...state,
        lastRun: {
          run: event.run,
          command: event.command,
          by: event.by,
          state: 'running',
          verdict: null,
          summary: '',
        },
      };
    case 'RunEnded':
      // A run that ended after a newer one began must not hide the newer one.
      if (state.lastRun === null || state.lastRun.run !== event.run) return state;
      return {
        ...state,
        lastRun: { ...state.lastRun, state: 'ended', verdict: event.verdict, summary: event.summary },
      };
    default:
      return assertNever(event);
  }
}

function withAlarm(state: Incident, key: string, change: (alarm: IncidentAlarm) => IncidentAlarm): Incident {
  return { ...state, alarms: state.alarms.map((alarm) => (alarm.key === key ? change(alarm) : alarm)) };
}

/** An alarm that both incidents knew keeps its newer state and both counts. */
function mergedAlarms(
  ours: readonly IncidentAlarm[],
  theirs: readonly IncidentAlarm[],
): readonly IncidentAlarm[] {
  const merged = new Map(ours.map((alarm) => [alarm.key, alarm]));
  for (const alarm of theirs) {
    const known = merged.get(alarm.key);
    const newer = known === undefined || alarm.changedAt > known.changedAt ? alarm : known;
    merged.set(alarm.key, { ...newer, events: alarm.events + (known?.events ?? 0) });
  }
  return [...merged.values()];
}
