/**
 * Every message of the workspace, oldest first. A deleted message that has replies leaves a tombstone, as in Slack:
 * its thread stays, and nothing can edit it any more.
 */

import type { Message } from './entities.ts';

import { SLACKBOT_ID } from './entities.ts';

export type NewMessage = Omit<Message, 'ts' | 'edited' | 'files' | 'isTombstone'> &
  Partial<Pick<Message, 'files'>>;

export interface Messages {
  /** Stores a message under a ts of its own and returns it. */
  add(message: NewMessage): Message;
  get(channel: string, ts: string): Message | undefined;
  /** Replaces what is given; a message that is gone stays gone. */
  change(ts: string, change: Partial<Pick<Message, 'text' | 'blocks' | 'metadata' | 'edited'>>): void;
  remove(ts: string): void;
  all(): readonly Message[];
  /** Replies that everybody sees, oldest first, without the parent. */
  replies(channel: string, ts: string): readonly Message[];
  /** A ts later than every one before, for messages and edits alike. */
  nextTs(): string;
}

const TS_STEP_MICROS = 100;

/** An empty channel history. `clock` gives milliseconds since the epoch. */
export function createMessages(clock: () => number, announce: () => void): Messages {
  const byTs = new Map<string, Message>();
  let lastMicros = 0;

  function nextTs(): string {
    // Two messages of the same millisecond, or a clock that was set back, must still get increasing timestamps.
    lastMicros = Math.max(lastMicros + TS_STEP_MICROS, clock() * 1_000);
    return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
  }

  function replies(channel: string, ts: string): readonly Message[] {
    return [...byTs.values()].filter(
      (message) => message.channel === channel && message.threadTs === ts && message.onlyFor === null,
    );
  }

  return {
    add: (message) => {
      const added = { files: [], ...message, ts: nextTs(), edited: false, isTombstone: false };
      byTs.set(added.ts, added);
      announce();
      return added;
    },
    get: (channel, ts) => {
      const message = byTs.get(ts);
      return message?.channel === channel ? message : undefined;
    },
    change: (ts, change) => {
      const message = byTs.get(ts);
      if (message === undefined) return;
      byTs.set(ts, { ...message, ...change });
      announce();
    },
    remove: (ts) => {
      const message = byTs.get(ts);
      if (message === undefined) return;
      if (replies(message.channel, ts).length === 0) byTs.delete(ts);
      else byTs.set(ts, tombstoneOf(message));
      announce();
    },
    all: () => [...byTs.values()],
    replies,
    nextTs,
  };
}

function tombstoneOf(message: Message): Message {
  return {
    ...message,
    user: SLACKBOT_ID,
    text: 'This message was deleted.',
    blocks: [],
    files: [],
    metadata: null,
    edited: false,
    isTombstone: true,
  };
}
