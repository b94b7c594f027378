import type { AwsWorld } from './aws-world.ts';

import { DescribeTableCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { START_MS, startAwsWorld } from './aws-world.ts';

const ARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table/todos';

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
});

afterEach(() => world.close());

describe('DescribeTable', () => {
  it('tells of a table and of the stream that is enabled', async () => {
    world.account.dynamodb.putTable({
      name: 'todos',
      partitionKey: 'user',
      sortKey: 'id',
      itemCount: 4_200,
      sizeBytes: 1_000_000,
      stream: { viewType: 'NEW_AND_OLD_IMAGES', enabledAt: START_MS },
    });
    for (const TableName of ['todos', ARN]) {
      const { Table } = await world.dynamodb.send(new DescribeTableCommand({ TableName }));
      expect(Table).toMatchObject({
        TableName: 'todos',
        TableArn: ARN,
        TableStatus: 'ACTIVE',
        CreationDateTime: new Date(START_MS),
        ItemCount: 4_200,
        TableSizeBytes: 1_000_000,
        KeySchema: [
          { AttributeName: 'user', KeyType: 'HASH' },
          { AttributeName: 'id', KeyType: 'RANGE' },
        ],
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
        LatestStreamLabel: '2026-03-02T03:00:00.000',
        LatestStreamArn: `${ARN}/stream/2026-03-02T03:00:00.000`,
      });
    }
  });

  it('says nothing of a stream where there is none', async () => {
    world.account.dynamodb.putTable({ name: 'todos', status: 'UPDATING', billing: 'PROVISIONED' });
    const { Table } = await world.dynamodb.send(new DescribeTableCommand({ TableName: 'todos' }));
    expect(Table?.TableStatus).toBe('UPDATING');
    expect(Table).not.toHaveProperty('StreamSpecification');
    expect(Table).not.toHaveProperty('LatestStreamArn');
    expect(Table).not.toHaveProperty('BillingModeSummary');
  });

  it.each(['nobodys', ARN.replace('todos', 'nobodys')])(
    'refuses %s, which is not there',
    async (TableName) => {
      await expect(world.dynamodb.send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'Requested resource not found: Table: nobodys not found',
      });
    },
  );

  it('is all that is simulated', async () => {
    await expect(
      world.dynamodb.send(new GetItemCommand({ TableName: 'todos', Key: { pk: { S: 'x' } } })),
    ).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});
