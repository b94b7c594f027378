/**
 * SNS topics of the simulated account and who subscribes to them. It keeps tokens and confirmations; it delivers
 * nothing, that is the sender's work.
 */

import { createHash } from 'node:crypto';

import { AwsRefusal } from './refusal.ts';

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly endpoint: string;
  /** What a SubscriptionConfirmation carries and ConfirmSubscription must bring back. */
  readonly token: string;
  readonly state: 'pending' | 'confirmed';
  readonly requestedAt: number;
  /** Once confirmed so, only a signed request of the owner may end it. */
  readonly authenticateOnUnsubscribe: boolean;
}

export interface Confirmation {
  readonly topicArn: string;
  readonly token: string;
  readonly at: number;
}

export interface Sns {
  /** Creates the topic if need be and returns its ARN. */
  createTopic(name: string): string;
  topics(): readonly string[];
  /** Asks for a subscription: it stays pending until its token comes back. Throws `NotFound` for an unknown topic. */
  subscribe(topicArn: string, endpoint: string): Subscription;
  subscriptions(): readonly Subscription[];
  /** Confirms a pending subscription. Confirming again gives the same subscription. Throws `InvalidParameter`. */
  confirm(topicArn: string, token: string, authenticateOnUnsubscribe: boolean): Subscription;
  /** Every confirmation that was accepted, oldest first. */
  confirmations(): readonly Confirmation[];
}

export interface SnsSources {
  readonly accountId: string;
  readonly region: string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly confirmed: (subscription: Subscription) => void;
}

const TOKEN_LIFE_MS = 2 * 24 * 3_600_000;

/** An SNS without topics. */
export function createSns({ accountId, region, now, newId, confirmed }: SnsSources): Sns {
  const topics = new Set<string>();
  const subscriptions = new Map<string, Subscription>();
  const confirmations: Confirmation[] = [];
  return {
    createTopic: (name) => {
      const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
      topics.add(arn);
      return arn;
    },
    topics: () => [...topics],
    subscribe: (topicArn, endpoint) => {
      if (!topics.has(topicArn)) throw new AwsRefusal('NotFound', 'Topic does not exist', 404);
      const subscription: Subscription = {
        arn: `${topicArn}:${newId()}`,
        topicArn,
        endpoint,
        token: createHash('sha512').update(newId()).digest('hex'),
        state: 'pending',
        requestedAt: now(),
        authenticateOnUnsubscribe: false,
      };
      subscriptions.set(subscription.token, subscription);
      return subscription;
    },
    subscriptions: () => [...subscriptions.values()],
    confirm: (topicArn, token, authenticateOnUnsubscribe) => {
      if (!topics.has(topicArn)) throw new AwsRefusal('InvalidParameter', 'Invalid parameter: Topic');
      const pending = subscriptions.get(token);
      if (pending?.topicArn !== topicArn || now() - pending.requestedAt > TOKEN_LIFE_MS) {
        throw new AwsRefusal('InvalidParameter', 'Invalid parameter: Token');
      }
      const subscription: Subscription = { ...pending, state: 'confirmed', authenticateOnUnsubscribe };
      subscriptions.set(token, subscription);
      confirmations.push({ topicArn, token, at: now() });
      confirmed(subscription);
      return subscription;
    },
    confirmations: () => [...confirmations],
  };
}
