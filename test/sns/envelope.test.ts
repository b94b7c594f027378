import type { Envelope } from '../../src/sns/envelope.ts';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseEnvelope, stringToSign } from '../../src/sns/envelope.ts';
import { signer, TOPIC } from './harness.ts';

const SIGNED = {
  TopicArn: TOPIC,
  MessageId: '9f1c2d3e-0000-4000-8000-000000000001',
  Message: 'first line\nsecond line',
  Timestamp: '2025-01-31T03:00:00.000Z',
  SignatureVersion: '1',
  Signature: 'AAAA',
  SigningCertURL: signer.certificateUrl,
};
const CONFIRMATION = { ...SIGNED, Token: 't0', SubscribeURL: 'https://example.net/?Token=t0' };

describe('stringToSign', () => {
  it('of a notification has its subject only when there is one', () => {
    const text =
      'Message\nfirst line\nsecond line\nMessageId\n9f1c2d3e-0000-4000-8000-000000000001\n' +
      `Timestamp\n2025-01-31T03:00:00.000Z\nTopicArn\n${TOPIC}\nType\nNotification\n`;
    expect(stringToSign(parsed({ ...SIGNED, Type: 'Notification' }))).toBe(text);
    expect(stringToSign(parsed({ ...SIGNED, Type: 'Notification', Subject: null }))).toBe(text);
    expect(stringToSign(parsed({ ...SIGNED, Type: 'Notification', Subject: '' }))).toBe(
      text.replace('Timestamp\n', 'Subject\n\nTimestamp\n'),
    );
  });

  it.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation'])(
    'of a %s has its URL and token',
    (Type) => {
      expect(stringToSign(parsed({ ...CONFIRMATION, Type }))).toBe(
        'Message\nfirst line\nsecond line\nMessageId\n9f1c2d3e-0000-4000-8000-000000000001\n' +
          'SubscribeURL\nhttps://example.net/?Token=t0\n' +
          `Timestamp\n2025-01-31T03:00:00.000Z\nToken\nt0\nTopicArn\n${TOPIC}\nType\n${Type}\n`,
      );
    },
  );

  it('is the same for two envelopes only when all that is signed is the same', () => {
    // Words and line ends of the format itself, where one field could be mistaken for the next.
    const piece = fc.constantFrom('\n', 'Message', 'MessageId', 'Subject', 'Timestamp', 'a', ' ');
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    const fields = fc.record(
      { Message: text, MessageId: text, Subject: text },
      { requiredKeys: ['Message', 'MessageId'] },
    );
    fc.assert(
      fc.property(fields, fields, (left, right) => {
        const a = parseEnvelope(bytes({ ...SIGNED, Type: 'Notification', ...left }));
        const b = parseEnvelope(bytes({ ...SIGNED, Type: 'Notification', ...right }));
        fc.pre(a.ok && b.ok);
        if (stringToSign(a.value) === stringToSign(b.value)) expect(a.value).toEqual(b.value);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('parseEnvelope', () => {
  it('reads what SNS adds and nobody needs without minding', () => {
    const envelope = {
      ...SIGNED,
      Type: 'Notification',
      MessageAttributes: { a: { Type: 'String', Value: 'b' } },
      UnsubscribeURL: 7,
    };
    expect(parsed(envelope)).toEqual({
      type: 'Notification',
      topicArn: TOPIC,
      messageId: SIGNED.MessageId,
      message: SIGNED.Message,
      timestamp: SIGNED.Timestamp,
      sentAt: Date.parse(SIGNED.Timestamp),
      signatureVersion: '1',
      signature: 'AAAA',
      signingCertUrl: SIGNED.SigningCertURL,
      subject: null,
    });
  });

  it('answers any bytes with an envelope or a sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        const result = parseEnvelope(Buffer.from(body));
        expect(result.ok || result.error.message.endsWith('.')).toBe(true);
      }),
    );
  });

  it('answers any JSON with an envelope or a sentence', () => {
    const value = fc.oneof(fc.jsonValue(), fc.string());
    const envelope = fc.record(
      Object.fromEntries(Object.keys({ ...CONFIRMATION, Type: '', Subject: '' }).map((key) => [key, value])),
      { requiredKeys: [] },
    );
    const type = fc.constantFrom('Notification', 'SubscriptionConfirmation');
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), envelope), type, (json, Type) => {
        const result = parseEnvelope(bytes(typeof json === 'object' ? { ...json, Type } : json));
        expect(result.ok || result.error.message.endsWith('.')).toBe(true);
      }),
    );
  });
});

function parsed(fields: object): Envelope {
  const result = parseEnvelope(bytes(fields));
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function bytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
