/** What each way of failing leads to, and that no reason ever shows a secret. */

import { describe, expect, it } from '@jest/globals';
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import fc from 'fast-check';

import { LONGEST_HOLD_MS } from '../../src/bot/pace.ts';
import { createPublisher, createSlackClient } from '../../src/bot/publisher.ts';
import { createSlackCalls } from '../../src/bot/slack-calls.ts';
import { createTakenBlocks } from '../../src/bot/taken-blocks.ts';
import { outcomeOf } from '../../src/bot/slack-errors.ts';

/** Nothing is kept, and nothing was. */
const NO_HOLDS = { load: async () => new Map<string, number>(), keep: async () => undefined };

function refusal(code: string): WebAPIPlatformError {
  return new WebAPIPlatformError({ ok: false, error: code });
}

function transport(code: string): WebAPIRequestError {
  const cause = Object.assign(new Error(`connect ${code} 127.0.0.1:443`), { code });
  return new WebAPIRequestError(new TypeError('fetch failed', { cause }));
}

describe('a code of Slack', () => {
  it.each([
    ['invalid_blocks', 'text-twin'],
    ['invalid_blocks_format', 'text-twin'],
    ['msg_blocks_too_long', 'text-twin'],
    ['msg_too_long', 'text-twin'],
    ['message_not_found', 'repost'],
    ['cant_update_message', 'repost'],
    ['edit_window_closed', 'repost'],
    ['thread_not_found', 'repost'],
    ['channel_not_found', 'other-channel'],
    ['is_archived', 'other-channel'],
    ['is_inactive', 'other-channel'],
    ['not_in_channel', 'other-channel'],
    ['restricted_action', 'other-channel'],
    ['restricted_action_read_only_channel', 'other-channel'],
    ['restricted_action_thread_only_channel', 'other-channel'],
    ['restricted_action_non_threadable_channel', 'other-channel'],
    ['posting_to_general_channel_denied', 'other-channel'],
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
    ['ratelimited', 'wait'],
    ['rate_limited', 'wait'],
    ['missing_scope', 'give-up'],
    ['user_not_found', 'give-up'],
    ['user_disabled', 'give-up'],
    ['user_not_visible', 'give-up'],
    ['cannot_dm_bot', 'give-up'],
    ['messages_tab_disabled', 'give-up'],
    ['app_access_restricted', 'give-up'],
    ['file_not_found', 'give-up'],
    ['storage_limit_reached', 'give-up'],
    ['metadata_too_large', 'give-up'],
    ['no_such_code_yet', 'give-up'],
    // Names that every object has.
    ['constructor', 'give-up'],
    ['tostring', 'give-up'],
  ])('%s leads to %s, whatever was called', (code, kind) => {
    for (const call of ['post', 'repeatable'] as const) {
      const outcome = outcomeOf(refusal(code), call);
      expect(outcome).toMatchObject({ kind, because: expect.stringContaining(code) });
    }
  });

  it('comes with an advice where a person can do something', () => {
    expect(outcomeOf(refusal('not_in_channel'), 'post')).toMatchObject({
      because: expect.stringContaining('/invite'),
    });
    expect(outcomeOf(refusal('messages_tab_disabled'), 'post')).toMatchObject({
      because: expect.stringContaining('App Home'),
    });
    expect(outcomeOf(refusal('invalid_auth'), 'post')).toMatchObject({
      because: expect.stringContaining('SLACK_BOT_TOKEN'),
    });
  });

  it('names the scope that is missing, unless Slack names it as no scope is named', () => {
    const because = (needed: unknown) => {
      const data = { ok: false, error: 'missing_scope', needed };
      return outcomeOf(new WebAPIPlatformError(data), 'post').because;
    };
    expect(because('im:write')).toBe(
      'Slack says missing_scope: the Slack app lacks im:write. Install it again from slack/manifest.yaml: docs/operate.md#upgrade.',
    );
    for (const odd of [undefined, 7, '<!channel>', '']) expect(because(odd)).toContain('lacks what it needs');
  });

  it('that nobody knows gives up, or waits when it is no code at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z_]{1,30}$/)), (code) => {
        const outcome = outcomeOf(refusal(code), 'repeatable');
        expect(outcome.because.length).toBeLessThan(200);
        if (!/^[a-z0-9_]+$/.test(code)) expect(outcome.kind).toBe('retry');
      }),
    );
  });
});

describe('a call without an answer', () => {
  it.each([
    ['an HTTP 500', new WebAPIHTTPError(500, 'Internal Server Error', {}), 'ambiguous', 'retry'],
    ['a reset connection', transport('ECONNRESET'), 'ambiguous', 'retry'],
    [
      'a time-out',
      new WebAPIRequestError(new DOMException('The operation timed out', 'TimeoutError')),
      'ambiguous',
      'retry',
    ],
    ['the page of a proxy', refusal('<html><body>Please log in</body></html>'), 'ambiguous', 'retry'],
    ['a refused connection', transport('ECONNREFUSED'), 'retry', 'retry'],
    ['an unknown host', transport('ENOTFOUND'), 'retry', 'retry'],
    ['a resolver that is away', transport('EAI_AGAIN'), 'retry', 'retry'],
    ['a connection that was never made', transport('UND_ERR_CONNECT_TIMEOUT'), 'retry', 'retry'],
  ])('such as %s is %3$s for a post and %4$s for the rest', (_, error, ofPost, ofTheRest) => {
    expect(outcomeOf(error, 'post').kind).toBe(ofPost);
    expect(outcomeOf(error, 'repeatable').kind).toBe(ofTheRest);
  });

  it('because of its rate waits as long as Slack says, and never not at all', () => {
    expect(outcomeOf(new WebAPIRateLimitedError(30), 'post')).toMatchObject({ kind: 'wait', forMs: 30_000 });
    expect(outcomeOf(new WebAPIRateLimitedError(0), 'post')).toMatchObject({ kind: 'wait', forMs: 1_000 });
  });

  it('never waits for hours, whatever stands between us and Slack', () => {
    expect(outcomeOf(new WebAPIRateLimitedError(86_400), 'post')).toMatchObject({
      kind: 'wait',
      forMs: LONGEST_HOLD_MS,
    });
  });
});

it('throws what no call to Slack comes back with', () => {
  const bug = new RangeError('off by one');
  expect(() => outcomeOf(bug, 'post')).toThrow(bug);
});

it('never tells the token, even when nothing answers', async () => {
  const token = 'xoxb-very-secret';
  // Nothing listens on this port: the call fails with everything that a real failure carries.
  const client = createSlackClient(token, 'http://127.0.0.1:4/api/');
  const publisher = createPublisher({
    client,
    clock: Date.now,
    calls: createSlackCalls({ clock: Date.now, metrics: { count: () => undefined }, holds: NO_HOLDS }),
    taken: createTakenBlocks(Date.now),
  });
  const outcome = await publisher.post('C0ALERTS', null, 'incident:42', {
    text: 'fired',
    blocks: [],
    twin: 'fired',
  });
  expect(outcome).toMatchObject({ because: expect.stringContaining('could not be reached') });
  expect(JSON.stringify(outcome)).not.toContain(token);
});
