/** The people and channels of a workspace. Channels change (archived, renamed, joined); people do not. */

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
  /** By id, by name, or by `#name`. */
  find(idOrName: string): Channel | undefined;
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
      rooms.get(idOrName) ?? [...rooms.values()].find((room) => room.name === idOrName.replace(/^#/, '')),
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

export function isBotIn(channel: Channel): boolean {
  return channel.members.includes(APP.userId);
}
