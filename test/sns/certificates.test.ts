import type { Server, ServerResponse } from 'node:http';
import type { Certificates } from '../../src/sns/certificates.ts';

import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createCertificates, isSandboxCertificate, parseCertificate } from '../../src/sns/certificates.ts';
import { certificateUrl } from '../../src/sns/topic.ts';
import { createSigner } from '../../sandbox/sns/signer.ts';
import { clock, NOW, REGION, signer, stranger } from './harness.ts';

/** How long a certificate is waited for: ample, unless the test is about one that does not come. */
const AMPLE_MS = 20_000;
const SHORT_MS = 1_000;
const PEM = signer.certificatePem;
const urlOf = (fileId: string): string => certificateUrl({ partition: 'aws', region: REGION }, fileId);

/** How the server of the certificates answers; each test says so before it asks. */
let answer: (response: ServerResponse) => void;
let asked: string[];
let now: number;
let server: Server;
let certificates: Certificates;

beforeEach(async () => {
  answer = (response) => response.end(PEM);
  asked = [];
  now = NOW;
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  certificates = open(new Map());
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

describe('a certificate', () => {
  it('is fetched once, however many ask at one time or later', async () => {
    const first = await Promise.all([certificates.get(urlOf('a')), certificates.get(urlOf('a'))]);
    const later = await certificates.get(urlOf('a'));
    expect([...first, later].map((result) => result.ok)).toEqual([true, true, true]);
    expect(asked).toEqual(['/SimpleNotificationService-a.pem']);
  });

  it('tells when it is valid, in milliseconds', async () => {
    const result = parseCertificate(PEM);
    expect(result).toMatchObject({
      ok: true,
      value: { notBefore: NOW - 86_400_000, notAfter: NOW + 3_650 * 86_400_000 },
    });
  });

  it('that was used longest ago is let go when there are too many', async () => {
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await certificates.get(urlOf(id));
    expect(asked.map((path) => path.at(-5))).toEqual(['a', 'b', 'c', 'b']);
  });

  it('that is pinned is never fetched, nor is anything else then', async () => {
    const pinned = open(new Map([[urlOf('a'), PEM]]));
    expect(await pinned.get(urlOf('a'))).toMatchObject({ ok: true });
    expect(await pinned.get(urlOf('b'))).toMatchObject({ error: { reason: 'certificate-unavailable' } });
    expect(asked).toEqual([]);
  });

  it('that is pinned and no certificate is told at once', () => {
    expect(() => open(new Map([[urlOf('a'), 'todo']]))).toThrow(
      `The signing certificate for ${urlOf('a')} cannot be used.`,
    );
  });
});

describe('a certificate that cannot be had', () => {
  it.each<[string, number, (response: ServerResponse) => void]>([
    ['is not there', AMPLE_MS, (response) => response.writeHead(404).end(PEM)],
    [
      'is somewhere else',
      AMPLE_MS,
      (response) => response.writeHead(302, { location: '/elsewhere.pem' }).end(),
    ],
    ['breaks off', AMPLE_MS, (response) => response.destroy()],
    ['does not come in time', SHORT_MS, () => {}],
    ['does not come to its end in time', SHORT_MS, (response) => response.write(PEM.slice(0, 100))],
  ])('%s: is unavailable, for half a minute without asking again', async (_what, timeoutMs, how) => {
    certificates = open(new Map(), timeoutMs);
    answer = how;
    expect(await certificates.get(urlOf('a'))).toMatchObject({
      error: { reason: 'certificate-unavailable' },
    });
    answer = (response) => response.end(PEM);
    now += 29_999;
    expect(await certificates.get(urlOf('a'))).toMatchObject({ ok: false });
    expect(asked).toHaveLength(1);
    now += 1;
    expect(await certificates.get(urlOf('a'))).toMatchObject({ ok: true });
  });

  it('does not push out one that works', async () => {
    await certificates.get(urlOf('good'));
    answer = (response) => response.writeHead(404).end();
    for (let id = 0; id < 10; id += 1) await certificates.get(urlOf(`bad${id}`));
    expect(await certificates.get(urlOf('good'))).toMatchObject({ ok: true });
    expect(asked).toHaveLength(11);
  });

  it('does not make the bot ask for any number at one time', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, id) => certificates.get(urlOf(String(id)))));
    expect(all.filter((result) => result.ok)).toHaveLength(8);
    expect(asked).toHaveLength(8);
  });
});

describe('what is not exactly one certificate', () => {
  const wrapped = `<xml><value>\n${PEM}</value></xml>`;
  it.each([
    ['two blocks', PEM + stranger.certificatePem],
    ['PEM inside XML', wrapped],
    ['PEM after other text', `subject=CN = sns.amazonaws.com\n${PEM}`],
    ['PEM before other text', `${PEM}trailing`],
    ['a private key', privateKeyPem()],
    ['PEM without a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['nothing', ''],
    ['more than 16 KiB', PEM + '\n'.repeat(16_384)],
  ])('%s is bad, not unavailable', async (_what, text) => {
    answer = (response) => response.end(text);
    expect(await certificates.get(urlOf('a'))).toMatchObject({ error: { reason: 'bad-certificate' } });
  });
});

describe('isSandboxCertificate', () => {
  it('knows the sandbox by its subject, and takes nobody else for it', async () => {
    const other = await createSigner({ region: REGION, now: clock, subject: 'sns.amazonaws.com' });
    const alike = await createSigner({ region: REGION, now: clock, subject: 'not the Handrail sandbox' });
    expect(isSandboxCertificate(PEM)).toBe(true);
    expect([other.certificatePem, alike.certificatePem, 'no certificate'].map(isSandboxCertificate)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

/** Certificates that come from the local server, as if it were the host that the URL names. */
function open(pinned: ReadonlyMap<string, string>, timeoutMs = AMPLE_MS): Certificates {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return createCertificates({
    pinned,
    fetch: (url, init) => fetch(`http://127.0.0.1:${port}${new URL(url).pathname}`, init),
    now: () => now,
    timeoutMs,
    maxEntries: 2,
  });
}

function privateKeyPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
