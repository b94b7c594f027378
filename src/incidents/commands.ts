/** What somebody wants of an incident: the decider's input. Imperative; `now` is when it was asked, milliseconds. */

import type { Actor, Person } from '../access/actor.ts';
import type { AlarmEvent, AlarmState } from '../alarms/event.ts';
import type { Place } from '../alarms/identity.ts';
import type { Risk } from '../operations/operation.ts';
import type { Severity } from './severity.ts';
import type { IncidentAlarm } from './alarms.ts';
import type { Clue } from './clue.ts';
import type { Outcome } from './state.ts';

/** A quiet alarm that fires, as a ping tells it. */
export type QuietAlarm = Pick<IncidentAlarm, 'name' | 'headline'>;

export type IncidentCommand =
  | {
      readonly type: 'OpenIncident';
      readonly number: number;
      readonly title: string;
      readonly severity: Severity;
      readonly pipeline: string | null;
      readonly stage: string | null;
      readonly place: Place;
      readonly channel: string;
      readonly procedure: string | null;
      readonly groupKey: string;
      readonly routeReason: string;
      readonly declaredBy: Person | null;
      readonly again: number | null;
      readonly offers: readonly number[];
      readonly now: number;
    }
  /** An accepted change of an alarm that belongs to this incident, or that joins it now. */
  | {
      readonly type: 'ApplyAlarm';
      readonly event: AlarmEvent;
      /** False when a newer change of this alarm is known already: recorded, never applied. */
      readonly current: boolean;
      /** What the alarm has turned into since, when that came in before this change did; null when it did not. */
      readonly since: { readonly state: Exclude<AlarmState, 'ALARM'>; readonly changedAt: number } | null;
      /** The sentence why it stays quiet, or null. */
      readonly quiet: string | null;
      /** Whether another alarm of the incident is about the same job: it is the same trouble seen twice. */
      readonly echo: boolean;
      /** The alarm's severity when its route rates it above the incident's. */
      readonly severity: Severity;
      readonly now: number;
    }
  | { readonly type: 'AcknowledgeIncident'; readonly by: Actor; readonly now: number }
  | { readonly type: 'AssignIncident'; readonly assignee: Person; readonly by: Actor; readonly now: number }
  | { readonly type: 'AddNote'; readonly text: string; readonly by: Actor; readonly now: number }
  | { readonly type: 'ChangeSeverity'; readonly to: Severity; readonly by: Actor; readonly now: number }
  | { readonly type: 'MarkStoppedGettingWorse'; readonly by: Actor; readonly now: number }
  | {
      readonly type: 'ResolveIncident';
      readonly outcome: Outcome;
      readonly note: string | null;
      /** Headlines of the first quiet alarms that fire. */
      readonly quiet: readonly QuietAlarm[];
      readonly by: Actor;
      readonly now: number;
    }
  /** The timer's question: resolve it, if nobody acknowledged, no step is open and it stayed calm. */
  | {
      readonly type: 'ResolveIfCalm';
      readonly stepsOpen: boolean;
      readonly calmMs: number;
      readonly now: number;
    }
  /** The timer's question for alarms that only time can end. */
  | { readonly type: 'ResolveIfExpired'; readonly expiryMs: number; readonly now: number }
  /** The timer's question for quiet alarms: is the cause over, and do they still fire? */
  | {
      readonly type: 'SpeakUp';
      readonly graceMs: number;
      readonly quiet: readonly QuietAlarm[];
      readonly now: number;
    }
  | {
      readonly type: 'ReopenIncident';
      readonly because: string;
      /** What is wrong now; null when nobody said, and the title stays. */
      readonly title: string | null;
      readonly by: Actor;
      readonly now: number;
    }
  | { readonly type: 'MergeIncident'; readonly into: number; readonly by: Actor; readonly now: number }
  | {
      readonly type: 'AdoptIncident';
      readonly from: number;
      readonly alarms: readonly IncidentAlarm[];
      readonly severity: Severity;
      readonly by: Actor;
      readonly now: number;
    }
  /** More alarms of an incident that was just taken over. */
  | {
      readonly type: 'AdoptAlarms';
      readonly from: number;
      readonly alarms: readonly IncidentAlarm[];
      readonly now: number;
    }
  | {
      readonly type: 'RecordChecklist';
      readonly checklist: string;
      readonly title: string;
      readonly by: Actor;
      readonly now: number;
    }
  | {
      readonly type: 'RecordStep';
      readonly checklist: string;
      readonly step: string;
      readonly outcome: string;
      readonly by: Actor;
      readonly now: number;
    }
  /** What a look brought that nobody asked for, and that began then, milliseconds. */
  | ({ readonly type: 'RecordClue'; readonly lookedAt: number; readonly now: number } & Omit<Clue, 'at'>)
  /** Such a look, begun then, was refused. */
  | {
      readonly type: 'RecordUnseen';
      readonly lookedAt: number;
      readonly command: string;
      readonly because: string;
      readonly now: number;
    }
  | {
      readonly type: 'RecordRunStarted';
      readonly run: string;
      readonly command: string;
      readonly by: Actor;
      readonly now: number;
    }
  | {
      readonly type: 'RecordRunEnded';
      /** Whether a person stopped it, who needs no ping to know. */
      readonly byPerson: boolean;
      readonly run: string;
      readonly command: string;
      readonly risk: Risk;
      readonly verdict: 'ok' | 'warn' | 'fail' | 'unknown';
      readonly summary: string;
      readonly now: number;
    };
