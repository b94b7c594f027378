/**
 * The interfaces that the use cases own and the edges implement. A transaction is the only way to write: whatever
 * one deed or one inbound message changes, it changes in one commit, or not at all.
 */

import type { InboundMessage } from '../alarms/event.ts';
import type { ChecklistEvent } from '../checklists/events.ts';
import type { Checklist } from '../checklists/state.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { Incident } from '../incidents/state.ts';
import type { Runbook } from '../runbooks/runbook.ts';
import type { RunEvent } from '../runs/events.ts';
import type { OperationRun } from '../runs/state.ts';
import type {
  AlarmFilter,
  AlarmRow,
  AuditEntry,
  AuditRow,
  Backlog,
  CardFilter,
  CardRow,
  CardWish,
  Cutoffs,
  InboundRow,
  IncidentFilter,
  JobRow,
  NewJob,
  Removed,
  TimelineEnds,
  UnknownEvent,
} from './rows.ts';

export type * from './rows.ts';
export { CARD_KINDS } from './rows.ts';

/** Milliseconds since the epoch. The only clock; passed in from the composition root. */
export type Clock = () => number;
/** A new unique id. */
export type NewId = () => string;
/** A signal that fires after so many milliseconds: the only timer a use case has. */
export type Deadline = (ms: number) => AbortSignal;

// ── store ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Store {
  /**
   * Makes the message durable, many callers sharing one commit. Resolves only once it is on disk: `duplicate` when
   * the same TopicArn and MessageId was stored before. Rejects when it could not be stored.
   */
  acceptInbound(message: InboundMessage): Promise<'stored' | 'duplicate'>;
  /**
   * Runs `work` in one serializable write transaction and commits it, or rolls back when it throws. When another
   * writer was first it runs `work` again, a bounded number of times: `work` has no effect but the transaction's.
   */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Reads one consistent snapshot without blocking the writer. */
  read<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  /** Null when the schema is current; otherwise a sentence that says what it is and what to do. */
  schemaFault(): Promise<string | null>;
  close(): Promise<void>;
}

/** Every list has a bound: where the caller names none, a thousand rows, far more than people ever have open. */
export interface Reader {
  alarm(key: string): Promise<AlarmRow | null>;
  incident(number: number): Promise<Incident | null>;
  /** Those of these alarms that the incident has. */
  incidentAlarms(incident: number, keys: readonly string[]): Promise<readonly IncidentAlarm[]>;
  /** The first alarms of the incident that the filter lets through, in the order they joined. */
  alarmsOf(incident: number, filter: AlarmFilter): Promise<readonly IncidentAlarm[]>;
  /**
   * Alarms of the incident that went on without it: they are in another incident, or changed since. Not those that
   * another open incident has.
   */
  strayAlarms(incident: number, limit: number): Promise<readonly AlarmRow[]>;
  /** Newest first. */
  incidents(filter: IncidentFilter): Promise<readonly Incident[]>;
  /** The incident that holds this open group, or null. */
  openGroup(groupKey: string): Promise<number | null>;
  /** The incident of this group that was resolved last, or null. */
  lastResolved(groupKey: string): Promise<Incident | null>;
  checklist(id: string): Promise<Checklist | null>;
  /** Oldest first. */
  checklistsOf(incident: number): Promise<readonly Checklist[]>;
  /** In the order they were committed. An event of an unknown type or newer schema comes back as `unknown`. */
  timeline(incident: number): Promise<readonly (IncidentEvent | UnknownEvent)[]>;
  /** The first and the last events of the incident, and how many lie between. */
  timelineEnds(incident: number, first: number, last: number): Promise<TimelineEnds>;
  card(key: string): Promise<CardRow | null>;
  /** Slack's ids of the channels in which those of these cards stand that were posted, by key. */
  channelsOfCards(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** By key, unless the filter says otherwise. */
  cards(filter: CardFilter): Promise<readonly CardRow[]>;
  run(id: string): Promise<OperationRun | null>;
  /** Runs that are not over, oldest first. */
  openRuns(): Promise<readonly OperationRun[]>;
  /** Runs of this incident, newest first. */
  runsOf(incident: number): Promise<readonly OperationRun[]>;
  job(key: string): Promise<JobRow | null>;
  /** Pings wanted in this channel since then. */
  pingsSince(channel: string, since: number): Promise<number>;
  /** How far this counter got; 0 when nobody counted yet. */
  counter(name: string): Promise<number>;
  /** When this process last committed a sign of life, or null. */
  lastBeat(process: string): Promise<number | null>;
  /** The lanes of Slack's pace that are held after this time, and until when. */
  slackHolds(now: number): Promise<ReadonlyMap<string, number>>;
  runbookVersion(hash: string): Promise<string | null>;
  audit(limit: number): Promise<readonly AuditRow[]>;
  backlog(): Promise<Backlog>;
}

export interface Transaction extends Reader {
  /** Undoes only what `work` did when it throws, and rethrows. A conflict comes as `VersionConflict`: let it through. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
  /** True the first time this key is given, false ever after: how duplicates die. Rolls back with the transaction. */
  firstSight(key: string, now: number): Promise<boolean>;

