/** What there is, as people look for it who know no name yet: each service's list of its own. */

import type { AwsWorld } from './aws-world.ts';

import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { START_MS, startAwsWorld } from './aws-world.ts';

const NAMES = ['tasks', 'users'];

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
  for (const name of NAMES.toReversed()) {
    world.account.lambda.putFunction({ name });
    world.account.dynamodb.putTable({ name });
    world.account.firehose.putStream({ name, destination: { bucket: 'todo-etl-bronze' } });
    world.account.logs.put(`/aws/lambda/${name}`, 'a', [{ at: START_MS, message: 'START' }]);
  }
});

afterEach(() => world.close());

describe('a list', () => {
  it('of log groups, by prefix and page by page', async () => {
    const first = await world.logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/', limit: 1 }),
    );
    const logGroupArn = 'arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/tasks';
    expect(first.logGroups).toEqual([
      { logGroupName: '/aws/lambda/tasks', creationTime: START_MS, arn: `${logGroupArn}:*`, logGroupArn },
    ]);
    const { logGroups, nextToken } = await world.logs.send(
      new DescribeLogGroupsCommand({ nextToken: first.nextToken }),
    );
    expect(logGroups).toMatchObject([{ logGroupName: '/aws/lambda/users' }]);
    expect(nextToken).toBeUndefined();
    const strange = new DescribeLogGroupsCommand({ nextToken: 'strange' });
    await expect(world.logs.send(strange)).rejects.toThrow('The specified nextToken is invalid.');
  });

  it('of functions, page by page', async () => {
    const first = await world.lambda.send(new ListFunctionsCommand({ MaxItems: 1 }));
    const rest = await world.lambda.send(new ListFunctionsCommand({ Marker: first.NextMarker }));
    expect([...(first.Functions ?? []), ...(rest.Functions ?? [])].map((each) => each.FunctionName)).toEqual([
      'users',
      'tasks',
    ]);
    expect(rest.NextMarker).toBeUndefined();
    await expect(world.lambda.send(new ListFunctionsCommand({ Marker: 'strange' }))).rejects.toThrow(
      'Invalid Marker',
    );
  });

  it('of tables, page by page', async () => {
    expect(await world.dynamodb.send(new ListTablesCommand({}))).toMatchObject({ TableNames: NAMES });
    const first = await world.dynamodb.send(new ListTablesCommand({ Limit: 1 }));
    expect(first).toMatchObject({ TableNames: ['tasks'], LastEvaluatedTableName: 'tasks' });
    const rest = await world.dynamodb.send(new ListTablesCommand({ ExclusiveStartTableName: 'tasks' }));
    expect(rest).toMatchObject({ TableNames: ['users'] });
    expect(rest.LastEvaluatedTableName).toBeUndefined();
  });

  it('of delivery streams, by type and page by page', async () => {
    const streams = (input: { Limit?: number; ExclusiveStartDeliveryStreamName?: string }) =>
      world.firehose.send(new ListDeliveryStreamsCommand({ DeliveryStreamType: 'DirectPut', ...input }));
    expect(await streams({ Limit: 1 })).toMatchObject({
      DeliveryStreamNames: ['tasks'],
      HasMoreDeliveryStreams: true,
    });
    expect(await streams({ ExclusiveStartDeliveryStreamName: 'tasks' })).toMatchObject({
      DeliveryStreamNames: ['users'],
      HasMoreDeliveryStreams: false,
    });
    const others = new ListDeliveryStreamsCommand({ DeliveryStreamType: 'KinesisStreamAsSource' });
    expect(await world.firehose.send(others)).toMatchObject({ DeliveryStreamNames: [] });
  });
});
