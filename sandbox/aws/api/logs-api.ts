/** CloudWatch Logs at the wire (AWS JSON 1.1, `Logs_20140328`): reading events and streams. */

import type { LogEvent, LogStream } from '../logs.ts';
import type { Answer, Service } from './operation.ts';

import { z } from 'zod';

import { compileFilterPattern } from '../filter-pattern.ts';
import { byTime } from '../logs.ts';
import { AwsRefusal } from '../refusal.ts';
import { operation, page, present } from './operation.ts';

// Limits of FilterLogEvents, GetLogEvents, DescribeLogGroups and DescribeLogStreams, from the API reference of CloudWatch Logs.
const MOST_EVENTS = 10_000;
const MOST_STREAM_NAMES = 100;
const MOST_GROUPS = 50;
const MOST_STREAMS = 50;
const LONGEST_PATTERN = 1_024;

/** Before that nothing can be had from its end, by the API reference. */
const FROM_TAIL_SINCE_MS = Date.UTC(2024, 0, 1);
/** A token of FilterLogEvents begins with the direction that it goes on in. */
const FORWARD = 'f/';
const BACKWARD = 'b/';

const groupName = z.string().min(1).max(512);
const streamName = z.string().min(1).max(512);
const time = z.int().min(0).optional();
const nextToken = z.string().min(1).optional();

