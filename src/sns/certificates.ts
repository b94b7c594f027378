/**
 * Signing certificates by URL: pinned from local files, or fetched once and kept. It asks only for URLs that its caller
 * found canonical, never follows a redirect, and never lets what failed push out what works.
 */

import type { KeyObject } from 'node:crypto';
import type { Clock } from '../handlers/ports.ts';
import type { Refusal } from './refusal.ts';

import { LRUCache } from 'lru-cache';
import { X509Certificate } from 'node:crypto';
import { ok, type Result } from '../lib/result.ts';
import { refuse } from './refusal.ts';

export interface Certificate {
  readonly key: KeyObject;
  /** Validity, milliseconds, both ends included. */
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface Certificates {
  get(url: string): Promise<Result<Certificate, Refusal>>;
}

export interface CertificateOptions {
  /** PEM by SigningCertURL. With any pinned, nothing is fetched at all. */
  readonly pinned: ReadonlyMap<string, string>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: Clock;
  readonly timeoutMs?: number;
  readonly maxEntries?: number;
}

/** Subject common name of the keys that the sandbox makes; anybody on that machine can sign with them. */
export const SANDBOX_COMMON_NAME = 'Handrail sandbox';

const ONE_CERTIFICATE =
  /^-----BEGIN CERTIFICATE-----\r?\n(?:[A-Za-z0-9+/]{1,76}={0,2}\r?\n)+-----END CERTIFICATE-----(?:\r?\n)*$/;
const MAX_PEM_BYTES = 16_384;
const FAILURE_KEPT_MS = 30_000;
// A sender can make up file ids without end; this many may be asked for at one time.
const MAX_FETCHES_AT_ONCE = 8;

/** Opens the collection. Throws when a pinned certificate cannot be used, with a sentence that names its URL. */
export function createCertificates(options: CertificateOptions): Certificates {
  const { fetch, now, timeoutMs = 5_000, maxEntries = 64 } = options;
  const pinned = new Map([...options.pinned].map(([url, pem]) => [url, pinnedCertificate(url, pem)]));
  const kept = new LRUCache<string, Certificate>({ max: maxEntries });
  const failed = new LRUCache<string, { readonly refusal: Refusal; readonly until: number }>({
    max: maxEntries,
  });
  const inFlight = new Map<string, Promise<Result<Certificate, Refusal>>>();

  async function load(url: string): Promise<Result<Certificate, Refusal>> {
    const pem = await download(url, fetch, timeoutMs);
    const certificate = pem.ok ? parseCertificate(pem.value) : pem;
    if (certificate.ok) kept.set(url, certificate.value);
    else failed.set(url, { refusal: certificate.error, until: now() + FAILURE_KEPT_MS });
    return certificate;
  }

  return {
    async get(url) {
      const known = pinned.get(url) ?? kept.get(url);
      if (known !== undefined) return ok(known);
      if (pinned.size > 0) {
        return unavailable(
          `${url} is not among sns.signing_certificates, and with these nothing is fetched: add it there.`,
        );
      }
      const failure = failed.get(url);
      if (failure !== undefined && now() < failure.until) return { ok: false, error: failure.refusal };
      const running = inFlight.get(url);
      if (running !== undefined) return running;
      if (inFlight.size >= MAX_FETCHES_AT_ONCE)
        return unavailable('Too many signing certificates are being fetched already.');
      const fetched = load(url).finally(() => inFlight.delete(url));
      inFlight.set(url, fetched);
      return fetched;
    },
  };
}

/**
 * Reads exactly one PEM certificate with an RSA key. Stricter than the platform, which finds a certificate inside other
 * text: whoever can place text at a believed host must not be able to place a certificate there.
 */
export function parseCertificate(pem: string): Result<Certificate, Refusal> {
  if (!ONE_CERTIFICATE.test(pem)) {
    return refuse(
      'bad-certificate',
      'Expected exactly one PEM certificate and nothing else, got something else.',
    );
  }
  const x509 = readX509(pem);
  if (x509 === null)
    return refuse('bad-certificate', 'Expected an X.509 certificate, got PEM that holds none.');
  const key = x509.publicKey;
  if (key.asymmetricKeyType !== 'rsa') {
    return refuse(
      'bad-certificate',
      `Expected a certificate with an RSA key, got ${key.asymmetricKeyType ?? 'none'}.`,
    );
  }
  return ok({ key, notBefore: Date.parse(x509.validFrom), notAfter: Date.parse(x509.validTo) });
}

/** Whether a sandbox made this certificate. Such a one is for loopback only; text that is no certificate is not one. */
export function isSandboxCertificate(pem: string): boolean {
  return readX509(pem)?.subject.split('\n').includes(`CN=${SANDBOX_COMMON_NAME}`) ?? false;
}

function pinnedCertificate(url: string, pem: string): Certificate {
  const certificate = parseCertificate(pem);
  if (!certificate.ok)
    throw new Error(`The signing certificate for ${url} cannot be used. ${certificate.error.message}`);
  return certificate.value;
}

async function download(
  url: string,
  fetch: CertificateOptions['fetch'],
  timeoutMs: number,
): Promise<Result<string, Refusal>> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (response.status !== 200) {
      await response.body?.cancel();
      return unavailable(`Expected 200 from ${url}, got ${response.status}.`);
    }
    return await readAtMost(response, MAX_PEM_BYTES);
  } catch (error) {
    return unavailable(`${url} could not be fetched: ${causeOf(error)}.`);
  }
}

async function readAtMost(response: Response, limitBytes: number): Promise<Result<string, Refusal>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body as AsyncIterable<Uint8Array> | null) ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes)
      return refuse('bad-certificate', `Expected a certificate of at most ${limitBytes} bytes, got more.`);
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks).toString('latin1'));
}

function readX509(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

function unavailable(message: string): Result<never, Refusal> {
  return refuse('certificate-unavailable', message);
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
