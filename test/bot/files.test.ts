/** Files against the simulated Slack: what comes to it, what is left here, and how each step ends. */

import type { Files, FileWriter, MessagePlace } from '../../src/handlers/ports.ts';
import type { Fixture } from '../sandbox/slack-fixture.ts';
import type { Server } from 'node:http';

import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createFiles } from '../../src/bot/files.ts';
import { createSlackClient } from '../../src/bot/publisher.ts';
import { createSlackCalls } from '../../src/bot/slack-calls.ts';
import { MOST_FILE_BYTES } from '../../src/handlers/slack-times.ts';
import { ALERTS, BOT_TOKEN, startFixture } from '../sandbox/slack-fixture.ts';

const START = 1_700_000_000_000;
const DM = { channelId: 'D0RESPONDER', threadTs: null };
const HERE: MessagePlace = { channelId: ALERTS, threadTs: null };

let slack: Fixture;
let files: Files;
let folder: string;
let now: number;
let servers: Server[];

beforeEach(async () => {
  slack = await startFixture();
  folder = await mkdtemp(join(tmpdir(), 'handrail-files-test-'));
  now = START;
  servers = [];
  files = filesOf();
  await slack.client.conversations.open({ users: 'U0RESPONDER' });
});

afterEach(async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await slack.close();
  await rm(folder, { recursive: true });
});

function filesOf(apiUrl = slack.apiUrl): Files {
  const clock = () => now;
  const calls = createSlackCalls({
    clock,
    metrics: { count: () => undefined },
    holds: { load: async () => new Map(), keep: async () => undefined },
  });
  const client = createSlackClient(BOT_TOKEN, apiUrl);
  return createFiles({ client, apiUrl, fetch, clock, calls, folder });
}

const rows =
  (count: number): FileWriter =>
  async (take) => {
    await take('id,user\n');
    for (let index = 0; index < count; index += 1) await take(`${index},ünal\n`);
  };

async function uploaded(): Promise<string> {
  const outcome = await files.upload('users.csv', rows(2));
  if (outcome.kind !== 'ok') throw new Error(outcome.because);
  return outcome.value.id;
}

const textOf = (id: string): string | undefined => slack.workspace.state.files.get(id)?.bytes?.toString();
const callsOf = (method: string) => slack.workspace.calls.filter((call) => call.method === method);

