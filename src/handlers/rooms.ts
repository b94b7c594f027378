/**
 * What is stored, in rooms: one for each thing that use cases keep. A use case asks for the rooms that it works in and
 * no more. Every list has a bound: where the caller names none, a thousand rows, far more than people ever have open.
 */

import type { Person } from '../access/actor.ts';
import type { ChecklistEvent } from '../checklists/events.ts';
import type { Checklist } from '../checklists/state.ts';
import type { IncidentAlarm } from '../incidents/alarms.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { Incident } from '../incidents/state.ts';
import type { RunEvent } from '../runs/events.ts';
import type { OperationRun } from '../runs/state.ts';
import type {
  AlarmFilter,
  AlarmRow,
  AuditEntry,
  Backlog,
  CardFilter,
  CardRow,
  CardWish,
  Cutoffs,
  InboundFate,
  InboundRow,
  IncidentFilter,
  JobKinds,
  JobRow,
  NewJob,
  Removed,
  TimelineEnds,
} from './rows.ts';

/** Each alarm's last state. */
export interface Alarms {
  load(key: string): Promise<AlarmRow | null>;
}

export interface AlarmsToWrite extends Alarms {
  save(row: AlarmRow): Promise<void>;
}

export interface Incidents {
  load(number: number): Promise<Incident | null>;
  /** Newest first. */
  list(filter: IncidentFilter): Promise<readonly Incident[]>;
  /** How many are not resolved. */
  countUnresolved(): Promise<number>;
  /** Those of these alarms that the incident has. */
  alarms(incident: number, keys: readonly string[]): Promise<readonly IncidentAlarm[]>;
  /** The first alarms of the incident that the filter lets through, in the order they joined. */
  firstAlarms(incident: number, filter: AlarmFilter): Promise<readonly IncidentAlarm[]>;
  /**
   * Alarms of the incident that went on without it: they are in another incident, or changed since. Not those that
   * another open incident has.
   */
  strayAlarms(incident: number, limit: number): Promise<readonly AlarmRow[]>;
  /** The incident of this group that was resolved last, or null. */
  lastResolved(groupKey: string): Promise<Incident | null>;
  /**
   * The first and the last events of the incident in the order they were committed, and how many lie between. An event
   * of an unknown type or newer schema comes back as `unknown`.
   */
  timelineEnds(incident: number, first: number, last: number): Promise<TimelineEnds>;
}

export interface IncidentsToWrite extends Incidents {
  nextNumber(): Promise<number>;
  /**
   * Writes the row at `version`, appends its events, and writes the alarms that they changed. Throws `VersionConflict`
   * when the stored version is not `version - 1`.
   */
  save(
    incident: Incident,
    events: readonly IncidentEvent[],
    alarms?: readonly IncidentAlarm[],
  ): Promise<void>;
  /** Lets every quiet alarm of the incident speak that fires. */
  speakUp(incident: number): Promise<void>;
}

/** Which open incident the alarms of a group go to. */
export interface Groups {
  holder(groupKey: string): Promise<number | null>;
}

export interface GroupsToWrite extends Groups {
  /** False when another incident holds the group already. */
  hold(groupKey: string, incident: number): Promise<boolean>;
  release(incident: number): Promise<void>;
  /** Every group that `from` holds is held by `to` from now on. */
  move(from: number, to: number): Promise<void>;
}

export interface Checklists {
  load(id: string): Promise<Checklist | null>;
  /** Oldest first. */
  of(incident: number): Promise<readonly Checklist[]>;
}

export interface ChecklistsToWrite extends Checklists {
  save(checklist: Checklist, events: readonly ChecklistEvent[]): Promise<void>;
}

export interface Runs {
  load(id: string): Promise<OperationRun | null>;
  /** Those that are not over, newest first. */
  open(limit: number): Promise<readonly OperationRun[]>;
  countOpen(): Promise<number>;
  /** This person's that are not over, newest first. */
  openOf(person: Person, limit: number): Promise<readonly OperationRun[]>;
  /**
   * This person's that were over since then, the last first; but those whose answer was given where it was asked, which
   * is kept nowhere.
   */
  endedOf(person: Person, since: number, limit: number): Promise<readonly OperationRun[]>;
  /** Those that are not over and whose id ends so; letters, digits and `-` only. */
  openEnding(ending: string, limit: number): Promise<readonly OperationRun[]>;
  /** As `Incidents.timelineEnds`. */
  timelineEnds(id: string, first: number, last: number): Promise<TimelineEnds<RunEvent>>;
}

export interface RunsToWrite extends Runs {
  /**
   * Writes a new run and appends its events, and returns it; or returns the open run that holds its target, and then
   * nothing was written. Two that ask at once never both get theirs.
   */
  add(run: OperationRun, events: readonly RunEvent[]): Promise<OperationRun>;
  /** Writes a run over `version - 1` and appends its events. Throws `VersionConflict` when another version is stored. */
  save(run: OperationRun, events: readonly RunEvent[]): Promise<void>;
}

