/**
 * `POST /sns`: the door through which alarms come. It answers 200 only once a message is durable, a 5xx when SNS shall
 * deliver it again, a 4xx when it never shall. It fetches no URL that a message names, and it logs no token, signature,
 * unsubscribe link or message text.
 */

import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { InboundMessage } from '../alarms/event.ts';
import type { Clock, Log, Metrics, SubscriptionConfirmer } from '../handlers/ports.ts';
import type { Notification, SubscriptionConfirmation, UnsubscribeConfirmation } from './envelope.ts';
import type { Refusal, RefusalReason } from './refusal.ts';
import type { Verifier } from './verify.ts';

import { assertNever } from '../lib/assert-never.ts';
import { ok, type Result } from '../lib/result.ts';
import { storableText, truncate } from '../lib/text.ts';
import { parseEnvelope } from './envelope.ts';
import { refuse } from './refusal.ts';

export interface WebhookOptions {
  readonly verifier: Verifier;
  /** Resolves once the message is durable, rejects when it could not be stored. */
  readonly accept: (message: InboundMessage) => Promise<'stored' | 'duplicate'>;
  /** Called after a message was stored: wakes whoever applies it. */
  readonly accepted: () => void;
  readonly confirmer: SubscriptionConfirmer;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Deliveries in work at one time; the next one is told to come again. */
  readonly maxWaiting?: number;
}

/** What became of a delivery that was believed. */
export type Receipt = 'stored' | 'duplicate' | 'confirmed' | 'noted';

// A message of 256 KiB grows when JSON escapes it: a control character becomes six.
const BODY_LIMIT_BYTES = 2 * 1024 * 1024;
const NO_BODY = Buffer.alloc(0);

/** Fastify remembers what a pattern found, and reads the header anew for each request that `*`, which takes none too, does. */
const EVERY_TYPE = /^/;

/** SNS gives up on a 4xx at once, and delivers again after a 5xx. */
const STATUS: Readonly<Record<RefusalReason, number>> = {
  'raw-delivery': 400,
  'body-too-large': 413,
  'bad-request': 400,
  'not-utf8': 400,
  'not-json': 400,
  'not-an-envelope': 400,
  'unknown-type': 400,
  'bad-field': 400,
  'message-too-large': 413,
  'foreign-topic': 403,
  'too-old': 403,
  'from-the-future': 403,
  'bad-signature-version': 403,
  'bad-certificate-url': 403,
  'bad-certificate': 403,
  'certificate-unavailable': 503,
  'certificate-not-valid-then': 403,
  'bad-signature': 403,
  overloaded: 503,
  'not-stored': 503,
  'not-confirmed': 503,
  unexpected: 503,
};

