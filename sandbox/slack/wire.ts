/** The entities in the shape of Slack's JSON, as methods answer them and payloads carry them. Pure. */

import type { Channel, Message, StoredFile, User, View } from './entities.ts';
import type { SlackState } from './state.ts';

import { personOf } from './directory.ts';
import { APP, SLACKBOT_ID, TEAM } from './entities.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A message; a parent says how many replies it has. `metadata` is left out unless it was asked for. */
export function wireMessage(state: SlackState, message: Message, withMetadata = true): Json {
  const replies = message.threadTs === null ? state.messages.replies(message.channel, message.ts) : [];
  const latest = replies.at(-1);
  return {
    type: 'message',
    ...(message.isTombstone ? { subtype: 'tombstone', hidden: true } : {}),
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: TEAM.id,
    ...(message.user === APP.userId ? { bot_id: APP.botId, app_id: APP.id } : {}),
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    ...(message.files.length === 0
      ? {}
      : {
          upload: true,
          files: message.files
            .flatMap((id) => state.files.get(id) ?? [])
            .map((file) => wireFile(state, file)),
        }),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
    ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
    ...(message.threadTs === null
      ? {}
      : { thread_ts: message.threadTs, parent_user_id: parentUser(state, message) }),
    ...(latest === undefined
      ? {}
      : {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users_count: new Set(replies.map((reply) => reply.user)).size,
          latest_reply: latest.ts,
        }),
  };
}

/** A file, its bytes left out; the addresses are of this workspace. */
export function wireFile(state: SlackState, file: StoredFile): Json {
  const { mimetype, filetype, kind } = kindOf(file);
  const url = `${state.ownUrl()}${filePath(file)}`;
  return {
    id: file.id,
    created: Math.floor(file.createdAt / 1_000),
    timestamp: Math.floor(file.createdAt / 1_000),
    name: file.name,
    title: file.title,
    mimetype,
    filetype,
    pretty_type: kind,
    user: APP.userId,
    user_team: TEAM.id,
    editable: false,
    size: file.length,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: false,
    public_url_shared: false,
    url_private: url,
    url_private_download: url,
    permalink: url,
  };
}

/** Where the bytes of a file are, for whoever may see it. */
export function filePath({ id, name }: StoredFile): string {
  return `/files-pri/${TEAM.id}-${id}/download/${encodeURIComponent(name)}`;
}

/** What Slack takes the file for, by the end of its name. */
export function kindOf({ name }: StoredFile): {
  readonly mimetype: string;
  readonly filetype: string;
  readonly kind: string;
} {
  if (/\.csv$/i.test(name)) return { mimetype: 'text/csv', filetype: 'csv', kind: 'CSV' };
  if (/\.txt$/i.test(name)) return { mimetype: 'text/plain', filetype: 'text', kind: 'Plain Text' };
  return { mimetype: 'application/octet-stream', filetype: 'binary', kind: 'Binary' };
}

/** What deliveries call a channel: those that are not public have no name of their own. */
export function deliveredName(channel: Channel): string {
  return channel.isPrivate && personOf(channel) === null ? 'privategroup' : channel.name;
}

export function wireChannel(channel: Channel): Json {
  const person = personOf(channel);
  if (person !== null) {
    return {
      id: channel.id,
      created: 0,
      is_archived: false,
      is_im: true,
      is_org_shared: false,
      context_team_id: TEAM.id,
      user: person,
      is_user_deleted: false,
      is_open: true,
      priority: 0,
    };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: channel.name === 'general',
    is_member: channel.members.includes(APP.userId),
    is_shared: false,
    is_ext_shared: false,
    context_team_id: TEAM.id,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.length,
  };
}

export function wireUser(user: User): Json {
  return {
    id: user.id,
    team_id: TEAM.id,
    name: user.name,
    real_name: user.realName,
    deleted: false,
    is_bot: user.isBot && user.id !== SLACKBOT_ID,
    is_app_user: false,
    is_admin: false,
    is_owner: false,
    is_restricted: user.membership === 'guest',
    is_ultra_restricted: user.membership === 'guest',
    tz: 'Etc/UTC',
    profile: { real_name: user.realName, display_name: user.name, team: TEAM.id },
  };
}

export function wireView(view: View): Json {
  return {
    id: view.id,
    team_id: TEAM.id,
    type: 'modal',
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: view.values },
    hash: view.hash,
    title: plain(view.title),
    close: plain(view.close),
    submit: view.submit === null ? null : plain(view.submit),
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: APP.id,
    bot_id: APP.botId,
    external_id: view.externalId,
    app_installed_team_id: TEAM.id,
  };
}

function parentUser(state: SlackState, message: Message): string | undefined {
  return state.messages.get(message.channel, message.threadTs ?? '')?.user;
}

function plain(text: string): Json {
  return { type: 'plain_text', text, emoji: true };
}
