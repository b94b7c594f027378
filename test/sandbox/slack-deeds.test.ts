/** What people do in channels, what reaches the app for it, and what they see when the app does not answer. */

import type { AppAnswer, Fixture } from './slack-fixture.ts';

import { createHmac } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ALERTS, SIGNING_SECRET, startFixture } from './slack-fixture.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const card = [
  { type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'silver is late' } },
  {
    type: 'actions' as const,
    block_id: 'deeds',
    elements: [
      {
        type: 'button' as const,
        action_id: 'ack:v1',
        text: plain('Acknowledge'),
        value: '42',
        style: 'primary' as const,
      },
      {
        type: 'overflow' as const,
        action_id: 'more:v1',
        options: [{ text: plain('Merge'), value: 'merge:42' }],
      },
      { type: 'users_select' as const, action_id: 'assign:v1', placeholder: plain('Assign') },
    ],
  },
];

let slack: Fixture;
beforeEach(async () => {
  slack = await startFixture();
});
afterEach(() => slack.close());

/** Begins again with a Slack that gives up waiting: long enough to reach the app, which then never answers. */
async function losePatience(): Promise<void> {
  await slack.close();
  slack = await startFixture({ answerWithinMs: 2_000 });
}

const responder = () => slack.workspace.as('U0RESPONDER');
const last = () =>
  slack.received.at(-1)?.body as { response_url: string; trigger_id: string; [field: string]: unknown };

async function postCard(threadTs?: string) {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  const { ts } = await slack.client.chat.postMessage({
    channel: ALERTS,
    text: 'card',
    blocks: card,
    ...thread,
  });
  return slack.workspace.state.messages.get(ALERTS, ts!)!;
}

async function respond(url: string, body: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

describe('a slash command', () => {
  it('arrives as a signed form', async () => {
    expect(await responder().type('#todo-etl-alerts', '/etl retry silver-users --workers 20')).toEqual({
      ok: true,
    });
    const { headers, raw, body } = slack.received[0]!;
    const timestamp = String(headers['x-slack-request-timestamp']);
    const expected = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${raw}`).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${expected}`);
    expect(timestamp).toBe('1700000000');
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(body).toMatchObject({
      command: '/etl',
      text: 'retry silver-users --workers 20',
      user_id: 'U0RESPONDER',
      user_name: 'responder',
      channel_id: ALERTS,
      channel_name: 'todo-etl-alerts',
      team_id: 'T0SANDBOX',
      is_enterprise_install: 'false',
      response_url: expect.stringContaining(`${slack.url}/response/`),
    });
  });

  it('shows the answer to the asker alone, or to the channel', async () => {
    slack.answer({ body: { text: 'only you', blocks: [card[0]!] } });
    await responder().type('#todo-etl-alerts', '/etl');
    slack.answer({ body: { response_type: 'in_channel', text: 'everybody' } });
    await responder().type('#todo-etl-alerts', '/etl');
    slack.answer({ body: 'plain words' });
    await responder().type('#todo-etl-alerts', '/etl');
    expect(slack.workspace.ephemerals('U0RESPONDER').map(({ text }) => text)).toEqual([
      'only you',
      'plain words',
    ]);
    expect(slack.workspace.messages(ALERTS).map(({ text }) => text)).toEqual(['everybody']);
  });

  it.each<[string, AppAnswer | 'never', string]>([
    ['nothing in time', 'never', '/etl failed with the error "operation_timeout"'],
    ['500', { status: 500 }, '/etl failed with the error "http_service_error"'],
    ['404', { status: 404 }, '/etl failed with the error "http_client_error"'],
    [
      'blocks that Slack refuses',
      { body: { blocks: [{ type: 'banner' }] } },
      '/etl failed with the error "invalid_command_response"',
    ],
  ])('says so when the app answers %s, and is not sent again', async (_what, answer, error) => {
    if (answer === 'never') await losePatience();
    slack.answer(answer);
    expect(await responder().type('#todo-etl-alerts', '/etl')).toEqual({ ok: false, error });
    expect(slack.received).toHaveLength(1);
  });

  it('fails when nobody listens', async () => {
    slack.workspace.connectApp('http://127.0.0.1:1/slack/events');
    const result = await responder().type('#todo-etl-alerts', '/etl');
    expect(result).toEqual({ ok: false, error: '/etl failed with the error "dispatch_failed"' });
    expect(slack.workspace.deliveries).toMatchObject([{ kind: 'slash', outcome: 'unreachable' }]);
  });

  it('is refused where the person is not, where it is archived, and when it does not exist', async () => {
    const guest = slack.workspace.as('U0GUEST');
    expect(await guest.type('#data-team', '/etl')).toEqual({
      ok: false,
      error: 'You are not a member of #data-team.',
    });
    expect(await responder().type('#old-etl-alerts', '/etl')).toMatchObject({ ok: false });
    expect(await responder().type('#data-team', '/deploy now')).toEqual({
      ok: false,
      error: '/deploy is not a valid command.',
    });
    expect(slack.received).toEqual([]);
  });
});

