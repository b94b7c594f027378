/**
 * The table of decoders. A new kind joins by adding its file here, before text, which reads everything. What none
 * of them knows is a text alarm: errors in what others send are normal, and nothing is dropped.
 */

import type { AlarmEvent, InboundMessage } from '../event.ts';
import type { Decoder } from './decoder.ts';

import { createHash } from 'node:crypto';

import { storableText, truncate } from '../../lib/text.ts';
import { glueJobDecoder } from './glue-job.ts';
import { metricDecoder } from './metric.ts';
import { decodeText, textDecoder } from './text.ts';

/** CloudWatch's own limits are 255 for a name and 1,023 for a reason; what others send is cut. */
const MOST_NAME = 300;
const MOST_TEXT = 4_000;
/** No key of AWS is longer. Cards, pings and groups are known by it, and Slack takes 8,000 with a message. */
const MOST_KEY = 1_000;

const DECODERS: readonly Decoder[] = [metricDecoder, glueJobDecoder, textDecoder];

/** Decodes one inbound message into its alarm event. Never throws, whatever the body holds. */
export function decode(message: InboundMessage): AlarmEvent {
  const input = { message, json: jsonObject(message.body) };
  for (const decoder of DECODERS) {
    const event = decoder.decode(input);
    if (event !== null) return bounded(event);
  }
  return bounded(decodeText(message));
}

/** The message as text, whatever it holds: for one whose decoded form could not be applied. */
export function decodeAsText(message: InboundMessage): AlarmEvent {
  return bounded(decodeText(message));
}

/** What goes into the incident's row: the whole message stays in the inbox, and a row must stay small. */
function bounded(event: AlarmEvent): AlarmEvent {
  return {
    ...event,
    key: boundedKey(event.key),
    name: truncate(event.name, MOST_NAME),
    headline: truncate(event.headline, MOST_NAME),
    reason: truncate(event.reason, MOST_TEXT),
    description: event.description === null ? null : truncate(event.description, MOST_TEXT),
  };
}

/** Begins as it did, since that says the place, and stays apart from others that begin alike. */
function boundedKey(key: string): string {
  if (key.length <= MOST_KEY) return key;
  return `${truncate(key, MOST_NAME)}${createHash('sha256').update(key).digest('hex')}`;
}

function jsonObject(body: string): Readonly<Record<string, unknown>> | null {
  // Parsing prose is wasted work, and a body that does not start like an object cannot be one.
  if (!/^\s*\{/.test(body)) return null;
  try {
    const parsed: unknown = UNSTORABLE.test(body) ? JSON.parse(body, storableValue) : JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : null;
  } catch {
    return null;
  }
}

/** An escape that may stand for what cannot be stored; without one there is nothing to clean, and parsing is cheap. */
const UNSTORABLE = /\\u(?:0000|[dD][89a-fA-F])|[\0\ud800-\udfff]/;

/** `\u0000` and lone surrogates hide behind escapes, so the raw body cannot be cleaned of them. */
function storableValue(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}
