/** Anything else: shown, never dropped. Two texts that differ only in their digits are the same alarm. */

import type { AlarmEvent, InboundMessage } from '../event.ts';
import type { Decoder, DecodeInput } from './decoder.ts';

import { redact } from '../../lib/redact.ts';
import { firstLine, storableText, truncate } from '../../lib/text.ts';
import { parseArn } from '../identity.ts';

const NAME_LENGTH = 120;

/** Reads every message there is, so it stands last in the table. */
export const textDecoder: Decoder = {
  kind: 'text',
  decode: ({ message, json }: DecodeInput) => decodeText(message, json),
};

/** The message as a text alarm; `json` is its body where that is a JSON object, which may know a better title. */
export function decodeText(message: InboundMessage, json: DecodeInput['json'] = null): AlarmEvent {
  const body = redact(storableText(message.body));
  const subject = redact(storableText(message.subject ?? '')).trim();
  const title = truncate(subject || eventTitle(json) || firstLine(body), NAME_LENGTH);
  const name = title === '' ? 'An empty message' : title;
  const topic = parseArn(message.topicArn);
  return {
    kind: 'text',
    key: `text:${message.topicArn}:${name.replace(/\d/g, '0')}`,
    name,
    state: 'ALARM',
    applies: true,
    headline: name,
    reason: body,
    changedAt: message.sentAt,
    account: topic?.account ?? null,
    region: topic?.region ?? null,
    description: null,
    resources: {},
    facts: topic === null ? [] : [{ label: 'Topic', value: topic.resource }],
    recovery: 'by-hand',
    link: null,
  };
}

/** What EventBridge calls an event, with its source: the first line of the JSON would be a brace, or one long id. */
function eventTitle(json: DecodeInput['json']): string {
  const { 'detail-type': type, source } = json ?? {};
  if (typeof type !== 'string' || type.trim() === '') return '';
  return redact(typeof source === 'string' ? `${type.trim()} (${source})` : type.trim());
}