describe('a press', () => {
  it('delivers the button, its message and its thread in full', async () => {
    const parent = await postCard();
    const message = await postCard(parent.ts);
    expect(await responder().press(message, 'Acknowledge')).toEqual({ ok: true });
    expect(last()).toMatchObject({
      type: 'block_actions',
      team: { id: 'T0SANDBOX' },
      user: { id: 'U0RESPONDER', username: 'responder', team_id: 'T0SANDBOX' },
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: ALERTS,
        is_ephemeral: false,
        thread_ts: parent.ts,
      },
      channel: { id: ALERTS, name: 'todo-etl-alerts' },
      message: { ts: message.ts, text: 'card', bot_id: 'B0HANDRAIL', blocks: message.blocks },
      state: { values: { deeds: { 'assign:v1': { type: 'users_select', selected_user: null } } } },
      actions: [
        {
          type: 'button',
          action_id: 'ack:v1',
          block_id: 'deeds',
          value: '42',
          action_ts: expect.any(String),
        },
      ],
      is_enterprise_install: false,
    });
  });

  it('delivers what was chosen from a menu', async () => {
    const message = await postCard();
    await responder().press(message, 'Merge');
    expect(last()).toMatchObject({ actions: [{ type: 'overflow', selected_option: { value: 'merge:42' } }] });
    await slack.workspace.act({
      act: 'press',
      user: 'U0RESPONDER',
      on: { channel: ALERTS, ts: message.ts },
      blockId: 'deeds',
      actionId: 'assign:v1',
      value: 'U0LEAD',
      selected: null,
    });
    expect(last()).toMatchObject({
      actions: [{ type: 'users_select', selected_user: 'U0LEAD' }],
      state: { values: { deeds: { 'assign:v1': { selected_user: 'U0LEAD' } } } },
    });
  });

  it('gives every press an action_ts of its own', async () => {
    const message = await postCard();
    await Promise.all([responder().press(message, 'Acknowledge'), responder().press(message, 'Acknowledge')]);
    const stamps = slack.received.map(
      ({ body }) => (body['actions'] as { action_ts: string }[])[0]!.action_ts,
    );
    expect(new Set(stamps).size).toBe(2);
  });

  it('leaves the message out when only one person sees it', async () => {
    slack.answer({ body: { blocks: card } });
    await responder().type('#todo-etl-alerts', '/etl');
    const [shown] = slack.workspace.ephemerals('U0RESPONDER');
    await responder().press(shown!, 'Acknowledge');
    expect(last()).toMatchObject({ container: { is_ephemeral: true, message_ts: shown!.ts } });
    expect(last()).not.toHaveProperty('message');
    expect(await slack.workspace.as('U0LEAD').press(shown!, 'Acknowledge')).toMatchObject({ ok: false });
  });

  it('says so when the button is gone, and when the app does not answer', async () => {
    await losePatience();
    const message = await postCard();
    slack.answer('never');
    expect(await responder().press(message, 'Acknowledge')).toEqual({
      ok: false,
      error: 'Handrail did not answer in time.',
    });
    slack.workspace.deleteMessage(ALERTS, message.ts);
    expect(await responder().press(message, 'Acknowledge')).toEqual({
      ok: false,
      error: 'That is not there any more.',
    });
  });
});

