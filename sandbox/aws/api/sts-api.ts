/** STS at the wire (query protocol, XML answers): who signed, and a role to go on with. Values arrive as text. */

import type { Service } from './operation.ts';

import { z } from 'zod';

import { operation } from './operation.ts';

export const stsService: Service = {
  name: 'sts',
  protocol: 'query',
  signingName: 'sts',
  target: null,
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  invalidInputCode: 'ValidationError',
  throttledCode: 'Throttling',
  accessDeniedCode: 'AccessDenied',
  operations: {
    GetCallerIdentity: operation({}, (_, __, { accountId, arn }) => ({
      UserId: 'AIDASANDBOX',
      Account: accountId,
      Arn: arn,
    })),
    AssumeRole: operation(
      {
        RoleArn: z.string().min(20),
        RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
        ExternalId: z
          .string()
          .regex(/^[\w+=,.@:/-]{2,1224}$/)
          .optional(),
      },
      ({ sts }, { RoleArn, RoleSessionName, ExternalId }, caller) => {
        const session = sts.assume(caller, {
          roleArn: RoleArn,
          name: RoleSessionName,
          externalId: ExternalId ?? null,
        });
        return {
          Credentials: {
            AccessKeyId: session.accessKeyId,
            SecretAccessKey: session.secretAccessKey,
            SessionToken: session.sessionToken,
            Expiration: new Date(session.expiresAt).toISOString(),
          },
          AssumedRoleUser: { AssumedRoleId: `AROASANDBOX:${session.name}`, Arn: session.arn },
        };
      },
    ),
  },
};
