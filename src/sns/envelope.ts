/**
 * The JSON envelope in which SNS delivers over HTTP and to queues, parsed once into a closed union, and the exact text
 * that its signature covers. Pure; an envelope that parsed is well formed, not yet believed.
 */

import type { Refusal } from './refusal.ts';

import { ok, type Err, type Result } from '../lib/result.ts';
import { truncate } from '../lib/text.ts';
import { refuse } from './refusal.ts';

export type Envelope = Notification | SubscriptionConfirmation | UnsubscribeConfirmation;

export interface Notification extends Delivery {
  readonly type: 'Notification';
  readonly subject: string | null;
}

export interface SubscriptionConfirmation extends Delivery, Confirmation {
  readonly type: 'SubscriptionConfirmation';
}

/** Says that somebody unsubscribed this endpoint; its token would subscribe it again. */
export interface UnsubscribeConfirmation extends Delivery, Confirmation {
  readonly type: 'UnsubscribeConfirmation';
}

interface Delivery {
  readonly topicArn: string;
  readonly messageId: string;
  readonly message: string;
  /** As it was signed. */
  readonly timestamp: string;
  /** The timestamp in milliseconds. */
  readonly sentAt: number;
  readonly signatureVersion: string;
  readonly signature: string;
  readonly signingCertUrl: string;
}

interface Confirmation {
  readonly token: string;
  /** Read because the signature covers it. Never fetched. */
  readonly subscribeUrl: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** What SNS accepts from a publisher, in bytes of UTF-8 before JSON escapes it. */
export const MESSAGE_LIMIT_BYTES = 262_144;

const DELIVERY_KEYS = [
  'TopicArn',
  'MessageId',
  'Message',
  'Timestamp',
  'SignatureVersion',
  'Signature',
  'SigningCertURL',
];
const CONFIRMATION_KEYS = [...DELIVERY_KEYS, 'Token', 'SubscribeURL'];
const REQUIRED: ReadonlyMap<unknown, readonly string[]> = new Map<Envelope['type'], readonly string[]>([
  ['Notification', DELIVERY_KEYS],
  ['SubscriptionConfirmation', CONFIRMATION_KEYS],
  ['UnsubscribeConfirmation', CONFIRMATION_KEYS],
]);
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;
const LINE_BREAK = /[\n\r]/;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a raw HTTP body, or the body of a queue message, into one envelope. Lone surrogates become U+FFFD, as they do
 * when text is encoded to be signed, so that the text in use is the text that the signature covers.
 */
export function parseEnvelope(body: Buffer): Result<Envelope, Refusal> {
  const text = decode(body);
  if (text === null) return refuse('not-utf8', 'Expected the body to be UTF-8, got bytes that are not.');
  const json = parseJson(text);
  if (!json.ok) return json;
  if (!isFields(json.value)) {
    return refuse('not-an-envelope', `Expected the JSON object that SNS sends, got ${nameOf(json.value)}.`);
  }
  const fields = json.value;
  const required = REQUIRED.get(fields['Type']);
  if (required === undefined) {
    return refuse(
      'unknown-type',
      `Expected one of the Types ${[...REQUIRED.keys()].join(', ')}, got ${quote(fields['Type'])}.`,
    );
  }
  const fault = fieldFault(fields, required);
  return fault ?? ok(toEnvelope(fields));
}

/**
 * The text under the signature: each signed key and its value on lines of their own, keys in byte order. It has one
 * reading only, because `parseEnvelope` lets no field but the message have more than one line.
 */
export function stringToSign(envelope: Envelope): string {
  const { message, messageId, timestamp, topicArn, type } = envelope;
  const between =
    envelope.type === 'Notification'
      ? { ...(envelope.subject !== null && { Subject: envelope.subject }), Timestamp: timestamp }
      : { SubscribeURL: envelope.subscribeUrl, Timestamp: timestamp, Token: envelope.token };
  return Object.entries({
    Message: message,
    MessageId: messageId,
    ...between,
    TopicArn: topicArn,
    Type: type,
  })
    .map(([key, value]) => `${key}\n${value}\n`)
    .join('');
}

function decode(body: Buffer): string | null {
  try {
    return UTF8.decode(body);
  } catch {
    return null;
  }
}

function parseJson(text: string): Result<unknown, Refusal> {
  try {
    return ok(JSON.parse(text));
  } catch {
    // The parser's own message quotes the text, which may hold a token.
    return refuse('not-json', 'Expected the JSON envelope that SNS sends, got text that is not JSON.');
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldFault(fields: Fields, required: readonly string[]): Err<Refusal> | null {
  const type = String(fields['Type']);
  const optional = fields['Subject'] === undefined || fields['Subject'] === null ? [] : ['Subject'];
  for (const key of [...required, ...optional]) {
    const value = fields[key];
    if (typeof value !== 'string') {
      return refuse('bad-field', `Expected ${key} of a ${type} to be text, got ${nameOf(value)}.`);
    }
    if (key !== 'Message' && LINE_BREAK.test(value)) {
      return refuse('bad-field', `Expected ${key} of a ${type} to be one line, got several.`);
    }
  }
  const timestamp = String(fields['Timestamp']);
  if (!TIMESTAMP.test(timestamp) || Number.isNaN(Date.parse(timestamp))) {
    return refuse(
      'bad-field',
      `Expected a Timestamp such as 2025-01-31T03:00:00.000Z, got ${quote(timestamp)}.`,
    );
  }
  const bytes = Buffer.byteLength(String(fields['Message']));
  if (bytes > MESSAGE_LIMIT_BYTES) {
    return refuse(
      'message-too-large',
      `Expected a Message of at most ${MESSAGE_LIMIT_BYTES} bytes, got ${bytes}.`,
    );
  }
  return null;
}

function toEnvelope(fields: Fields): Envelope {
  const text = (key: string): string => String(fields[key]).toWellFormed();
  const delivery: Delivery = {
    topicArn: text('TopicArn'),
    messageId: text('MessageId'),
    message: text('Message'),
    timestamp: text('Timestamp'),
    sentAt: Date.parse(text('Timestamp')),
    signatureVersion: text('SignatureVersion'),
    signature: text('Signature'),
    signingCertUrl: text('SigningCertURL'),
  };
  const type = fields['Type'];
  if (type === 'SubscriptionConfirmation' || type === 'UnsubscribeConfirmation') {
    return { ...delivery, type, token: text('Token'), subscribeUrl: text('SubscribeURL') };
  }
  const subject = fields['Subject'] === undefined || fields['Subject'] === null ? null : text('Subject');
  return { ...delivery, type: 'Notification', subject };
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function quote(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(truncate(value, 100)) : nameOf(value);
}
