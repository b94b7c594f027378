/** What happened to an incident: the append-only timeline. Past tense, one shape each; `at` is the recording time, milliseconds. */

import type { Actor, Person } from '../access/actor.ts';
import type { AlarmState } from '../alarms/event.ts';
import type { Place } from '../alarms/identity.ts';
import type { Severity } from './severity.ts';
import type { IncidentAlarm } from './alarms.ts';
import type { Clue } from './clue.ts';
import type { Outcome } from './state.ts';

/** Raised only when the release before can read the new shape too. */
export const INCIDENT_EVENT_SCHEMA = 1;

export type IncidentEvent =
  | {
      readonly type: 'IncidentOpened';
      readonly number: number;
      readonly title: string;
      readonly severity: Severity;
      readonly pipeline: string | null;
      readonly stage: string | null;
      /** Absent in what release 0.1.0 wrote. */
      readonly place?: Place;
      readonly channel: string;
      readonly procedure: string | null;
      readonly groupKey: string;
      readonly routeReason: string;
      readonly declaredBy: Person | null;
      readonly again: number | null;
      readonly offers: readonly number[];
      readonly at: number;
    }
  | { readonly type: 'AlarmJoined'; readonly alarm: IncidentAlarm; readonly at: number }
  | {
      readonly type: 'AlarmChanged';
      readonly key: string;
      readonly state: AlarmState;
      readonly headline: string;
      readonly reason: string;
      readonly changedAt: number;
      readonly resources: IncidentAlarm['resources'];
      readonly link: string | null;
      readonly at: number;
    }
  /** A change older than the state already known: told, counted, never applied. */
  | {
      readonly type: 'AlarmRecorded';
      readonly key: string;
      readonly state: AlarmState;
      readonly headline: string;
      readonly changedAt: number;
      readonly at: number;
    }
  /** One of `QuietAlarmsSpoke`, as release 0.1.0 told it: an event an alarm. */
  | { readonly type: 'AlarmSpoke'; readonly key: string; readonly name: string; readonly at: number }
  /** The quiet alarms still fire although their cause is over: from now on they speak. */
  | {
      readonly type: 'QuietAlarmsSpoke';
      readonly alarms: number;
      /** Of the first few. */
      readonly names: readonly string[];
      readonly at: number;
    }
  | { readonly type: 'IncidentAcknowledged'; readonly by: Actor; readonly at: number }
  | { readonly type: 'IncidentAssigned'; readonly assignee: Person; readonly by: Actor; readonly at: number }
  | { readonly type: 'NoteAdded'; readonly text: string; readonly by: Actor; readonly at: number }
  | {
      readonly type: 'SeverityChanged';
      readonly from: Severity;
      readonly to: Severity;
      readonly by: Actor;
      readonly at: number;
    }
  | { readonly type: 'StoppedGettingWorse'; readonly by: Actor; readonly at: number }
  | { readonly type: 'IncidentResolved'; readonly outcome: Outcome; readonly by: Actor; readonly at: number }
  | {
      readonly type: 'IncidentReopened';
      readonly by: Actor;
      readonly because: string;
      /** What is wrong now; absent when nobody said, and the title stays. */
      readonly title?: string;
      readonly at: number;
    }
  /** This incident ended by moving into another. */
  | { readonly type: 'IncidentMerged'; readonly into: number; readonly by: Actor; readonly at: number }
  /** This incident took over the alarms of another: the first of them, or all. */
  | {
      readonly type: 'IncidentAdopted';
      readonly from: number;
      readonly alarms: readonly IncidentAlarm[];
      readonly by: Actor;
      readonly at: number;
    }
  /** More alarms of an incident that was taken over. */
  | {
      readonly type: 'AlarmsAdopted';
      readonly from: number;
      readonly alarms: readonly IncidentAlarm[];
      readonly at: number;
    }
  | {
      readonly type: 'ChecklistOpened';
      readonly checklist: string;
      readonly title: string;
      readonly by: Actor;
      readonly at: number;
    }
  | {
      readonly type: 'StepEnded';
      readonly checklist: string;
      readonly step: string;
      readonly outcome: string;
      readonly by: Actor;
      readonly at: number;
    }
  | ({ readonly type: 'ClueFound' } & Clue)
  /** A look that nobody asked for was refused. */
  | { readonly type: 'ClueMissing'; readonly command: string; readonly because: string; readonly at: number }
  | {
      readonly type: 'RunStarted';
      readonly run: string;
      readonly command: string;
      readonly by: Actor;
      readonly at: number;
    }
  | {
      readonly type: 'RunEnded';
      readonly run: string;
      readonly command: string;
      readonly verdict: 'ok' | 'warn' | 'fail' | 'unknown';
      readonly summary: string;
      readonly at: number;
    };

/** Every type there is. A record, so that a new type does not compile until it is listed. */
export const INCIDENT_EVENT_TYPES: Readonly<Record<IncidentEvent['type'], true>> = {
  IncidentOpened: true,
  AlarmJoined: true,
  AlarmChanged: true,
  AlarmRecorded: true,
  AlarmSpoke: true,
  QuietAlarmsSpoke: true,
  IncidentAcknowledged: true,
  IncidentAssigned: true,
  NoteAdded: true,
  SeverityChanged: true,
  StoppedGettingWorse: true,
  IncidentResolved: true,
  IncidentReopened: true,
  IncidentMerged: true,
  IncidentAdopted: true,
  AlarmsAdopted: true,
  ChecklistOpened: true,
  StepEnded: true,
  ClueFound: true,
  ClueMissing: true,
  RunStarted: true,
  RunEnded: true,
};
