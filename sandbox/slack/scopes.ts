/** What the app's token may be used for: the scopes that it was installed with, and those that a call needs of it. Pure. */

import type { Args } from './methods/method.ts';
import type { SlackState } from './state.ts';

import { personOf } from './directory.ts';
import { text } from './methods/method.ts';

/** Those that slack/manifest.yaml asks for. */
export const SEED_SCOPES: readonly string[] = [
  'commands',
  'chat:write',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
  'im:write',
  'im:history',
  'files:write',
  'users:read',
];

type Needs = (state: SlackState, args: Args) => readonly string[];

const FAMILIES: Readonly<Record<string, string>> = {
  public_channel: 'channels',
  private_channel: 'groups',
  im: 'im',
  mpim: 'mpim',
};

/** What each method needs; one that is not named here needs nothing. */
const NEEDS: ReadonlyMap<string, Needs> = new Map<string, Needs>([
  ['chat.delete', () => ['chat:write']],
  ['chat.postEphemeral', () => ['chat:write']],
  ['chat.postMessage', () => ['chat:write']],
  ['chat.update', () => ['chat:write']],
  ['conversations.history', ofChannel('history')],
  ['conversations.info', ofChannel('read')],
  ['conversations.join', () => ['channels:join']],
  ['conversations.list', ofTypes],
  ['conversations.open', () => ['im:write']],
  ['conversations.replies', ofChannel('history')],
  ['files.completeUploadExternal', () => ['files:write']],
  ['files.getUploadURLExternal', () => ['files:write']],
  ['users.info', () => ['users:read']],
]);

/** The scopes that this call needs and the token does not have. */
export function missingScopes(
  granted: readonly string[],
  method: string,
  state: SlackState,
  args: Args,
): readonly string[] {
  const needed = NEEDS.get(method)?.(state, args) ?? [];
  return needed.filter((scope) => !granted.includes(scope));
}

/** Each type of channel has a scope of its own; of a channel that is not there the method says so itself. */
function ofChannel(deed: 'history' | 'read'): Needs {
  return ({ directory }, args) => {
    const channel = directory.find(text(args, 'channel'));
    if (channel === undefined) return [];
    if (personOf(channel) !== null) return [`im:${deed}`];
    return [`${channel.isPrivate ? 'groups' : 'channels'}:${deed}`];
  };
}

function ofTypes(_: SlackState, args: Args): readonly string[] {
  const types = (text(args, 'types') || 'public_channel').split(',').map((type) => type.trim());
  return types.flatMap((type) => (FAMILIES[type] === undefined ? [] : [`${FAMILIES[type]}:read`]));
}
