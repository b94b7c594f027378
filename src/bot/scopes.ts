/**
 * What the Slack app has to be allowed: the scopes of each Web API method that is called, what does not work without each,
 * and which of them an answer needs. A test holds that `slack/manifest.yaml` asks for these and no others. Pure.
 */

import type { SlackUse } from '../handlers/ports.ts';

export type Scope = (typeof SCOPES)[number];
export type Method = keyof typeof METHOD_SCOPES;

export const SCOPES = [
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
] as const;

/**
 * What each method needs of a bot, by Slack's reference. Reading conversations takes a scope for each type of channel;
 * Handrail works in public and private ones, and in direct messages with itself. Slash commands are delivered, not called.
 */
export const METHOD_SCOPES = {
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.list': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'users.info': ['users:read'],
  'views.open': [],
} as const satisfies Readonly<Record<string, readonly Scope[]>>;

const WITHOUT: Readonly<Record<Scope, string>> = {
  commands: '/etl is not there',
  'chat:write': 'no card and no direct message is posted',
  'channels:read': 'channels are not looked up by their names',
  'groups:read': 'channels are not looked up by their names',
  'channels:history': 'a card in a public channel may come twice',
  'groups:history': 'a card in a private channel may come twice',
  'im:write': 'nothing is sent as a direct message, so no query runs',
  'im:history': 'a direct message may come twice',
  'files:write': 'no result is sent as a file',
  'users:read': '"*" in the access lists admits nobody',
};

/** A search for what may have arrived is not among them: without it an answer may come twice, but it comes. */
const METHODS_OF: Readonly<Record<SlackUse, readonly Method[]>> = {
  'direct-message': ['conversations.open', 'chat.postMessage'],
  file: [
    'conversations.open',
    'chat.postMessage',
    'files.getUploadURLExternal',
    'files.completeUploadExternal',
  ],
};

const NAMES: Readonly<Record<SlackUse, string>> = { 'direct-message': 'direct message', file: 'file' };

/** What to do about it. */
const REMEDY = 'Install it again from slack/manifest.yaml: docs/operate.md#upgrade.';

/** Those that the token does not have, in the order of the manifest. */
export function missingScopes(granted: readonly string[]): readonly Scope[] {
  return SCOPES.filter((scope) => !granted.includes(scope));
}

/** Which are missing, what does not work, and what to do. */
export function missingInWords(missing: readonly Scope[]): string {
  const each = missing.map((scope) => `${scope} (${WITHOUT[scope]})`).join(', ');
  return `Expected the scopes of slack/manifest.yaml; the installed app lacks ${each}. ${REMEDY}`;
}

/** Why nothing of this kind can be sent while these are missing, and what to do; null when it needs none of them. */
export function lackingFor(use: SlackUse, missing: readonly Scope[]): string | null {
  const needed = new Set<Scope>(METHODS_OF[use].flatMap((method) => METHOD_SCOPES[method]));
  const lacking = missing.filter((scope) => needed.has(scope));
  if (lacking.length === 0) return null;
  return `Handrail can send no ${NAMES[use]} until its Slack app is installed again from slack/manifest.yaml (docs/operate.md#upgrade): it lacks the scope${lacking.length === 1 ? '' : 's'} ${lacking.join(' and ')}.`;
}