export const logsService: Service = {
  name: 'logs',
  protocol: 'json',
  signingName: 'logs',
  target: 'Logs_20140328',
  invalidInputCode: 'InvalidParameterException',
  throttledCode: 'ThrottlingException',
  accessDeniedCode: 'AccessDeniedException',
  operations: {
    FilterLogEvents: operation(
      {
        logGroupName: groupName,
        logStreamNames: z.array(streamName).min(1).max(MOST_STREAM_NAMES).optional(),
        logStreamNamePrefix: streamName.optional(),
        startTime: time,
        endTime: time,
        filterPattern: z.string().max(LONGEST_PATTERN).optional(),
        limit: z.int().min(1).max(MOST_EVENTS).optional(),
        startFromHead: z.boolean().optional(),
        nextToken,
      },
      ({ logs }, input) => {
        const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
        if (names !== undefined && prefix !== undefined) {
          throw invalid('Specify either logStreamNames or logStreamNamePrefix, not both.');
        }
        const everyStream = logs.streams(input.logGroupName);
        const streams =
          names?.map((stream) => logs.stream(input.logGroupName, stream)) ??
          everyStream.filter((stream) => stream.name.startsWith(prefix ?? ''));
        const fromHead = isFromHead(input);
        const matches = compileFilterPattern(input.filterPattern ?? '');
        // Both ends are inclusive here, unlike in GetLogEvents.
        const events = streams
          .flatMap((stream) => stream.events)
          .filter(({ at }) => at >= (input.startTime ?? 0) && at <= (input.endTime ?? Infinity))
          .filter(({ message }) => matches(message))
          .toSorted(byTime);
        const found = page(fromHead ? events : events.toReversed(), {
          token: input.nextToken === undefined ? undefined : input.nextToken.slice(FORWARD.length),
          limit: input.limit ?? MOST_EVENTS,
          idOf: ({ id }) => id,
        });
        if (!found.knownToken) throw invalid('The specified nextToken is invalid.');
        const direction = fromHead ? FORWARD : BACKWARD;
        return present({
          events: found.items.map((event) => ({
            logStreamName: event.stream,
            ...wireEvent(event),
            eventId: event.id,
          })),
          searchedLogStreams: [],
          nextToken: found.nextToken === null ? null : `${direction}${found.nextToken}`,
        });
      },
    ),

    GetLogEvents: operation(
      {
        logGroupName: groupName,
        logStreamName: streamName,
        startTime: time,
        endTime: time,
        limit: z.int().min(1).max(MOST_EVENTS).optional(),
        startFromHead: z.boolean().optional(),
        nextToken,
      },
      ({ logs }, input) => {
        const events = logs
          .stream(input.logGroupName, input.logStreamName)
          .events.filter(({ at }) => at >= (input.startTime ?? 0) && at < (input.endTime ?? Infinity));
        const { from, to } = slice(events.length, input);
        return {
          events: events.slice(from, to).map(wireEvent),
          nextForwardToken: `f/${to}`,
          nextBackwardToken: `b/${from}`,
        };
      },
    ),

    DescribeLogGroups: operation(
      {
        logGroupNamePrefix: groupName.optional(),
        limit: z.int().min(1).max(MOST_GROUPS).optional(),
        nextToken,
      },
      ({ logs, accountId, region }, { logGroupNamePrefix = '', limit = MOST_GROUPS, nextToken: token }) => {
        const wanted = logs.groups().filter(({ name }) => name.startsWith(logGroupNamePrefix));
        const found = page(wanted, { token, limit, idOf: ({ name }) => name });
        if (!found.knownToken) throw invalid('The specified nextToken is invalid.');
        return present({
          logGroups: found.items.map(({ name, createdAt }) => {
            const logGroupArn = `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
            return { logGroupName: name, creationTime: createdAt, arn: `${logGroupArn}:*`, logGroupArn };
          }),
          nextToken: found.nextToken,
        });
      },
    ),

    DescribeLogStreams: operation(
      {
        logGroupName: groupName,
        logStreamNamePrefix: streamName.optional(),
        orderBy: z.enum(['LogStreamName', 'LastEventTime']).optional(),
        descending: z.boolean().optional(),
        limit: z.int().min(1).max(MOST_STREAMS).optional(),
        nextToken,
      },
      ({ logs }, input) => {
        const byLastEvent = input.orderBy === 'LastEventTime';
        if (byLastEvent && input.logStreamNamePrefix !== undefined) {
          throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
        }
        const streams = logs
          .streams(input.logGroupName)
          .filter((stream) => stream.name.startsWith(input.logStreamNamePrefix ?? ''));
        const ordered = byLastEvent
          ? streams.toSorted((a, b) => (a.events.at(-1)?.at ?? 0) - (b.events.at(-1)?.at ?? 0))
          : streams;
        const found = page(input.descending === true ? ordered.toReversed() : ordered, {
          token: input.nextToken,
          limit: input.limit ?? MOST_STREAMS,
          idOf: (stream) => stream.name,
        });
        if (!found.knownToken) throw invalid('The specified nextToken is invalid.');
        return present({ logStreams: found.items.map(wireStream), nextToken: found.nextToken });
      },
    ),
  },
};

/** The direction of a page of FilterLogEvents: a token's own, whatever is asked beside it. */
function isFromHead({
  startFromHead = true,
  startTime = 0,
  nextToken: token,
}: {
  startFromHead?: boolean | undefined;
  startTime?: number | undefined;
  nextToken?: string | undefined;
}): boolean {
  if (!startFromHead && startTime < FROM_TAIL_SINCE_MS) {
    throw invalid('startFromHead can be false only with a startTime on or after 2024-01-01.');
  }
  if (token === undefined) return startFromHead;
  if (!token.startsWith(FORWARD) && !token.startsWith(BACKWARD)) {
    throw invalid('The specified nextToken is invalid.');
  }
  return token.startsWith(FORWARD);
}

/**
 * Which events a page of GetLogEvents shows. A token says where reading stopped and in which direction it goes on;
 * at an end the same token comes back, which is how a reader knows.
 */
function slice(
  length: number,
  input: { limit?: number | undefined; startFromHead?: boolean | undefined; nextToken?: string | undefined },
): { from: number; to: number } {
  const limit = input.limit ?? MOST_EVENTS;
  const token = input.nextToken ?? (input.startFromHead === true ? 'f/0' : `b/${length}`);
  const match = /^([fb])\/(\d{1,9})$/.exec(token);
  if (match === null) throw invalid('The specified nextToken is invalid.');
  const position = Math.min(Number(match[2]), length);
  return match[1] === 'f'
    ? { from: position, to: Math.min(position + limit, length) }
    : { from: Math.max(position - limit, 0), to: position };
}

function wireEvent({ at, message, writtenAt }: LogEvent): Answer {
  return { timestamp: at, message, ingestionTime: writtenAt };
}

function wireStream({ name, createdAt, events }: LogStream): Answer {
  return present({
    logStreamName: name,
    creationTime: createdAt,
    firstEventTimestamp: events[0]?.at,
    lastEventTimestamp: events.at(-1)?.at,
    lastIngestionTime: events.at(-1)?.writtenAt,
  });
}

function invalid(message: string): AwsRefusal {
  return new AwsRefusal('InvalidParameterException', message);
}