/** A Slack of one answer: where the bytes go. It notes which paths were asked for; what is not of its API is sent on. */
async function slackGiving(
  uploadUrl: (origin: string) => string,
): Promise<{ readonly files: Files; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    request.resume().on('end', () => {
      if (!path.startsWith('/api/')) return response.writeHead(307, { location: '/stolen' }).end();
      const answer = { ok: true, file_id: 'F1', upload_url: uploadUrl(`http://${request.headers.host}`) };
      return response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port');
  return { files: filesOf(`http://127.0.0.1:${address.port}/api/`), asked };
}

describe('an upload', () => {
  it('comes to Slack as it was written, and is seen by nobody', async () => {
    const outcome = await files.upload('users.csv', rows(3));
    const text = 'id,user\n0,ünal\n1,ünal\n2,ünal\n';
    expect(outcome).toEqual({ kind: 'ok', value: { id: 'F00001', bytes: Buffer.byteLength(text) } });
    expect(textOf('F00001')).toBe(text);
    expect(slack.workspace.state.messages.all()).toEqual([]);
  });

  it('of a hundred thousand rows arrives whole, in order', async () => {
    const outcome = await files.upload('users.csv', rows(100_000));
    expect(outcome.kind).toBe('ok');
    const lines = textOf('F00001')?.split('\n') ?? [];
    expect(lines.length).toBe(100_002);
    expect(lines.slice(1, -1).every((line, index) => line === `${index},ünal`)).toBe(true);
  });

  it('arrives even when a character was cut in two', async () => {
    const outcome = await files.upload('users.csv', async (take) => {
      for (const piece of ['\u{1F6A8}'.slice(0, 1), '\u{1F6A8}'.slice(1)]) await take(piece);
    });
    expect(outcome).toMatchObject({ kind: 'ok' });
  });

  it('sends the bytes without the token, and says how many they are', async () => {
    await uploaded();
    expect(callsOf('upload_url')).toMatchObject([
      { args: { withToken: false, isChunked: false }, answer: 'ok' },
    ]);
  });

  it('leaves nothing on the disk, whatever its end', async () => {
    await uploaded();
    slack.workspace.faults.set({ kind: 'http-500', method: 'upload_url', times: 1 });
    await files.upload('users.csv', rows(2));
    await files.upload('users.csv', async () => Promise.reject(new Error('no rows'))).catch(() => undefined);
    expect(await readdir(folder)).toEqual([]);
  });

  it('has no name on the disk while it is written', async () => {
    let seen: readonly string[] = ['not looked'];
    await files.upload('users.csv', async (take) => {
      await take('x'.repeat(200_000));
      seen = await readdir(folder);
    });
    expect(seen).toEqual([]);
  });

  it('throws on what its writer throws, and asks Slack for nothing', async () => {
    const broken = new Error('Athena broke');
    await expect(files.upload('users.csv', async () => Promise.reject(broken))).rejects.toBe(broken);
    expect(callsOf('files.getUploadURLExternal')).toEqual([]);
  });

  it('of more than Slack can take in time is refused, and its writer told to stop', async () => {
    const piece = 'x'.repeat(1_048_576);
    let taken = 0;
    const outcome = await files.upload('users.csv', async (take) => {
      for (;;) {
        await take(piece);
        taken += piece.length;
      }
    });
    expect(outcome).toMatchObject({ kind: 'give-up', because: expect.stringContaining('100 MB') });
    expect(taken).toBe(MOST_FILE_BYTES);
    expect(callsOf('files.getUploadURLExternal')).toEqual([]);
  });

  it('of nothing is refused', async () => {
    expect(await files.upload('users.csv', async () => undefined)).toMatchObject({ kind: 'give-up' });
  });

  it.each([
    ['files.getUploadURLExternal', { kind: 'http-500' }, 'retry'],
    ['files.getUploadURLExternal', { kind: 'rate-limited', retryAfterSeconds: 9 }, 'wait'],
    ['files.getUploadURLExternal', { kind: 'error', error: 'missing_scope' }, 'give-up'],
    ['files.getUploadURLExternal', { kind: 'error', error: 'storage_limit_reached' }, 'give-up'],
    ['upload_url', { kind: 'http-500' }, 'retry'],
    ['upload_url', { kind: 'refuse-connection' }, 'retry'],
    ['upload_url', { kind: 'drop-after-effect' }, 'retry'],
  ] as const)('that %s answers with %j ends as %s, and may be done again', async (method, fault, kind) => {
    slack.workspace.faults.set({ ...fault, method, times: 1 });
    expect(await files.upload('users.csv', rows(2))).toMatchObject({ kind });
    now += 9_000;
    expect(await files.upload('users.csv', rows(2))).toMatchObject({ kind: 'ok' });
  });
});

describe('the address for the bytes', () => {
  it.each([
    'http://files.example.com/upload',
    'http://127.0.0.1:1/upload',
    'ftp://files.example.com/upload',
    'file:///etc/passwd',
    'no url',
  ])('that is neither of HTTPS nor of the API gets none: %s', async (url) => {
    const strange = await slackGiving(() => url);
    expect(await strange.files.upload('users.csv', rows(2))).toMatchObject({
      kind: 'give-up',
      because: expect.stringContaining('HTTPS'),
    });
  });

  it('that sends them on is not followed', async () => {
    const strange = await slackGiving((origin) => `${origin}/upload`);
    expect(await strange.files.upload('users.csv', rows(2))).toMatchObject({ kind: 'retry' });
    expect(strange.asked).toEqual(['/api/files.getUploadURLExternal', '/upload']);
  });
});

describe('a share', () => {
  const share = (id: string, at = HERE, text = 'The whole result') =>
    files.share({ id, title: 'Users' }, at, text);

  it('shows the file below its sentence, in a direct message and in a thread', async () => {
    expect(await share(await uploaded(), DM)).toEqual({ kind: 'ok', value: null });
    expect(slack.workspace.messages('D0RESPONDER')).toMatchObject([
      { text: 'The whole result', files: ['F00001'], threadTs: null },
    ]);
    const { ts } = await slack.client.chat.postMessage({ channel: ALERTS, text: 'card' });
    await share(await uploaded(), { channelId: ALERTS, threadTs: ts! });
    expect(slack.workspace.thread(ALERTS, ts!)).toMatchObject([{ files: ['F00002'] }]);
  });

  it('says its sentence as plain text', async () => {
    await share(await uploaded(), HERE, 'of <!channel> & *all*');
    const [message] = slack.workspace.messages(ALERTS);
    expect(message?.text).toContain('&lt;!channel&gt; &amp; ');
    expect(message?.text).not.toContain('*');
  });

  it('waits for its turn as a post does, in its channel alone', async () => {
    const ids = [await uploaded(), await uploaded(), await uploaded(), await uploaded(), await uploaded()];
    for (const id of ids.slice(0, 3)) expect(await share(id)).toMatchObject({ kind: 'ok' });
    expect(await share(ids[3]!)).toMatchObject({ kind: 'wait', forMs: 1_000 });
    expect(await share(ids[4]!, DM)).toMatchObject({ kind: 'ok' });
    now += 1_000;
    expect(await share(ids[3]!)).toMatchObject({ kind: 'ok' });
  });

  it.each([
    [{ kind: 'drop-after-effect' }, true],
    [{ kind: 'http-500' }, false],
  ] as const)('with an end that nobody knows, as %j, is looked for', async (fault, isThere) => {
    const id = await uploaded();
    slack.workspace.faults.set({ ...fault, method: 'files.completeUploadExternal', times: 1 });
    expect(await share(id, DM)).toMatchObject({ kind: 'ambiguous' });
    expect(await files.isShared(id, DM, START)).toEqual({ kind: 'ok', value: isThere });
  });

  it('of a file that was shared before says that the upload has ended', async () => {
    const id = await uploaded();
    await share(id);
    expect(await share(id)).toMatchObject({ kind: 'give-up', because: expect.stringContaining('has ended') });
  });

  it.each([
    ['C0GENERAL', 'other-channel'],
    ['C0OLD', 'other-channel'],
    ['C0NONE', 'other-channel'],
  ])('in a channel that cannot be written to ends as such: %s', async (channelId, kind) => {
    expect(await share(await uploaded(), { channelId, threadTs: null })).toMatchObject({ kind });
  });
});

describe('looking for a file', () => {
  it('finds it in its thread, and no other file there', async () => {
    const { ts } = await slack.client.chat.postMessage({ channel: ALERTS, text: 'card' });
    const at = { channelId: ALERTS, threadTs: ts! };
    const [shown, other] = [await uploaded(), await uploaded()];
    await files.share({ id: shown, title: 'Users' }, at, '');
    expect(await files.isShared(shown, at, START)).toEqual({ kind: 'ok', value: true });
    expect(await files.isShared(other, at, START)).toEqual({ kind: 'ok', value: false });
    expect(await files.isShared(shown, HERE, START)).toEqual({ kind: 'ok', value: false });
  });

  it('of a thread that is gone says so', async () => {
    const at = { channelId: ALERTS, threadTs: '1.000000' };
    expect(await files.isShared('F1', at, START)).toMatchObject({ kind: 'repost' });
  });
});
