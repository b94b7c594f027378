/**
 * Delivers notices as SNS does: at once, and again after a pause when the endpoint does not answer or answers 5xx,
 * three times, always the same message id. An answer of 4xx ends it. It signs and posts nothing itself.
 */

import type { Notice } from './notices.ts';
import type { Timers } from './schedule.ts';

/**
 * Signs one message and posts it to the subscriber; resolves with the status of the answer and rejects when there is
 * none. `messageId` is the same for each attempt at one message.
 */
export type Publish = (
  topicArn: string,
  message: string,
  subject: string | undefined,
  messageId: string,
) => Promise<{ readonly status: number }>;

export interface DeliveryOptions {
  readonly publish: Publish;
  readonly topicArn: string;
  readonly timers: Timers;
  readonly now: () => number;
  readonly newId: () => string;
  readonly retryMs: number;
  /** Told of every attempt, in words. */
  readonly log: (text: string) => void;
}

const MOST_RETRIES = 3;

/** Returns what delivers a notice. It does not wait for the answer. */
export function createDelivery(options: DeliveryOptions): (notice: Notice) => void {
  return (notice) => void attempt(options, notice, options.newId(), 0);
}

async function attempt(
  options: DeliveryOptions,
  notice: Notice,
  messageId: string,
  retries: number,
): Promise<void> {
  const { publish, topicArn, timers, now, retryMs, log } = options;
  const startedAt = now();
  let outcome: string;
  let worthRetrying: boolean;
  try {
    const { status } = await publish(topicArn, notice.message, notice.subject ?? undefined, messageId);
    outcome = `${status} in ${now() - startedAt} ms`;
    worthRetrying = status >= 500;
  } catch (error) {
    outcome = `no answer (${error instanceof Error ? error.message : String(error)})`;
    worthRetrying = true;
  }
  const next = !worthRetrying ? '' : retries < MOST_RETRIES ? ', will try again' : ', given up';
  log(`SNS → POST /sns: ${outcome}${next} · ${notice.label}`);
  if (worthRetrying && retries < MOST_RETRIES) {
    timers.after(retryMs, () => void attempt(options, notice, messageId, retries + 1));
  }
}
