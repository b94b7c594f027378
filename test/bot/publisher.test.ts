/** The publisher against the simulated Slack: what is written, what is found again, and how each call ended. */

import type { CardMessage, Publisher } from '../../src/handlers/ports.ts';
import type { Server } from 'node:http';
import type { OpenedStore } from '../../src/store/open.ts';
import type { Fixture } from '../sandbox/slack-fixture.ts';

import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createPublisher, createSlackClient } from '../../src/bot/publisher.ts';
import { LONGEST_HOLD_MS } from '../../src/bot/pace.ts';
import { createSlackCalls } from '../../src/bot/slack-calls.ts';
import { createTakenBlocks } from '../../src/bot/taken-blocks.ts';
import { keepSlackHold } from '../../src/handlers/slack-holds.ts';
import { MOST_PAGES, PAGES_WITHIN_MS } from '../../src/handlers/slack-times.ts';
import { openFile, SILENT, temporaryFolder } from '../store/files.ts';
import { A_CHART, A_TABLE } from '../support/slack-text.ts';
import { ALERTS, BOT_TOKEN, startFixture } from '../sandbox/slack-fixture.ts';

const START = 1_700_000_000_000;
const FIRED: CardMessage = {
  text: 'fired',
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'It *fired*' } }],
  twin: 'It fired',
};

let slack: Fixture;
let publisher: Publisher;
let counted: string[];
const closing: Server[] = [];
let now: number;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: OpenedStore;

beforeEach(async () => {
  slack = await startFixture();
  counted = [];
  now = START;
  folder = await temporaryFolder();
  store = await openFile(folder.file);
  await store.migrate();
  await startAgain();
});

