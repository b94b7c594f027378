/**
 * The people and channels of a workspace, direct messages with the bot among them. Channels change (archived, renamed,
 * joined); people do not.
 */

import type { Result } from '../../src/lib/result.ts';
import type { Channel, User } from './entities.ts';
import type { Refusal } from './refusal.ts';

import { ok } from '../../src/lib/result.ts';
import { APP } from './entities.ts';
import { refuse } from './refusal.ts';

export interface Directory {
  users(): readonly User[];
  user(id: string): User | undefined;
  channels(): readonly Channel[];
  /** By id, by name, or by `#name`; a direct message has no name. */
  find(idOrName: string): Channel | undefined;
  /** The direct message of this person with the bot, made when there is none. */
  direct(user: string): { readonly channel: Channel; readonly isNew: boolean };
  change(id: string, change: Partial<Omit<Channel, 'id'>>): void;
}

/** The directory of `users` and `channels`; `announce` is called after every change. */
export function createDirectory(
  users: readonly User[],
  channels: readonly Channel[],
  announce: () => void,
): Directory {
  const people = new Map(users.map((user) => [user.id, user]));
  const rooms = new Map(channels.map((channel) => [channel.id, channel]));
  return {
    users: () => users,
    user: (id) => people.get(id),
    channels: () => [...rooms.values()],
    find: (idOrName) =>
      rooms.get(idOrName) ??
      [...rooms.values()].find((room) => personOf(room) === null && room.name === idOrName.replace(/^#/, '')),
    direct: (user) => {
      const made = directMessage(user);
      const known = rooms.get(made.id);
      if (known !== undefined) return { channel: known, isNew: false };
      rooms.set(made.id, made);
      announce();
      return { channel: made, isNew: true };
    },
    change: (id, change) => {
      const room = rooms.get(id);
      if (room === undefined) throw new Error(`Expected the id of a channel, got ${id}`);
      rooms.set(id, { ...room, ...change });
      announce();
    },
  };
}

/** The channel if the bot may know that it exists: any public one, and private ones it is in. */
export function visibleChannel(directory: Directory, idOrName: string): Result<Channel, Refusal> {
  const channel = directory.find(idOrName);
  if (channel === undefined) return refuse('channel_not_found');
  if (channel.isPrivate && !isBotIn(channel)) return refuse('channel_not_found');
  return ok(channel);
}

/** The channel if the bot may read its messages. */
export function readableChannel(directory: Directory, id: string): Result<Channel, Refusal> {
  const channel = visibleChannel(directory, id);
  if (!channel.ok) return channel;
  // Only chat.postMessage takes names; every other method wants the id.
  if (channel.value.id !== id) return refuse('channel_not_found');
  return isBotIn(channel.value) ? channel : refuse('not_in_channel');
}

/** Whose direct message with the bot this is; null for any other channel. */
export function personOf({ id, members }: Channel): string | null {
  return id.startsWith('D') ? (members.find((member) => member !== APP.userId) ?? null) : null;
}

export function isBotIn(channel: Channel): boolean {
  return channel.members.includes(APP.userId);
}

/** Named as Slack names every one of them in what it delivers. */
function directMessage(user: string): Channel {
  return {
    id: user.replace(/^[UW]/, 'D'),
    name: 'directmessage',
    topic: '',
    isPrivate: true,
    isArchived: false,
    members: [user, APP.userId],
  };
}
