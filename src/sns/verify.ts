/**
 * Decides whether an envelope is believed: a topic that we listen to, a fresh timestamp, and a signature by the key that
 * SNS publishes for that topic's region. Cheap checks come first; nothing is fetched for a topic that is not ours.
 */

import type { KeyObject } from 'node:crypto';
import type { Clock } from '../handlers/ports.ts';
import type { Certificates } from './certificates.ts';
import type { Envelope } from './envelope.ts';
import type { Refusal } from './refusal.ts';
import type { Topic } from './topic.ts';

import { verify } from 'node:crypto';
import { formatDuration } from '../lib/duration.ts';
import { ok, type Result } from '../lib/result.ts';
import { truncate } from '../lib/text.ts';
import { stringToSign } from './envelope.ts';
import { refuse } from './refusal.ts';
import { certificateUrlFault, readTopic } from './topic.ts';

export interface Verifier {
  /** The same envelope when it is believed. Rejects only on a bug. */
  verify(envelope: Envelope): Promise<Result<Envelope, Refusal>>;
}

export interface VerifierOptions {
  /** The only topics that are believed, as ARNs. */
  readonly topics: readonly string[];
  readonly certificates: Certificates;
  readonly clock: Clock;
  readonly maxAgeMs: number;
  /** Refuse SHA-1. The topic attribute SignatureVersion has to be 2 then. */
  readonly requireSignatureVersion2?: boolean;
}

interface Signature {
  readonly algorithm: string;
  readonly bytes: Buffer;
}

const AHEAD_LIMIT_MS = 5 * 60_000;
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['1', 'RSA-SHA1'],
  ['2', 'RSA-SHA256'],
]);
const BASE64 = /^[A-Za-z0-9+/]{4,1364}={0,2}$/;

/** Throws when one of the topics is no topic ARN. */
export function createVerifier(options: VerifierOptions): Verifier {
  const { certificates, clock, maxAgeMs } = options;
  const topics = new Map(options.topics.map((arn) => [arn, topicOf(arn)]));
  const algorithms = new Map(
    [...ALGORITHMS].filter(([version]) => version === '2' || !options.requireSignatureVersion2),
  );

  return {
    async verify(envelope) {
      const topic = topics.get(envelope.topicArn);
      if (topic === undefined) {
        return refuse('foreign-topic', `${quote(envelope.topicArn)} is not listed under sns.topics.`);
      }
      const stale = tooOld(envelope, clock(), maxAgeMs);
      if (stale !== null) return stale;
      const signature = readSignature(envelope, topic, algorithms);
      if (!signature.ok) return signature;
      const certificate = await certificates.get(envelope.signingCertUrl);
      if (!certificate.ok) return certificate;
      const { key, notBefore, notAfter } = certificate.value;
      if (envelope.sentAt < notBefore || envelope.sentAt > notAfter) {
        const sentence = `Expected a certificate that was valid at ${envelope.timestamp}, when the message was sent, got another.`;
        return refuse('certificate-not-valid-then', sentence);
      }
      const matches = isSignedBy(key, signature.value, Buffer.from(stringToSign(envelope)));
      if (!matches) return refuse('bad-signature', 'The Signature does not match the message.');
      // Asked last: of a message that SNS signed it says that the clock here is slow, of any other one nothing.
      return fromTheFuture(envelope, clock()) ?? ok(envelope);
    },
  };
}

function topicOf(arn: string): Topic {
  const topic = readTopic(arn);
  if (!topic.ok) throw new Error(topic.error);
  return topic.value;
}

function tooOld(envelope: Envelope, now: number, maxAgeMs: number): Result<never, Refusal> | null {
  if (now - envelope.sentAt <= maxAgeMs) return null;
  const limit = formatDuration(maxAgeMs);
  return refuse(
    'too-old',
    `Expected a message no older than ${limit} (sns.max_age), got one sent at ${envelope.timestamp}.`,
  );
}

function fromTheFuture(envelope: Envelope, now: number): Result<never, Refusal> | null {
  if (envelope.sentAt - now <= AHEAD_LIMIT_MS) return null;
  return refuse(
    'from-the-future',
    `Expected a message sent by now, got one that SNS signed at ${envelope.timestamp}: check this machine's clock.`,
  );
}

/** The signature as the envelope states it, when it may be asked for at all; nothing about it is believed yet. */
function readSignature(
  envelope: Envelope,
  topic: Topic,
  algorithms: ReadonlyMap<string, string>,
): Result<Signature, Refusal> {
  const algorithm = algorithms.get(envelope.signatureVersion);
  if (algorithm === undefined) {
    const versions = [...algorithms.keys()].join(' or ');
    const sentence = `Expected SignatureVersion ${versions}, got ${quote(envelope.signatureVersion)}.`;
    return refuse('bad-signature-version', sentence);
  }
  const urlFault = certificateUrlFault(envelope.signingCertUrl, topic);
  if (urlFault !== null) return refuse('bad-certificate-url', urlFault);
  const bytes = decodeBase64(envelope.signature);
  return bytes === null
    ? refuse('bad-signature', 'Expected a Signature in canonical Base64, got something else.')
    : ok({ algorithm, bytes });
}

/** Null unless encoding the bytes again gives the same text: one signature has one spelling. */
function decodeBase64(text: string): Buffer | null {
  if (!BASE64.test(text)) return null;
  // Only the end of a text can be spelled in several ways.
  const end = text.slice(-4);
  return text.length % 4 === 0 && Buffer.from(end, 'base64').toString('base64') === end
    ? Buffer.from(text, 'base64')
    : null;
}

// At once: a signature takes some 25 µs, and waking a thread of the pool for it would take as long.
function isSignedBy(key: KeyObject, { algorithm, bytes }: Signature, signed: Buffer): boolean {
  return verify(algorithm, signed, key, bytes);
}

function quote(text: string): string {
  return JSON.stringify(truncate(text, 300));
}