/** The webhook as a plugin of its own: its body parser, its limit and its error answers stay inside. */
export function snsWebhook(options: WebhookOptions): FastifyPluginAsync {
  const { log, metrics, maxWaiting = 2_000 } = options;
  let waiting = 0;

  async function receiveInTurn(request: FastifyRequest): Promise<Result<Receipt, Refusal>> {
    if (waiting >= maxWaiting) {
      return refuse(
        'overloaded',
        `Expected at most ${maxWaiting} deliveries at one time: deliver this one again.`,
      );
    }
    waiting += 1;
    try {
      return await receive(request, options);
    } finally {
      waiting -= 1;
    }
  }

  function answerRefusal(
    { reason, message }: Refusal,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply {
    metrics.count('sns_refused', { reason });
    // Only what SNS signed is refused as from the future: every alarm is lost until somebody sets the clock.
    const level = reason === 'from-the-future' ? 'error' : 'warn';
    log[level]({ reason, ...claimOf(request) }, `SNS delivery refused. ${message}`);
    return reply.code(STATUS[reason]).send({ error: message });
  }

  return async (app) => {
    // SNS says text/plain, or whatever the subscription's delivery policy says; the signature covers what the bytes mean.
    app.removeAllContentTypeParsers();
    for (const contentType of [EVERY_TYPE, '*'])
      app.addContentTypeParser(contentType, { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      );
    app.setErrorHandler<FastifyError>((error, request, reply) => {
      const refusal = refusalOf(error);
      if (refusal.reason === 'unexpected') log.error({ err: error }, 'An SNS delivery failed unexpectedly.');
      return answerRefusal(refusal, request, reply);
    });
    app.post('/sns', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
      const receipt = await receiveInTurn(request);
      return receipt.ok ? { result: receipt.value } : answerRefusal(receipt.error, request, reply);
    });
  };
}

async function receive(request: FastifyRequest, options: WebhookOptions): Promise<Result<Receipt, Refusal>> {
  if (request.headers['x-amz-sns-rawdelivery'] === 'true') {
    return refuse(
      'raw-delivery',
      'Raw message delivery carries no signature: turn RawMessageDelivery off for this subscription.',
    );
  }
  const parsed = parseEnvelope(Buffer.isBuffer(request.body) ? request.body : NO_BODY);
  if (!parsed.ok) return parsed;
  const believed = await options.verifier.verify(parsed.value);
  if (!believed.ok) return believed;
  const envelope = believed.value;
  switch (envelope.type) {
    case 'Notification':
      return store(envelope, options);
    case 'SubscriptionConfirmation':
      return confirm(envelope, options);
    case 'UnsubscribeConfirmation':
      return ok(note(envelope, options.log));
    default:
      return assertNever(envelope);
  }
}

async function store(notification: Notification, options: WebhookOptions): Promise<Result<Receipt, Refusal>> {
  const { accept, accepted, clock, log, metrics } = options;
  const { topicArn, messageId } = notification;
  const message: InboundMessage = {
    topicArn,
    messageId: storableText(messageId),
    subject: notification.subject === null ? null : storableText(notification.subject),
    body: storableText(notification.message),
    sentAt: notification.sentAt,
    receivedAt: clock(),
  };
  try {
    const result = await accept(message);
    if (result === 'stored') {
      metrics.count('sns_accepted');
      accepted();
    }
    log.debug({ topicArn, messageId, result }, 'SNS message accepted.');
    return ok(result);
  } catch (error) {
    log.error({ topicArn, messageId, err: error }, 'An SNS message could not be stored.');
    return refuse('not-stored', 'The message could not be stored: deliver it again.');
  }
}

async function confirm(
  { topicArn, token }: SubscriptionConfirmation,
  { confirmer, log }: WebhookOptions,
): Promise<Result<Receipt, Refusal>> {
  try {
    await confirmer.confirm(topicArn, token);
    log.info({ topicArn }, 'The subscription to this topic is confirmed.');
    return ok('confirmed');
  } catch (error) {
    // Only the sentence: an SDK's error may hold the request, and with it the token.
    const because = error instanceof Error ? error.message : String(error);
    log.error(
      { topicArn, because: because.replaceAll(token, '…') },
      'The subscription to this topic could not be confirmed.',
    );
    return refuse('not-confirmed', 'The subscription could not be confirmed: deliver this again.');
  }
}

// Confirming it would subscribe again, against the will of whoever unsubscribed.
function note({ topicArn }: UnsubscribeConfirmation, log: Log): Receipt {
  log.warn(
    { topicArn },
    'Handrail was unsubscribed from this topic: its alarms arrive no more until it is subscribed again.',
  );
  return 'noted';
}

/** What the delivery claims to be, for whoever reads the log; nothing has checked it. */
function claimOf(request: FastifyRequest): object {
  const claim = (name: string): string => truncate(String(request.headers[name] ?? ''), 300);
  return {
    claimedTopic: claim('x-amz-sns-topic-arn'),
    claimedId: claim('x-amz-sns-message-id'),
    from: request.ip,
  };
}

function refusalOf(error: FastifyError): Refusal {
  const status = error.statusCode ?? 500;
  if (status === 413) {
    return {
      reason: 'body-too-large',
      message: `Expected a body of at most ${BODY_LIMIT_BYTES} bytes, got more.`,
    };
  }
  if (status < 500)
    return { reason: 'bad-request', message: `Expected a delivery by SNS, got: ${error.message}.` };
  return { reason: 'unexpected', message: 'The delivery failed here unexpectedly: deliver it again.' };
}
