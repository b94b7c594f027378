/** Scopes through Slack's own client: x-oauth-scopes with every answer, missing_scope, a new installation, a revoked token. */

import type { Fixture } from './slack-fixture.ts';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { SEED_SCOPES } from '../../sandbox/slack/scopes.ts';
import { ALERTS, ALL_SCOPES, BOT_TOKEN, clientFor, refusalOf, startFixture } from './slack-fixture.ts';

let slack: Fixture;
beforeEach(async () => {
  slack = await startFixture();
});
afterEach(() => slack.close());

async function asked(method: string): Promise<{ scopes: string | null; body: unknown }> {
  const answer = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${BOT_TOKEN}` },
  });
  return { scopes: answer.headers.get('x-oauth-scopes'), body: await answer.json() };
}

it('are told with every answer to a token that is taken, refusals included', async () => {
  slack.workspace.token.install(['commands', 'chat:write']);
  expect((await slack.client.auth.test()).response_metadata?.scopes).toEqual(['commands', 'chat:write']);
  expect(await asked('conversations.open')).toEqual({
    scopes: 'commands,chat:write',
    body: { ok: false, error: 'missing_scope', needed: 'im:write', provided: 'commands,chat:write' },
  });
  slack.workspace.token.revoke();
  expect(await asked('auth.test')).toEqual({ scopes: null, body: { ok: false, error: 'token_revoked' } });
});

const POSTED = { channel: ALERTS, text: 'hello' };

it.each([
  ['chat:write', () => slack.client.chat.postMessage(POSTED)],
  ['chat:write', () => slack.client.chat.postEphemeral({ ...POSTED, user: 'U0RESPONDER' })],
  ['channels:history', () => slack.client.conversations.history({ channel: ALERTS })],
  ['channels:read', () => slack.client.conversations.info({ channel: ALERTS })],
  ['channels:join', () => slack.client.conversations.join({ channel: 'C0GENERAL' })],
  ['channels:read', () => slack.client.conversations.list()],
  ['groups:read', () => slack.client.conversations.list({ types: 'public_channel,private_channel' })],
  ['im:write', () => slack.client.conversations.open({ users: 'U0RESPONDER' })],
  ['files:write', () => slack.client.files.getUploadURLExternal({ filename: 'a.csv', length: 1 })],
  ['users:read', () => slack.client.users.info({ user: 'U0RESPONDER' })],
])('without %s the call is refused, and with it taken', async (scope, call) => {
  slack.workspace.token.install(ALL_SCOPES.filter((one) => one !== scope));
  expect(await refusalOf(call())).toBe('missing_scope');
  slack.workspace.token.install(ALL_SCOPES);
  expect(await call()).toMatchObject({ ok: true });
});

it('of history are those of the type of the channel', async () => {
  const { channel } = await slack.client.conversations.open({ users: 'U0RESPONDER' });
  slack.workspace.token.install(ALL_SCOPES.filter((one) => one !== 'im:history'));
  expect(await refusalOf(slack.client.conversations.history({ channel: channel?.id ?? '' }))).toBe(
    'missing_scope',
  );
  expect(await slack.client.conversations.history({ channel: ALERTS })).toMatchObject({ ok: true });
});

it('are none for a form, and of another token nobody is told', async () => {
  slack.workspace.token.install([]);
  expect(await refusalOf(slack.client.views.open({ trigger_id: 'unknown', view: MODAL }))).not.toBe(
    'missing_scope',
  );
  expect(await refusalOf(clientFor(slack.apiUrl, 'xoxb-other').auth.test())).toBe('invalid_auth');
});

it('of a token that was revoked come back with the next installation', async () => {
  slack.workspace.token.revoke();
  expect(await refusalOf(slack.client.auth.test())).toBe('token_revoked');
  slack.workspace.token.install(SEED_SCOPES);
  expect(await slack.client.auth.test()).toMatchObject({ ok: true });
});

const MODAL = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Form' }, blocks: [] };
