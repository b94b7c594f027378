/** Answers outside the acknowledgement: where they appear, and that one that fails breaks nothing. */

import type { Message } from '../../src/bot/limits.ts';
import type { Responder } from '../../src/bot/responder.ts';
import type { Fixture } from '../sandbox/slack-fixture.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createSlackClient } from '../../src/bot/publisher.ts';
import { createResponder } from '../../src/bot/responder.ts';
import { createTakenBlocks } from '../../src/bot/taken-blocks.ts';
import { ALERTS, BOT_TOKEN, startFixture } from '../sandbox/slack-fixture.ts';
import { SILENT } from '../store/files.ts';
import { A_CHART, A_TABLE } from '../support/slack-text.ts';

const MESSAGE = { text: 'You may look, not touch.', blocks: [] };
const WITH_BOTH: Message = { text: 'Two jobs, all well', blocks: [A_CHART, A_TABLE] };

let slack: Fixture;
let responder: Responder;
let warnings: string[];

beforeEach(async () => {
  slack = await startFixture();
  warnings = [];
  responder = createResponder({
    client: createSlackClient(BOT_TOKEN, slack.apiUrl),
    apiUrl: slack.apiUrl,
    fetch: globalThis.fetch,
    taken: createTakenBlocks(() => 0),
    log: { ...SILENT, warn: (_fields, message) => warnings.push(message) },
  });
});

afterEach(() => slack.close());

const urlFor = (user: string) =>
  slack.workspace.state.responseUrls.issue({ user, channel: ALERTS, original: null });
const seenBy = (user: string) => slack.workspace.ephemerals(user).map(({ text }) => text);

describe('an answer', () => {
  it('goes to the asker, or to everybody', async () => {
    await responder.respond(urlFor('U0RESPONDER'), MESSAGE, 'asker');
    expect(seenBy('U0RESPONDER')).toEqual([MESSAGE.text]);
    expect(slack.workspace.messages(ALERTS)).toEqual([]);
    await responder.respond(urlFor('U0RESPONDER'), MESSAGE, 'everybody');
    expect(slack.workspace.messages(ALERTS)).toHaveLength(1);
  });

  it.each(['http-500', 'refuse-connection'] as const)(
    'that Slack does not take is told in the log: %s',
    async (kind) => {
      slack.workspace.faults.set({ kind });
      await responder.respond(urlFor('U0RESPONDER'), MESSAGE, 'asker');
      expect(warnings).toHaveLength(1);
    },
  );

  it('to a URL that is used up is told in the log', async () => {
    const url = urlFor('U0RESPONDER');
    for (let use = 0; use < 6; use += 1) await responder.respond(url, MESSAGE, 'asker');
    expect(seenBy('U0RESPONDER')).toHaveLength(5);
    expect(warnings).toEqual(['Slack did not take an answer']);
  });
});

describe('a response URL', () => {
  const asked: string[] = [];
  const respondTo = async (url: string, apiUrl = 'https://slack.com/api/') => {
    asked.length = 0;
    const fetch = async (input: string | URL | Request) => {
      asked.push(input instanceof Request ? input.url : String(input));
      return new Response('ok');
    };
    const log = { ...SILENT, warn: (_fields: object, message: string) => warnings.push(message) };
    const taken = createTakenBlocks(() => 0);
    const client = createSlackClient(BOT_TOKEN, apiUrl);
    await createResponder({ client, apiUrl, fetch, taken, log }).respond(url, MESSAGE, 'asker');
    return asked;
  };

  it.each([
    ['http://hooks.slack.com/actions/T0/1/2'],
    ['https://hooks.slack.com.example.net/actions/T0/1/2'],
    ['https://hooks.slack.com@example.net/actions/T0/1/2'],
    ['https://hooks.slack.com:8443/actions/T0/1/2'],
    ['https://example.net/hooks.slack.com'],
    ['http://169.254.169.254/latest/meta-data'],
    ['file:///etc/passwd'],
    ['not a URL'],
  ])('that is not of Slack is not asked: %s', async (url) => {
    expect(await respondTo(url)).toEqual([]);
    expect(warnings).toEqual(['an answer was not sent: its address is not one of Slack']);
  });

  it('of Slack is asked', async () => {
    const url = 'https://hooks.slack.com/actions/T0/1/2';
    expect(await respondTo(url)).toEqual([url]);
    expect(warnings).toEqual([]);
  });

  it('of the Slack that is configured instead is asked, of its very origin', async () => {
    const apiUrl = 'http://127.0.0.1:4200/api/';
    const url = 'http://127.0.0.1:4200/response/1';
    expect(await respondTo(url, apiUrl)).toEqual([url]);
    expect(await respondTo('http://127.0.0.1:4201/response/1', apiUrl)).toEqual([]);
    expect(await respondTo('https://127.0.0.1:4200/response/1', apiUrl)).toEqual([]);
  });
});

describe('an answer with a chart and a table', () => {
  const shown = (user: string) =>
    slack.workspace.ephemerals(user).map(({ blocks }) => blocks.map(({ type }) => type));

  it('has text where the workspace does not take one of them, by a response URL', async () => {
    slack.workspace.takeBlocksAway('data_visualization');
    await responder.respond(urlFor('U0RESPONDER'), WITH_BOTH, 'asker');
    await responder.respond(urlFor('U0RESPONDER'), WITH_BOTH, 'asker');
    expect(shown('U0RESPONDER')).toEqual([
      ['section', 'table'],
      ['section', 'table'],
    ]);
    // The second time it is known.
    expect(slack.workspace.calls).toHaveLength(3);
  });

  it('has text for both where neither is taken, whispered too', async () => {
    slack.workspace.takeBlocksAway('data_visualization', 'table');
    await responder.whisper({ channel: ALERTS, thread: null }, 'U0RESPONDER', WITH_BOTH);
    expect(shown('U0RESPONDER')).toEqual([['section', 'section']]);
  });

  it('is plain text where Slack takes no blocks at all', async () => {
    slack.workspace.takeBlocksAway('data_visualization', 'table', 'section');
    await responder.respond(urlFor('U0RESPONDER'), WITH_BOTH, 'asker');
    expect(shown('U0RESPONDER')).toEqual([[]]);
    expect(seenBy('U0RESPONDER')).toEqual([expect.stringContaining('silver-users  ok')]);
  });
});

describe('a whisper', () => {
  it('is seen by one person, in the thread where it belongs', async () => {
    const { ts } = await slack.client.chat.postMessage({ channel: ALERTS, text: 'fired' });
    await responder.whisper({ channel: ALERTS, thread: ts ?? null }, 'U0RESPONDER', MESSAGE);
    expect(slack.workspace.ephemerals('U0RESPONDER')).toEqual([
      expect.objectContaining({ text: MESSAGE.text, threadTs: ts }),
    ]);
    expect(seenBy('U0LEAD')).toEqual([]);
  });

  it('that cannot be said is told in the log', async () => {
    await responder.whisper({ channel: 'C0GENERAL', thread: null }, 'U0RESPONDER', MESSAGE);
    expect(warnings).toEqual(['a message for one person could not be sent']);
  });
});
