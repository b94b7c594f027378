import type { SignedEnvelope } from '../../sandbox/sns/signer.ts';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCertificates } from '../../src/sns/certificates.ts';
import { parseEnvelope } from '../../src/sns/envelope.ts';
import { createVerifier } from '../../src/sns/verify.ts';
import { clock, HOUR_MS, NOW, signer, TOPIC } from './harness.ts';

const verifier = createVerifier({
  topics: [TOPIC],
  certificates: createCertificates({
    pinned: new Map([[signer.certificateUrl, signer.certificatePem]]),
    fetch: () => Promise.reject(new Error('Expected nothing to be fetched')),
    now: clock,
  }),
  clock,
  maxAgeMs: 24 * HOUR_MS,
});

const version = fc.constantFrom('1' as const, '2' as const);
const text = fc.string({ unit: 'binary' });
const line = text.map((value) => value.replaceAll(/[\r\n]/g, ''));

describe('verify', () => {
  it('believes every notification that SNS signed, whatever its text', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.option(line, { nil: null }), version, async (message, subject, v) => {
        const draft = { topicArn: TOPIC, message, version: v, ...(subject !== null && { subject }) };
        expect(await isBelieved(signer.notification(draft))).toBe(true);
      }),
    );
  });

  it('believes none of which one signed field was changed', async () => {
    const notification = signer.notification({ topicArn: TOPIC, message: 'm', subject: 's' });
    const confirmation = signer.subscriptionConfirmation({ topicArn: TOPIC, token: 't' });
    const envelope = fc.constantFrom(notification, confirmation);
    const signed = [
      'Message',
      'MessageId',
      'Subject',
      'SubscribeURL',
      'Timestamp',
      'Token',
      'TopicArn',
      'Type',
    ];
    const key = fc.constantFrom(...signed, 'Signature', 'SignatureVersion', 'SigningCertURL');
    const later = fc.integer({ min: 1, max: HOUR_MS }).map((ms) => new Date(NOW - ms).toISOString());
    const value = fc.oneof(text, later, fc.constantFrom('Notification', 'UnsubscribeConfirmation', '1', '2'));
    await fc.assert(
      fc.asyncProperty(envelope, key, value, async (genuine, changedKey, newValue) => {
        fc.pre(genuine[changedKey] !== undefined && genuine[changedKey] !== newValue);
        expect(await isBelieved({ ...genuine, [changedKey]: newValue })).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('believes none of which one bit of the signature was changed', async () => {
    const genuine = signer.notification({ topicArn: TOPIC, message: 'm' });
    const signature = Buffer.from(genuine['Signature'] ?? '', 'base64');
    await fc.assert(
      fc.asyncProperty(fc.nat(signature.length - 1), fc.nat(7), async (index, bit) => {
        const changed = Buffer.from(signature);
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        expect(await isBelieved({ ...genuine, Signature: changed.toString('base64') })).toBe(false);
      }),
    );
  });

  it('refuses at once to listen to what is no topic', () => {
    const certificates = createCertificates({ pinned: new Map(), fetch, now: clock });
    const listen = (topic: string) =>
      createVerifier({ topics: [topic], certificates, clock, maxAgeMs: HOUR_MS });
    expect(() => listen('todo-etl-alarms')).toThrow('Expected a topic such as arn:aws:sns:');
    expect(() => listen(TOPIC.replace('arn:aws:', 'arn:aws-moon:'))).toThrow(
      'Expected one of the partitions aws, ',
    );
    expect(() => listen(TOPIC.replace(':sns:', ':sqs:'))).toThrow('Expected a topic such as');
  });
});

async function isBelieved(envelope: SignedEnvelope | object): Promise<boolean> {
  const parsed = parseEnvelope(Buffer.from(JSON.stringify(envelope)));
  return parsed.ok && (await verifier.verify(parsed.value)).ok;
}