export interface Cards {
  load(key: string): Promise<CardRow | null>;
  /** Slack's ids of the channels in which those of these cards stand that were posted, by key. */
  channels(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** By key, unless the filter says otherwise. */
  list(filter: CardFilter): Promise<readonly CardRow[]>;
  /** Pings wanted in this channel since then. */
  pingsSince(channel: string, since: number): Promise<number>;
}

export interface CardsToWrite extends Cards {
  /** Makes the card behind by one revision, inserting it first when it is new. */
  want(card: CardWish): Promise<void>;
  /**
   * Takes up to `limit` cards that are behind and not leased, most urgent and oldest first, leased until `until` under
   * `by`, a token (`claimToken`) of this claim alone: what is written under an older one is refused.
   */
  claim(limit: number, now: number, until: number, by: string): Promise<readonly CardRow[]>;
  /**
   * False, and nothing is written, when the card is gone or was leased anew since `row` was read. Also makes the cards
   * of its thread behind when its message is another one than before: they follow it.
   */
  save(row: CardRow): Promise<boolean>;
  /** Removes a card whose subject is gone, unless another claim has it. */
  drop(card: CardRow): Promise<void>;
  /** Gives cards that could not be shown another try: a restart often follows what was mended. */
  revive(): Promise<void>;
}

export interface Jobs {
  load(key: string): Promise<JobRow | null>;
}

export interface JobsToWrite extends Jobs {
  /** Inserts the job, or moves the one of the same key to this due time and payload. */
  put(job: NewJob): Promise<void>;
  /** Makes `jobs` the whole set of timers of this stream. */
  replaceTimers(stream: string, jobs: readonly NewJob[]): Promise<void>;
  claim(limit: number, now: number, until: number, by: string, kinds?: JobKinds): Promise<readonly JobRow[]>;
  /** Removes the job if this claim still holds it. */
  finish(key: string, by: string): Promise<void>;
  /** Gives the claim back, due again at `dueAt`. */
  retry(key: string, by: string, dueAt: number): Promise<void>;
}

/** What came in. */
export interface Inbox {
  load(id: number): Promise<InboundFate | null>;
  /** Those of this id in these topics: SNS gives each message an id of its own, which the next delivery of it has too. */
  withId(messageId: string, topicArns: readonly string[]): Promise<readonly InboundFate[]>;
}

export interface InboxToWrite extends Inbox {
  /** Oldest first. */
  pending(limit: number, dueBy?: number): Promise<readonly InboundRow[]>;
  applied(id: number, incident: number | null, note: string): Promise<void>;
  /** Counts a failed attempt and returns how many there have been. */
  failed(id: number, error: string, notBefore?: number): Promise<number>;
}

export interface Counters {
  /** How far this counter got; 0 when nobody counted yet. */
  read(name: string): Promise<number>;
}

export interface CountersToWrite extends Counters {
  /** Counts one more, or so many, and returns how many it is now. */
  up(name: string, by?: number): Promise<number>;
}

/** The processes that work on this store, and what they hold. */
export interface Processes {
  /** When this process last committed a sign of life, or null. */
  lastBeat(process: string): Promise<number | null>;
  /** Whether any process committed a sign of life since then. */
  anyAlive(since: number): Promise<boolean>;
}

export interface ProcessesToWrite extends Processes {
  /** Writes that this process is alive and can write. */
  beat(process: string, now: number): Promise<void>;
  /** Removes every sign of life. Only for whoever knows that all who gave one are dead. */
  forget(): Promise<void>;
  /**
   * Gives back every lease and claim of a process that has not beaten since then: it is dead, and waiting for its
   * leases to run out would cost minutes of an incident.
   */
  releaseClaims(aliveSince: number): Promise<void>;
  /**
   * Lets cards, runs and messages that failed wait no longer than now: after the clock was set back, the moment that
   * each was to wait would last as long as that; what was spread over time begins anew. Timers of incidents are of the time that alarms tell, and stay.
   */
  hasten(now: number): Promise<void>;
}

/** How long Slack asked to be left alone. */
export interface SlackPace {
  /** The lanes that are held after this time, and until when. */
  holds(now: number): Promise<ReadonlyMap<string, number>>;
}

export interface SlackPaceToWrite extends SlackPace {
  /** No more calls of this lane until then. The latest time counts. */
  hold(lane: string, until: number, now: number): Promise<void>;
}

/** The text of each runbook that a checklist was opened from, by hash. */
export interface Runbooks {
  save(hash: string, markdown: string, now: number): Promise<void>;
}

export interface Audit {
  append(entry: AuditEntry): Promise<void>;
}

export interface Retention {
  /** Removes up to `limit` rows older than the cutoffs; of incidents their own rows, whose rest is then `removeRest`'s. */
  removeExpired(cutoffs: Cutoffs, limit: number): Promise<Removed>;
  /** Removes up to `limit` rows that hung on an incident that was removed; returns how many, 0 when none is left. */
  removeRest(incident: number, limit: number): Promise<number>;
}

/** One consistent snapshot of every room. */
export interface Reader {
  readonly alarms: Alarms;
  readonly incidents: Incidents;
  readonly groups: Groups;
  readonly checklists: Checklists;
  readonly runs: Runs;
  readonly inbox: Inbox;
  readonly cards: Cards;
  readonly jobs: Jobs;
  readonly counters: Counters;
  readonly processes: Processes;
  readonly slack: SlackPace;
  backlog(): Promise<Backlog>;
}

/** Every room, to write in: all of it is committed at once, or none. */
export interface Transaction extends Reader {
  readonly alarms: AlarmsToWrite;
  readonly incidents: IncidentsToWrite;
  readonly groups: GroupsToWrite;
  readonly checklists: ChecklistsToWrite;
  readonly runs: RunsToWrite;
  readonly cards: CardsToWrite;
  readonly jobs: JobsToWrite;
  readonly inbox: InboxToWrite;
  readonly counters: CountersToWrite;
  readonly processes: ProcessesToWrite;
  readonly slack: SlackPaceToWrite;
  readonly runbooks: Runbooks;
  readonly audit: Audit;
  readonly retention: Retention;
  /** Undoes only what `work` did when it throws, and rethrows. A conflict comes as `VersionConflict`: let it through. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
  /** True the first time this key is given, false ever after: how duplicates die. Rolls back with the transaction. */
  firstSight(key: string, now: number): Promise<boolean>;
}
