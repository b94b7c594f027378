/** The receiver over real HTTP: who is let in, what Slack is answered, and that nobody waits for ever. */

import type { App, ReceiverEvent } from '@slack/bolt';
import type { FastifyInstance } from 'fastify';

import { request } from 'node:http';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ReceiverMultipleAckError } from '@slack/bolt';
import fastify from 'fastify';
import fc from 'fast-check';

import { createBoltApp } from '../../src/bot/bolt-app.ts';
import { createSlackReceiver } from '../../src/bot/receiver.ts';
import { signBody } from '../../sandbox/slack/callbacks.ts';
import { SILENT } from '../store/files.ts';

const NOW = 1_790_000_000_000;
const SECONDS = NOW / 1_000;
const SECRETS = ['the-new-secret', 'the-old-secret'];
const SLASH =
  'command=%2Fetl&text=help&team_id=T0SANDBOX&user_id=U0RESPONDER&channel_id=C0ALERTS&trigger_id=1.2&response_url=http%3A%2F%2F127.0.0.1%3A9%2F';

let server: FastifyInstance;
let url: string;
let app: App;
let connectBolt: () => void;
let logged: { readonly fields: object; readonly message: string }[];
/** What Bolt handed on, when no listener takes it first. */
let events: ReceiverEvent['body'][];

/** Listens; `connectBolt` is the test's to call. */
async function listen(noAckMs: number): Promise<void> {
  logged = [];
  events = [];
  const log = {
    ...SILENT,
    warn: (fields: object, message: string) => logged.push({ fields, message }),
    error: (fields: object, message: string) => logged.push({ fields, message }),
  };
  const slack = createSlackReceiver({ signingSecrets: SECRETS, clock: () => NOW, log, noAckMs });
  connectBolt = () => {
    app = createBoltApp(
      slack.receiver,
      () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U1', teamId: 'T0SANDBOX' }),
      log,
    );
    app.use(async ({ body, next }) => {
      events.push({ ...body });
      await next();
    });
  };
  server = fastify({ forceCloseConnections: true });
  await server.register(slack.plugin);
  url = await server.listen({ host: '127.0.0.1', port: 0 });
}

beforeEach(async () => {
  await listen(100);
  connectBolt();
});

afterEach(() => server.close());

interface Sent {
  readonly body?: string;
  readonly timestamp?: number | string;
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
}

/** Sends what Slack would, signed, unless the test says otherwise. A header that is null is left out. */
function send({ body = SLASH, timestamp = SECONDS, secret = SECRETS[0] ?? '', headers = {} }: Sent = {}) {
  const all = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': signBody(secret, Number(timestamp), body),
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  return new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const call = request(
      `${url}/slack/events`,
      { method: 'POST', headers: Object.fromEntries(sent) },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      },
    );
    call.on('error', reject).end(body);
  });
}

describe('a request', () => {
  it.each(SECRETS)('signed with either secret is handed on: %s', async (secret) => {
    app.command(/.*/, async ({ ack }) => ack('here'));
    expect(await send({ secret })).toEqual({ status: 200, text: 'here' });
    expect(events).toEqual([expect.objectContaining({ command: '/etl', text: 'help' })]);
  });

  it.each<[string, Sent]>([
    ['another secret', { secret: 'nobody-has-it' }],
    [
      'the signature of another body',
      { headers: { 'x-slack-signature': signBody(SECRETS[0] ?? '', SECONDS, 'text=resolve') } },
    ],
    ['another version of signature', { headers: { 'x-slack-signature': 'v1=00' } }],
    ['half a signature', { headers: { 'x-slack-signature': 'v0' } }],
    ['no signature', { headers: { 'x-slack-signature': null } }],
    ['no timestamp', { headers: { 'x-slack-request-timestamp': null } }],
    ['an empty timestamp', { headers: { 'x-slack-request-timestamp': '' } }],
    ['a timestamp in words', { headers: { 'x-slack-request-timestamp': 'now' } }],
    ['a timestamp of another spelling', { timestamp: `${SECONDS / 1e6}e6` }],
    ['a timestamp of six minutes ago', { timestamp: SECONDS - 360 }],
    ['a timestamp just too old', { timestamp: SECONDS - 301 }],
    ['a timestamp in an hour', { timestamp: SECONDS + 3_600 }],
    ['a timestamp just too new', { timestamp: SECONDS + 301 }],
  ])('with %s is refused before anybody reads it', async (_, sent) => {
    expect((await send(sent)).status).toBe(401);
    expect(events).toEqual([]);
    expect(logged).toEqual([
      { fields: { reason: expect.any(String) }, message: expect.stringContaining('refused') },
    ]);
  });

  it.each([SECONDS - 300, SECONDS + 300])(
    'within five minutes of our clock is let in: %d',
    async (timestamp) => {
      app.command(/.*/, async ({ ack }) => ack());
      expect((await send({ timestamp })).status).toBe(200);
    },
  );

  it.each(['application/x-www-form-urlencoded; charset=utf-8', 'text/plain', null])(
    'is read by what it holds, not by its content type: %s',
    async (type) => {
      app.command(/.*/, async ({ ack }) => ack());
      expect((await send({ headers: { 'content-type': type } })).status).toBe(200);
    },
  );

  it('that is far too long is refused', async () => {
    const answer = await send({ body: `text=${'x'.repeat(4 * 1024 * 1024)}` });
    expect(answer.status).toBe(413);
    expect(events).toEqual([]);
  });

  it.each(['', '{', 'payload=', 'payload=%7B', 'payload=%5B%5D', 'payload=null', 'payload=42'])(
    'that cannot be read is refused: %j',
    async (body) => {
      expect((await send({ body })).status).toBe(400);
      expect(events).toEqual([]);
    },
  );

  it.each(['   ', '[]', 'null', '{}', 'payload=%7B%7D'])(
    'that is no delivery is nobody’s: %j',
    async (body) => {
      expect((await send({ body })).status).toBe(404);
      expect(events).toEqual([]);
    },
  );

  it('of any other shape is answered, and breaks nothing', async () => {
    const body = fc.oneof(
      fc.json(),
      fc.json().map((json) => `payload=${encodeURIComponent(json)}`),
      fc
        .dictionary(
          fc.constantFrom(
            'type',
            'actions',
            'command',
            'view',
            'event',
            'user',
            'team',
            'ssl_check',
            '__proto__',
          ),
          fc.jsonValue(),
        )
        .map((fields) => `payload=${encodeURIComponent(JSON.stringify(fields))}`),
    );
    await fc.assert(
      fc.asyncProperty(body, async (each) => {
        expect([200, 400, 404, 500]).toContain((await send({ body: each })).status);
      }),
      { numRuns: 150 },
    );
    app.command(/.*/, async ({ ack }) => ack('still here'));
    expect((await send()).text).toBe('still here');
  });
});

