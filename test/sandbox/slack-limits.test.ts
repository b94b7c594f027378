/** Rate limits and faults: a Slack that says "not now", one that fails, and one that lacks what another has. */

import type { Fixture } from './slack-fixture.ts';

import { afterEach, describe, expect, it } from '@jest/globals';
import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';

import { SLACK_BUDGETS } from '../../sandbox/slack/pace.ts';
import { ALERTS, refusalOf, startFixture } from './slack-fixture.ts';

let slack: Fixture;
afterEach(() => slack.close());

const post = (channel: string = ALERTS) => slack.client.chat.postMessage({ channel, text: 'x' });

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'ok',
    (error: unknown) => error,
  );
}

describe('rate limits', () => {
  it('let a short burst through per channel, then one post a second', async () => {
    slack = await startFixture({ pace: SLACK_BUDGETS });
    for (let each = 0; each < SLACK_BUDGETS.post.burst; each += 1) await post();
    const refused = await failureOf(post());
    expect(refused).toBeInstanceOf(WebAPIRateLimitedError);
    expect(refused).toMatchObject({ retryAfter: 1 });
    await post('#data-team');
    slack.pass(1_000);
    await post();
    expect(await failureOf(post())).toBeInstanceOf(WebAPIRateLimitedError);
    expect(slack.workspace.messages(ALERTS)).toHaveLength(SLACK_BUDGETS.post.burst + 1);
    expect(slack.workspace.calls.at(-1)).toMatchObject({ answer: 'ratelimited' });
  });

  it('count updates per method, and say how long to wait', async () => {
    slack = await startFixture({ pace: { ...SLACK_BUDGETS, tier3: { perMinute: 6, burst: 1 } } });
    const { ts } = await post();
    const update = () => slack.client.chat.update({ channel: ALERTS, ts: ts!, text: 'y' });
    await update();
    expect(await failureOf(update())).toMatchObject({ retryAfter: 10 });
    slack.pass(4_000);
    expect(await failureOf(update())).toMatchObject({ retryAfter: 6 });
    await slack.client.conversations.info({ channel: ALERTS });
    slack.pass(6_000);
    await update();
  });
});

describe('faults', () => {
  it('that answer do nothing', async () => {
    slack = await startFixture();
    slack.workspace.faults.set({ kind: 'http-500', times: 1 });
    slack.workspace.faults.set({ kind: 'rate-limited', retryAfterSeconds: 7, times: 1 });
    slack.workspace.faults.set({ kind: 'error', error: 'internal_error', times: 1 });
    expect(await failureOf(post())).toBeInstanceOf(WebAPIHTTPError);
    expect(await failureOf(post())).toMatchObject({ retryAfter: 7 });
    expect(await refusalOf(post())).toBe('internal_error');
    expect(slack.workspace.messages(ALERTS)).toEqual([]);
    await post();
    expect(slack.workspace.calls.map(({ answer }) => answer)).toEqual([
      'http-500',
      'ratelimited',
      'internal_error',
      'ok',
    ]);
  });

  it('that drop the connection look alike, whether or not the work was done', async () => {
    slack = await startFixture();
    slack.workspace.faults.set({ kind: 'drop-after-effect', method: 'chat.postMessage', times: 1 });
    slack.workspace.faults.set({ kind: 'refuse-connection', method: 'chat.postMessage', times: 1 });
    await slack.client.auth.test();
    expect(await failureOf(post())).toBeInstanceOf(WebAPIRequestError);
    expect(slack.workspace.messages(ALERTS)).toHaveLength(1);
    expect(await failureOf(post())).toBeInstanceOf(WebAPIRequestError);
    expect(slack.workspace.messages(ALERTS)).toHaveLength(1);
  });

  it('last until they are cleared when no number is given, and hit one method', async () => {
    slack = await startFixture();
    slack.workspace.faults.set({ kind: 'http-500', method: 'chat.postMessage' });
    for (const _ of [1, 2]) expect(await failureOf(post())).toBeInstanceOf(WebAPIHTTPError);
    await slack.client.auth.test();
    slack.workspace.faults.clear();
    await post();
  });

  it('make a call slow without losing it', async () => {
    slack = await startFixture();
    slack.workspace.faults.set({ kind: 'slow', delayMs: 20, times: 1 });
    const posting = post();
    const call = await slack.workspace.waitFor(() =>
      slack.workspace.calls.find(({ answer }) => answer === null),
    );
    expect(call.method).toBe('chat.postMessage');
    expect(slack.workspace.messages(ALERTS)).toEqual([]);
    await posting;
    expect(slack.workspace.messages(ALERTS)).toHaveLength(1);
  });
});

describe('a workspace that does not have a kind of block', () => {
  it('refuses it by name, in messages and in answers, and takes the others', async () => {
    slack = await startFixture();
    slack.workspace.takeBlocksAway('table');
    const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] };
    const say = (...blocks: { readonly type: string }[]) =>
      slack.client.chat.postMessage({ channel: ALERTS, text: 'x', blocks });
    expect(await refusalOf(say({ type: 'divider' }, table))).toBe('invalid_blocks');
    await say({ type: 'divider' });
    expect(slack.workspace.messages(ALERTS)).toHaveLength(1);
    const url = slack.workspace.state.responseUrls.issue({ user: 'U0LEAD', channel: ALERTS, original: null });
    const body = JSON.stringify({ text: 'x', blocks: [table] });
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await answer.json()).toMatchObject({
      ok: false,
      errors: ['unsupported type: table [json-pointer:/blocks/0/type]'],
    });
  });
});
