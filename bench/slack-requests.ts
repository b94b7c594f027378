/** What Slack sends for a person's commands and presses, as far as Handrail reads it, and its signature. */

import { signBody } from '../sandbox/slack/callbacks.ts';

export const SIGNING_SECRET = 'signing-secret-of-the-bench';

const TEAM = 'T0TODO';
const CHANNEL = 'C0TODOETL';

/** Numbers the requests, as each has to be one of its own. */
let requests = 0;

/** The headers of this body, signed now. */
export function slackHeaders(body: string): Readonly<Record<string, string>> {
  const timestamp = Math.floor(Date.now() / 1_000);
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': signBody(SIGNING_SECRET, timestamp, body),
  };
}

/** `/etl` and a text; what comes after the acknowledgement goes to `responseUrl`. */
export function slashBody(user: string, text: string, responseUrl: string): string {
  requests += 1;
  return form({
    command: '/etl',
    text,
    team_id: TEAM,
    user_id: user,
    channel_id: CHANNEL,
    channel_name: 'todo-etl',
    response_url: responseUrl,
    trigger_id: `trigger-${requests}`,
  });
}

/** The press of a button. */
export function pressBody(
  user: string,
  { id, value }: { readonly id: string; readonly value: string },
  responseUrl: string,
): string {
  requests += 1;
  const payload = {
    type: 'block_actions',
    team: { id: TEAM },
    user: { id: user, team_id: TEAM },
    channel: { id: CHANNEL, name: 'todo-etl' },
    container: { type: 'message', message_ts: '1700000000.000001', is_ephemeral: false },
    trigger_id: `trigger-${requests}`,
    response_url: responseUrl,
    actions: [
      { type: 'button', action_id: id, block_id: 'bench', value, action_ts: `1700000000.${requests}` },
    ],
  };
  return form({ payload: JSON.stringify(payload) });
}

function form(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}
