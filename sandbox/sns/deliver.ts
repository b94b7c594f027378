/** Delivers a signed envelope to an endpoint the way SNS does: its headers, its content type, no retries. */

import type { SignedEnvelope } from './signer.ts';

import { randomUUID } from 'node:crypto';

export interface DeliverOptions {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Only the message text and no signature, as a subscription with raw message delivery gets it. */
  readonly rawDelivery?: boolean;
}

export interface Delivered {
  readonly status: number;
  readonly body: string;
}

/** SNS gives an endpoint this long. */
const TIMEOUT_MS = 15_000;

/** Posts the envelope once and returns what was answered. Rejects when nobody answers. */
export async function deliver(
  url: string,
  envelope: SignedEnvelope,
  options: DeliverOptions,
): Promise<Delivered> {
  const { fetch, rawDelivery = false } = options;
  const response = await fetch(url, {
    method: 'POST',
    headers: deliveryHeaders(envelope, rawDelivery),
    body: rawDelivery ? (envelope['Message'] ?? '') : JSON.stringify(envelope, null, 2),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: response.status, body: await response.text() };
}

/** The headers that come with an envelope. A confirmation belongs to no subscription yet and names none. */
export function deliveryHeaders(envelope: SignedEnvelope, rawDelivery: boolean): Record<string, string> {
  return {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': envelope.Type,
    'x-amz-sns-message-id': envelope.MessageId,
    'x-amz-sns-topic-arn': envelope.TopicArn,
    ...(envelope.Type !== 'SubscriptionConfirmation' && {
      'x-amz-sns-subscription-arn': `${envelope.TopicArn}:${randomUUID()}`,
    }),
    ...(rawDelivery && { 'x-amz-sns-rawdelivery': 'true' }),
  };
}
