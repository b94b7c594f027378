/**
 * One table from what a call to Slack came back with to what to do next. Nothing loops for ever: every arm either
 * waits for something that ends, changes what is tried, or gives up and says why.
 */

import type { CallOutcome } from '../handlers/ports.ts';

import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { ZodError } from 'zod';

import { LONGEST_HOLD_MS } from './pace.ts';

export type Failure = Exclude<CallOutcome<never>, { kind: 'ok' }>;

/** `post` creates something, so an end nobody knows matters; the others are harmless to repeat. */
export type CallKind = 'post' | 'repeatable';

type ByCode = Exclude<Failure['kind'], 'wait' | 'ambiguous'>;

const BY_CODE: ReadonlyMap<string, ByCode> = new Map<string, ByCode>([
  ['invalid_blocks', 'text-twin'],
  ['invalid_blocks_format', 'text-twin'],
  // What it says of a table that it does not take: tables are kept among the attachments.
  ['invalid_attachments', 'text-twin'],
  ['msg_blocks_too_long', 'text-twin'],
  ['msg_too_long', 'text-twin'],
  ['message_not_found', 'repost'],
  ['cant_update_message', 'repost'],
  ['edit_window_closed', 'repost'],
  // Of a post: the message whose thread it was to stand in is gone.
  ['thread_not_found', 'repost'],
  ['channel_not_found', 'other-channel'],
  ['is_archived', 'other-channel'],
  // What chat.update answers for an archived channel.
  ['is_inactive', 'other-channel'],
  ['not_in_channel', 'other-channel'],
  ['channel_is_archived', 'other-channel'],
  ['restricted_action', 'other-channel'],
  ['restricted_action_read_only_channel', 'other-channel'],
  ['restricted_action_thread_only_channel', 'other-channel'],
  ['restricted_action_non_threadable_channel', 'other-channel'],
  ['posting_to_general_channel_denied', 'other-channel'],
  // What files.completeUploadExternal answers of a channel.
  ['posting_to_channel_denied', 'other-channel'],
  ['invalid_channel', 'other-channel'],
  ['invalid_auth', 'retry'],
  ['not_authed', 'retry'],
  ['account_inactive', 'retry'],
  ['token_revoked', 'retry'],
  ['token_expired', 'retry'],
  ['fatal_error', 'retry'],
  ['internal_error', 'retry'],
  ['service_unavailable', 'retry'],
  ['request_timeout', 'retry'],
  ['team_added_to_org', 'retry'],
  ['file_update_failed', 'retry'],
]);

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['not_in_channel', 'Invite the bot to the channel with /invite.'],
  ['is_archived', 'Unarchive the channel, or name another one in handrail.yaml.'],
  ['is_inactive', 'Unarchive the channel, or name another one in handrail.yaml.'],
  ['channel_not_found', 'Check the name in handrail.yaml, and invite the bot when the channel is private.'],
  ['invalid_auth', 'Set SLACK_BOT_TOKEN to the token of the installed app.'],
  ['token_revoked', 'Install the app again and set SLACK_BOT_TOKEN.'],
  ['account_inactive', 'Install the app again and set SLACK_BOT_TOKEN.'],
  ['user_not_found', 'This workspace has nobody of this id.'],
  ['user_disabled', 'The person was deactivated.'],
  ['user_not_visible', 'The bot may not see this person.'],
  ['cannot_dm_bot', 'It is the id of a bot, and bots have no direct messages with each other.'],
  [
    'messages_tab_disabled',
    'Turn on "Messages Tab" under App Home of the app, as slack/manifest.yaml does, and install it again.',
  ],
  ['app_access_restricted', 'Ask an admin of the workspace to let this person use the app.'],
  ['file_not_found', 'The upload has ended: ask for the file again.'],
  ['file_uploads_disabled', 'Ask an admin of the workspace to allow files.'],
  ['file_uploads_except_images_disabled', 'Ask an admin of the workspace to allow files.'],
  ['file_type_not_allowed', 'Ask an admin of the workspace to allow files of this kind.'],
  ['file_upload_size_restricted', 'The workspace takes no file of this size: ask for less of it.'],
  ['storage_limit_reached', 'The workspace has no room left for files: an admin can remove old ones.'],
]);

/** How Slack names the scopes that a call needs. */
const SCOPES = /^[a-z:._,]{1,80}$/;

/** What Slack's codes look like. Anything else is the page of a proxy, which the client hands on as if it were a code. */
const CODE = /^[a-z0-9_]{1,80}$/;

/**
 * What to do after a call threw. Slack's own codes decide; of transport failures only a post that may have arrived
 * is ambiguous. Rethrows what is no failure of Slack. `because` holds Slack's code and an advice, never a token.
 */
export function outcomeOf(error: unknown, call: CallKind): Failure {
  if (error instanceof WebAPIRateLimitedError) {
    const forMs = Math.min(Math.max(1, error.retryAfter) * 1_000, LONGEST_HOLD_MS);
    return { kind: 'wait', forMs, because: 'Slack asked to wait' };
  }
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    if (code === 'missing_scope') return missingScope('needed' in error.data ? error.data.needed : null);
    return CODE.test(code)
      ? platform(code)
      : unknownEnd('Something that is not Slack answered. Check the proxy.', call);
  }
  if (error instanceof WebAPIHTTPError) return unknownEnd(`Slack answered HTTP ${error.statusCode}.`, call);
  if (error instanceof WebAPIRequestError) {
    const because = `Slack could not be reached: ${reasonOf(error.original)}`;
    // A connection that was never made never carried the request.
    const never = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT/.test(because);
    return never ? { kind: 'retry', because } : unknownEnd(because, call);
  }
  if (error instanceof ZodError) {
    const because = 'Slack answered in a shape that Handrail does not know.';
    return call === 'post' ? { kind: 'ambiguous', because } : { kind: 'give-up', because };
  }
  throw error;
}

/** Whether the body of an answer says that Slack did not take the blocks; a response URL answers with text or JSON. */
export function refusesBlocks(body: string): boolean {
  return (body.slice(0, 2_000).match(/[a-z_]+/g) ?? []).some((code) => BY_CODE.get(code) === 'text-twin');
}

/** The outcome for one of Slack's error codes. A code that this table does not know gives up. */
export function platform(code: string): Failure {
  const advice = ADVICE.get(code);
  const because = advice === undefined ? `Slack says ${code}.` : `Slack says ${code}. ${advice}`;
  if (code === 'ratelimited' || code === 'rate_limited') return { kind: 'wait', forMs: 1_000, because };
  return { kind: BY_CODE.get(code) ?? 'give-up', because };
}

function missingScope(needed: unknown): Failure {
  const lacks = typeof needed === 'string' && SCOPES.test(needed) ? `lacks ${needed}` : 'lacks what it needs';
  return {
    kind: 'give-up',
    because: `Slack says missing_scope: the Slack app ${lacks}. Install it again from slack/manifest.yaml: docs/operate.md#upgrade.`,
  };
}

function unknownEnd(because: string, call: CallKind): Failure {
  return { kind: call === 'post' ? 'ambiguous' : 'retry', because };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` (${reasonOf(error.cause)})`;
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code} ` : '';
  return `${code}${error.message}${cause}`;
}
