/**
 * What a text is about, as its body says it: AWS names the thing in a field, on a line of its own or by its ARN, while
 * the subject is the same for all ("RDS Notification Message"). Never guesses from prose without a name.
 */

import type { AlarmResources } from '../event.ts';
import type { DecodeInput } from './decoder.ts';

import { arnsIn, parseArn } from '../../lib/arn.ts';
import { redact } from '../../lib/redact.ts';
import { resourceLabel, resourcesNamed, resourcesOfArn } from '../resources.ts';

export interface TextSubject {
  /** The same for every message about this thing. */
  readonly id: string;
  /** What a person calls it. */
  readonly name: string;
  readonly resources: AlarmResources;
}

type Field = readonly [string, string];

/** Fields that say which thing, before any other. */
const SOURCE = /^(?:source|resource) ?(?:arn|id|identifier)$/i;
const IDENTIFIER = /[a-z0-9 _-](?:arn|ARN|Arn|id|ID|Id|name|Name)$/;
/** One run, one message, one account: another in each message, or the same in all. */
const NOT_THE_THING =
  /run|execution|request|event|message|correlation|invocation|session|attempt|sequence|version|trace|account|catalog|subscription|user|principal|role|log/i;
/** `Budget Name: lake-monthly`, on a line of its own. */
const LABELLED = /^[ \t]*([A-Za-z][A-Za-z ]{1,30}?)[ \t]*[:=][ \t]*(\S.*)$/gm;
/** Services that carry the message or act, and are not what it is about. */
const CARRIERS: readonly string[] = ['sns', 'iam', 'sts', 'events'];

/** What names a thing stands among few fields and is short: the rest of a message of any size is not looked through. */
const MOST_FIELDS = 300;
const LONGEST_VALUE = 2_048;

/** What the message is about, or null when its body names nothing. */
export function subjectOfText(body: string, json: DecodeInput['json']): TextSubject | null {
  return json === null ? inProse(body) : inFields(json);
}

function inFields(json: Readonly<Record<string, unknown>>): TextSubject | null {
  const detail = record(json['detail']);
  const fields = [detail, record(detail['context']), json].flatMap(texts);
  const identifying = fields.filter(([field]) => IDENTIFIER.test(field) && !NOT_THE_THING.test(field));
  const arn = identifying.find(([, value]) => parseArn(value) !== null);
  const [listed] = Array.isArray(json['resources'])
    ? json['resources'].map((one) => redact(String(one)))
    : [];
  const resources = resourcesNamed(fields);
  return (
    sourceOf(fields) ??
    byResource(resources) ??
    byField(arn) ??
    byField(identifying.find(([field]) => /name$/i.test(field))) ??
    byField(listed === undefined ? undefined : ['resources', listed]) ??
    byField(identifying[0])
  );
}

function inProse(body: string): TextSubject | null {
  const lines = [...body.matchAll(LABELLED)].map(([, label = '', value = '']): Field => [
    label,
    value.trim(),
  ]);
  const arn = arnsIn(body).find((found) => !CARRIERS.includes(parseArn(found)?.service ?? ''));
  return (
    byResource(resourcesNamed(lines)) ??
    sourceOf(lines) ??
    byField(arn === undefined ? undefined : ['arn', arn])
  );
}

/** An ARN goes before a bare id, which only its account and region make one. */
function sourceOf(fields: readonly Field[]): TextSubject | null {
  const sources = fields.filter(([field]) => SOURCE.test(field));
  return byField(sources.find(([, value]) => parseArn(value) !== null) ?? sources[0]);
}

function byResource(resources: AlarmResources): TextSubject | null {
  const label = resourceLabel(resources);
  return label === null ? null : { id: label, name: label.slice(label.indexOf(' ') + 1), resources };
}

function byField(field: Field | undefined): TextSubject | null {
  if (field === undefined || field[1] === '') return null;
  const arn = parseArn(field[1]);
  if (arn === null) return { id: field[1], name: field[1], resources: { source: field[1] } };
  const name = arn.resource.split(/[:/]/).at(-1) ?? arn.resource;
  const resources = resourcesOfArn(arn);
  return { id: field[1], name, resources: resourceLabel(resources) === null ? { source: name } : resources };
}

function texts(fields: Readonly<Record<string, unknown>>): readonly Field[] {
  return Object.entries(fields)
    .slice(0, MOST_FIELDS)
    .flatMap(([field, value]): readonly Field[] => {
      const text = typeof value === 'string' ? value.trim() : '';
      return text === '' || text.length > LONGEST_VALUE ? [] : [[field, redact(text)]];
    });
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
