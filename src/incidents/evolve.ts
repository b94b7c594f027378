/** The fold: one event applied to the incident. It never refuses and never reads anything but its two arguments. */

import type { IncidentEvent } from './events.ts';
import type { IncidentAlarm } from './alarms.ts';
import type { Incident } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';
import { failedEvidence, noEvidence, recoveredEvidence, withClue } from './clue.ts';
import { evidenceOf, recoveredAt } from './state.ts';
import { mergedAlarm, NO_ALARMS, recounted, recountedSpoken } from './alarms.ts';

const NOWHERE = { account: null, region: null } as const;

/** An incident and the alarms of it that are at hand: all of them, or those that the events are about. */
export interface IncidentFold {
  readonly incident: Incident;
  readonly alarms: ReadonlyMap<string, IncidentAlarm>;
}

/**
 * Applies one event. The first event of an incident must be `IncidentOpened`; throws when it is not, since a
 * timeline that starts otherwise is damaged, and when an alarm changes that is not at hand. Does not touch `version`:
 * that counts commits, not events.
 */
export function evolve(state: IncidentFold | null, event: IncidentEvent): IncidentFold {
  if (event.type === 'IncidentOpened') return { incident: opened(event), alarms: new Map() };
  if (state === null) throw new Error(`Expected IncidentOpened as the first event, got ${event.type}`);
  const { incident, alarms } = applied(state, event);
  return {
    incident: { ...withPresentEvidence(state.incident, incident, event), changedAt: event.at },
    alarms,
  };
}

/** Folds a whole timeline; null for an empty one. */
export function fold(events: readonly IncidentEvent[]): IncidentFold | null {
  return events.reduce<IncidentFold | null>((state, event) => evolve(state, event), null);
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
    place: event.place ?? NOWHERE,
    channel: event.channel,
    procedure: event.procedure,
    groupKey: event.groupKey,
    routeReason: event.routeReason,
    openedAt: event.at,
    declaredBy: event.declaredBy,
    assignee: null,
    hadIt: null,
    acknowledged: null,
    stoppedGettingWorseAt: null,
    mergedInto: null,
    reopenings: 0,
    reopenedAt: null,
    again: event.again,
    offers: event.offers,
    counts: NO_ALARMS,
    lastRun: null,
    evidence: noEvidence(event.at),
    changedAt: event.at,
  };
}

/** What was found out goes with what it was about: with what fired, once it has recovered, and with each failure before. */
function withPresentEvidence(before: Incident, after: Incident, event: Applied): Incident {
  const [was, is] = [recoveredAt(before) !== null, recoveredAt(after) !== null];
  if (!was && is) return { ...after, evidence: recoveredEvidence(evidenceOf(after), event.at) };
  const failsAnew = event.type === 'AlarmChanged' && event.state === 'ALARM' && event.key === after.titledBy;
  if (failsAnew || (was && !is && event.type !== 'IncidentReopened'))
    return { ...after, evidence: failedEvidence(evidenceOf(after), event.at) };
  return after;
}

type Applied = Exclude<IncidentEvent, { type: 'IncidentOpened' }>;
type AlarmEvents = Extract<
  Applied,
  {
    type:
      | 'AlarmJoined'
      | 'AlarmChanged'
      | 'AlarmRecorded'
      | 'AlarmSpoke'
      | 'QuietAlarmsSpoke'
      | 'IncidentAdopted'
      | 'AlarmsAdopted';
  }
>;

function applied(state: IncidentFold, event: Applied): IncidentFold {
  switch (event.type) {
    case 'AlarmJoined':
      return titled(withAlarm(state, event.alarm), event.alarm);
    case 'AlarmChanged':
      return failedAnew(withAlarm(state, changed(known(state, event.key), event)), event);
    case 'AlarmRecorded':
      return withAlarm(state, recorded(known(state, event.key), event));
    case 'AlarmSpoke':
      return withAlarm(state, { ...known(state, event.key), quiet: null });
    case 'QuietAlarmsSpoke':
      return allSpoke(state);
    case 'IncidentAdopted': {
      const offers = state.incident.offers.filter((number) => number !== event.from);
      return adopted({ ...state, incident: { ...state.incident, offers } }, event.alarms);
    }
    case 'AlarmsAdopted':
      return adopted(state, event.alarms);
    case 'IncidentReopened':
      return retitled({ ...state, incident: changedIncident(state.incident, event) }, event.title);
    default:
      return { ...state, incident: changedIncident(state.incident, event) };
  }
}

