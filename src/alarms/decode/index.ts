/**
 * The table of decoders. A new kind joins by adding its file here, before text, which reads everything. What none
 * of them knows is a text alarm: errors in what others send are normal, and nothing is dropped.
 */

import type { AlarmEvent, InboundMessage } from '../event.ts';
import type { Decoder } from './decoder.ts';

import { storableText } from '../../lib/text.ts';
import { glueJobDecoder } from './glue-job.ts';
import { metricDecoder } from './metric.ts';
import { decodeText, textDecoder } from './text.ts';

const DECODERS: readonly Decoder[] = [metricDecoder, glueJobDecoder, textDecoder];

/** Decodes one inbound message into its alarm event. Never throws, whatever the body holds. */
export function decode(message: InboundMessage): AlarmEvent {
  const input = { message, json: jsonObject(message.body) };
  for (const decoder of DECODERS) {
    const event = decoder.decode(input);
    if (event !== null) return event;
  }
  return decodeText(message);
}

function jsonObject(body: string): Readonly<Record<string, unknown>> | null {
  // Parsing prose is wasted work, and a body that does not start like an object cannot be one.
  if (!/^\s*\{/.test(body)) return null;
  try {
    const parsed: unknown = JSON.parse(body, storableValue);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : null;
  } catch {
    return null;
  }
}

/** `\u0000` and lone surrogates hide behind escapes, so the raw body cannot be cleaned of them. */
function storableValue(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}
