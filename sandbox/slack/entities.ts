/**
 * What a workspace is made of, as the simulator keeps it: people, channels, messages, files and modals. No behaviour, and
 * nothing in the shape of Slack's JSON; `wire.ts` draws that.
 */

import type { PageBlock, PageValues } from '../page/contract.ts';

export type Block = PageBlock;

export interface User {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly isBot: boolean;
  readonly membership: 'full' | 'guest';
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  /** User ids, the bot's among them where it was invited. */
  readonly members: readonly string[];
}

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

export interface Message {
  /** Channel id. */
  readonly channel: string;
  /** `1700000000.000100`: unique in the workspace, and greater than that of every earlier message. */
  readonly ts: string;
  /** The message whose thread this is in; null for one in the channel itself, parents included. */
  readonly threadTs: string | null;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly metadata: Metadata | null;
  /** True only after an edit without blocks: Slack does not mark an update that is drawn from blocks. */
  readonly edited: boolean;
  /** The only person who sees it, or null when everybody does. */
  readonly onlyFor: string | null;
  /** Ids of the files that it shows. */
  readonly files: readonly string[];
  /** What is left of a deleted message that has replies. */
  readonly isTombstone: boolean;
}

export interface StoredFile {
  readonly id: string;
  /** Where its bytes go, once: the end of its upload URL. */
  readonly ticket: string;
  readonly name: string;
  readonly title: string;
  /** What the app said that it would send, bytes. */
  readonly length: number;
  /** Null until they came. */
  readonly bytes: Buffer | null;
  /** Whether its upload was finished: nobody sees it before. */
  readonly isComplete: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface View {
  readonly id: string;
  readonly user: string;
  /** Changes with every update; what `views.update` compares. */
  readonly hash: string;
  readonly callbackId: string;
  readonly externalId: string;
  readonly privateMetadata: string;
  readonly title: string;
  readonly submit: string | null;
  readonly close: string;
  readonly notifyOnClose: boolean;
  readonly clearOnClose: boolean;
  readonly blocks: readonly Block[];
  readonly rootId: string;
  readonly previousId: string | null;
  /** What the form holds: initial values, and what was chosen since. */
  readonly values: PageValues;
  /** block_id → what is wrong with the answer. */
  readonly errors: Readonly<Record<string, string>>;
  /** A submission is on its way to the app. */
  readonly busy: boolean;
}

export const TEAM = { id: 'T0SANDBOX', name: 'Handrail sandbox', domain: 'handrail-sandbox' } as const;

export const APP = { id: 'A0HANDRAIL', botId: 'B0HANDRAIL', userId: 'U0HANDRAIL', name: 'handrail' } as const;

export const SLACKBOT_ID = 'USLACKBOT';
