/**
 * The tables as queries see them. Names and types follow the newest migration; JSON is text, times are integer
 * milliseconds. Only this folder knows them.
 */

import type { Generated, Kysely } from 'kysely';

import type { AlarmState } from '../alarms/event.ts';
import type { CardKind, CardWish } from '../handlers/ports.ts';
import type { IncidentStatus } from '../incidents/state.ts';
import type { RunState } from '../runs/state.ts';

/** A handle to query with: the whole database, or a transaction on it. */
export type Db = Kysely<Database>;

export interface Database {
  readonly inbox: InboxTable;
  readonly alarms: AlarmsTable;
  readonly incident_alarms: IncidentAlarmsTable;
  readonly open_groups: OpenGroupsTable;
  readonly incidents: IncidentsTable;
  readonly checklists: ChecklistsTable;
  readonly events: EventsTable;
  readonly cards: CardsTable;
  readonly jobs: JobsTable;
  readonly operation_runs: OperationRunsTable;
  readonly runbook_versions: RunbookVersionsTable;
  readonly audit: AuditTable;
  readonly sights: SightsTable;
  readonly counters: CountersTable;
  readonly heartbeats: HeartbeatsTable;
  readonly slack_pace: SlackPaceTable;
}

export interface InboxTable {
  readonly id: Generated<number>;
  readonly topic_arn: string;
  readonly message_id: string;
  readonly subject: string | null;
  readonly body: string;
  readonly sent_at: number;
  readonly received_at: number;
  readonly attempts: Generated<number>;
  /** When a message that failed is tried again. */
  readonly not_before: Generated<number>;
  readonly last_error: string | null;
  /** Null while it waits. */
  readonly applied_at: number | null;
  readonly incident: number | null;
  readonly note: string | null;
}

export interface AlarmsTable {
  readonly key: string;
  readonly state: AlarmState;
  readonly changed_at: number;
  readonly incident: number | null;
}

export interface IncidentAlarmsTable {
  /** Rises in the order in which alarms joined. */
  readonly id: Generated<number>;
  readonly incident: number;
  readonly key: string;
  readonly state: AlarmState;
  /** 1 while it stays quiet. */
  readonly quiet: number;
  readonly job: string | null;
  readonly schema: number;
  readonly body: string;
}

export interface OpenGroupsTable {
  readonly group_key: string;
  readonly incident: number;
}

export interface IncidentsTable {
  readonly number: number;
  readonly version: number;
  readonly state: IncidentStatus['state'];
  readonly group_key: string;
  readonly pipeline: string | null;
  readonly resolved_at: number | null;
  readonly schema: number;
  readonly body: string;
}

export interface ChecklistsTable {
  readonly id: string;
  readonly version: number;
  readonly incident: number | null;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly runbook_hash: string;
  readonly schema: number;
  readonly body: string;
}

export interface EventsTable {
  /** Rises with every event; inside one stream it is the order of commits. */
  readonly id: Generated<number>;
  /** `incident:42`, `checklist:…`, `run:…`. */
  readonly stream: string;
  /** The version of the row that this event led to. */
  readonly version: number;
  readonly type: string;
  readonly schema: number;
  readonly body: string;
  readonly at: number;
}

export interface CardsTable {
  readonly key: string;
  readonly kind: CardKind;
  readonly subject: string;
  readonly channel: string;
  readonly thread: string | null;
  readonly urgency: CardWish['urgency'];
  readonly wanted: number;
  readonly shown: number;
  readonly channel_id: string | null;
  readonly ts: string | null;
  readonly thread_ts: string | null;
  readonly posting_since: number | null;
  readonly leased_until: number;
  readonly not_before: number;
  readonly attempts: number;
  readonly reposts: number;
  readonly gave_up: string | null;
  /** Token of the claim that leases it; null while nobody does. */
  readonly leased_by: string | null;
  readonly changed_at: number;
}

export interface JobsTable {
  readonly key: string;
  /** The stream whose timer it is, or null. */
  readonly stream: string | null;
  readonly kind: string;
  readonly due_at: number;
  readonly payload: string;
  readonly attempts: number;
  readonly claimed_by: string | null;
  readonly claimed_until: number;
}

export interface OperationRunsTable {
  readonly id: string;
  readonly version: number;
  readonly state: RunState['state'];
  /** Held by one run at a time while it is not over. */
  readonly target: string | null;
  readonly incident: number | null;
  /** The key of the person who asked for it; null for Handrail. */
  readonly asker: string | null;
  readonly requested_at: number;
  /** Null while it is not over. */
  readonly ended_at: number | null;
  readonly schema: number;
  readonly body: string;
}

export interface RunbookVersionsTable {
  readonly hash: string;
  readonly markdown: string;
  readonly saved_at: number;
}

export interface AuditTable {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly deed: string;
  readonly allowed: number;
  readonly because: string | null;
  readonly incident: number | null;
  readonly mac: string;
}

export interface SightsTable {
  readonly key: string;
  readonly seen_at: number;
}

export interface CountersTable {
  readonly name: string;
  readonly value: number;
}

export interface HeartbeatsTable {
  readonly process: string;
  readonly at: number;
}

export interface SlackPaceTable {
  readonly lane: string;
  readonly held_until: number;
}
