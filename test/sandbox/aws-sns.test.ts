import type { AwsWorld } from './aws-world.ts';

import { ConfirmSubscriptionCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startAwsWorld } from './aws-world.ts';

const DAY_MS = 86_400_000;

let world: AwsWorld;
let topicArn: string;

beforeEach(async () => {
  world = await startAwsWorld();
  topicArn = world.account.sns.createTopic('todo-etl-alarms');
});

afterEach(() => world.close());

describe('ConfirmSubscription', () => {
  it('confirms with the token that was sent, and again without harm', async () => {
    const { token, arn } = world.account.sns.subscribe(topicArn, 'http://127.0.0.1:3000/sns');
    const confirm = new ConfirmSubscriptionCommand({
      TopicArn: topicArn,
      Token: token,
      AuthenticateOnUnsubscribe: 'true',
    });
    expect((await world.sns.send(confirm)).SubscriptionArn).toBe(arn);
    expect((await world.sns.send(confirm)).SubscriptionArn).toBe(arn);
    expect(world.account.sns.subscriptions()).toMatchObject([
      { arn, state: 'confirmed', authenticateOnUnsubscribe: true },
    ]);
    expect(world.account.sns.confirmations()).toHaveLength(2);
  });

  it('refuses a token it never sent', async () => {
    await expect(confirmed(topicArn, 'made-up')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid parameter: Token',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('refuses a token of another topic, of an unknown topic, and one older than two days', async () => {
    const { token } = world.account.sns.subscribe(topicArn, 'http://127.0.0.1:3000/sns');
    const other = world.account.sns.createTopic('other');
    await expect(confirmed(other, token)).rejects.toThrow('Invalid parameter: Token');
    await expect(confirmed(`${topicArn}-gone`, token)).rejects.toThrow('Invalid parameter: Topic');
    world.clock.now += 2 * DAY_MS + 1;
    await expect(confirmed(topicArn, token)).rejects.toThrow('Invalid parameter: Token');
    expect(world.account.sns.confirmations()).toEqual([]);
  });

  it('needs a signature only when it asks that unsubscribing needs one', async () => {
    const { token } = world.account.sns.subscribe(topicArn, 'http://127.0.0.1:3000/sns');
    const form = { Action: 'ConfirmSubscription', Version: '2010-03-31', TopicArn: topicArn, Token: token };
    const refused = await post({ ...form, AuthenticateOnUnsubscribe: 'true' });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('<Code>MissingAuthenticationToken</Code>');
    const accepted = await post(form);
    expect(accepted.status).toBe(200);
    expect(await accepted.text()).toContain(`<SubscriptionArn>${topicArn}:`);
  });
});

function confirmed(topic: string, token: string): Promise<unknown> {
  return world.sns.send(new ConfirmSubscriptionCommand({ TopicArn: topic, Token: token }));
}

function post(form: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(world.server.url, { method: 'POST', body: new URLSearchParams(form) });
}
