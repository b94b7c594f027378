/** CloudTrail at the wire (AWS JSON 1.1): looking up what happened lately. */

import type { Account } from '../account.ts';
import type { TrailEvent } from '../cloudtrail.ts';
import type { Answer, Service } from './operation.ts';

import { z } from 'zod';

import { AwsRefusal } from '../refusal.ts';
import { operation, page, present, seconds } from './operation.ts';

/** From the API reference of CloudTrail. */
const MOST_EVENTS = 50;

const attribute = z.strictObject({
  AttributeKey: z.enum(['EventName', 'EventSource', 'Username']),
  AttributeValue: z.string().min(1).max(2_000),
});

export const cloudtrailService: Service = {
  name: 'cloudtrail',
  protocol: 'json',
  signingName: 'cloudtrail',
  target: 'CloudTrail_20131101',
  invalidInputCode: 'InvalidLookupAttributesException',
  throttledCode: 'ThrottlingException',
  accessDeniedCode: 'AccessDeniedException',
  operations: {
    LookupEvents: operation(
      {
        LookupAttributes: z.array(attribute).max(1).optional(),
        StartTime: z.number().optional(),
        EndTime: z.number().optional(),
        MaxResults: z.int().min(1).max(MOST_EVENTS).optional(),
        NextToken: z.string().optional(),
      },
      (account, { LookupAttributes = [], StartTime, EndTime, MaxResults, NextToken }) => {
        const from = (StartTime ?? 0) * 1_000;
        const to = EndTime === undefined ? Infinity : EndTime * 1_000;
        if (from > to)
          throw new AwsRefusal('InvalidTimeRangeException', 'The start time is after the end time');
        const [wanted] = LookupAttributes;
        const matches =
          wanted === undefined
            ? null
            : (event: TrailEvent): boolean => valueOf(event, wanted.AttributeKey) === wanted.AttributeValue;
        const events = account.cloudtrail.lookUp({ matches, from, to });
        const found = page(events, {
          token: NextToken,
          limit: MaxResults ?? MOST_EVENTS,
          idOf: ({ id }) => id,
        });
        if (!found.knownToken) throw new AwsRefusal('InvalidNextTokenException', 'Invalid token');
        return present({
          Events: found.items.map((event) => wireEvent(account, event)),
          NextToken: found.nextToken,
        });
      },
    ),
  },
};

function valueOf(event: TrailEvent, key: z.output<typeof attribute>['AttributeKey']): string {
  switch (key) {
    case 'EventName':
      return event.name;
    case 'EventSource':
      return event.source;
    case 'Username':
      return usernameOf(event);
  }
}

function usernameOf({ user }: TrailEvent): string {
  return user.kind === 'user' ? user.name : user.session;
}

function wireEvent(account: Account, event: TrailEvent): Answer {
  const { id, at, name, source } = event;
  return {
    EventId: id,
    EventName: name,
    ReadOnly: 'false',
    EventTime: seconds(at),
    EventSource: source,
    Username: usernameOf(event),
    Resources: [],
    CloudTrailEvent: JSON.stringify(recordOf(account, event)),
  };
}

/** The event as trails have it. */
function recordOf({ accountId, region }: Account, event: TrailEvent): Answer {
  return present({
    eventVersion: '1.11',
    userIdentity: identityOf(accountId, event),
    eventTime: `${new Date(event.at).toISOString().slice(0, 19)}Z`,
    eventSource: event.source,
    eventName: event.name,
    awsRegion: region,
    errorCode: event.errorCode,
    requestParameters: event.requestParameters,
    responseElements: null,
    eventID: event.id,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: 'Management',
  });
}

function identityOf(accountId: string, { user }: TrailEvent): Answer {
  if (user.kind === 'user')
    return {
      type: 'IAMUser',
      arn: `arn:aws:iam::${accountId}:user/${user.name}`,
      accountId,
      userName: user.name,
    };
  return {
    type: 'AssumedRole',
    arn: `arn:aws:sts::${accountId}:assumed-role/${user.role}/${user.session}`,
    accountId,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        arn: `arn:aws:iam::${accountId}:role/${user.role}`,
        userName: user.role,
      },
    },
  };
}