afterEach(async () => {
  for (const server of closing.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  await slack.close();
  await store.close();
  await folder.remove();
});

/** The publisher of a process that has just started. */
async function startAgain(apiUrl = slack.apiUrl): Promise<void> {
  const clock = () => now;
  const calls = createSlackCalls({
    clock,
    metrics: { count: (name, labels) => counted.push([name, ...Object.values(labels ?? {})].join(' ')) },
    holds: {
      load: () => store.read((reader) => reader.slack.holds(clock())),
      keep: (lane, until) => keepSlackHold({ store, clock, log: SILENT }, lane, until),
    },
  });
  await calls.resume();
  publisher = createPublisher({
    client: createSlackClient(BOT_TOKEN, apiUrl),
    clock,
    calls,
    taken: createTakenBlocks(clock),
  });
}

async function post(key: string, threadTs: string | null = null) {
  const outcome = await publisher.post(ALERTS, threadTs, key, FIRED);
  if (outcome.kind !== 'ok') throw new Error(`Expected a post, got ${outcome.because}`);
  return outcome.value;
}

const typesShown = () =>
  slack.workspace.messages(ALERTS).flatMap(({ blocks }) => blocks.map(({ type }) => type));

describe('a channel', () => {
  it('is known by its name, asked for once however many ask', async () => {
    const answers = await Promise.all(
      ['#todo-etl-alerts', '#data-team', '#todo-etl-alerts'].map(publisher.channelId),
    );
    expect(answers).toEqual([ALERTS, 'C0DATA', ALERTS].map((value) => ({ kind: 'ok', value })));
    expect(slack.workspace.calls.map(({ method }) => method)).toEqual(['conversations.list']);
    expect(await publisher.channelId('#data-team')).toEqual({ kind: 'ok', value: 'C0DATA' });
    expect(slack.workspace.calls).toHaveLength(1);
  });

  it('given by id is not asked for', async () => {
    expect(await publisher.channelId('C0WHATEVER')).toEqual({ kind: 'ok', value: 'C0WHATEVER' });
    expect(slack.workspace.calls).toEqual([]);
  });

  it('that is a person is their direct message, opened once', async () => {
    const direct = { kind: 'ok', value: 'D0RESPONDER' };
    expect(await publisher.channelId('U0RESPONDER')).toEqual(direct);
    expect(await publisher.channelId('U0RESPONDER')).toEqual(direct);
    expect(slack.workspace.calls.map(({ method }) => method)).toEqual(['conversations.open']);
    await startAgain();
    expect(await publisher.channelId('U0RESPONDER')).toEqual(direct);
  });

  it('that is a person takes a card, an update, and a search as every other', async () => {
    await publisher.channelId('U0RESPONDER');
    const outcome = await publisher.post('D0RESPONDER', null, 'run:1', FIRED);
    if (outcome.kind !== 'ok') throw new Error(outcome.because);
    expect(await publisher.update(outcome.value, 'run:1', { ...FIRED, text: 'over' })).toMatchObject({
      kind: 'ok',
    });
    expect(await publisher.find('D0RESPONDER', null, 'run:1', START)).toEqual({
      kind: 'ok',
      value: [outcome.value],
    });
    expect(slack.workspace.messages('D0RESPONDER')).toMatchObject([{ text: 'over' }]);
  });

  it.each([
    ['U0STRANGER', 'nobody of this id'],
    ['U0HANDRAIL', 'a bot'],
  ])('that is %s, who has no direct message, says why', async (user, because) => {
    expect(await publisher.channelId(user)).toMatchObject({
      kind: 'give-up',
      because: expect.stringContaining(because),
    });
  });

  it('keeps its id through a rename', async () => {
    await publisher.channelId('#todo-etl-alerts');
    slack.workspace.rename(ALERTS, 'data-incidents');
    expect(await publisher.channelId('#todo-etl-alerts')).toEqual({ kind: 'ok', value: ALERTS });
  });

  it.each(['not-a-channel', 'general', 'old-etl-alerts'])(
    'that cannot be written to says so: #%s',
    async (name) => {
      const id = await publisher.channelId(`#${name}`);
      if (id.kind !== 'ok') throw new Error(id.because);
      expect(await publisher.post(id.value, null, 'incident:42', FIRED)).toMatchObject({
        kind: 'other-channel',
      });
    },
  );

  it('made anew under a name that was archived is found', async () => {
    await publisher.channelId('#data-team');
    slack.workspace.archive('#data-team');
    slack.workspace.rename('C0DATA', 'data-team-old');
    slack.workspace.rename(ALERTS, 'data-team');
    expect(await publisher.post('C0DATA', null, 'incident:42', FIRED)).toMatchObject({
      kind: 'other-channel',
    });
    expect(await publisher.channelId('#data-team')).toEqual({ kind: 'ok', value: ALERTS });
  });

  it.each(['http-500', 'refuse-connection'] as const)('is asked for again after a %s', async (kind) => {
    slack.workspace.faults.set({ kind, times: 1 });
    expect(await publisher.channelId('#data-team')).toMatchObject({ kind: 'retry' });
    expect(await publisher.channelId('#data-team')).toEqual({ kind: 'ok', value: 'C0DATA' });
  });
});

describe('a message', () => {
  it('carries its card where people do not see it', async () => {
    const at = await post('incident:42');
    expect(slack.workspace.messages(ALERTS)).toEqual([
      expect.objectContaining({
        ts: at.ts,
        text: 'fired',
        blocks: [expect.objectContaining({ type: 'section' })],
        metadata: { event_type: 'handrail_card', event_payload: { card: 'incident:42' } },
      }),
    ]);
    expect(counted).toEqual(['slack_calls chat.postMessage']);
  });

  it('stands in a thread', async () => {
    const parent = await post('incident:42');
    await post('timeline:42', parent.ts);
    expect(slack.workspace.thread(ALERTS, parent.ts)).toHaveLength(1);
  });

  it('is updated in place, blocks removed when there are none', async () => {
    const at = await post('incident:42');
    expect(await publisher.update(at, 'incident:42', { text: 'over', blocks: [], twin: '' })).toEqual({
      kind: 'ok',
      value: null,
    });
    expect(slack.workspace.messages(ALERTS)).toEqual([
      expect.objectContaining({ ts: at.ts, text: 'over', blocks: [] }),
    ]);
  });

  it('is removed, and then is gone for every other call', async () => {
    const at = await post('incident:42');
    expect(await publisher.remove(at)).toMatchObject({ kind: 'ok' });
    expect(slack.workspace.messages(ALERTS)).toEqual([]);
    expect(await publisher.remove(at)).toMatchObject({ kind: 'repost' });
    expect(await publisher.update(at, 'incident:42', FIRED)).toMatchObject({ kind: 'repost' });
    expect(await publisher.post(ALERTS, at.ts, 'timeline:42', FIRED)).toMatchObject({ kind: 'repost' });
  });

  it.each([
    ['http-500', 'ambiguous', 'retry'],
    ['drop-after-effect', 'ambiguous', 'retry'],
    ['refuse-connection', 'ambiguous', 'retry'],
  ] as const)('after a %s is %s when new and %s when it stands', async (kind, ofPost, ofUpdate) => {
    const at = await post('incident:42');
    slack.workspace.faults.set({ kind });
    expect((await publisher.post(ALERTS, null, 'incident:43', FIRED)).kind).toBe(ofPost);
    expect((await publisher.update(at, 'incident:42', FIRED)).kind).toBe(ofUpdate);
    expect(counted).toContain(`slack_errors chat.postMessage ${ofPost}`);
  });

  it('with blocks that Slack refuses asks for the text twin', async () => {
    const bad = { ...FIRED, blocks: [{ type: 'section' }] };
    const at = await post('incident:42');
    expect((await publisher.post(ALERTS, null, 'incident:43', bad)).kind).toBe('text-twin');
    expect((await publisher.update(at, 'incident:42', bad)).kind).toBe('text-twin');
  });

  it('with a table or a chart has text in its place where the workspace does not take it', async () => {
    slack.workspace.takeBlocksAway('data_visualization');
    const message = { ...FIRED, blocks: [...FIRED.blocks, A_CHART, A_TABLE] };
    const posted = await publisher.post(ALERTS, null, 'run:1', message);
    if (posted.kind !== 'ok') throw new Error(posted.because);
    expect(typesShown()).toEqual(['section', 'section', 'table']);
    slack.workspace.takeBlocksAway('table');
    expect((await publisher.update(posted.value, 'run:1', message)).kind).toBe('ok');
    expect(typesShown()).toEqual(['section', 'section', 'section']);
    // The chart was known by then: one try with the table, one without.
    expect(slack.workspace.calls.map(({ method }) => method)).toEqual([
      'chat.postMessage',
      'chat.postMessage',
      'chat.update',
      'chat.update',
    ]);
  });

  it('whose table was refused an hour ago is tried with it again', async () => {
    slack.workspace.takeBlocksAway('table');
    const message = { ...FIRED, blocks: [A_TABLE] };
    const tries = async (): Promise<number> => {
      const before = slack.workspace.calls.length;
      await publisher.post(ALERTS, null, 'run:1', message);
      return slack.workspace.calls.length - before;
    };
    expect(await tries()).toBe(2);
    now += 3_599_000;
    expect(await tries()).toBe(1);
    now += 2_000;
    expect(await tries()).toBe(2);
  });

  it('that Slack refuses for another block keeps its table the next time', async () => {
    const bad = { ...FIRED, blocks: [{ type: 'section' }, A_TABLE] };
    expect((await publisher.post(ALERTS, null, 'run:1', bad)).kind).toBe('text-twin');
    await publisher.post(ALERTS, null, 'run:2', { ...FIRED, blocks: [A_TABLE] });
    expect(typesShown()).toEqual(['table']);
  });

  it.each([
    ['archived', () => slack.workspace.archive(ALERTS)],
    ['left by the bot', () => slack.workspace.kick(ALERTS, 'U0HANDRAIL')],
  ])('in a channel that was %s goes elsewhere', async (_, spoil) => {
    const at = await post('incident:42');
    spoil();
    expect((await publisher.post(ALERTS, null, 'incident:43', FIRED)).kind).toBe('other-channel');
    expect((await publisher.update(at, 'incident:42', FIRED)).kind).toBe('other-channel');
  });
});

describe('page after page', () => {
  /** A Slack whose lists never end; each page takes this long. */
  async function endless(pageMs: number): Promise<{ readonly pages: () => number }> {
    let pages = 0;
    const server = createHttpServer((_request, response) => {
      pages += 1;
      now += pageMs;
      const next = { response_metadata: { next_cursor: `page-${pages}` } };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ok: true, channels: [], messages: [], ...next }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(server);
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('Expected a port');
    await startAgain(`http://127.0.0.1:${address.port}/api/`);
    return { pages: () => pages };
  }

  it.each([
    ['the channels', () => publisher.channelId('#data-team')],
    ['a channel', () => publisher.find(ALERTS, null, 'incident:42', START)],
    ['a thread', () => publisher.find(ALERTS, '1.1', 'incident:42', START)],
  ] as const)('%s are read to an end, even where there is none', async (_, ask) => {
    const { pages } = await endless(0);
    expect(await ask()).toMatchObject({ kind: 'ok' });
    expect(pages()).toBe(MOST_PAGES);
  });

  it('is read no longer than the lease of a card bears', async () => {
    const { pages } = await endless(PAGES_WITHIN_MS / 2 + 1);
    await publisher.find(ALERTS, null, 'incident:42', START);
    expect(pages()).toBe(2);
  });
});

describe('the turns', () => {
  it('are held where Slack asked to wait, and nowhere else', async () => {
    slack.workspace.faults.set({
      kind: 'rate-limited',
      retryAfterSeconds: 30,
      method: 'chat.postMessage',
      times: 1,
    });
    expect(await publisher.post(ALERTS, null, 'incident:42', FIRED)).toMatchObject({
      kind: 'wait',
      forMs: 30_000,
    });
    expect(publisher.takeTurn('post', ALERTS)).toBe(30_000);
    expect(publisher.takeTurn('post', 'C0DATA')).toBe(0);
    expect(publisher.takeTurn('update', ALERTS)).toBe(0);
  });

  it('of updates are held for the whole workspace', async () => {
    const at = await post('incident:42');
    slack.workspace.faults.set({
      kind: 'rate-limited',
      retryAfterSeconds: 20,
      method: 'chat.update',
      times: 1,
    });
    await publisher.update(at, 'incident:42', FIRED);
    expect(publisher.takeTurn('update', 'C0DATA')).toBe(20_000);
    expect(publisher.takeTurn('post', ALERTS)).toBe(0);
  });
});

describe('what Slack asked to wait for', () => {
  const callsOf = (method: string) => slack.workspace.calls.filter((call) => call.method === method).length;
  const limit = (method: string, retryAfterSeconds = 30) =>
    slack.workspace.faults.set({ kind: 'rate-limited', retryAfterSeconds, method, times: 1 });

  it('is waited for by the next process as well', async () => {
    limit('chat.postMessage');
    await publisher.post(ALERTS, null, 'incident:42', FIRED);
    await startAgain();
    expect(publisher.takeTurn('post', ALERTS)).toBe(30_000);
    now += 29_999;
    await startAgain();
    expect(await publisher.post(ALERTS, null, 'incident:42', FIRED)).toMatchObject({
      kind: 'wait',
      forMs: 1,
    });
    expect(callsOf('chat.postMessage')).toBe(1);
    now += 1;
    expect(publisher.takeTurn('post', ALERTS)).toBe(0);
    await post('incident:42');
    expect(callsOf('chat.postMessage')).toBe(2);
  });

  it.each([
    ['conversations.list', () => publisher.channelId('#data-team')],
    ['conversations.history', () => publisher.find(ALERTS, null, 'incident:42', START)],
    ['chat.delete', () => publisher.remove({ channelId: ALERTS, ts: '1.1' })],
  ] as const)('holds %s for everybody, before and after a start', async (method, ask) => {
    limit(method);
    for (let time = 0; time < 2; time += 1)
      expect(await ask()).toMatchObject({ kind: 'wait', forMs: 30_000 });
    await startAgain();
    expect(await ask()).toMatchObject({ kind: 'wait', forMs: 30_000 });
    expect(callsOf(method)).toBe(1);
    now += 30_000;
    await ask();
    expect(callsOf(method)).toBe(2);
  });

  it('is some minutes at most, even after a clock was set back', async () => {
    limit('chat.update', 86_400);
    await publisher.update({ channelId: ALERTS, ts: '1.1' }, 'incident:42', FIRED);
    expect(publisher.takeTurn('update', ALERTS)).toBe(LONGEST_HOLD_MS);
    now -= 86_400_000;
    await startAgain();
    expect(publisher.takeTurn('update', ALERTS)).toBe(LONGEST_HOLD_MS);
    now += LONGEST_HOLD_MS;
    expect(publisher.takeTurn('update', ALERTS)).toBe(0);
  });

  it('is waited for even when it cannot be kept', async () => {
    limit('chat.update');
    await store.close();
    expect(await publisher.update({ channelId: ALERTS, ts: '1.1' }, 'incident:42', FIRED)).toMatchObject({
      kind: 'wait',
    });
    expect(publisher.takeTurn('update', ALERTS)).toBe(30_000);
  });
});

describe('a card that may have been posted', () => {
  it('is found in the channel, oldest first, and no other card with it', async () => {
    const first = await post('incident:42');
    await post('incident:4');
    const second = await post('incident:42');
    await post('timeline:42', first.ts);
    const found = await publisher.find(ALERTS, null, 'incident:42', START);
    expect(found).toEqual({ kind: 'ok', value: [first, second] });
    expect(await publisher.find(ALERTS, null, 'incident:43', START)).toEqual({ kind: 'ok', value: [] });
  });

  it('is found in a thread', async () => {
    const parent = await post('incident:42');
    const reply = await post('timeline:42', parent.ts);
    expect(await publisher.find(ALERTS, parent.ts, 'timeline:42', START)).toEqual({
      kind: 'ok',
      value: [reply],
    });
  });

  it('is found below hundreds of others, in the channel and in a thread', async () => {
    const parent = await post('incident:42');
    const reply = await post('timeline:42', parent.ts);
    for (let index = 0; index < 250; index += 1) {
      await slack.workspace
        .as('U0RESPONDER')
        .say(ALERTS, `busy ${index}`, index % 2 === 0 ? parent.ts : undefined);
    }
    for (let index = 0; index < 150; index += 1) {
      await slack.workspace.as('U0RESPONDER').say(ALERTS, `busier ${index}`);
      await slack.workspace.as('U0RESPONDER').say(ALERTS, `busier ${index}`, parent.ts);
    }
    expect(await publisher.find(ALERTS, null, 'incident:42', START)).toEqual({ kind: 'ok', value: [parent] });
    const late = await post('timeline:42', parent.ts);
    expect(await publisher.find(ALERTS, parent.ts, 'timeline:42', START)).toEqual({
      kind: 'ok',
      value: [reply, late],
    });
  });

  it('is not taken for one of an earlier time', async () => {
    await post('incident:42');
    expect(await publisher.find(ALERTS, null, 'incident:42', START + 61_000)).toEqual({
      kind: 'ok',
      value: [],
    });
  });
});
