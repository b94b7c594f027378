/** The bodies that Slack sends for a person's deeds, in their full shape. Issues triggers and response URLs as it does. */

import type { PageValues } from '../page/contract.ts';
import type { Channel, Message, User, View } from './entities.ts';
import type { Placed } from './form.ts';
import type { SlackState } from './state.ts';
import type { Json } from './wire.ts';

import { APP, TEAM } from './entities.ts';
import { deliveredName, wireMessage, wireView } from './wire.ts';

/** Slack still sends the verification token of old; the signature is what counts. */
const TOKEN = 'sandbox-verification-token';

/** The element that was pressed, what the form holds after it, and what `actions[]` says beside the ids. */
export interface Pressed {
  readonly placed: Placed;
  readonly values: PageValues;
  /** `{ value }` of a button, `{ selected_option }` of a menu. */
  readonly chosen: Json;
}

/** The form fields of a slash command. */
export function slashFields(
  state: SlackState,
  user: User,
  channel: Channel,
  command: string,
  text: string,
): Readonly<Record<string, string>> {
  return {
    token: TOKEN,
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: deliveredName(channel),
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: APP.id,
    is_enterprise_install: 'false',
    response_url: state.responseUrls.issue({ user: user.id, channel: channel.id, original: null }),
    trigger_id: state.triggers.issue(user.id),
  };
}

/** A press or a choice in a message. Slack leaves an ephemeral message out of the payload. */
export function messageAction(
  state: SlackState,
  user: User,
  channel: Channel,
  message: Message,
  pressed: Pressed,
): Json & { readonly type: 'block_actions' } {
  const isEphemeral = message.onlyFor !== null;
  return {
    ...envelope('block_actions', user),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    trigger_id: state.triggers.issue(user.id),
    channel: { id: channel.id, name: deliveredName(channel) },
    ...(isEphemeral ? {} : { message: wireMessage(state, message) }),
    state: { values: pressed.values },
    response_url: state.responseUrls.issue({ user: user.id, channel: channel.id, original: message.ts }),
    actions: [action(state, pressed)],
  };
}

/** A press or a choice in a modal, which has no response URL. `view` already holds the choice. */
export function viewAction(
  state: SlackState,
  user: User,
  view: View,
  pressed: Pressed,
): Json & { readonly type: 'block_actions' } {
  return {
    ...envelope('block_actions', user),
    container: { type: 'view', view_id: view.id },
    trigger_id: state.triggers.issue(user.id, view.id),
    view: wireView(view),
    actions: [action(state, pressed)],
  };
}

/** A modal sent off; `view` already holds the answers. */
export function viewSubmission(
  state: SlackState,
  user: User,
  view: View,
): Json & { readonly type: 'view_submission' } {
  return {
    ...envelope('view_submission', user),
    trigger_id: state.triggers.issue(user.id, view.id),
    view: wireView(view),
    response_urls: [],
  };
}

/** A modal closed without sending it. */
export function viewClosed(user: User, view: View): Json & { readonly type: 'view_closed' } {
  return { ...envelope('view_closed', user), view: wireView(view), is_cleared: view.clearOnClose };
}

/** A message that mentions the app, wrapped as an event. */
export function appMention(state: SlackState, message: Message, now: number): Json {
  return {
    token: TOKEN,
    team_id: TEAM.id,
    api_app_id: APP.id,
    event: {
      type: 'app_mention',
      user: message.user,
      text: message.text,
      ts: message.ts,
      team: TEAM.id,
      channel: message.channel,
      event_ts: message.ts,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    type: 'event_callback',
    event_id: `Ev${state.newId()}`,
    event_time: Math.floor(now / 1_000),
    authorizations: [{ team_id: TEAM.id, user_id: APP.userId, is_bot: true, is_enterprise_install: false }],
    is_ext_shared_channel: false,
  };
}

function envelope<T extends string>(type: T, user: User): Json & { readonly type: T } {
  return {
    type,
    team: { id: TEAM.id, domain: TEAM.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: TEAM.id },
    api_app_id: APP.id,
    token: TOKEN,
    enterprise: null,
    is_enterprise_install: false,
  };
}

function action(state: SlackState, { placed: { block, element }, chosen }: Pressed): Json {
  const { text, placeholder, style } = element;
  return {
    type: element.type,
    action_id: element.action_id,
    block_id: block.block_id,
    ...(text === undefined ? {} : { text }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(style === undefined ? {} : { style }),
    ...chosen,
    action_ts: state.messages.nextTs(),
  };
}
