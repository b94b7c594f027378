/** What Slack lets the bot do, over the wire: learned from any answer, asked anew before a no, and told in the log once. */

import type { Grant } from '../../src/bot/grant.ts';
import type { WebClient } from '@slack/web-api';
import type { Fixture } from '../sandbox/slack-fixture.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createGrant } from '../../src/bot/grant.ts';
import { identify } from '../../src/bot/identify.ts';
import { createSlackClient } from '../../src/bot/publisher.ts';
import { SEED_SCOPES } from '../../sandbox/slack/scopes.ts';
import { ALERTS, BOT_TOKEN, startFixture } from '../sandbox/slack-fixture.ts';
import { SILENT } from '../store/files.ts';

const FRESH_MS = 15_000;
const LACKS_IM_WRITE = { because: expect.stringContaining('im:write'), again: false };

let slack: Fixture;
let client: WebClient;
let grant: Grant;
let now: number;
let said: string[];

beforeEach(async () => {
  slack = await startFixture();
  now = 0;
  said = [];
  ({ client, grant } = newGrant());
});
afterEach(async () => {
  grant.stop();
  await slack.close();
});

function newGrant(everyMs?: number): { client: WebClient; grant: Grant } {
  const tell = (fields: object, message: string) =>
    void said.push('because' in fields ? `${message}: ${String(fields.because)}` : message);
  const made: Grant = createGrant({
    ask: () => identify(asking, BOT_TOKEN),
    clock: () => now,
    log: { ...SILENT, info: tell, warn: tell, error: tell },
    ...(everyMs === undefined ? {} : { everyMs }),
  });
  const asking = createSlackClient(BOT_TOKEN, slack.apiUrl, made.hear);
  return { client: asking, grant: made };
}

const installed = (...without: readonly string[]) =>
  slack.workspace.token.install(SEED_SCOPES.filter((scope) => !without.includes(scope)));
const called = () => client.chat.postMessage({ channel: ALERTS, text: 'hello' });
const refused = () =>
  called().then(
    () => Promise.reject(new Error('Expected Slack to refuse the call')),
    () => undefined,
  );
const asks = () => slack.workspace.calls.filter(({ method }) => method === 'auth.test').length;

describe('a scope that is missing', () => {
  it('is learned from whatever Slack answers, and told in the log once, with what to do', async () => {
    installed('im:write', 'files:write');
    expect(await grant.whyNot('direct-message')).toBeNull();
    await called();
    await called();
    expect(grant.missing()).toEqual(['im:write', 'files:write']);
    expect(await grant.whyNot('direct-message')).toMatchObject(LACKS_IM_WRITE);
    expect(said).toEqual([
      expect.stringMatching(/^the Slack app lacks scopes: .*im:write \(.*files:write \(.*docs\/operate\.md/),
    ]);
    expect(grant.refusal()).toBeNull();
  });

  it('is learned from the refusal of the call that needed it', async () => {
    installed('chat:write');
    await refused();
    expect(grant.missing()).toEqual(['chat:write']);
  });

  it('stands against what needs it alone', async () => {
    installed('files:write');
    await called();
    expect(await grant.whyNot('direct-message')).toBeNull();
    expect(await grant.whyNot('file')).toMatchObject({ because: expect.stringContaining('files:write') });
  });

  it('that came with a new installation is found before anybody is told no', async () => {
    installed('im:write');
    await called();
    installed();
    now += FRESH_MS - 1;
    expect(await grant.whyNot('direct-message')).not.toBeNull();
    expect(asks()).toBe(0);
    now += 1;
    const answers = await Promise.all([grant.whyNot('direct-message'), grant.whyNot('file')]);
    expect(answers).toEqual([null, null]);
    expect(asks()).toBe(1);
    expect(said.at(-1)).toBe('the Slack app has all its scopes');
  });

  it('is still missing where Slack cannot be asked anew', async () => {
    installed('im:write');
    await called();
    slack.workspace.faults.set({ kind: 'http-500' });
    now += FRESH_MS;
    expect(await grant.whyNot('direct-message')).toMatchObject(LACKS_IM_WRITE);
  });

  it('is asked for once more when the clock was set back', async () => {
    installed('im:write');
    await called();
    installed();
    now -= 1;
    expect(await grant.whyNot('direct-message')).toBeNull();
  });
});

describe('an answer that says nothing of the token', () => {
  it('changes nothing', async () => {
    installed('im:write');
    await called();
    for (const fault of [{ kind: 'http-500' }, { kind: 'error', error: 'channel_not_found' }] as const) {
      slack.workspace.faults.set({ ...fault, times: 1 });
      await refused();
    }
    expect(grant.missing()).toEqual(['im:write']);
    expect(grant.refusal()).toBeNull();
    expect(said).toHaveLength(1);
  });
});

describe('a token', () => {
  it('that Slack refuses is told, stands against everything, and is taken again with the next answer', async () => {
    await called();
    slack.workspace.token.revoke();
    await refused();
    await refused();
    expect(grant.refusal()).toMatch(/^Slack refuses the bot token \(token_revoked\)\. Set SLACK_BOT_TOKEN/);
    expect(await grant.whyNot('direct-message')).toEqual({ because: grant.refusal(), again: true });
    installed();
    await called();
    expect(grant.refusal()).toBeNull();
    expect(await grant.whyNot('file')).toBeNull();
    expect(said).toEqual([
      expect.stringContaining('Slack refuses the bot token: Slack refuses the bot token (token_revoked)'),
      'Slack takes the bot token again',
    ]);
  });

  it.each(['invalid_auth', 'account_inactive', 'token_expired', 'not_authed'])(
    'is refused by %s',
    async (error) => {
      slack.workspace.faults.set({ kind: 'error', error, times: 1 });
      await refused();
      expect(grant.refusal()).toContain(error);
    },
  );

  it('is looked at again and again while nobody calls, until it is enough', async () => {
    ({ client, grant } = newGrant(1));
    slack.workspace.token.revoke();
    grant.watch();
    await slack.workspace.waitFor(() => grant.refusal());
    installed();
    await slack.workspace.waitFor(() => asks() > 1 && grant.refusal() === null);
    grant.stop();
    const before = asks();
    await called();
    expect(asks() - before).toBeLessThanOrEqual(1);
  });
});
