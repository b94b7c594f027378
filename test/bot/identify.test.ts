/** Who the bot is, and whether asking again could help. */

import type { Fixture } from '../sandbox/slack-fixture.ts';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { identify } from '../../src/bot/identify.ts';
import { createSlackClient } from '../../src/bot/publisher.ts';
import { BOT_TOKEN, startFixture } from '../sandbox/slack-fixture.ts';

let slack: Fixture;

beforeEach(async () => {
  slack = await startFixture();
});

afterEach(() => slack.close());

const ask = (token = BOT_TOKEN) => identify(createSlackClient(token, slack.apiUrl), token);

it('tells the bot, its user and its workspace', async () => {
  expect(await ask()).toEqual({
    ok: true,
    value: { botToken: BOT_TOKEN, botId: 'B0HANDRAIL', botUserId: 'U0HANDRAIL', teamId: 'T0SANDBOX' },
  });
});

it('a wrong token is fatal, and the sentence says what to set, never the token', async () => {
  const found = await ask('xoxb-wrong');
  expect(found).toEqual({
    ok: false,
    error: { fatal: true, because: expect.stringContaining('SLACK_BOT_TOKEN') },
  });
  expect(JSON.stringify(found)).not.toContain('xoxb-wrong');
});

it.each(['token_revoked', 'token_expired', 'account_inactive', 'missing_scope', 'not_authed'])(
  '%s is fatal',
  async (error) => {
    slack.workspace.faults.set({ kind: 'error', error });
    expect(await ask()).toMatchObject({ ok: false, error: { fatal: true } });
  },
);

it.each([
  { kind: 'http-500' },
  { kind: 'refuse-connection' },
  { kind: 'rate-limited', retryAfterSeconds: 1 },
  { kind: 'error', error: 'internal_error' },
] as const)('a Slack that is away is not: %j', async (fault) => {
  slack.workspace.faults.set(fault);
  expect(await ask()).toMatchObject({ ok: false, error: { fatal: false } });
});
