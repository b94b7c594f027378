/**
 * Checks Signature Version 4 as AWS does: the header's parts, the access key, the credential's scope and the
 * signature itself over the request that arrived. The age of a signature is not checked, because a test may run on
 * a clock of its own.
 */

import type { IncomingHttpHeaders } from 'node:http';

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What a session's requests carry besides; absent for a key that is no session's. */
  readonly sessionToken?: string;
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is wrong with a signature; each protocol has its own code for it. */
export type SignatureFault = 'missing' | 'incomplete' | 'unknown-key' | 'wrong-scope' | 'mismatch';

const NO_HASH = /^(?:UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+)$/;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;

/** The key, the region and the service that a request says it is signed with and for; `null` when it says none. */
export function scopeOf({ headers }: Pick<SignedRequest, 'headers'>): {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signingName: string;
} | null {
  const [, accessKeyId, , region, signingName] = AUTHORIZATION.exec(String(headers['authorization'])) ?? [];
  if (accessKeyId === undefined || region === undefined || signingName === undefined) return null;
  return { accessKeyId, region, signingName };
}

/** `null` when the request is signed with these credentials for this service and region, otherwise what is wrong. */
export function signatureFault(
  request: SignedRequest,
  {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    region,
    signingName,
  }: Credentials & { region: string; signingName: string },
): SignatureFault | null {
  const authorization = request.headers['authorization'];
  if (typeof authorization !== 'string') return 'missing';
  const [, key, date, scopedRegion, scopedName, signedHeaders, signature] =
    AUTHORIZATION.exec(authorization) ?? [];
  const signedAt = request.headers['x-amz-date'];
  if (key === undefined || date === undefined || signedHeaders === undefined || signature === undefined) {
    return 'incomplete';
  }
  if (typeof signedAt !== 'string' || !signedHeaders.split(';').includes('host')) return 'incomplete';
  if (key !== accessKeyId || request.headers['x-amz-security-token'] !== sessionToken) return 'unknown-key';
  if (scopedRegion !== region || scopedName !== signingName) return 'wrong-scope';
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    signedAt,
    `${date}/${region}/${signingName}/aws4_request`,
    sha256(canonicalRequest(request, signedHeaders, signingName)),
  ].join('\n');
  const signingKey = [date, region, signingName, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const expected = createHmac('sha256', signingKey).update(stringToSign).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? null : 'mismatch';
}

function canonicalRequest(
  { method, url, headers, body }: SignedRequest,
  signedHeaders: string,
  signingName: string,
): string {
  const [path = '/', queryText = ''] = url.split('?', 2);
  const query = queryText
    .split('&')
    .filter((pair) => pair !== '')
    // A name alone is signed as one with an empty value, however it is sent.
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .toSorted()
    .join('&');
  const lines = signedHeaders.split(';').map((name) => `${name}:${headerValue(headers[name])}\n`);
  // S3 alone signs the path as it stands on the request line, and may leave the body unsigned or sign it in pieces.
  const isS3 = signingName === 's3';
  const canonicalPath = isS3 ? path : path.split('/').map(escapeUri).join('/');
  const declared = headers['x-amz-content-sha256'];
  const payload = isS3 && typeof declared === 'string' && NO_HASH.test(declared) ? declared : sha256(body);
  return [method, canonicalPath, query, lines.join(''), signedHeaders, payload].join('\n');
}

function escapeUri(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function headerValue(value: string | string[] | undefined): string {
  return [value ?? '']
    .flat()
    .map((part) => part.trim().replaceAll(/ +/g, ' '))
    .join(',');
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
