/**
 * Confirms an SNS subscription through the SNS API. The SubscribeURL of the message is never fetched: whoever could
 * forge a message would choose where Handrail sends a request.
 */

import type { SubscriptionConfirmer } from '../handlers/ports.ts';
import type { AwsClients } from './clients.ts';
import { ConfirmSubscriptionCommand } from '@aws-sdk/client-sns';
import { describeAwsError } from './errors.ts';

// arn:partition:sns:region:account:name; the name is letters, digits, hyphens and underscores, `.fifo` at the end.
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:([a-z]{2,4}(?:-[a-z]+)+-\d):\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/;

/**
 * A confirmer that asks SNS in the region of the topic. It confirms with AuthenticateOnUnsubscribe, so that the
 * unsubscribe link that stands in every message removes nothing. Rejects with a sentence when SNS refuses.
 */
export function createConfirmer(clients: Pick<AwsClients, 'snsIn'>): SubscriptionConfirmer {
  return {
    async confirm(topicArn, token) {
      const region = TOPIC_ARN.exec(topicArn)?.[1];
      if (region === undefined) {
        throw new Error(
          `Expected the ARN of an SNS topic such as arn:aws:sns:eu-central-1:123456789012:alarms, got ${JSON.stringify(topicArn)}`,
        );
      }
      try {
        await clients.snsIn(region).send(
          new ConfirmSubscriptionCommand({
            TopicArn: topicArn,
            Token: token,
            AuthenticateOnUnsubscribe: 'true',
          }),
        );
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
