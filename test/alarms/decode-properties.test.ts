/** What holds for every message that can come in, known or not. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AlarmEvent } from '../../src/alarms/event.ts';
import { decode } from '../../src/alarms/decode/index.ts';
import { placeOfKey } from '../../src/alarms/identity.ts';
import { aMessage, gluePayload, metricPayload } from '../support/messages.ts';

/** Strings out of UTF-16 units: NUL, halves of characters, line ends and quotes more often than chance. */
const roughText = fc
  .array(
    fc.oneof(
      fc.constantFrom(0, 0x0a, 0x22, 0x5c, 0x7b, 0xd83d, 0xdca5),
      fc.integer({ min: 0x20, max: 0x7e }),
      fc.integer({ min: 0, max: 0xffff }),
    ),
    { maxLength: 30 },
  )
  .map((units) => String.fromCharCode(...units));
const roughValue = fc.oneof(roughText, fc.jsonValue(), fc.constant(undefined));

/** A payload that was right until some of its fields were replaced. */
function damaged(payload: Readonly<Record<string, unknown>>, under: string): fc.Arbitrary<string> {
  const inner = Object(payload[under]) as Record<string, unknown>;
  const replaced = (fields: object) =>
    fc.dictionary(fc.constantFrom(...Object.keys(fields)), roughValue, { maxKeys: 3 });
  return fc
    .tuple(replaced(payload), replaced(inner))
    .map(([top, deep]) => JSON.stringify({ ...payload, [under]: { ...inner, ...deep }, ...top }));
}

const anyBody = fc.oneof(
  roughText,
  fc.json(),
  damaged(metricPayload(), 'Trigger'),
  damaged(gluePayload(), 'detail'),
  fc.constantFrom(
    '{'.repeat(100_000),
    '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000),
    '{"__proto__": {"a": 1}}',
  ),
);

function stringsIn(event: AlarmEvent): readonly string[] {
  const { facts, resources, ...rest } = event;
  const parts: readonly object[] = [rest, resources, ...facts];
  const values = parts.flatMap((part): unknown[] => Object.values(part));
  return values.filter((value) => typeof value === 'string');
}

describe('every message', () => {
  it('becomes an event with a key, a name and a headline, storable as it is', () => {
    fc.assert(
      fc.property(anyBody, fc.option(roughText), (body, subject) => {
        const event = decode(aMessage(body, { subject }));
        for (const text of [event.key, event.name, event.headline]) expect(text.trim()).not.toBe('');
        expect(Number.isSafeInteger(event.changedAt)).toBe(true);
        for (const text of stringsIn(event)) {
          expect(text).not.toContain('\u0000');
          expect(text.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('has a key that fits into what is known by it, however long its name is, and apart from others', () => {
    const long = (end: string) => 'n'.repeat(100_000) + end;
    const keys = [
      decode(aMessage(metricPayload({ name: long('a') }))),
      decode(aMessage(metricPayload({ name: long('b') }))),
      decode(aMessage(gluePayload({ job: long('a') }))),
      decode(aMessage(gluePayload({ job: long('b') }))),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(4);
    for (const key of keys) expect(key.length).toBeLessThanOrEqual(1_000);
    expect(keys.map(placeOfKey)).toEqual(
      keys.map(() => ({ account: '123456789012', region: 'eu-central-1' })),
    );
  });

  it('is decoded the same way twice', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const message = aMessage(body);
        expect(decode(message)).toEqual(decode(message));
      }),
    );
  });
});

describe('a secret', () => {
  const SECRET = 'correct-horse-battery';
  const said = `cannot connect: password=${SECRET} host=db`;

  it.each([
    ['the reason of a metric alarm', aMessage(metricPayload({}, { NewStateReason: said }))],
    ['the description of a metric alarm', aMessage(metricPayload({}, { AlarmDescription: said }))],
    [
      'a dimension of a metric alarm',
      aMessage(
        metricPayload(
          {},
          { Trigger: { MetricName: 'm', Namespace: 'n', Dimensions: [{ name: 'Url', value: said }] } },
        ),
      ),
    ],
    ['the name of a metric alarm', aMessage(metricPayload({ name: said }))],
    [
      'the ARN of a metric alarm',
      aMessage(metricPayload({}, { AlarmArn: `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${said}` })),
    ],
    [
      'a dimension that names a resource',
      aMessage(
        metricPayload(
          {},
          { Trigger: { MetricName: 'm', Namespace: 'n', Dimensions: [{ name: 'JobName', value: said }] } },
        ),
      ),
    ],
    ['the message of a job', aMessage(gluePayload({ message: said }))],
    ['the name of a job', aMessage(gluePayload({ job: said }))],
    [
      'a source of an event',
      aMessage({ 'detail-type': 'late', source: said, detail: { Name: said, message: said } }),
    ],
    ['a text', aMessage(said)],
    ['a subject', aMessage('late', { subject: said })],
    ['a title of an event', aMessage({ 'detail-type': said, source: 'todo' })],
  ])('in %s is not shown', (_, message) => {
    const event = decode(message);
    expect(JSON.stringify(event)).toContain('[redacted]');
    expect(JSON.stringify(event)).not.toContain(SECRET);
  });
});
