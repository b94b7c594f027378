/** The Web API's chat, users and auth methods through Slack's own client. */

import type { Fixture } from './slack-fixture.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ALERTS, clientFor, refusalBody, refusalOf, startFixture } from './slack-fixture.ts';

const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });

let slack: Fixture;
beforeEach(async () => {
  slack = await startFixture();
});
afterEach(() => slack.close());

describe('auth.test', () => {
  it('says who the bot is', async () => {
    expect(await slack.client.auth.test()).toMatchObject({
      ok: true,
      team_id: 'T0SANDBOX',
      user_id: 'U0HANDRAIL',
    });
  });

  it('refuses a wrong token and a missing one', async () => {
    expect(await refusalOf(clientFor(slack.apiUrl, 'xoxb-other').auth.test())).toBe('invalid_auth');
    expect(await refusalOf(clientFor(slack.apiUrl, undefined).auth.test())).toBe('not_authed');
  });

  it('answers a method that it does not honour as Slack answers one that does not exist', async () => {
    expect(await refusalOf(slack.client.apiCall('chat.postEverywhere'))).toBe('unknown_method');
  });
});

describe('chat.postMessage', () => {
  it('stores text, blocks, thread and metadata, and answers the message as stored', async () => {
    const parent = await slack.client.chat.postMessage({ channel: '#todo-etl-alerts', text: 'parent' });
    const reply = await slack.client.chat.postMessage({
      channel: ALERTS,
      thread_ts: parent.ts!,
      text: 'fallback',
      blocks: [section('*out of memory*')],
      metadata: { event_type: 'handrail_card', event_payload: { key: 'incident:42' } },
    });

    expect(parent).toMatchObject({
      ok: true,
      channel: ALERTS,
      ts: expect.stringMatching(/^1700000000\.\d{6}$/),
    });
    expect(slack.workspace.messages('#todo-etl-alerts').map(({ text }) => text)).toEqual(['parent']);
    expect(slack.workspace.thread(ALERTS, parent.ts!)).toMatchObject([
      { ts: reply.ts, user: 'U0HANDRAIL', metadata: { event_payload: { key: 'incident:42' } } },
    ]);
    const [block] = reply.message?.blocks ?? [];
    expect(block).toMatchObject({ text: { text: '*out of memory*', verbatim: false } });
    expect(block?.block_id).toEqual(expect.stringMatching(/.+/));
  });

  it('gives every message a later ts, even when the clock is set back', async () => {
    const stamps: number[] = [];
    for (const step of [0, 0, -5_000, 1]) {
      slack.pass(step);
      stamps.push(Number((await slack.client.chat.postMessage({ channel: ALERTS, text: 'x' })).ts));
    }
    expect(stamps).toEqual([...new Set(stamps)].toSorted((a, b) => a - b));
  });

  it.each([
    ['a channel that does not exist', { channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
    ['a channel it was not invited to', { channel: '#general', text: 'x' }, 'not_in_channel'],
    ['an archived channel', { channel: '#old-etl-alerts', text: 'x' }, 'is_archived'],
    ['an empty message', { channel: ALERTS, text: '' }, 'no_text'],
    [
      'a thread that does not exist',
      { channel: ALERTS, text: 'x', thread_ts: '1600000000.000100' },
      'thread_not_found',
    ],
  ])('refuses %s', async (_what, args, code) => {
    expect(await refusalOf(slack.client.chat.postMessage(args))).toBe(code);
  });

  it('does not tell a private channel it is not in from one that does not exist', async () => {
    slack.workspace.state.directory.change(ALERTS, { isPrivate: true });
    slack.workspace.kick(ALERTS, 'U0HANDRAIL');
    expect(await refusalOf(slack.client.chat.postMessage({ channel: ALERTS, text: 'x' }))).toBe(
      'channel_not_found',
    );
  });

  it('refuses blocks that are not a list, and blocks whose text is too long in all', async () => {
    const call = (blocks: unknown) =>
      refusalOf(slack.client.apiCall('chat.postMessage', { channel: ALERTS, blocks }));
    expect(await call('[{"type":')).toBe('invalid_blocks_format');
    expect(await call(Array.from({ length: 5 }, () => section('x'.repeat(2_700))))).toBe(
      'msg_blocks_too_long',
    );
  });

  it('cuts text at 40,000 characters instead of refusing it', async () => {
    const { ts } = await slack.client.chat.postMessage({ channel: ALERTS, text: 'x'.repeat(40_001) });
    expect(slack.workspace.messages(ALERTS)).toMatchObject([{ ts, text: 'x'.repeat(40_000) }]);
  });

  it('refuses metadata without a payload, and metadata that is too large', async () => {
    const call = (metadata: object) =>
      refusalOf(slack.client.apiCall('chat.postMessage', { channel: ALERTS, text: 'x', metadata }));
    expect(await call({ event_type: 'x' })).toBe('invalid_metadata_schema');
    expect(await call({ event_type: 'x', event_payload: { x: 'x'.repeat(9_000) } })).toBe(
      'metadata_too_large',
    );
  });

  it('takes JSON bodies as well as forms', async () => {
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: 'Bearer xoxb-sandbox' },
      body: JSON.stringify({ channel: ALERTS, text: 'x', blocks: [section('json')] }),
    });
    expect(await response.json()).toMatchObject({ ok: true });
    expect(slack.workspace.messages(ALERTS)).toMatchObject([{ blocks: [{ text: { text: 'json' } }] }]);
  });
});

