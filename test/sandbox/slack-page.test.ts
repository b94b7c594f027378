/** The page's wire: state, stream and acts, and who is kept out. */

import type { ActResult, PageState } from '../../sandbox/page/contract.ts';
import type { RunningSlack } from '../../sandbox/slack/start.ts';
import type { PageWorld } from './page-world.ts';

import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { bundleClient } from '../../sandbox/page/bundle.ts';
import { QUIET, startPageWorld } from './page-world.ts';

let world: PageWorld;
let slack: RunningSlack;

beforeEach(async () => {
  world = await startPageWorld();
  slack = world.slack;
});
afterEach(() => slack.close());

const getState = async () => (await (await fetch(`${slack.url}/page/state`)).json()) as PageState;

async function sendAct(
  act: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; result: ActResult }> {
  const response = await fetch(`${slack.url}/page/acts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(act),
  });
  return { status: response.status, result: (await response.json()) as ActResult };
}

const hello = { act: 'message', user: 'U0LEAD', channel: 'C0DATA', text: 'hello', threadTs: null };

describe('the state', () => {
  it('shows people, channels, messages and modals, and what only one person sees as such', async () => {
    await sendAct(hello);
    const { state } = slack.workspace;
    state.views.open('U0LEAD', { type: 'modal', title: { type: 'plain_text', text: 'Note' }, blocks: [] });
    const { users, channels, messages, views, bot, commands } = await getState();
    expect(users).toContainEqual({
      id: 'U0LEAD',
      name: 'data-lead',
      realName: 'Data Lead',
      isBot: false,
      membership: 'full',
      initials: 'DL',
      hue: expect.any(Number),
    });
    expect(channels.map(({ name, isArchived }) => [name, isArchived])).toContainEqual([
      'old-etl-alerts',
      true,
    ]);
    expect(messages).toMatchObject([{ channel: 'C0DATA', user: 'U0LEAD', text: 'hello', onlyFor: null }]);
    expect(views).toMatchObject([
      { user: 'U0LEAD', title: 'Note', submit: null, close: 'Cancel', busy: false },
    ]);
    expect(commands).toMatchObject([{ command: '/etl' }]);
    expect(bot).toBe('ready');
  });
});

describe('a direct message', () => {
  it('is called by who is on its other side, and says whose it is', async () => {
    slack.workspace.state.directory.direct('U0LEAD');
    expect((await getState()).channels).toContainEqual({
      id: 'D0LEAD',
      name: 'Handrail',
      topic: '',
      isArchived: false,
      isPrivate: true,
      directWith: 'U0LEAD',
    });
  });
});

describe('a file', () => {
  const CSV = 'id,user\n1,ünal\n';

  /** Shown in the direct message of the lead; gives its address. */
  async function shown(channel: string): Promise<string> {
    const { files, messages } = slack.workspace.state;
    const { id, ticket } = files.promise('users "1".csv', Buffer.byteLength(CSV));
    files.receive(ticket, Buffer.from(CSV));
    files.complete(id, 'Users');
    messages.add({
      channel,
      threadTs: null,
      user: 'U0HANDRAIL',
      text: 'The whole result',
      blocks: [],
      files: [id],
      metadata: null,
      onlyFor: null,
    });
    const [file] = (await getState()).messages.at(-1)?.files ?? [];
    expect(file).toMatchObject({ title: 'Users', kind: 'CSV', bytes: 16 });
    return `${slack.url}${file?.path}`;
  }

  it('is downloaded by who may see where it stands, and is not there for anybody else', async () => {
    const url = await shown(slack.workspace.state.directory.direct('U0LEAD').channel.id);
    const download = await fetch(`${url}?user=U0LEAD`);
    expect(await download.text()).toBe(CSV);
    expect(download.headers.get('content-type')).toBe('text/csv');
    expect(download.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''users%20%221%22.csv",
    );
    const statuses = ['?user=U0ANALYST', '?user=U0NOBODY', '?user=U0HANDRAIL&user=U0LEAD', ''].map(
      async (query) => (await fetch(`${url}${query}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([404, 404, 404, 404]);
  });

  it('of a public channel is downloaded by everybody, and one that was never shared by nobody', async () => {
    expect((await fetch(`${await shown('C0DATA')}?user=U0GUEST`)).status).toBe(200);
    slack.workspace.state.messages.all().forEach(({ ts }) => slack.workspace.state.messages.remove(ts));
    const path = '/files-pri/T0SANDBOX-F00001/download/users.csv';
    expect((await fetch(`${slack.url}${path}?user=U0LEAD`)).status).toBe(404);
  });
});