  /** Inbound messages not applied yet, oldest first. */
  pendingInbound(limit: number, dueBy?: number): Promise<readonly InboundRow[]>;
  inboundApplied(id: number, incident: number | null, note: string): Promise<void>;
  /** Counts a failed attempt and returns how many there have been. */
  inboundFailed(id: number, error: string, notBefore?: number): Promise<number>;

  saveAlarm(row: AlarmRow): Promise<void>;
  nextIncidentNumber(): Promise<number>;
  /**
   * Writes the row at `version`, appends its events, and writes the alarms that they changed. Throws `VersionConflict`
   * when the stored version is not `version - 1`.
   */
  saveIncident(
    incident: Incident,
    events: readonly IncidentEvent[],
    alarms?: readonly IncidentAlarm[],
  ): Promise<void>;
  /** Lets every quiet alarm of the incident speak that fires. */
  speakUp(incident: number): Promise<void>;
  saveChecklist(checklist: Checklist, events: readonly ChecklistEvent[]): Promise<void>;
  /** False when another incident holds the group already. */
  holdGroup(groupKey: string, incident: number): Promise<boolean>;
  releaseGroups(incident: number): Promise<void>;
  /** Every group that `from` holds is held by `to` from now on. */
  moveGroups(from: number, to: number): Promise<void>;

  /** Makes the card behind by one revision, inserting it first when it is new. */
  wantCard(card: CardWish): Promise<void>;
  /**
   * Takes up to `limit` cards that are behind and not leased, most urgent and oldest first, leased until `until` under
   * `by`, a token (`claimToken`) of this claim alone: what is written under an older one is refused.
   */
  claimCards(limit: number, now: number, until: number, by: string): Promise<readonly CardRow[]>;
  /**
   * False, and nothing is written, when the card is gone or was leased anew since `row` was read. Also makes the cards
   * of its thread behind when its message is another one than before: they follow it.
   */
  saveCard(row: CardRow): Promise<boolean>;

  /** Removes a card whose subject is gone, unless another claim has it. */
  dropCard(card: CardRow): Promise<void>;

  /** Inserts the job, or moves the one of the same key to this due time and payload. */
  putJob(job: NewJob): Promise<void>;
  /** Makes `jobs` the whole set of timers of this stream. */
  replaceTimers(stream: string, jobs: readonly NewJob[]): Promise<void>;
  /**
   * Gives back every lease and claim of a process that has not beaten since then: it is dead, and waiting for its
   * leases to run out would cost minutes of an incident.
   */
  releaseClaims(aliveSince: number): Promise<void>;
  /** Gives cards that could not be shown another try: a restart often follows what was mended. */
  reviveCards(): Promise<void>;
  claimJobs(limit: number, now: number, until: number, by: string): Promise<readonly JobRow[]>;
  /** Removes the job if this claim still holds it. */
  finishJob(key: string, by: string): Promise<void>;
  /** Gives the claim back, due again at `dueAt`. */
  retryJob(key: string, by: string, dueAt: number): Promise<void>;