describe('Slack itself', () => {
  it('is answered its challenge', async () => {
    const answer = await send({
      body: JSON.stringify({ type: 'url_verification', challenge: 'c-1' }),
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ challenge: 'c-1' });
  });

  it('is answered its certificate check', async () => {
    expect(await send({ body: 'ssl_check=1&token=x' })).toEqual({ status: 200, text: '' });
  });

  it('gets no challenge back without a signature', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c-1' });
    expect((await send({ body, secret: 'wrong' })).text).not.toContain('c-1');
  });

  it('hears once, however often a listener acknowledges', async () => {
    const second = Promise.withResolvers<unknown>();
    app.command(/.*/, async ({ ack }) => {
      await ack('first');
      second.resolve(await ack('second').catch((error: unknown) => error));
    });
    expect(await send()).toEqual({ status: 200, text: 'first' });
    expect(await second.promise).toBeInstanceOf(ReceiverMultipleAckError);
  });

  it('hears that nobody listens', async () => {
    expect((await send()).status).toBe(404);
  });

  it('hears that a listener ended without a word', async () => {
    app.command(/.*/, async () => undefined);
    expect((await send()).status).toBe(404);
  });

  it('hears that a listener failed, and the log says how', async () => {
    app.command(/.*/, async () => Promise.reject(new Error('a bug')));
    expect((await send()).status).toBe(404);
    expect(logged).toContainEqual(expect.objectContaining({ message: 'a listener failed' }));
  });

  it('does not wait for a listener that hangs; what it says later is dropped', async () => {
    const late = Promise.withResolvers<void>();
    const acked = Promise.withResolvers<void>();
    app.command(/.*/, async ({ ack }) => {
      await late.promise;
      await ack('too late');
      acked.resolve();
    });
    expect((await send()).status).toBe(503);
    late.resolve();
    await acked.promise;
    expect(logged).toContainEqual(expect.objectContaining({ message: 'no answer for Slack in time' }));
  });

  it('is told that we are not ready before Bolt is', async () => {
    const slack = createSlackReceiver({ signingSecrets: SECRETS, clock: () => NOW, log: SILENT });
    await server.close();
    server = fastify({ forceCloseConnections: true });
    await server.register(slack.plugin);
    url = await server.listen({ host: '127.0.0.1', port: 0 });
    expect((await send()).status).toBe(503);
  });

  it('may send an event that nobody asked for, and send it again', async () => {
    const event = {
      type: 'event_callback',
      team_id: 'T0SANDBOX',
      event_id: 'Ev1',
      event: { type: 'app_mention', user: 'U0RESPONDER', channel: 'C0ALERTS' },
    };
    const headers = {
      'content-type': 'application/json',
      'x-slack-retry-num': '1',
      'x-slack-retry-reason': 'http_timeout',
    };
    let retryNum: unknown;
    app.use(async ({ context, next }) => {
      ({ retryNum } = context);
      await next();
    });
    expect((await send({ body: JSON.stringify(event), headers })).status).toBe(200);
    expect(retryNum).toBe(1);
  });
});

describe('a request that comes before Bolt is there', () => {
  it('waits for it', async () => {
    await server.close();
    await listen(20_000);
    const arrived = Promise.withResolvers<void>();
    server.server.once('request', () => arrived.resolve());
    const answered = send();
    await arrived.promise;
    connectBolt();
    app.command(/.*/, async ({ ack }) => ack('here'));
    expect(await answered).toEqual({ status: 200, text: 'here' });
  });

  it('for too long is answered that nothing was done, and nothing is', async () => {
    await server.close();
    await listen(100);
    expect((await send()).status).toBe(503);
    connectBolt();
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual([]);
  });
});
