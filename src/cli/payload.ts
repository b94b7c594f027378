/** Reads a payload file as people have them: an SNS envelope, a Lambda event around one, or the bare message. */

import type { InboundMessage } from '../alarms/event.ts';

import { z } from 'zod';

const envelope = z.object({
  TopicArn: z.string().optional(),
  MessageId: z.string().optional(),
  Subject: z.string().nullish(),
  Message: z.string(),
});
const lambda = z.object({ Records: z.array(z.object({ Sns: envelope })).min(1) });

export interface Payload {
  readonly message: string;
  readonly subject: string | null;
  readonly topicArn: string | null;
}

/** What the text holds; anything that is no envelope is the message itself. */
export function readPayload(text: string): Payload {
  const parsed = parsedJson(text);
  const wrapped = lambda.safeParse(parsed);
  const direct = envelope.safeParse(parsed);
  const found = wrapped.success ? wrapped.data.Records[0]?.Sns : direct.success ? direct.data : undefined;
  if (found === undefined) return { message: text, subject: null, topicArn: null };
  return { message: found.Message, subject: found.Subject || null, topicArn: found.TopicArn ?? null };
}

/** The payload as the inbound message it would become. `now` in milliseconds. */
export function inboundFrom(text: string, defaultTopic: string, now: number): InboundMessage {
  const { message, subject, topicArn } = readPayload(text);
  return {
    topicArn: topicArn ?? defaultTopic,
    messageId: 'not-sent',
    subject,
    body: message,
    sentAt: now,
    receivedAt: now,
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
