/** Who is let into the sandbox, over HTTP, on every server and at every kind of address that it has. */

import type { IncomingMessage } from 'node:http';
import type { AwsWorld } from './aws-world.ts';
import type { PageWorld } from './page-world.ts';

import { request } from 'node:http';
import { text } from 'node:stream/consumers';

import { GetJobCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startAwsWorld } from './aws-world.ts';
import { BOT_TOKEN, startPageWorld } from './page-world.ts';

interface Sent {
  readonly server: 'slack' | 'aws';
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const POSTED = new URLSearchParams({ token: BOT_TOKEN, channel: 'C0ALERTS', text: 'hello' }).toString();
const SAID = JSON.stringify({
  act: 'message',
  user: 'U0LEAD',
  channel: 'C0DATA',
  text: 'hello',
  threadTs: null,
});
const CONFIRM = 'Action=ConfirmSubscription&Version=2010-03-31&TopicArn=arn&Token=token';

/** One request for each kind of address; the last two are what nobody serves. */
const ADDRESSES: readonly (readonly [string, Sent])[] = [
  ['the page', { server: 'slack', method: 'GET', path: '/' }],
  ['its script', { server: 'slack', method: 'GET', path: '/page/client.js' }],
  ['its style', { server: 'slack', method: 'GET', path: '/page/client.css' }],
  ['its state', { server: 'slack', method: 'GET', path: '/page/state' }],
  ['its stream', { server: 'slack', method: 'GET', path: '/page/events' }],
  [
    'its acts',
    {
      server: 'slack',
      method: 'POST',
      path: '/page/acts',
      headers: { 'content-type': 'application/json' },
      body: SAID,
    },
  ],
  ['a permalink', { server: 'slack', method: 'GET', path: '/archives/C0DATA/p1700000000000100' }],
  [
    'the Web API of Slack',
    { server: 'slack', method: 'POST', path: '/api/chat.postMessage', headers: FORM, body: POSTED },
  ],
  [
    'a response URL of Slack',
    { server: 'slack', method: 'POST', path: '/response/some-id', headers: FORM, body: 'text=hello' },
  ],
  ['AWS', { server: 'aws', method: 'POST', path: '/', headers: FORM, body: CONFIRM }],
  ['a preflight', { server: 'slack', method: 'OPTIONS', path: '/api/chat.postMessage' }],
  ['an address that is none', { server: 'slack', method: 'GET', path: '/nothing/here' }],
];

/** What a browser says of a page that is not ours; `own` is the address of the server asked. */
const STRANGERS: readonly (readonly [string, (own: URL) => Record<string, string>, RegExp])[] = [
  ['by a foreign name', () => ({ host: 'sandbox.example' }), /localhost.*sandbox\.example.*printed/],
  [
    'by a foreign name, in its own name',
    ({ port }) => ({ host: `sandbox.example:${port}`, origin: `http://sandbox.example:${port}` }),
    /localhost.*sandbox\.example/,
  ],
  [
    'by a name that only begins as ours',
    ({ port }) => ({ host: `localhost.example:${port}` }),
    /localhost\.example/,
  ],
  ['from another site', () => ({ origin: 'https://elsewhere.example' }), /elsewhere\.example.*Use the page/],
  ['from another port of this machine', () => ({ origin: 'http://localhost:5173' }), /localhost:5173/],
  ['from the right address over TLS', ({ host }) => ({ origin: `https://${host}` }), /own page/],
  ['from a page without an origin', () => ({ origin: 'null' }), /without an origin.*Use the page/],
  ['as an image in another site', () => ({ 'sec-fetch-site': 'cross-site' }), /cross-site/],
  [
    'as a frame in another site',
    () => ({
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'iframe',
    }),
    /cross-site/,
  ],
  ['as a script of another port', () => ({ 'sec-fetch-site': 'same-site' }), /same-site/],
];

let page: PageWorld;
let aws: AwsWorld;

beforeAll(async () => {
  page = await startPageWorld();
  aws = await startAwsWorld();
});
afterAll(async () => {
  await page.slack.close();
  await aws.close();
});

describe.each(STRANGERS)('a stranger %s', (_, headersAt, words) => {
  it.each(ADDRESSES)('is refused %s, in a sentence', async (_name, sent) => {
    const response = await send(sent, headersAt(addressOf(sent)));
    expect(response.statusCode).toBe(403);
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
    expect(JSON.parse(await text(response))).toEqual({ ok: false, error: expect.stringMatching(words) });
  });

  it('has changed nothing, and was not even recorded', () => {
    const { workspace } = page.slack;
    expect([...workspace.messages('#data-team'), ...workspace.messages('#todo-etl-alerts')]).toEqual([]);
    expect(workspace.calls).toEqual([]);
  });
});

describe('whoever belongs here', () => {
  const OURS: readonly (readonly [string, (own: URL) => Record<string, string>])[] = [
    ['a program of this machine', () => ({})],
    ['a program that says localhost', ({ port }) => ({ host: `localhost:${port}` })],
    ['our own page', ({ origin }) => ({ origin, 'sec-fetch-site': 'same-origin' })],
    ['a person who typed the address', () => ({ 'sec-fetch-site': 'none' })],
  ];
  const SERVED = ADDRESSES.filter(([, { method, path }]) => method !== 'OPTIONS' && path !== '/nothing/here');

  it.each(OURS.flatMap(([who, headersAt]) => SERVED.map(([what, sent]) => ({ who, what, headersAt, sent }))))(
    '$who gets to $what',
    async ({ headersAt, sent }) => {
      const response = await send(sent, headersAt(addressOf(sent)));
      expect(response.statusCode).not.toBe(403);
      response.destroy();
    },
  );

  it('may follow a link of another site to the page, but nothing may be posted that way', async () => {
    const followed = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await send({ server: 'slack', method: 'GET', path: '/' }, followed)).statusCode).toBe(200);
    const posted = await send(
      { server: 'slack', method: 'POST', path: '/page/acts', body: SAID },
      { ...followed, 'content-type': 'application/json' },
    );
    expect(posted.statusCode).toBe(403);
  });

  it("needs Slack's token and AWS's signature behind the door as before", async () => {
    const untold = await send({
      server: 'slack',
      method: 'POST',
      path: '/api/auth.test',
      headers: FORM,
      body: 'token=xoxb-guessed',
    });
    expect(JSON.parse(await text(untold))).toEqual({ ok: false, error: 'invalid_auth' });
    const told = await send({
      server: 'slack',
      method: 'POST',
      path: '/api/auth.test',
      headers: FORM,
      body: `token=${BOT_TOKEN}`,
    });
    expect(JSON.parse(await text(told))).toMatchObject({ ok: true });
    aws.account.glue.putJob({ name: 'silver-users' });
    await expect(aws.glue.send(new GetJobCommand({ JobName: 'silver-users' }))).resolves.toMatchObject({
      Job: { Name: 'silver-users' },
    });
  });
});

function addressOf({ server }: Sent): URL {
  return new URL(server === 'slack' ? page.slack.url : aws.server.url);
}

async function send(sent: Sent, headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
  const url = new URL(sent.path, addressOf(sent));
  return new Promise((resolve, reject) => {
    request(url, { method: sent.method, headers: { ...sent.headers, ...headers } }, resolve)
      .on('error', reject)
      .end(sent.body);
  });
}
