/**
 * Checks Signature Version 4 as AWS does: the header's parts, the access key, the credential's scope and the
 * signature itself over the request that arrived. The age of a signature is not checked, because a test may run on
 * a clock of its own.
 */

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
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What is wrong with a signature; each protocol has its own code for it. */
export type SignatureFault = 'missing' | 'incomplete' | 'unknown-key' | 'wrong-scope' | 'mismatch';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;

/** The key and the region that a request says it is signed with; `null` when it says none. */
export function scopeOf({ headers }: Pick<SignedRequest, 'headers'>): {
  readonly accessKeyId: string;
  readonly region: string;
} | null {
  const [, accessKeyId, , region] = AUTHORIZATION.exec(String(headers['authorization'])) ?? [];
  return accessKeyId === undefined || region === undefined ? null : { accessKeyId, region };
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
    sha256(canonicalRequest(request, signedHeaders)),
  ].join('\n');
  const signingKey = [date, region, signingName, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const expected = createHmac('sha256', signingKey).update(stringToSign).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? null : 'mismatch';
}

function canonicalRequest({ method, url, headers, body }: SignedRequest, signedHeaders: string): string {
  const [path = '/', queryText = ''] = url.split('?', 2);
  const query = queryText
    .split('&')
    .filter((pair) => pair !== '')
    .toSorted()
    .join('&');
  const lines = signedHeaders.split(';').map((name) => `${name}:${headerValue(headers[name])}\n`);
  return [method, path, query, lines.join(''), signedHeaders, sha256(body)].join('\n');
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
