import type { Harness } from './harness.ts';

import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deliver } from '../../sandbox/sns/deliver.ts';
import { FOREIGN_TOPIC, NOW, signer, startWebhook, TOPIC } from './harness.ts';

const MESSAGE = 'silver-users failed: out of memory';
const notification = () => signer.notification({ topicArn: TOPIC, message: MESSAGE });

let webhook: Harness;
beforeEach(async () => {
  webhook = await startWebhook();
});
afterEach(() => webhook.close());

describe('a notification', () => {
  it.each(['1', '2'] as const)(
    'of signature version %s is stored, then answered, then announced',
    async (version) => {
      const sent = signer.notification({
        topicArn: TOPIC,
        message: MESSAGE,
        subject: 'ALARM: "silver"',
        version,
      });
      expect(await deliver(webhook.url, sent, { fetch })).toEqual({
        status: 200,
        body: '{"result":"stored"}',
      });
      expect(webhook.stored).toEqual([
        {
          topicArn: TOPIC,
          messageId: sent.MessageId,
          subject: 'ALARM: "silver"',
          body: MESSAGE,
          sentAt: NOW,
          receivedAt: NOW,
        },
      ]);
      expect(webhook.wakes()).toBe(1);
      expect(webhook.counted).toEqual(['sns_accepted']);
    },
  );

  it('is answered 200 again when it comes again, and announced once', async () => {
    const sent = notification();
    await webhook.post(sent);
    expect(await webhook.post(sent)).toEqual({ status: 200, body: { result: 'duplicate' } });
    expect(webhook.stored).toHaveLength(1);
    expect(webhook.wakes()).toBe(1);
    expect(webhook.counted).toEqual(['sns_accepted']);
  });

  it.each([
    'application/json',
    'text/csv',
    'application/x-www-form-urlencoded',
    'application/xml; charset=utf-8',
  ])('is stored whatever content type the delivery policy says: %s', async (contentType) => {
    expect((await webhook.post(notification(), { 'content-type': contentType })).status).toBe(200);
  });

  it('is stored without any content type', async () => {
    const body = JSON.stringify(notification());
    const status = await new Promise((resolve, reject) => {
      const outgoing = request(webhook.url, { method: 'POST' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
    expect(status).toBe(200);
    expect(webhook.stored).toHaveLength(1);
  });

  it('as large as SNS allows is stored, however much JSON makes of it', async () => {
    const message = '\u0001'.repeat(262_144);
    expect((await webhook.post(signer.notification({ topicArn: TOPIC, message }))).status).toBe(200);
    expect(webhook.stored[0]?.body).toBe(message);
  });

  it('is made storable: no NUL, no lone surrogate', async () => {
    await webhook.post(
      signer.notification({ topicArn: TOPIC, message: 'a\u0000b\ud800c 🔴', subject: 's\u0000' }),
    );
    expect(webhook.stored[0]).toMatchObject({ body: 'ab\ufffdc 🔴', subject: 's' });
  });

  it('without a subject has none', async () => {
    await webhook.post(notification());
    expect(webhook.stored[0]?.subject).toBeNull();
  });

  it('that nobody stored is delivered again, and nobody is woken', async () => {
    const broken = await startWebhook({ accept: () => Promise.reject(new Error('disk full')) });
    const answer = await broken.post(notification());
    await broken.close();
    expect(answer).toEqual({
      status: 503,
      body: { error: 'The message could not be stored: deliver it again.' },
    });
    expect(broken.wakes()).toBe(0);
    expect(broken.counted).toEqual(['sns_refused not-stored']);
  });

  it('is told to come again when too many wait', async () => {
    const store = Promise.withResolvers<'stored'>();
    const reached = Promise.withResolvers<void>();
    const busy = await startWebhook({
      maxWaiting: 1,
      accept: () => {
        reached.resolve();
        return store.promise;
      },
    });
    const first = busy.post(notification());
    await reached.promise;
    expect((await busy.post(notification())).status).toBe(503);
    store.resolve('stored');
    expect((await first).status).toBe(200);
    expect((await busy.post(notification())).status).toBe(200);
    await busy.close();
    expect(busy.counted).toContain('sns_refused overloaded');
  });
});

describe('a subscription', () => {
  const confirmation = () => signer.subscriptionConfirmation({ topicArn: TOPIC, token: 'token-2336412f37' });

  it('of a topic of ours is confirmed by its token', async () => {
    expect(await deliver(webhook.url, confirmation(), { fetch })).toEqual({
      status: 200,
      body: '{"result":"confirmed"}',
    });
    expect(webhook.confirmed).toEqual([[TOPIC, 'token-2336412f37']]);
    expect(webhook.stored).toEqual([]);
  });

  it('of any other topic is not', async () => {
    const sent = signer.subscriptionConfirmation({ topicArn: FOREIGN_TOPIC, token: 'token-2336412f37' });
    expect((await webhook.post(sent)).status).toBe(403);
    expect(webhook.confirmed).toEqual([]);
  });

  it('that could not be confirmed is delivered again, and its token stays out of the log', async () => {
    const failing = await startWebhook({
      confirmer: { confirm: (_topic, token) => Promise.reject(new Error(`Invalid parameter: ${token}`)) },
    });
    const answer = await failing.post(confirmation());
    await failing.close();
    expect(answer.status).toBe(503);
    expect(failing.logged.join()).toContain('Invalid parameter');
    expect(failing.logged.join()).not.toContain('2336412f37');
  });

  it('that ended is noted with a warning and never confirmed back', async () => {
    const sent = signer.unsubscribeConfirmation({ topicArn: TOPIC, token: 'token-2336412f37' });
    expect(await webhook.post(sent)).toEqual({ status: 200, body: { result: 'noted' } });
    expect(webhook.confirmed).toEqual([]);
    expect(webhook.logged.join()).toContain('unsubscribed');
    expect(webhook.logged.join()).not.toContain('2336412f37');
  });

  it('that ended by a forged message is not even noted', async () => {
    const sent = { ...signer.unsubscribeConfirmation({ topicArn: TOPIC, token: 'a' }), Token: 'b' };
    expect((await webhook.post(sent)).status).toBe(403);
  });
});
