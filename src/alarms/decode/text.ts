/**
 * Anything else: shown, never dropped. A text is known by what its body is about, and else by what it says, without
 * digits, ids and dates: two messages of one subject are one alarm only when they tell the same.
 */

import type { AlarmEvent, InboundMessage } from '../event.ts';
import type { Place } from '../identity.ts';
import type { Decoder, DecodeInput } from './decoder.ts';
import type { TextSubject } from './subject-of-text.ts';

import { createHash } from 'node:crypto';

import { isAccountId, parseArn } from '../../lib/arn.ts';
import { redact } from '../../lib/redact.ts';
import { firstLine, storableText, truncate } from '../../lib/text.ts';
import { masked } from '../mask.ts';
import { subjectOfText } from './subject-of-text.ts';

const NAME_LENGTH = 120;
/** Ids as long as an ARN may be would make keys that no index likes. */
const MOST_ID = 200;
const MESSAGE_FIELDS = ['Event Message', 'message', 'errorMessage'] as const;

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
  const about = subjectOfText(body, json);
  return {
    kind: 'text',
    key: `text:${message.topicArn}:${identity(name, about, body)}`,
    name,
    state: 'ALARM',
    applies: true,
    headline: headline(name, about, body, json),
    reason: body,
    changedAt: message.sentAt,
    ...placeOf(json, { account: topic?.account ?? null, region: topic?.region ?? null }),
    description: null,
    resources: about?.resources ?? {},
    facts: topic === null ? [] : [{ label: 'Topic', value: topic.resource }],
    recovery: 'by-hand',
    link: null,
  };
}

/** Of a budget its name alone: "exceeded" and "forecast to exceed" are about the same money. */
function identity(name: string, about: TextSubject | null, body: string): string {
  if (about === null) return `${masked(name)}:${digest(masked(body))}`;
  if (about.resources.budget !== undefined) return truncate(about.id, MOST_ID);
  return `${masked(name)}:${about.id.length > MOST_ID ? digest(about.id) : about.id}`;
}

/** The subject where it says what this is about; else what the message itself says of it. */
function headline(name: string, about: TextSubject | null, body: string, json: DecodeInput['json']): string {
  if (about === null || name.toLowerCase().includes(about.name.toLowerCase())) return name;
  const said = (json === null ? firstLine(body) : saidIn(json)) || name;
  return said.includes(about.name) ? said : `${about.name}: ${said}`;
}

function saidIn(json: Readonly<Record<string, unknown>>): string {
  const detail = json['detail'];
  const fields: Readonly<Record<string, unknown>> = {
    ...json,
    ...(typeof detail === 'object' && detail !== null ? detail : {}),
  };
  const said = MESSAGE_FIELDS.map((field) => fields[field]).find((value) => typeof value === 'string');
  return typeof said === 'string' ? firstLine(redact(said)) : '';
}

/** An event of EventBridge says where it happened, which need not be where its topic is. */
function placeOf(json: DecodeInput['json'], topic: Place): Place {
  const { 'detail-type': type, account, region } = json ?? {};
  if (typeof type !== 'string' || typeof account !== 'string' || typeof region !== 'string') return topic;
  return isAccountId(account) && /^[a-z0-9-]+$/.test(region) ? { account, region } : topic;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** What EventBridge calls an event, with its source: the first line of the JSON would be a brace, or one long id. */
function eventTitle(json: DecodeInput['json']): string {
  const { 'detail-type': type, source } = json ?? {};
  if (typeof type !== 'string' || type.trim() === '') return '';
  return redact(typeof source === 'string' ? `${type.trim()} (${source})` : type.trim());
}
