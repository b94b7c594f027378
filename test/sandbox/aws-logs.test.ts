import type { AwsWorld } from './aws-world.ts';

import {
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { START_MS, startAwsWorld } from './aws-world.ts';

const GROUP = '/aws-glue/jobs/error';

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
  world.account.logs.put(GROUP, 'jr_1', [
    { at: START_MS + 2_000, message: 'ERROR executor lost: out of memory' },
    { at: START_MS, message: 'INFO started' },
  ]);
  world.account.logs.put(GROUP, 'jr_1_g-0', [{ at: START_MS + 1_000, message: 'WARN memory is low' }]);
  world.account.logs.put(GROUP, 'jr_2', [{ at: START_MS + 3_000, message: 'INFO started' }]);
});

afterEach(() => world.close());

describe('FilterLogEvents', () => {
  it('gives the events of all streams in the order of their time', async () => {
    const { events } = await world.logs.send(new FilterLogEventsCommand({ logGroupName: GROUP }));
    expect(events?.map((event) => [event.logStreamName, event.timestamp, event.message])).toEqual([
      ['jr_1', START_MS, 'INFO started'],
      ['jr_1_g-0', START_MS + 1_000, 'WARN memory is low'],
      ['jr_1', START_MS + 2_000, 'ERROR executor lost: out of memory'],
      ['jr_2', START_MS + 3_000, 'INFO started'],
    ]);
  });

  it.each([
    ['stream names', { logStreamNames: ['jr_2'] }, ['INFO started']],
    ['a prefix', { logStreamNamePrefix: 'jr_1_' }, ['WARN memory is low']],
    [
      'a time range with both ends in it',
      { startTime: START_MS + 1_000, endTime: START_MS + 2_000 },
      ['WARN memory is low', 'ERROR executor lost: out of memory'],
    ],
    ['a pattern', { filterPattern: '"out of memory"' }, ['ERROR executor lost: out of memory']],
    [
      'a pattern of alternatives',
      { filterPattern: '?WARN ?ERROR', limit: 10 },
      ['WARN memory is low', 'ERROR executor lost: out of memory'],
    ],
  ])('narrows by %s', async (_, input, messages) => {
    const { events } = await world.logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...input }));
    expect(events?.map((event) => event.message)).toEqual(messages);
  });

  it('goes on from page to page', async () => {
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const found = await world.logs.send(
        new FilterLogEventsCommand({ logGroupName: GROUP, limit: 3, nextToken }),
      );
      seen.push(...(found.events ?? []).map((event) => event.eventId));
      nextToken = found.nextToken;
    } while (nextToken !== undefined);
    expect(new Set(seen).size).toBe(4);
    expect(seen).toHaveLength(4);
  });

  it('gives the newest first where that is asked for, and a token goes on in its own direction', async () => {
    const ask = (input: { readonly startFromHead?: boolean; readonly nextToken?: string }) =>
      world.logs.send(
        new FilterLogEventsCommand({ logGroupName: GROUP, limit: 3, startTime: START_MS, ...input }),
      );
    const first = await ask({ startFromHead: false });
    expect(first.events?.map(({ timestamp = 0 }) => timestamp - START_MS)).toEqual([3_000, 2_000, 1_000]);
    const rest = await ask({ nextToken: first.nextToken ?? '' });
    expect(rest.events?.map(({ timestamp }) => timestamp)).toEqual([START_MS]);
    expect(rest.nextToken).toBeUndefined();
    await expect(
      world.logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, startFromHead: false })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it.each([
    [
      'an unknown group',
      { logGroupName: '/nothing' },
      'ResourceNotFoundException',
      'The specified log group does not exist.',
    ],
    [
      'an unknown stream',
      { logGroupName: GROUP, logStreamNames: ['jr_9'] },
      'ResourceNotFoundException',
      'The specified log stream does not exist.',
    ],
    [
      'names and a prefix',
      { logGroupName: GROUP, logStreamNames: ['jr_1'], logStreamNamePrefix: 'jr' },
      'InvalidParameterException',
      'not both',
    ],
    [
      'a bad pattern',
      { logGroupName: GROUP, filterPattern: '{ $.level = "error" }' },
      'InvalidParameterException',
      "Invalid character(s) in term '{'",
    ],
    [
      'a token it did not give',
      { logGroupName: GROUP, nextToken: 'x' },
      'InvalidParameterException',
      'nextToken',
    ],
    ['too many', { logGroupName: GROUP, limit: 10_001 }, 'InvalidParameterException', 'limit'],
  ])('refuses %s', async (_, input, name, words) => {
    await expect(world.logs.send(new FilterLogEventsCommand(input))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(words),
    });
  });
});

describe('GetLogEvents', () => {
  const stream = { logGroupName: GROUP, logStreamName: 'jr_1' };

  it('shows the end first, and the same token again when there is no more', async () => {
    const last = await world.logs.send(new GetLogEventsCommand({ ...stream, limit: 1 }));
    expect(last.events?.map((event) => event.message)).toEqual(['ERROR executor lost: out of memory']);
    const before = await world.logs.send(
      new GetLogEventsCommand({ ...stream, limit: 1, nextToken: last.nextBackwardToken }),
    );
    expect(before.events?.map((event) => event.message)).toEqual(['INFO started']);
    const end = await world.logs.send(
      new GetLogEventsCommand({ ...stream, nextToken: last.nextForwardToken }),
    );
    expect(end).toMatchObject({ events: [], nextForwardToken: last.nextForwardToken });
  });

  it('reads from the head, its end time not included', async () => {
    const { events } = await world.logs.send(
      new GetLogEventsCommand({ ...stream, startFromHead: true, endTime: START_MS + 2_000 }),
    );
    expect(events?.map((event) => event.message)).toEqual(['INFO started']);
  });
});

describe('DescribeLogStreams', () => {
  it('orders by name, or by the last event', async () => {
    const byName = await world.logs.send(new DescribeLogStreamsCommand({ logGroupName: GROUP }));
    const byTime = await world.logs.send(
      new DescribeLogStreamsCommand({
        logGroupName: GROUP,
        orderBy: 'LastEventTime',
        descending: true,
        limit: 2,
      }),
    );
    expect(byName.logStreams?.map((stream) => stream.logStreamName)).toEqual(['jr_1', 'jr_1_g-0', 'jr_2']);
    expect(byTime.logStreams?.map((stream) => stream.logStreamName)).toEqual(['jr_2', 'jr_1']);
    expect(byTime.nextToken).toBeDefined();
  });
});
