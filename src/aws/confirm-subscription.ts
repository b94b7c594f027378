/**
 * Confirms an SNS subscription through the SNS API. The SubscribeURL of the message is never fetched: whoever could
 * forge a message would choose where Handrail sends a request.
 */

import type { SubscriptionConfirmer } from '../handlers/ports.ts';
import type { AwsClients } from './clients.ts';

import { parseTopicArn } from '../lib/arn.ts';
import { describeAwsError } from './errors.ts';

/**
 * A confirmer that asks SNS in the region of the topic. It confirms with AuthenticateOnUnsubscribe, so that the
 * unsubscribe link that stands in every message removes nothing. Rejects with a sentence when SNS refuses.
 */
export function createConfirmer(clients: () => Promise<Pick<AwsClients, 'snsIn'>>): SubscriptionConfirmer {
  return {
    async confirm(topicArn, token) {
      const topic = parseTopicArn(topicArn);
      if (topic === null) {
        throw new Error(
          `Expected the ARN of an SNS topic such as arn:aws:sns:eu-central-1:123456789012:alarms, got ${JSON.stringify(topicArn)}`,
        );
      }
      try {
        const { snsIn } = await clients();
        await snsIn(topic.region).confirmSubscription({
          TopicArn: topicArn,
          Token: token,
          AuthenticateOnUnsubscribe: 'true',
        });
      } catch (error) {
        const { sentence } = describeAwsError(error, {
          doing: `confirm the subscription to ${topicArn}`,
          action: 'sns:ConfirmSubscription',
        });
        throw new Error(sentence, { cause: error });
      }
    },
  };
}
