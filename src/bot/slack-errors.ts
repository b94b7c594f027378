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

export type Failure = Exclude<CallOutcome<never>, { kind: 'ok' }>;

/** `post` creates something, so an end nobody knows matters; the others are harmless to repeat. */
export type CallKind = 'post' | 'repeatable';

const BY_CODE: Readonly<Record<string, Exclude<Failure['kind'], 'wait' | 'ambiguous'>>> = {
  invalid_blocks: 'text-twin',
  invalid_blocks_format: 'text-twin',
  msg_blocks_too_long: 'text-twin',
  msg_too_long: 'text-twin',
  message_not_found: 'repost',
  cant_update_message: 'repost',
  edit_window_closed: 'repost',
  channel_not_found: 'other-channel',
  is_archived: 'other-channel',
  // What chat.update answers for an archived channel.
  is_inactive: 'other-channel',
  not_in_channel: 'other-channel',
  channel_is_archived: 'other-channel',
  restricted_action: 'other-channel',
  // A thread whose parent is gone: the card starts again at the top.
  thread_not_found: 'repost',
  invalid_auth: 'retry',
  not_authed: 'retry',
  account_inactive: 'retry',
  token_revoked: 'retry',
  token_expired: 'retry',
  fatal_error: 'retry',
  internal_error: 'retry',
  service_unavailable: 'retry',
  request_timeout: 'retry',
  team_added_to_org: 'retry',
};

const ADVICE: Readonly<Record<string, string>> = {
  not_in_channel: 'Invite the bot to the channel with /invite.',
  is_archived: 'Unarchive the channel, or name another one in handrail.yaml.',
  channel_not_found: 'Check the name in handrail.yaml, and invite the bot when the channel is private.',
  invalid_auth: 'Set SLACK_BOT_TOKEN to the token of the installed app.',
  token_revoked: 'Install the app again and set SLACK_BOT_TOKEN.',
  account_inactive: 'Install the app again and set SLACK_BOT_TOKEN.',
  missing_scope: 'Install the app again from slack/manifest.yaml.',
};

/**
 * What to do after a call threw. Slack's own codes decide; of transport failures only a post that may have arrived
 * is ambiguous. `because` holds Slack's code and an advice, never a token.
 */
export function outcomeOf(error: unknown, call: CallKind): Failure {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'wait', forMs: error.retryAfter * 1_000, because: 'Slack asked to wait' };
  }
  if (error instanceof WebAPIPlatformError) return platform(error.data.error);
  if (error instanceof WebAPIHTTPError) {
    const because = `Slack answered HTTP ${error.statusCode}`;
    return call === 'post' ? { kind: 'ambiguous', because } : { kind: 'retry', because };
  }
  if (error instanceof WebAPIRequestError) {
    const because = `Slack could not be reached: ${reasonOf(error.original)}`;
    // A refused connection never carried the request.
    const never = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(reasonOf(error.original));
    return call === 'post' && !never ? { kind: 'ambiguous', because } : { kind: 'retry', because };
  }
  throw error;
}

/** The outcome for one of Slack's error codes. A code that this table does not know gives up. */
export function platform(code: string): Failure {
  const advice = ADVICE[code];
  const because = advice === undefined ? `Slack says ${code}.` : `Slack says ${code}. ${advice}`;
  if (code === 'ratelimited' || code === 'rate_limited') return { kind: 'wait', forMs: 1_000, because };
  return { kind: BY_CODE[code] ?? 'give-up', because };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` (${reasonOf(error.cause)})`;
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code} ` : '';
  return `${code}${error.message}${cause}`;
}