describe('a response URL', () => {
  const pressed = async () => {
    const message = await postCard();
    await responder().press(message, 'Acknowledge');
    return { message, url: last().response_url };
  };

  it('adds an ephemeral message, replaces the original, and deletes it', async () => {
    const { message, url } = await pressed();
    expect(await respond(url, { text: 'only you' })).toEqual({ status: 200, body: { ok: true } });
    await respond(url, { text: 'replaced', replace_original: true });
    expect(slack.workspace.ephemerals('U0RESPONDER')).toMatchObject([{ text: 'only you' }]);
    expect(slack.workspace.messages(ALERTS)).toMatchObject([
      { ts: message.ts, text: 'replaced', blocks: [] },
    ]);
    await respond(url, { delete_original: true });
    expect(slack.workspace.messages(ALERTS)).toEqual([]);
  });

  it('works five times', async () => {
    const { url } = await pressed();
    for (let use = 0; use < 5; use += 1) expect((await respond(url, { text: 'x' })).status).toBe(200);
    expect(await respond(url, { text: 'x' })).toEqual({
      status: 404,
      body: { ok: false, error: 'used_url' },
    });
    expect(slack.workspace.ephemerals('U0RESPONDER')).toHaveLength(5);
  });

  it('works for thirty minutes', async () => {
    const { url } = await pressed();
    slack.pass(30 * 60_000);
    expect((await respond(url, { text: 'x' })).status).toBe(200);
    slack.pass(1);
    expect(await respond(url, { text: 'x' })).toEqual({
      status: 404,
      body: { ok: false, error: 'expired_url' },
    });
  });

  it('cannot replace the answer to a slash command: there is no original', async () => {
    slack.answer({ body: { text: 'first' } });
    await responder().type('#todo-etl-alerts', '/etl');
    await respond(last().response_url, { text: 'second', replace_original: true });
    expect(slack.workspace.ephemerals('U0RESPONDER').map(({ text }) => text)).toEqual(['first', 'second']);
  });

  it('refuses blocks that Slack refuses', async () => {
    const { url } = await pressed();
    expect(await respond(url, { blocks: [{ type: 'banner' }] })).toMatchObject({
      status: 400,
      body: { error: 'invalid_blocks' },
    });
  });
});

describe('a message', () => {
  it('escapes what was typed, and tells the app of a mention in a thread', async () => {
    const parent = await postCard();
    await responder().say('#todo-etl-alerts', '@handrail is 3 < 4 & 5 > 4?', parent.ts);
    expect(slack.workspace.thread(ALERTS, parent.ts)).toMatchObject([
      { text: '<@U0HANDRAIL> is 3 &lt; 4 &amp; 5 &gt; 4?' },
    ]);
    expect(last()).toMatchObject({
      type: 'event_callback',
      event_id: expect.stringMatching(/^Ev/),
      event: { type: 'app_mention', user: 'U0RESPONDER', channel: ALERTS, thread_ts: parent.ts },
    });
  });

  it('is retried as an event when the app fails, with the same event id', async () => {
    slack.answer({ status: 500 });
    await responder().say('#todo-etl-alerts', '@handrail hello');
    expect(slack.received.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1']);
    expect(new Set(slack.received.map(({ body }) => body['event_id'])).size).toBe(1);
  });

  it('stays between people when the app is not mentioned or not in the channel', async () => {
    await responder().say('#todo-etl-alerts', 'looking at it');
    await responder().say('#general', '@handrail hello');
    expect(slack.received).toEqual([]);
  });
});

describe('waitFor', () => {
  it('resolves when the workspace comes to show it, and rejects with what it looked for', async () => {
    const waiting = slack.workspace.waitFor(() => slack.workspace.messages(ALERTS)[0]);
    await postCard();
    expect(await waiting).toMatchObject({ text: 'card' });
    await expect(slack.workspace.waitFor(() => slack.workspace.messages('#data-team')[0], 5)).rejects.toThrow(
      '#data-team',
    );
  });
});
