/** The way that alarms really take: webhook, verifier and store as the bot composes them, with nobody applying them. */

import type { Contestant } from './contestant.ts';

import { join } from 'node:path';
import fastify from 'fastify';
import { createCertificates } from '../src/sns/certificates.ts';
import { createVerifier } from '../src/sns/verify.ts';
import { snsWebhook } from '../src/sns/webhook.ts';
import { openStore } from '../src/store/open.ts';
import { counting } from './counting.ts';

const log = { debug: () => {}, info: () => {}, warn: console.warn, error: console.error };

export const wayIn: Contestant = {
  async start({ folder, topicArn, certificateUrl, certificatePem }) {
    const clock = Date.now;
    const { store, stored } = counting(
      await openStore({ url: `sqlite:${join(folder, 'way-in.db')}`, clock, auditKey: 'bench', log }),
    );
    await store.migrate();
    const certificates = createCertificates({
      pinned: new Map([[certificateUrl, certificatePem]]),
      fetch,
      now: clock,
    });
    const server = fastify();
    await server.register(
      snsWebhook({
        verifier: createVerifier({ topics: [topicArn], certificates, clock, maxAgeMs: 86_400_000 }),
        accept: (message) => store.acceptInbound(message),
        accepted: () => {},
        confirmer: { confirm: () => Promise.reject(new Error('Expected no subscription')) },
        clock,
        log,
        metrics: { count: () => {} },
      }),
    );
    return {
      url: await server.listen({ host: '127.0.0.1', port: 0 }),
      stored,
      waiting: () => store.read(async (reader) => (await reader.backlog()).inbound),
      async close() {
        await server.close();
        await store.close();
      },
    };
  },
};
