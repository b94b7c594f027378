/** A running workspace with a real WebClient, and an app that records what Slack delivers and answers as told. */

import type { Logger } from '@slack/web-api';
import type { FastifyInstance } from 'fastify';
import type { RunningSlack } from '../../sandbox/slack/start.ts';
import type { WorkspaceLimits } from '../../sandbox/slack/workspace.ts';

import { randomUUID } from 'node:crypto';

import { LogLevel, WebAPIPlatformError, WebClient } from '@slack/web-api';
import fastify from 'fastify';

import { SEED_SCOPES } from '../../sandbox/slack/scopes.ts';
import { startSlack } from '../../sandbox/slack/start.ts';

export const BOT_TOKEN = 'xoxb-sandbox';
export const SIGNING_SECRET = 'sandbox-signing-secret';
export const ALERTS = 'C0ALERTS';

export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly raw: string;
  /** The form's `payload`, the form itself, or the JSON of an event. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface AppAnswer {
  readonly status?: number;
  readonly body?: object | string;
}

export interface Fixture extends RunningSlack {
  readonly client: WebClient;
  readonly received: readonly Received[];
  /** What the app answers from now on; `never` leaves the request open. */
  answer(next: AppAnswer | 'never' | ((received: Received) => Promise<AppAnswer>)): void;
  /** Moves the workspace's clock. */
  pass(ms: number): void;
}

const SILENT: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** Those of the bot, and what the methods need that only the simulator honours. */
export const ALL_SCOPES: readonly string[] = [...SEED_SCOPES, 'channels:join', 'im:read'];

const START = 1_700_000_000_000;
const AMPLE_MS = 20_000;

/** A workspace without rate limits and with all patience for its app, unless `limits` says otherwise. */
export async function startFixture(limits: Partial<WorkspaceLimits> = {}): Promise<Fixture> {
  let now = START;
  let next: AppAnswer | 'never' | ((received: Received) => Promise<AppAnswer>) = {};
  const received: Received[] = [];
  const app = await startApp(async (each) => {
    received.push(each);
    return typeof next === 'function' ? next(each) : next;
  });
  const slack = await startSlack({
    host: '127.0.0.1',
    port: 0,
    clock: () => now,
    newId: randomUUID,
    fetch: globalThis.fetch,
    botToken: BOT_TOKEN,
    scopes: ALL_SCOPES,
    signingSecret: SIGNING_SECRET,
    appUrl: `${app.url}/slack/events`,
    limits: { pace: 'off', answerWithinMs: AMPLE_MS, ...limits },
  });
  return {
    ...slack,
    client: clientFor(slack.apiUrl, BOT_TOKEN),
    received,
    answer: (answer) => {
      next = answer;
    },
    pass: (ms) => {
      now += ms;
    },
    close: async () => {
      await slack.close();
      await app.server.close();
    },
  };
}

/** Slack's own client, without retries and quiet. */
export function clientFor(slackApiUrl: string, token: string | undefined): WebClient {
  return new WebClient(token, {
    slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  });
}

/** The error code with which Slack refused; fails the test when it did not refuse. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  return (await refusalBody(call)).error;
}

/** The code and the sentences with which Slack refused. */
export async function refusalBody(
  call: Promise<unknown>,
): Promise<{ error: string; messages: readonly string[] }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    return { error: error.data.error, messages: error.data.response_metadata?.messages ?? [] };
  }
  throw new Error('Expected Slack to refuse the call, got ok');
}

async function startApp(
  take: (received: Received) => Promise<AppAnswer | 'never'>,
): Promise<{ server: FastifyInstance; url: string }> {
  const server = fastify({ forceCloseConnections: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.post('/slack/events', async (request, reply) => {
    const raw = String(request.body);
    const answer = await take({ headers: request.headers, raw, body: parse(raw) });
    if (answer === 'never') {
      reply.hijack();
      return reply;
    }
    return reply.code(answer.status ?? 200).send(answer.body ?? '');
  });
  return { server, url: await server.listen({ host: '127.0.0.1', port: 0 }) };
}

function parse(raw: string): Record<string, unknown> {
  if (raw.startsWith('{')) return JSON.parse(raw) as Record<string, unknown>;
  const form = Object.fromEntries(new URLSearchParams(raw));
  return form['payload'] === undefined ? form : (JSON.parse(form['payload']) as Record<string, unknown>);
}
