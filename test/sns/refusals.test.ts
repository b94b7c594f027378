import type { Harness } from './harness.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deliver } from '../../sandbox/sns/deliver.ts';
import {
  expired,
  FOREIGN_TOPIC,
  HOUR_MS,
  NOW,
  REGION,
  signer,
  startWebhook,
  stranger,
  TOPIC,
} from './harness.ts';

const MESSAGE = 'silver-users failed: out of memory';
const url = signer.certificateUrl;

let webhook: Harness;
beforeEach(async () => {
  webhook = await startWebhook();
});
afterEach(() => webhook.close());

type Sent = string | Buffer | object;
type Case = readonly [what: string, reason: string, status: number, sent: () => Sent];

// prettier-ignore
const MALFORMED: readonly Case[] = [
  ['nothing', 'not-json', 400, () => ''],
  ['text', 'not-json', 400, () => MESSAGE],
  ['bytes that are not UTF-8', 'not-utf8', 400, () => Buffer.from([0x22, 0xc3, 0x28, 0x22])],
  ['null', 'not-an-envelope', 400, () => 'null'],
  ['a number', 'not-an-envelope', 400, () => '42'],
  ['a list of envelopes', 'not-an-envelope', 400, () => [notification()]],
  ['100,000 brackets', 'not-an-envelope', 400, () => '['.repeat(100_000) + ']'.repeat(100_000)],
  ['100,000 open brackets', 'not-json', 400, () => '['.repeat(100_000)],
  ['another Type', 'unknown-type', 400, () => changed({ Type: 'Bogus' })],
  ['a Type that is no text', 'unknown-type', 400, () => changed({ Type: ['Notification'] })],
  ['an inherited Type', 'unknown-type', 400, () => `{"__proto__":${JSON.stringify(notification())}}`],
  ['no Message', 'bad-field', 400, () => changed({ Message: undefined })],
  ['a Message that is an object', 'bad-field', 400, () => changed({ Message: { AlarmName: 'silver' } })],
  ['a Subject that is a number', 'bad-field', 400, () => changed({ Subject: 1 })],
  ['a SigningCertURL that is a number', 'bad-field', 400, () => changed({ SigningCertURL: 1 })],
  ['a Subject of two lines', 'bad-field', 400, () => changed({ Subject: 'a\nTimestamp' })],
  ['a Timestamp in words', 'bad-field', 400, () => changed({ Timestamp: 'yesterday' })],
  ['a Timestamp of no month', 'bad-field', 400, () => changed({ Timestamp: '2025-13-01T00:00:00.000Z' })],
  ['a Message of more than 256 KiB', 'message-too-large', 413, () => changed({ Message: 'é'.repeat(131_073) })],
  ['a confirmation without a Token', 'bad-field', 400, () => changed({ Type: 'SubscriptionConfirmation' })],
  ['a body of 3 MB', 'body-too-large', 413, () => Buffer.alloc(3_000_000, '{')],
];

// prettier-ignore
const NOT_BELIEVED: readonly Case[] = [
  ['a forged Message', 'bad-signature', 403, () => changed({ Message: 'all is well' })],
  ['an added Subject', 'bad-signature', 403, () => changed({ Subject: 'OK' })],
  ['the key of a stranger', 'bad-signature', 403, () => ({ ...stranger.notification({ topicArn: TOPIC, message: MESSAGE }), SigningCertURL: url })],
  ['a confirmation dressed as a notification', 'bad-signature', 403, () => ({ ...signer.subscriptionConfirmation({ topicArn: TOPIC, token: 't' }), Type: 'Notification' })],
  ['a Signature and a space', 'bad-signature', 403, () => changed({ Signature: `${notification()['Signature']} ` })],
  ['a Signature in URL-safe Base64', 'bad-signature', 403, () => changed({ Signature: '-_-_' })],
  ['a Signature with loose last bits', 'bad-signature', 403, () => changed({ Signature: 'AB==' })],
  ['an empty Signature', 'bad-signature', 403, () => changed({ Signature: '' })],
  ['a short Signature', 'bad-signature', 403, () => changed({ Signature: 'AAAA' })],
  ['SignatureVersion 2 on a signature of version 1', 'bad-signature', 403, () => changed({ SignatureVersion: '2' })],
  ['SignatureVersion 3', 'bad-signature-version', 403, () => changed({ SignatureVersion: '3' })],
  ['a topic that is not ours', 'foreign-topic', 403, () => notification({ topicArn: FOREIGN_TOPIC })],
  ['a topic of ours and more', 'foreign-topic', 403, () => notification({ topicArn: `${TOPIC}-2` })],
  ['a message of the day before', 'too-old', 403, () => notification({ timestamp: NOW - 24 * HOUR_MS - 1 })],
  ['a message from the future', 'from-the-future', 403, () => notification({ timestamp: NOW + 300_001 })],
  ['a forged message from the future', 'bad-signature', 403, () => ({ ...notification({ timestamp: NOW + 300_001 }), Message: 'all is well' })],
  ['a certificate that had expired then', 'certificate-not-valid-then', 403, () => expired.notification({ topicArn: TOPIC, message: MESSAGE })],
  ['a certificate that is not pinned', 'certificate-unavailable', 503, () => stranger.notification({ topicArn: TOPIC, message: MESSAGE })],
];

