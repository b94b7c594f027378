/**
 * The interfaces that the use cases own and the edges implement. A transaction is the only way to write: whatever
 * one deed or one inbound message changes, it changes in one commit, or not at all.
 */

import type { InboundMessage } from '../alarms/event.ts';
import type { Runbook } from '../runbooks/runbook.ts';
import type { Reader, Transaction } from './rooms.ts';
import type { CardRow } from './rows.ts';

export type * from './rooms.ts';
export type * from './rows.ts';

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

/** A channel, or a thread of it. */
export interface MessagePlace {
  readonly channelId: string;
  readonly threadTs: string | null;
}

export interface Publisher {
  /** The id of a channel given by name or id, or of the direct message with a person given by theirs. */
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

/** Gives the text of a file piece by piece, and waits until each was taken; resolves when all of it was. */
export type FileWriter = (take: (text: string) => Promise<void>) => Promise<void>;

export interface UploadedFile {
  readonly id: string;
  readonly bytes: number;
}

export interface Files {
  /**
   * Uploads a file that nobody sees yet, and of which nothing is left here. What its writer throws is thrown on. It may
   * be done again: a file that is never shared is removed by Slack.
   */
  upload(name: string, write: FileWriter): Promise<CallOutcome<UploadedFile>>;
  /** Shows it below a sentence, which is taken as plain text. It waits for its turn as a post does. */
  share(
    file: { readonly id: string; readonly title: string },
    at: MessagePlace,
    text: string,
  ): Promise<CallOutcome<null>>;
  /** Whether a message there has the file: after a share whose end nobody knows, some seconds later. */
  isShared(id: string, at: MessagePlace, sinceMs: number): Promise<CallOutcome<boolean>>;
}

/** What an answer for one person alone is sent as. */
export type SlackUse = 'direct-message' | 'file';

/** Why nothing of a kind can be sent: what is missing and what to do, and whether the same may be taken later. */
export interface Hindrance {
  readonly because: string;
  readonly again: boolean;
}

/** What Slack lets the bot do, told before it is needed: what an answer costs is then not paid for nothing. */
export interface SlackGrant {
  /** Null when nothing is known to stand against it. Slack is asked anew before it says no, unless it has just been asked. */
  whyNot(use: SlackUse): Promise<Hindrance | null>;
}

/** Tells one person something in a channel where nobody else sees it; what Slack does not take is lost. */
export type Whisper = (channel: string, user: string, text: string) => Promise<void>;

/** Draws a card from the state it mirrors, or null when there is nothing to show. */
export type RenderCard = (reader: Reader, card: CardRow) => Promise<CardMessage | null>;