  /** Writes that this process is alive and can write. */
  beat(process: string, now: number): Promise<void>;
  /** Removes every sign of life. Only for whoever knows that all who gave one are dead. */
  forgetBeats(): Promise<void>;
  /** Slack asked to make no more calls of this lane until then. The latest time counts. */
  holdSlack(lane: string, until: number, now: number): Promise<void>;
  /** Counts one more, and returns how many it is now. */
  countUp(name: string): Promise<number>;
  /**
   * Writes a new run and appends its events, and returns it; or returns the open run that holds its target, and then
   * nothing was written. Two that ask at once never both get theirs.
   */
  addRun(run: OperationRun, events: readonly RunEvent[]): Promise<OperationRun>;
  /** Writes a run over `version - 1` and appends its events. Throws `VersionConflict` when another version is stored. */
  saveRun(run: OperationRun, events: readonly RunEvent[]): Promise<void>;
  /** Removes up to `limit` rows older than the cutoffs; of incidents their own rows, whose rest is then `removeRest`'s. */
  removeExpired(cutoffs: Cutoffs, limit: number): Promise<Removed>;
  /** Removes up to `limit` rows that hung on an incident that was removed; returns how many, 0 when none is left. */
  removeRest(incident: number, limit: number): Promise<number>;
  saveRunbookVersion(hash: string, markdown: string, now: number): Promise<void>;
  appendAudit(entry: AuditEntry): Promise<void>;
}

/** The token of one claim of a process, `<process>:<id>`: it tells claims apart, and whose each one is. */
export function claimToken(process: string, id: string): string {
  return `${process}:${id}`;
}

/** Somebody else committed first. `transact` loads and decides again; only after many in a row does it throw this. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
}

// ── the rest of the world ─────────────────────────────────────────────────────────────────────────────────────

/** Confirms a subscription through the vendor's API, never by fetching a URL from the message. */
export interface SubscriptionConfirmer {
  confirm(topicArn: string, token: string): Promise<void>;
}

/** The runbook of each pipeline as it was last read well. */
export interface RunbookShelf {
  of(pipeline: string | null): Runbook | null;
}

/** Tells whether a person is a full member of this workspace; unknown when nobody can say right now. */
export interface Members {
  isFullMember(team: string, user: string): Promise<boolean | 'unknown'>;
}

/** Wakes a worker loop at once instead of at its next tick. */
export interface Wake {
  inbox(): void;
  cards(): void;
  jobs(): void;
}

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Counters by name; unknown to the use cases how they are exposed. */
export interface Metrics {
  count(name: MetricName, labels?: Readonly<Record<string, string>>): void;
}

export type MetricName =
  | 'sns_accepted'
  | 'sns_refused'
  | 'inbound_applied'
  | 'inbound_failed'
  | 'slack_calls'
  | 'slack_errors'
  | 'deeds'
  | 'runs';

// ── Slack, as the cards worker sees it ────────────────────────────────────────────────────────────────────────

/** A rendered message: blocks for the screen, text for the phone's push and for readers without blocks. */
export interface CardMessage {
  readonly text: string;
  readonly blocks: readonly object[];
  /** The same without blocks, for when Slack refuses them. */
  readonly twin: string;
}

/** How a call to Slack ended, and therefore what to do next. */
export type CallOutcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** Slack asked to wait; nothing was done. */
  | { readonly kind: 'wait'; readonly forMs: number; readonly because: string }
  /** Nothing was done, or doing it again is harmless. */
  | { readonly kind: 'retry'; readonly because: string }
  /** Nobody knows whether it was done: look before trying again. */
  | { readonly kind: 'ambiguous'; readonly because: string }
  /** The message is gone: post it again once. */
  | { readonly kind: 'repost'; readonly because: string }
  /** This channel cannot be written to: use the default one. */
  | { readonly kind: 'other-channel'; readonly because: string }
  /** Slack refused the blocks: send the plain text twin. */
  | { readonly kind: 'text-twin'; readonly because: string }
  | { readonly kind: 'give-up'; readonly because: string };

export interface PostedMessage {
  readonly channelId: string;
  readonly ts: string;
}

export interface Publisher {
  /** The id of a channel given by name or id. */
  channelId(channel: string): Promise<CallOutcome<string>>;
  /** Posts; the card's key travels as metadata, by which `find` recognises it. */
  post(
    channelId: string,
    threadTs: string | null,
    cardKey: string,
    message: CardMessage,
  ): Promise<CallOutcome<PostedMessage>>;
  update(at: PostedMessage, cardKey: string, message: CardMessage): Promise<CallOutcome<null>>;
  /** Messages of this card posted since then, oldest first. */
  find(
    channelId: string,
    threadTs: string | null,
    cardKey: string,
    sinceMs: number,
  ): Promise<CallOutcome<readonly PostedMessage[]>>;
  remove(at: PostedMessage): Promise<CallOutcome<null>>;
  /** Milliseconds until this kind of call may be made again; 0 means now, and takes the place. */
  takeTurn(call: 'post' | 'update', channelId: string): number;
}

/** Draws a card from the state it mirrors, or null when there is nothing to show. */
export type RenderCard = (reader: Reader, card: CardRow) => Promise<CardMessage | null>;
