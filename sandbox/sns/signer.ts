/**
 * Signs envelopes as SNS does, with a key of our own. Written from the vendor's description and apart from the code that
 * verifies, so that the two check each other.
 */

import type { KeyObject } from 'node:crypto';
import type { Partition } from '../../src/lib/arn.ts';

import { generateKeyPair, randomUUID, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { SANDBOX_COMMON_NAME } from '../../src/sns/certificates.ts';
import { certificateUrl } from '../../src/sns/topic.ts';
import { selfSignedCertificate } from './certificate.ts';

/** An envelope as it travels: the keys and casing of SNS. */
export type SignedEnvelope = Readonly<Record<string, string>> & {
  readonly Type: string;
  readonly MessageId: string;
  readonly TopicArn: string;
};

export interface Signer {
  readonly certificateUrl: string;
  readonly certificatePem: string;
  notification(draft: NotificationDraft): SignedEnvelope;
  subscriptionConfirmation(draft: ConfirmationDraft): SignedEnvelope;
  unsubscribeConfirmation(draft: ConfirmationDraft): SignedEnvelope;
}

export interface Draft {
  readonly topicArn: string;
  /** A new id where absent. */
  readonly messageId?: string;
  /** Milliseconds, or the text itself. Now where absent. */
  readonly timestamp?: number | string;
  /** `1` signs with SHA-1 as topics do unless told otherwise, `2` with SHA-256. */
  readonly version?: '1' | '2';
}

export interface NotificationDraft extends Draft {
  readonly message: string;
  readonly subject?: string;
}

export interface ConfirmationDraft extends Draft {
  readonly token: string;
}

export interface SignerOptions {
  readonly region: string;
  readonly partition?: Partition;
  /** Common name of the certificate; the sandbox's where absent. */
  readonly subject?: string;
  /** Validity, milliseconds: from a day ago for ten years where absent. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
const generateKeys = promisify(generateKeyPair);

/** A signer with a new key and certificate. */
export async function createSigner(options: SignerOptions): Promise<Signer> {
  const key = await newKey();
  return signerOf(key, await newCertificate(key, options), options);
}

/** A new RSA key, as long as those of SNS. */
export async function newKey(): Promise<KeyObject> {
  return (await generateKeys('rsa', { modulusLength: 2048 })).privateKey;
}

/** A certificate for the key, by default the sandbox's own. */
export function newCertificate(key: KeyObject, options: SignerOptions): Promise<string> {
  return selfSignedCertificate({
    key,
    commonName: options.subject ?? SANDBOX_COMMON_NAME,
    notBefore: options.notBefore ?? options.now() - DAY_MS,
    notAfter: options.notAfter ?? options.now() + 3_650 * DAY_MS,
  });
}

/** A signer with this key and the certificate that belongs to it. */
export function signerOf(key: KeyObject, certificatePem: string, options: SignerOptions): Signer {
  const { region, partition = 'aws', now } = options;
  // Like SNS, which names the file by its content: another key is another URL.
  const fileId = new X509Certificate(certificatePem).fingerprint256
    .replaceAll(':', '')
    .slice(0, 32)
    .toLowerCase();
  const url = certificateUrl({ region, partition }, fileId);

  function seal(fields: Readonly<Record<string, string>>, draft: Draft, type: string): SignedEnvelope {
    const version = draft.version ?? '1';
    const { timestamp = now() } = draft;
    const signed = {
      ...fields,
      Type: type,
      MessageId: draft.messageId ?? randomUUID(),
      TopicArn: draft.topicArn,
      Timestamp: typeof timestamp === 'string' ? timestamp : new Date(timestamp).toISOString(),
    };
    const lines = Object.entries(signed).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const text = lines.map(([name, value]) => `${name}\n${value}\n`).join('');
    const signature = sign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256', Buffer.from(text), key);
    return {
      ...signed,
      SignatureVersion: version,
      Signature: signature.toString('base64'),
      SigningCertURL: url,
    };
  }

  function confirmation(draft: ConfirmationDraft, type: string, sentence: string): SignedEnvelope {
    const query = new URLSearchParams({
      Action: 'ConfirmSubscription',
      TopicArn: draft.topicArn,
      Token: draft.token,
    });
    const SubscribeURL = `${new URL(url).origin}/?${query.toString()}`;
    return seal({ Message: sentence, Token: draft.token, SubscribeURL }, draft, type);
  }

  return {
    certificateUrl: url,
    certificatePem,
    notification(draft) {
      const subject = draft.subject === undefined ? {} : { Subject: draft.subject };
      const envelope = seal({ Message: draft.message, ...subject }, draft, 'Notification');
      const query = new URLSearchParams({
        Action: 'Unsubscribe',
        SubscriptionArn: `${draft.topicArn}:${randomUUID()}`,
      });
      return { ...envelope, UnsubscribeURL: `${new URL(url).origin}/?${query.toString()}` };
    },
    subscriptionConfirmation(draft) {
      const sentence =
        `You have chosen to subscribe to the topic ${draft.topicArn}.\n` +
        'To confirm the subscription, visit the SubscribeURL included in this message.';
      return confirmation(draft, 'SubscriptionConfirmation', sentence);
    },
    unsubscribeConfirmation(draft) {
      const sentence =
        `You have chosen to deactivate subscription ${draft.topicArn}.\n` +
        'To cancel this operation and restore the subscription, visit the SubscribeURL included in this message.';
      return confirmation(draft, 'UnsubscribeConfirmation', sentence);
    },
  };
}
