/** The conversations.* methods: which channels there are, joining and opening them, and reading what they hold. */

import type { Channel, Message } from '../entities.ts';
import type { Args, Method, Slice } from './method.ts';
import type { Json } from '../wire.ts';

import { ok } from '../../../src/lib/result.ts';
import { isBotIn, personOf, readableChannel, visibleChannel } from '../directory.ts';
import { APP } from '../entities.ts';
import { refuse } from '../refusal.ts';
import { wireChannel, wireMessage } from '../wire.ts';
import { flag, paginate, text } from './method.ts';

/** https://docs.slack.dev/reference/methods/conversations.list */
export const list: Method = {
  tier: 'tier2',
  run: ({ directory }, args) => {
    const types = (text(args, 'types') || 'public_channel').split(',').map((type) => type.trim());
    const channels = directory
      .channels()
      .filter((channel) => (channel.isPrivate ? isBotIn(channel) : true))
      .filter((channel) => types.includes(typeOf(channel)))
      .filter((channel) => !(flag(args, 'exclude_archived') && channel.isArchived));
    const page = paginate(channels, args, 100);
    if (!page.ok) return page;
    return ok({
      channels: page.value.items.map(wireChannel),
      response_metadata: { next_cursor: page.value.nextCursor },
    });
  },
};

/** https://docs.slack.dev/reference/methods/conversations.info */
export const info: Method = {
  tier: 'tier3',
  run: ({ directory }, args) => {
    const channel = visibleChannel(directory, text(args, 'channel'));
    if (!channel.ok) return channel;
    if (channel.value.id !== text(args, 'channel')) return refuse('channel_not_found');
    return ok({ channel: wireChannel(channel.value) });
  },
};

/** https://docs.slack.dev/reference/methods/conversations.join: public channels only. */
export const join: Method = {
  tier: 'tier3',
  run: ({ directory }, args) => {
    const channel = visibleChannel(directory, text(args, 'channel'));
    if (!channel.ok) return channel;
    if (channel.value.isPrivate) return refuse('method_not_supported_for_channel_type');
    if (channel.value.isArchived) return refuse('is_archived');
    if (isBotIn(channel.value)) {
      return ok({ channel: wireChannel(channel.value), warning: 'already_in_channel' });
    }
    const members = [...channel.value.members, APP.userId];
    directory.change(channel.value.id, { members });
    return ok({ channel: wireChannel({ ...channel.value, members }) });
  },
};

/** https://docs.slack.dev/reference/methods/conversations.open: the direct message with one person. */
export const open: Method = {
  tier: 'tier3',
  run: ({ directory }, args) => {
    const users = text(args, 'users')
      .split(',')
      .filter((id) => id !== '');
    const [id] = users;
    if (id === undefined) return refuse('users_list_not_supplied');
    if (users.length > 1) return refuse('too_many_users');
    const user = directory.user(id);
    if (user === undefined) return refuse('user_not_found');
    if (user.isBot) return refuse('cannot_dm_bot');
    const { channel, isNew } = directory.direct(user.id);
    const shown = flag(args, 'return_im') ? wireChannel(channel) : { id: channel.id };
    return ok({ ...(isNew ? {} : { no_op: true, already_open: true }), channel: shown });
  },
};

/** https://docs.slack.dev/reference/methods/conversations.history: newest first, without thread replies. */
export const history: Method = {
  tier: 'tier3',
  run: (state, args) => {
    const channel = readableChannel(state.directory, text(args, 'channel'));
    if (!channel.ok) return channel;
    const messages = state.messages
      .all()
      .filter((message) => message.channel === channel.value.id && message.onlyFor === null)
      .filter((message) => message.threadTs === null && isInRange(message, args))
      .toReversed();
    const page = paginate(messages, args, 100);
    if (!page.ok) return page;
    return ok({
      messages: page.value.items.map((message) =>
        wireMessage(state, message, flag(args, 'include_all_metadata')),
      ),
      pin_count: 0,
      ...continuation(page.value),
    });
  },
};

/** https://docs.slack.dev/reference/methods/conversations.replies: the parent first, then its replies, oldest first. */
export const replies: Method = {
  tier: 'tier3',
  run: (state, args) => {
    const channel = readableChannel(state.directory, text(args, 'channel'));
    if (!channel.ok) return channel;
    const parent = state.messages.get(channel.value.id, text(args, 'ts'));
    if (parent === undefined || parent.onlyFor !== null) return refuse('thread_not_found');
    const inRange = state.messages
      .replies(channel.value.id, parent.ts)
      .filter((message) => isInRange(message, args));
    const page = paginate([parent, ...inRange], args, 999);
    if (!page.ok) return page;
    return ok({
      messages: page.value.items.map((message) =>
        wireMessage(state, message, flag(args, 'include_all_metadata')),
      ),
      ...continuation(page.value),
    });
  },
};

function typeOf(channel: Channel): string {
  if (personOf(channel) !== null) return 'im';
  return channel.isPrivate ? 'private_channel' : 'public_channel';
}

/** `oldest` and `latest` are exclusive unless `inclusive` is set. */
function isInRange({ ts }: Message, args: Args): boolean {
  const oldest = text(args, 'oldest');
  const latest = text(args, 'latest');
  if (flag(args, 'inclusive') && (ts === oldest || ts === latest)) return true;
  return (oldest === '' || Number(ts) > Number(oldest)) && (latest === '' || Number(ts) < Number(latest));
}

function continuation({ nextCursor }: Slice<Message>): Json {
  return nextCursor === ''
    ? { has_more: false }
    : { has_more: true, response_metadata: { next_cursor: nextCursor } };
}
