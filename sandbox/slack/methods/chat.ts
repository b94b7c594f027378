/** The chat.* methods: posting, updating and deleting messages, and linking to them. */

import type { Result } from '../../../src/lib/result.ts';
import type { Channel, Message } from '../entities.ts';
import type { Refusal } from '../refusal.ts';
import type { SlackState } from '../state.ts';
import type { Args, Method } from './method.ts';

import { ok } from '../../../src/lib/result.ts';
import { LIMITS } from '../blocks/limits.ts';
import { readBlocks, readMetadata } from '../content.ts';
import { readableChannel, visibleChannel } from '../directory.ts';
import { APP } from '../entities.ts';
import { refuse } from '../refusal.ts';
import { wireMessage } from '../wire.ts';
import { text } from './method.ts';

/** https://docs.slack.dev/reference/methods/chat.postMessage */
export const postMessage: Method = {
  tier: 'post',
  run: (state, args) => {
    const channel = writableChannel(state, args);
    if (!channel.ok) return channel;
    const content = newContent(state, args);
    if (!content.ok) return content;
    const metadata = readMetadata(args['metadata']);
    if (!metadata.ok) return metadata;
    const thread = threadFor(state, channel.value, text(args, 'thread_ts'));
    if (!thread.ok) return thread;
    const message = state.messages.add({
      ...content.value,
      channel: channel.value.id,
      threadTs: thread.value,
      user: APP.userId,
      metadata: metadata.value,
      onlyFor: null,
    });
    return ok({ channel: message.channel, ts: message.ts, message: wireMessage(state, message) });
  },
};

/** https://docs.slack.dev/reference/methods/chat.postEphemeral: shown once, to one member, and never edited. */
export const postEphemeral: Method = {
  tier: 'tier4',
  run: (state, args) => {
    const channel = writableChannel(state, args);
    if (!channel.ok) return channel;
    if (!channel.value.members.includes(text(args, 'user'))) return refuse('user_not_in_channel');
    const content = newContent(state, args);
    if (!content.ok) return content;
    const message = state.messages.add({
      ...content.value,
      channel: channel.value.id,
      threadTs: text(args, 'thread_ts') || null,
      user: APP.userId,
      metadata: null,
      onlyFor: text(args, 'user'),
    });
    return ok({ message_ts: message.ts });
  },
};

/**
 * https://docs.slack.dev/reference/methods/chat.update: text alone removes the blocks; blocks alone keep the text;
 * metadata is kept unless it is given.
 */
export const update: Method = {
  tier: 'tier3',
  run: (state, args) => {
    const found = ownMessage(state, args, 'ts', 'cant_update_message');
    if (!found.ok) return found;
    const before = found.value;
    if (state.directory.find(before.channel)?.isArchived === true) return refuse('is_inactive');
    if (args['text'] === undefined && args['blocks'] === undefined) return refuse('no_text');
    if (text(args, 'text').length > LIMITS.updateText) return refuse('msg_too_long');
    const blocks = readBlocks(args['blocks'], state);
    if (!blocks.ok) return blocks;
    if (text(args, 'text') === '' && blocks.value.length === 0) return refuse('no_text');
    const metadata = readMetadata(args['metadata']);
    if (!metadata.ok) return metadata;
    state.messages.change(before.ts, {
      text: args['text'] === undefined ? before.text : text(args, 'text'),
      blocks: blocks.value,
      metadata: args['metadata'] === undefined ? before.metadata : metadata.value,
      edited: before.edited || blocks.value.length === 0,
    });
    const after = state.messages.get(before.channel, before.ts) ?? before;
    return ok({ channel: after.channel, ts: after.ts, text: after.text, message: wireMessage(state, after) });
  },
};

/** https://docs.slack.dev/reference/methods/chat.delete */
export const remove: Method = {
  tier: 'tier3',
  run: (state, args) => {
    const found = ownMessage(state, args, 'ts', 'cant_delete_message');
    if (!found.ok) return found;
    state.messages.remove(found.value.ts);
    return ok({ channel: found.value.channel, ts: found.value.ts });
  },
};

/** https://docs.slack.dev/reference/methods/chat.getPermalink: here a link to the sandbox's own page. */
export const getPermalink: Method = {
  tier: 'special',
  run: (state, args) => {
    const channel = visibleChannel(state.directory, text(args, 'channel'));
    if (!channel.ok) return channel;
    const message = visibleMessage(state, channel.value.id, text(args, 'message_ts'));
    if (message === undefined) return refuse('message_not_found');
    const path = `/archives/${message.channel}/p${message.ts.replace('.', '')}`;
    const query = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${message.channel}`;
    return ok({ channel: message.channel, permalink: `${state.ownUrl()}${path}${query}` });
  },
};

function writableChannel(state: SlackState, args: Args): Result<Channel, Refusal> {
  const channel = visibleChannel(state.directory, text(args, 'channel'));
  if (!channel.ok) return channel;
  if (channel.value.isArchived) return refuse('is_archived');
  return channel.value.members.includes(APP.userId) ? channel : refuse('not_in_channel');
}

function newContent(state: SlackState, args: Args): Result<Pick<Message, 'text' | 'blocks'>, Refusal> {
  const blocks = readBlocks(args['blocks'], state);
  if (!blocks.ok) return blocks;
  if (text(args, 'text') === '' && blocks.value.length === 0) return refuse('no_text');
  return ok({ text: text(args, 'text').slice(0, LIMITS.postText), blocks: blocks.value });
}

/** The thread that a new message goes to, null for the channel itself. A reply to a reply joins the thread of its parent. */
export function threadFor(state: SlackState, channel: Channel, ts: string): Result<string | null, Refusal> {
  if (ts === '') return ok(null);
  const parent = visibleMessage(state, channel.id, ts);
  return parent === undefined ? refuse('thread_not_found') : ok(parent.threadTs ?? parent.ts);
}

function ownMessage(state: SlackState, args: Args, field: string, notOwn: string): Result<Message, Refusal> {
  const channel = readableChannel(state.directory, text(args, 'channel'));
  if (!channel.ok) return channel;
  const message = visibleMessage(state, channel.value.id, text(args, field));
  if (message === undefined || message.isTombstone) return refuse('message_not_found');
  return message.user === APP.userId ? ok(message) : refuse(notOwn);
}

function visibleMessage(state: SlackState, channel: string, ts: string): Message | undefined {
  const message = state.messages.get(channel, ts);
  return message?.onlyFor === null ? message : undefined;
}
