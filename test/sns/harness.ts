/** A webhook that really listens, with an inbox in memory, and what was stored, logged and counted by it. */

import type { InboundMessage } from '../../src/alarms/event.ts';
import type { SignedEnvelope } from '../../sandbox/sns/signer.ts';
import type { WebhookOptions } from '../../src/sns/webhook.ts';

import fastify from 'fastify';
import { createCertificates } from '../../src/sns/certificates.ts';
import { createVerifier } from '../../src/sns/verify.ts';
import { snsWebhook } from '../../src/sns/webhook.ts';
import { createSigner } from '../../sandbox/sns/signer.ts';

export const NOW = Date.parse('2025-01-31T03:00:00.000Z');
export const HOUR_MS = 3_600_000;
export const REGION = 'eu-central-1';
export const TOPIC = `arn:aws:sns:${REGION}:123456789012:todo-etl-alarms`;
export const FOREIGN_TOPIC = `arn:aws:sns:${REGION}:210987654321:todo-etl-alarms`;

export const clock = (): number => NOW;
export const signer = await createSigner({ region: REGION, now: clock });
export const stranger = await createSigner({ region: REGION, now: clock });
export const expired = await createSigner({
  region: REGION,
  now: clock,
  notBefore: NOW - 48 * HOUR_MS,
  notAfter: NOW - HOUR_MS,
});

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Harness {
  readonly url: string;
  readonly stored: readonly InboundMessage[];
  readonly wakes: () => number;
  readonly confirmed: readonly (readonly [string, string])[];
  /** Every log line as JSON, to look for what must not be there. */
  readonly logged: readonly string[];
  /** `sns_refused bad-signature`, `sns_accepted`. */
  readonly counted: readonly string[];
  post(body: string | Buffer | SignedEnvelope, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts a webhook that believes `signer` on TOPIC at NOW, with what the test wants to be otherwise. */
export async function startWebhook(
  overrides: Partial<WebhookOptions> & { readonly requireSignatureVersion2?: boolean } = {},
): Promise<Harness> {
  const { requireSignatureVersion2 = false, ...webhookOverrides } = overrides;
  const stored: InboundMessage[] = [];
  const confirmed: [string, string][] = [];
  const logged: string[] = [];
  const counted: string[] = [];
  let wakes = 0;
  const write = (fields: object, message: string): void => {
    logged.push(JSON.stringify({ ...fields, message }));
  };
  const server = fastify({ logger: false, forceCloseConnections: true });
  await server.register(
    snsWebhook({
      verifier: createVerifier({
        topics: [TOPIC],
        certificates: createCertificates({
          pinned: new Map([signer, expired].map((s) => [s.certificateUrl, s.certificatePem])),
          fetch: () => Promise.reject(new Error('Expected nothing to be fetched')),
          now: clock,
        }),
        clock,
        maxAgeMs: 24 * HOUR_MS,
        requireSignatureVersion2,
      }),
      accept: async (message) => {
        const twin = stored.some((s) => s.topicArn === message.topicArn && s.messageId === message.messageId);
        if (twin) return 'duplicate';
        stored.push(message);
        return 'stored';
      },
      accepted: () => {
        wakes += 1;
      },
      confirmer: {
        confirm: async (topicArn, token) => {
          confirmed.push([topicArn, token]);
        },
      },
      clock,
      log: { debug: write, info: write, warn: write, error: write },
      metrics: { count: (name, labels) => counted.push([name, ...Object.values(labels ?? {})].join(' ')) },
      ...webhookOverrides,
    }),
  );
  const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/sns`;
  return {
    url,
    stored,
    wakes: () => wakes,
    confirmed,
    logged,
    counted,
    async post(body, headers = {}) {
      const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const response = await fetch(url, {
        method: 'POST',
        body: new Uint8Array(Buffer.from(bytes)),
        headers: { 'content-type': 'text/plain; charset=UTF-8', ...headers },
      });
      return { status: response.status, body: JSON.parse(await response.text()) as Record<string, unknown> };
    },
    close: () => server.close(),
  };
}