describe('chat.update', () => {
  const posted = async () => {
    const { ts } = await slack.client.chat.postMessage({
      channel: ALERTS,
      text: 'before',
      blocks: [section('before')],
      metadata: { event_type: 'handrail_card', event_payload: { key: 'k' } },
    });
    return ts!;
  };

  it('replaces text and blocks in place, and keeps metadata that it is not given', async () => {
    const ts = await posted();
    await slack.client.chat.update({ channel: ALERTS, ts, text: 'after', blocks: [section('after')] });
    expect(slack.workspace.messages(ALERTS)).toMatchObject([
      {
        ts,
        text: 'after',
        blocks: [{ text: { text: 'after' } }],
        metadata: { event_payload: { key: 'k' } },
        edited: false,
      },
    ]);
  });

  it('drops the blocks when it is given text alone, and marks the message as edited', async () => {
    const ts = await posted();
    await slack.client.chat.update({ channel: ALERTS, ts, text: 'after' });
    expect(slack.workspace.messages(ALERTS)).toMatchObject([{ ts, text: 'after', blocks: [], edited: true }]);
  });

  it('refuses a longer text than chat.postMessage takes', async () => {
    const ts = await posted();
    const text = 'x'.repeat(4_001);
    expect(await refusalOf(slack.client.chat.update({ channel: ALERTS, ts, text }))).toBe('msg_too_long');
  });

  it('refuses a message that a person deleted, one of somebody else, and one in an archived channel', async () => {
    const ts = await posted();
    await slack.workspace.as('U0RESPONDER').say('#todo-etl-alerts', 'mine');
    const theirs = slack.workspace.messages(ALERTS).find(({ user }) => user === 'U0RESPONDER')!.ts;
    const update = (of: string) =>
      refusalOf(slack.client.chat.update({ channel: ALERTS, ts: of, text: 'x' }));

    expect(await update(theirs)).toBe('cant_update_message');
    slack.workspace.archive(ALERTS);
    expect(await update(ts)).toBe('is_inactive');
    slack.workspace.unarchive(ALERTS);
    slack.workspace.deleteMessage(ALERTS, ts);
    expect(await update(ts)).toBe('message_not_found');
  });

  it('does not touch the tombstone that a deleted parent leaves above its thread', async () => {
    const ts = await posted();
    await slack.client.chat.postMessage({ channel: ALERTS, thread_ts: ts, text: 'reply' });
    slack.workspace.deleteMessage(ALERTS, ts);
    expect(await refusalOf(slack.client.chat.update({ channel: ALERTS, ts, text: 'x' }))).toBe(
      'message_not_found',
    );
    expect(slack.workspace.messages(ALERTS)).toMatchObject([{ ts, isTombstone: true, metadata: null }]);
    expect(slack.workspace.thread(ALERTS, ts)).toHaveLength(1);
  });
});

describe('the other methods of a message', () => {
  it('chat.delete removes an own message once', async () => {
    const { ts } = await slack.client.chat.postMessage({ channel: ALERTS, text: 'x' });
    await slack.client.chat.delete({ channel: ALERTS, ts: ts! });
    expect(slack.workspace.messages(ALERTS)).toEqual([]);
    expect(await refusalOf(slack.client.chat.delete({ channel: ALERTS, ts: ts! }))).toBe('message_not_found');
  });

  it('chat.postEphemeral shows a message to one member, which nobody can update', async () => {
    const { message_ts: ts } = await slack.client.chat.postEphemeral({
      channel: ALERTS,
      user: 'U0LEAD',
      text: 'only you',
    });
    expect(slack.workspace.ephemerals('U0LEAD')).toMatchObject([{ ts, text: 'only you' }]);
    expect(slack.workspace.ephemerals('U0ANALYST')).toEqual([]);
    expect(slack.workspace.messages(ALERTS)).toEqual([]);
    expect(await refusalOf(slack.client.chat.update({ channel: ALERTS, ts: ts!, text: 'x' }))).toBe(
      'message_not_found',
    );
  });

  it('chat.postEphemeral refuses somebody who is not in the channel', async () => {
    const call = slack.client.chat.postEphemeral({ channel: '#data-team', user: 'U0GUEST', text: 'x' });
    expect(await refusalOf(call)).toBe('user_not_in_channel');
  });

  it('chat.getPermalink leads to the message', async () => {
    const { ts } = await slack.client.chat.postMessage({ channel: ALERTS, text: 'x' });
    const { permalink } = await slack.client.chat.getPermalink({ channel: ALERTS, message_ts: ts! });
    expect(permalink).toBe(`${slack.url}/archives/${ALERTS}/p${ts!.replace('.', '')}`);
    const missing = slack.client.chat.getPermalink({ channel: ALERTS, message_ts: '1.000000' });
    expect(await refusalOf(missing)).toBe('message_not_found');
  });
});

describe('users.info', () => {
  it('tells full members, guests and bots apart', async () => {
    const info = async (user: string) => (await slack.client.users.info({ user })).user;
    expect(await info('U0RESPONDER')).toMatchObject({
      is_restricted: false,
      is_bot: false,
      team_id: 'T0SANDBOX',
    });
    expect(await info('U0GUEST')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
    expect(await info('U0HANDRAIL')).toMatchObject({ is_bot: true });
    expect(await refusalOf(slack.client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
  });
});

describe('the record', () => {
  it('keeps every call with its arguments and answer, and never the token', async () => {
    await slack.client.chat.postMessage({ channel: ALERTS, text: 'x' });
    await refusalBody(slack.client.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }));
    expect(slack.workspace.calls).toMatchObject([
      { method: 'chat.postMessage', args: { channel: ALERTS, text: 'x' }, answer: 'ok' },
      { method: 'chat.postMessage', answer: 'channel_not_found' },
    ]);
    expect(JSON.stringify(slack.workspace.calls)).not.toContain('xoxb');
  });
});
