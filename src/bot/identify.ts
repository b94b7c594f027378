/** Asks Slack who the bot is. Tells a token that will never work from a Slack that is away. */

import type { WebClient } from '@slack/web-api';
import type { Result } from '../lib/result.ts';
import type { Installation } from './bolt-app.ts';

import { WebAPIPlatformError } from '@slack/web-api';
import { z } from 'zod';

import { err, ok } from '../lib/result.ts';

export interface Unidentified {
  /** True when trying again cannot help: the token is wrong or revoked. */
  readonly fatal: boolean;
  readonly because: string;
}

/** What Slack says, whatever was asked, of a token that it does not take. */
const OF_THE_TOKEN: readonly string[] = [
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
];
const FATAL: readonly string[] = [...OF_THE_TOKEN, 'missing_scope'];

const answer = z.object({ bot_id: z.string(), user_id: z.string(), team_id: z.string() });

/** Calls `auth.test` once. */
export async function identify(
  client: WebClient,
  botToken: string,
): Promise<Result<Installation, Unidentified>> {
  try {
    const { bot_id, user_id, team_id } = answer.parse(await client.auth.test());
    return ok({ botToken, botId: bot_id, botUserId: user_id, teamId: team_id });
  } catch (error) {
    const code = error instanceof WebAPIPlatformError ? error.data.error : null;
    if (code !== null && FATAL.includes(code)) {
      return err({ fatal: true, because: inWords(code) });
    }
    return err({ fatal: false, because: error instanceof Error ? error.message : String(error) });
  }
}

/** The sentence for a code that says that Slack does not take the token; null for any other. */
export function tokenRefusal(code: string): string | null {
  return OF_THE_TOKEN.includes(code) ? inWords(code) : null;
}

function inWords(code: string): string {
  return `Slack refuses the bot token (${code}). Set SLACK_BOT_TOKEN to the token of the installed app, and start Handrail again.`;
}