const CERTIFICATE_URLS: readonly (readonly [what: string, url: string])[] = [
  ['in a bucket', url.replace('sns.eu', 's3.eu')],
  ['in a bucket named sns', url.replace('sns.', 'sns.s3.')],
  ['of another region', url.replace(REGION, 'us-east-1')],
  ['of no region', url.replace(`.${REGION}`, '')],
  ['of another partition', url.replace('.com/', '.com.cn/')],
  ['on a longer domain', url.replace('.com/', '.com.example.net/')],
  ['over http', url.replace('https:', 'http:')],
  ['with a query', `${url}?x=.pem`],
  ['with an action', `https://sns.${REGION}.amazonaws.com/?Action=x&y=/SimpleNotificationService-a.pem`],
  ['with a hash', `${url}#.pem`],
  ['with user info', url.replace('https://', 'https://a:b@')],
  ['on a port', url.replace('.com/', '.com:443/')],
  ['behind a backslash', url.replace('.com/', '.com\\.example.net/')],
  ['in capitals', url.replace('https://sns', 'HTTPS://SNS')],
  ['after white space', ` ${url}`],
  ['with an escape', url.replace('Simple', '%53imple')],
  ['in another folder', url.replace('/Simple', '/a/../Simple')],
  ['of no name', `https://sns.${REGION}.amazonaws.com/SimpleNotificationService-.pem`],
];

describe('what is refused', () => {
  it.each([...MALFORMED, ...NOT_BELIEVED])('%s: %s', async (_what, reason, status, sent) => {
    await expectRefusal(sent(), reason, status);
  });

  it.each(CERTIFICATE_URLS)('a certificate %s', async (_what, SigningCertURL) => {
    await expectRefusal(changed({ SigningCertURL }), 'bad-certificate-url', 403);
  });

  it('raw delivery, with the remedy in the log', async () => {
    const answer = await deliver(webhook.url, notification(), { fetch, rawDelivery: true });
    expect(answer.status).toBe(400);
    expect(webhook.counted).toEqual(['sns_refused raw-delivery']);
    expect(webhook.logged.join()).toContain('turn RawMessageDelivery off');
  });

  it('SHA-1 where version 2 is required, and only that', async () => {
    const strict = await startWebhook({ requireSignatureVersion2: true });
    const first = await strict.post(notification({ version: '1' }));
    const second = await strict.post(notification({ version: '2' }));
    await strict.close();
    expect([first.status, second.status]).toEqual([403, 200]);
    expect(strict.counted).toEqual(['sns_refused bad-signature-version', 'sns_accepted']);
  });

  it('without a signature, an unsubscribe link or the message in the log', async () => {
    const genuine = notification();
    await webhook.post({ ...genuine, Message: 'secret words', Subject: 'secret subject' });
    await webhook.post(genuine);
    const log = webhook.logged.join();
    expect(log).toContain('bad-signature');
    for (const key of ['Signature', 'UnsubscribeURL']) expect(log).not.toContain(String(genuine[key]));
    for (const text of ['secret', MESSAGE]) expect(log).not.toContain(text);
  });

  it('as from the future only when SNS signed it, as an error that blames the clock here', async () => {
    const errors: string[] = [];
    const error = (_fields: object, message: string): void => void errors.push(message);
    const silent = (): void => undefined;
    const slow = await startWebhook({ log: { debug: silent, info: silent, warn: silent, error } });
    const genuine = notification({ timestamp: NOW + 300_001 });
    const forged = await slow.post({ ...genuine, Message: 'all is well' });
    expect(errors).toEqual([]);
    const refused = await slow.post(genuine);
    await slow.close();
    expect([forged.status, refused.status]).toEqual([403, 403]);
    expect(errors).toEqual([expect.stringContaining("check this machine's clock")]);
    expect(slow.counted).toEqual(['sns_refused bad-signature', 'sns_refused from-the-future']);
  });

  it('when the verifier itself breaks: delivered again, the reason only in the log', async () => {
    const broken = await startWebhook({ verifier: { verify: () => Promise.reject(new Error('a bug')) } });
    const answer = await broken.post(notification());
    await broken.close();
    expect(answer).toEqual({ status: 503, body: { error: expect.not.stringContaining('a bug') } });
    expect(broken.counted).toEqual(['sns_refused unexpected']);
  });
});

async function expectRefusal(sent: Sent, reason: string, status: number): Promise<void> {
  const answer = await webhook.post(
    typeof sent === 'string' || Buffer.isBuffer(sent) ? sent : JSON.stringify(sent),
  );
  expect(answer).toEqual({ status, body: { error: expect.stringMatching(/^\S.* .*\.$/) } });
  expect(webhook.counted).toEqual([`sns_refused ${reason}`]);
  expect(JSON.parse(webhook.logged[0] ?? '{}')).toMatchObject({ reason });
  expect(webhook.stored).toEqual([]);
  expect(webhook.confirmed).toEqual([]);
  expect(webhook.wakes()).toBe(0);
}

function notification(draft: Partial<Parameters<typeof signer.notification>[0]> = {}) {
  return signer.notification({ topicArn: TOPIC, message: MESSAGE, ...draft });
}

function changed(fields: object): object {
  return { ...notification(), ...fields };
}