function changedIncident(state: Incident, event: Exclude<Applied, AlarmEvents>): Incident {
  switch (event.type) {
    case 'IncidentAcknowledged':
      return {
        ...state,
        status: { state: 'acknowledged', by: event.by, at: event.at },
        acknowledged: { by: event.by, at: event.at },
        // Who says "I have it" has it, whoever was asked before.
        assignee: event.by.kind === 'person' ? event.by : state.assignee,
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
        title: event.title ?? state.title,
        acknowledged: null,
        assignee: null,
        hadIt: state.assignee,
        stoppedGettingWorseAt: null,
        reopenings: state.reopenings + 1,
        reopenedAt: event.at,
        lastRun: null,
        evidence: noEvidence(event.at),
      };
    case 'IncidentMerged':
      return {
        ...state,
        status: { state: 'resolved', by: event.by, at: event.at, outcome: 'duplicate' },
        mergedInto: event.into,
      };
    case 'ClueFound': {
      const { type: _, ...clue } = event;
      return { ...state, evidence: withClue(evidenceOf(state), clue) };
    }
    case 'ClueMissing': {
      const evidence = evidenceOf(state);
      const { command, because } = event;
      return { ...state, evidence: { ...evidence, unseen: [...evidence.unseen, { command, because }] } };
    }
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
        lastRun: {
          ...state.lastRun,
          state: 'ended',
          verdict: event.verdict,
          summary: event.summary,
          at: event.at,
        },
      };
    default:
      return assertNever(event);
  }
}

function changed(
  alarm: IncidentAlarm,
  event: Extract<IncidentEvent, { type: 'AlarmChanged' }>,
): IncidentAlarm {
  return {
    ...alarm,
    state: event.state,
    headline: event.headline,
    reason: event.reason,
    changedAt: event.changedAt,
    firedAt: event.state === 'ALARM' ? event.changedAt : alarm.firedAt,
    events: alarm.events + 1,
    resources: { ...alarm.resources, ...event.resources },
    link: event.link ?? alarm.link,
  };
}

function recorded(
  alarm: IncidentAlarm,
  event: Extract<IncidentEvent, { type: 'AlarmRecorded' }>,
): IncidentAlarm {
  return {
    ...alarm,
    firedAt: event.state === 'ALARM' ? Math.max(alarm.firedAt ?? 0, event.changedAt) : alarm.firedAt,
    events: alarm.events + 1,
  };
}

/** Which job's failure the title tells, where it does. */
function titled(state: IncidentFold, { kind, key, headline }: IncidentAlarm): IncidentFold {
  const { incident } = state;
  if (kind !== 'glue-job' || headline !== incident.title) return state;
  return { ...state, incident: { ...incident, titledBy: key } };
}

/** Reopened by an alarm, it tells of that one, which is at hand. */
function retitled(state: IncidentFold, title: string | undefined): IncidentFold {
  if (title === undefined) return state;
  const { titledBy: _, ...incident } = state.incident;
  const alarm = [...state.alarms.values()].find(({ headline }) => headline === title);
  return alarm === undefined ? { ...state, incident } : titled({ ...state, incident }, alarm);
}

/** A title that tells how a job failed tells its newest failure. */
function failedAnew(
  state: IncidentFold,
  { key, state: now, headline }: Extract<IncidentEvent, { type: 'AlarmChanged' }>,
): IncidentFold {
  const { incident } = state;
  if (now !== 'ALARM' || incident.titledBy !== key) return state;
  return { ...state, incident: { ...incident, title: headline } };
}

function known(state: IncidentFold, key: string): IncidentAlarm {
  const alarm = state.alarms.get(key);
  if (alarm === undefined)
    throw new Error(`Expected alarm ${key} of #${state.incident.number} at hand, got none`);
  return alarm;
}

function withAlarm({ incident, alarms }: IncidentFold, alarm: IncidentAlarm): IncidentFold {
  const counts = recounted(incident.counts, alarms.get(alarm.key) ?? null, alarm);
  return { incident: { ...incident, counts }, alarms: new Map(alarms).set(alarm.key, alarm) };
}

function adopted(state: IncidentFold, theirs: readonly IncidentAlarm[]): IncidentFold {
  return theirs.reduce(
    (so, alarm) => withAlarm(so, mergedAlarm(so.alarms.get(alarm.key) ?? null, alarm)),
    state,
  );
}

function allSpoke({ incident, alarms }: IncidentFold): IncidentFold {
  const spoken = [...alarms].map(
    ([key, alarm]) => [key, alarm.state === 'ALARM' ? { ...alarm, quiet: null } : alarm] as const,
  );
  return {
    incident: { ...incident, counts: recountedSpoken(incident.counts) },
    alarms: new Map(spoken),
  };
}