describe('the acts', () => {
  it('reach the workspace, and switches the pipeline', async () => {
    expect(await sendAct(hello)).toEqual({ status: 200, result: { ok: true } });
    await sendAct({ act: 'switch', id: 'glue-fails', on: true });
    expect(slack.workspace.messages('#data-team')).toMatchObject([{ text: 'hello' }]);
    expect(world.flipped).toEqual([['glue-fails', true]]);
  });

  it('tell what Slack would show when one fails', async () => {
    const { result } = await sendAct({
      act: 'slash',
      user: 'U0LEAD',
      channel: 'C0DATA',
      command: '/etl',
      text: '',
    });
    expect(result).toEqual({ ok: false, error: '/etl failed with the error "dispatch_failed"' });
  });

  it('are refused when they are none', async () => {
    expect(await sendAct({ act: 'fly' })).toMatchObject({ status: 400, result: { ok: false } });
    expect(await sendAct({ ...hello, text: 7 })).toMatchObject({ status: 400 });
    expect(slack.workspace.messages('#data-team')).toEqual([]);
  });
});

describe('the stream', () => {
  it('starts with the state, and tells it again after changes of either side', async () => {
    const stream = await openStream();
    expect((await stream.next()).messages).toEqual([]);
    await sendAct(hello);
    expect((await stream.next()).messages).toMatchObject([{ text: 'hello' }]);
    world.show({ ...QUIET, name: 'broken' });
    expect((await stream.next()).pipeline.name).toBe('broken');
    stream.stop();
  });

  it('tells changes that come together once', async () => {
    const stream = await openStream();
    await stream.next();
    const before = slack.workspace.state.messages;
    for (const text of ['1', '2', '3']) {
      before.add({
        channel: 'C0DATA',
        threadTs: null,
        user: 'U0LEAD',
        text,
        blocks: [],
        metadata: null,
        onlyFor: null,
      });
    }
    expect((await stream.next()).messages.map(({ text }) => text)).toEqual(['1', '2', '3']);
    stream.stop();
  });

  it('ends when the server closes', async () => {
    const stream = await openStream();
    await stream.next();
    const ended = once(stream.response, 'end');
    await slack.close();
    await expect(ended).resolves.toEqual([]);
  });
});

describe('strangers', () => {
  it('are kept out when they come by another name', async () => {
    const response = await requestWith({ host: 'sandbox.example:80' });
    expect(response.statusCode).toBe(403);
    expect((await requestWith({ host: `localhost:${new URL(slack.url).port}` })).statusCode).toBe(200);
  });

  it('cannot act from another site', async () => {
    expect(await sendAct(hello, { origin: 'https://elsewhere.example' })).toMatchObject({ status: 403 });
    expect(slack.workspace.messages('#data-team')).toEqual([]);
    expect(await sendAct(hello, { origin: slack.url })).toMatchObject({ status: 200 });
  });
});

describe('the files', () => {
  it.each([
    ['/', 'text/html', '<title>page</title>'],
    ['/page/client.js', 'text/javascript', 'run()'],
    ['/page/client.css', 'text/css', 'body{}'],
  ])('%s is served as %s', async (path, type, body) => {
    const response = await fetch(`${slack.url}${path}`);
    expect(response.headers.get('content-type')).toContain(type);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await response.text()).toBe(body);
  });

  it('are the compiled client, which the page loads by those names', async () => {
    const { html, script, style } = await bundleClient();
    expect(html).toContain('src="/page/client.js"');
    expect(html).toContain('href="/page/client.css"');
    expect(script).toContain('/page/events');
    expect(style).toContain('{');
  });

  it('and a permalink leads to its thread on the page', async () => {
    const response = await fetch(`${slack.url}/archives/C0DATA/p1700000000000100`, { redirect: 'manual' });
    expect(response.headers.get('location')).toBe('/#C0DATA/1700000000.000100');
  });
});

interface OpenStream {
  readonly response: IncomingMessage;
  /** The next state that comes. */
  next(): Promise<PageState>;
  stop(): void;
}

async function openStream(): Promise<OpenStream> {
  const response = await requestWith({}, '/page/events');
  response.setEncoding('utf8');
  let text = '';
  return {
    response,
    next: async () => {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const event = text.slice(0, end);
          text = text.slice(end + 2);
          if (event.startsWith('data: ')) return JSON.parse(event.slice(6)) as PageState;
        } else {
          text += String((await once(response, 'data'))[0]);
        }
      }
    },
    stop: () => response.destroy(),
  };
}

async function requestWith(headers: Record<string, string>, path = '/page/state'): Promise<IncomingMessage> {
  const sent = request(`${slack.url}${path}`, { headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}
