/** The rows that use cases read and write, as the store gives them: one shape each, whatever the engine. */

import type { Actor } from '../access/actor.ts';
import type { AlarmState, InboundMessage } from '../alarms/event.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { CardWish } from './cards.ts';

export type { CardKind, CardWish } from './cards.ts';

export type IncidentFilter =
  | {
      readonly state: 'unresolved';
      readonly pipeline?: string | null;
      /** Only those with an alarm about this job. */
      readonly job?: string;
      readonly limit?: number;
    }
  | { readonly state: 'any'; readonly limit: number };

export type AlarmFilter = AlarmsOfClass | AlarmsAboutJob;

export interface AlarmsOfClass {
  readonly state?: AlarmState;
  readonly quiet?: boolean;
  /** Only those that joined later than this one. */
  readonly after?: string;
  readonly limit: number;
}

export interface AlarmsAboutJob {
  readonly job: string;
  readonly limit: number;
}

export interface CardFilter {
  /** Only those that Slack does not show as wanted and that were not given up, most urgent and oldest first. */
  readonly behind?: true;
  /** Only those that nobody holds by then and that wait no longer. */
  readonly dueBy?: number;
  readonly prefix?: string;
  readonly limit?: number;
}

export interface TimelineEnds<Event = IncidentEvent> {
  readonly first: readonly (Event | UnknownEvent)[];
  readonly between: number;
  /** Empty where `first` holds them all. */
  readonly last: readonly (Event | UnknownEvent)[];
}

export interface UnknownEvent {
  readonly type: 'unknown';
  readonly name: string;
  readonly at: number;
}

export interface InboundRow extends InboundMessage {
  readonly id: number;
  readonly attempts: number;
}

/** What became of an inbound message by now. */
export interface InboundFate extends InboundRow {
  /** When one that failed is tried again, milliseconds. */
  readonly notBefore: number;
  readonly lastError: string | null;
  /** Null while it waits. */
  readonly applied: { readonly at: number; readonly incident: number | null; readonly note: string } | null;
}

export interface AlarmRow {
  readonly key: string;
  readonly state: AlarmState;
  /** Greatest change time seen: an event at or before it never changes the state. */
  readonly changedAt: number;
  /** The incident it is in, or was in last. */
  readonly incident: number | null;
}

export interface CardRow extends Omit<CardWish, 'now'> {
  readonly wanted: number;
  readonly shown: number;
  /** Slack's channel id and ts once posted. */
  readonly channelId: string | null;
  readonly ts: string | null;
  /** Ts of the thread in which that message stands; null at the top of the channel. */
  readonly threadTs: string | null;
  /** Set before the first post is tried; still set after an end nobody knows. */
  readonly postingSince: number | null;
  readonly leasedUntil: number;
  readonly notBefore: number;
  readonly attempts: number;
  readonly reposts: number;
  /** Why Handrail gave up showing it, or null. */
  readonly gaveUp: string | null;
  /** Token of the claim under which it is shown now; null while nobody does. */
  readonly leasedBy: string | null;
  readonly changedAt: number;
}

export interface NewJob {
  readonly key: string;
  readonly kind: string;
  readonly dueAt: number;
  readonly payload: unknown;
}

/** Which kinds of jobs are meant: one alone, or all but some; all when absent. */
export interface JobKinds {
  readonly only?: string;
  readonly without?: readonly string[];
}

export interface JobRow extends NewJob {
  readonly stream: string | null;
  readonly attempts: number;
}

/** What is older than these, milliseconds since the epoch, is removed. */
export interface Cutoffs {
  readonly raw: number;
  readonly incidents: number;
}

export interface Removed {
  readonly rows: number;
  /** Numbers of the incidents among them. */
  readonly incidents: readonly number[];
}

export interface AuditEntry {
  readonly at: number;
  readonly actor: Actor;
  /** The deed in words: `retry silver-users --workers 20`, `acknowledge #42`. */
  readonly deed: string;
  readonly allowed: boolean;
  readonly because: string | null;
  readonly incident: number | null;
}

export interface AuditRow extends AuditEntry {
  readonly id: number;
  /** HMAC over this row and the one before. */
  readonly mac: string;
}

export interface Backlog {
  readonly inbound: number;
  readonly cards: number;
  readonly jobs: number;
  /** Milliseconds when the oldest inbound message that waits was received, or null. */
  readonly oldestInboundAt: number | null;
}
