/** SNS at the wire (query protocol, XML answers): confirming a subscription. Values arrive as text. */

import type { Service } from './operation.ts';

import { z } from 'zod';

import { operation } from './operation.ts';

export const snsService: Service = {
  name: 'sns',
  protocol: 'query',
  signingName: 'sns',
  target: null,
  namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  invalidInputCode: 'InvalidParameter',
  throttledCode: 'Throttling',
  accessDeniedCode: 'AuthorizationError',
  operations: {
    ConfirmSubscription: operation(
      {
        TopicArn: z.string().min(1),
        Token: z.string().min(1),
        AuthenticateOnUnsubscribe: z.enum(['true', 'false']).optional(),
      },
      ({ sns }, { TopicArn, Token, AuthenticateOnUnsubscribe }) => ({
        SubscriptionArn: sns.confirm(TopicArn, Token, AuthenticateOnUnsubscribe === 'true').arn,
      }),
    ),
  },
};
