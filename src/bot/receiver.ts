/**
 * Slack's HTTP requests on our own Fastify: checks who sent them and hands them to Bolt. Transport only; business
 * never happens here. Bolt's own check accepts any time in the future, so the upper bound is ours. Bolt is loaded when it
 * is first needed, since that takes long; what comes before it is there waits for it.
 */

import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock, Log } from '../handlers/ports.ts';

export interface SlackReceiver {
  readonly receiver: Receiver;
  /** Mounts `POST /slack/events`: commands, interactions and events. */
  readonly plugin: FastifyPluginAsync;
}

export interface SlackReceiverOptions {
  /** Either is accepted while rotating. */
  readonly signingSecrets: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** How long a listener may take to acknowledge, milliseconds. */
  readonly noAckMs?: number;
}

const MAX_SKEW_SECONDS = 300;
/** Slack gives up after three seconds; nothing of ours may hold the socket longer. */
const NO_ACK_MS = 2_900;
const BODY_LIMIT = 4 * 1024 * 1024;

/** Creates the receiver for Bolt and the plugin for Fastify: two sides of one thing. */
export function createSlackReceiver(options: SlackReceiverOptions): SlackReceiver {
  const { signingSecrets, clock, log, noAckMs = NO_ACK_MS } = options;
  const { promise: bolt, resolve: init } = Promise.withResolvers<App>();

  const receiver: Receiver = {
    init,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };

  const plugin: FastifyPluginAsync = async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) => {
      done(null, body);
    });
    scope.post('/slack/events', handle);
  };

  return { receiver, plugin };

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const raw = typeof request.body === 'string' ? request.body : '';
    const refusal = await refusalOf(request, raw);
    if (refusal !== null) {
      log.warn({ reason: refusal }, 'refused a request that claims to be from Slack');
      return reply.code(401).send({ error: refusal });
    }
    const body = parseBody(raw);
    if (body === null) return reply.code(400).send({ error: 'Expected a form or JSON as Slack sends it.' });
    if ('ssl_check' in body) return reply.code(200).send();
    if (body.type === 'url_verification') return reply.code(200).send({ challenge: body.challenge });
    return process(request, reply, body);
  }

  async function refusalOf(request: FastifyRequest, raw: string): Promise<string | null> {
    const stamp = header(request, 'x-slack-request-timestamp');
    const signature = header(request, 'x-slack-signature');
    if (!/^\d{1,12}$/.test(stamp) || signature === '') return 'Expected Slack’s signature headers, got none.';
    const timestamp = Number(stamp);
    const skewSeconds = Math.abs(clock() / 1_000 - timestamp);
    if (skewSeconds > MAX_SKEW_SECONDS)
      return 'Expected a request of the last five minutes. Check this machine’s clock.';
    const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp };
    const { isValidSlackRequest } = await import('@slack/bolt');
    const verified = signingSecrets.some((signingSecret) =>
      isValidSlackRequest({ signingSecret, body: raw, headers, nowMilliseconds: clock() }),
    );
    return verified ? null : 'Expected a request signed with the signing secret. Check SLACK_SIGNING_SECRET.';
  }

  async function process(
    request: FastifyRequest,
    reply: FastifyReply,
    body: Record<string, unknown>,
  ): Promise<FastifyReply> {
    let acked = false;
    const timer = setTimeout(() => {
      if (reply.sent) return;
      log.error({ type: body.type }, 'no answer for Slack in time');
      void reply.code(503).send();
    }, noAckMs);
    const { ReceiverMultipleAckError } = await import('@slack/bolt');
    const event: ReceiverEvent = {
      body,
      ...retryOf(request),
      ack: async (response) => {
        if (acked) throw new ReceiverMultipleAckError();
        acked = true;
        clearTimeout(timer);
        if (!reply.sent) await reply.code(200).send(response ?? '');
      },
    };
    try {
      const app = await bolt;
      // Else Slack was told that nothing happened.
      if (!reply.sent) await app.processEvent(event);
    } catch (error) {
      log.error({ err: error, type: body.type }, 'a request of Slack failed');
      if (!reply.sent) await reply.code(500).send();
    } finally {
      clearTimeout(timer);
    }
    if (!reply.sent) await reply.code(404).send();
    return reply;
  }
}

function parseBody(raw: string): Record<string, unknown> | null {
  if (raw.trimStart().startsWith('{')) return parseObject(raw);
  const form = Object.fromEntries(new URLSearchParams(raw));
  if (Object.keys(form).length === 0) return null;
  return form.payload === undefined ? form : parseObject(form.payload);
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}

function retryOf(request: FastifyRequest): Pick<ReceiverEvent, 'retryNum' | 'retryReason'> {
  const retryNum = Number(header(request, 'x-slack-retry-num'));
  return retryNum > 0 ? { retryNum, retryReason: header(request, 'x-slack-retry-reason') } : {};
}

function header(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
