/** DynamoDB at the wire (AWS JSON 1.0, `DynamoDB_20120810`): how a table is, and its stream. */

import type { DynamoTable } from '../dynamodb.ts';
import type { Answer, Service } from './operation.ts';

import { z } from 'zod';

import { streamLabel } from '../dynamodb.ts';
import { operation, present, seconds } from './operation.ts';

/** Of ListTables, from its API reference. */
const MOST_TABLES = 100;

export const dynamodbService: Service = {
  name: 'dynamodb',
  protocol: 'json',
  signingName: 'dynamodb',
  target: 'DynamoDB_20120810',
  invalidInputCode: 'ValidationException',
  throttledCode: 'ThrottlingException',
  accessDeniedCode: 'AccessDeniedException',
  operations: {
    DescribeTable: operation({ TableName: z.string().min(1).max(1_024) }, ({ dynamodb }, { TableName }) => ({
      Table: wireTable(dynamodb.table(TableName)),
    })),

    ListTables: operation(
      {
        ExclusiveStartTableName: z.string().optional(),
        Limit: z.int().min(1).max(MOST_TABLES).optional(),
      },
      ({ dynamodb }, { ExclusiveStartTableName: after = '', Limit = MOST_TABLES }) => {
        const names = dynamodb.names().filter((name) => name > after);
        const TableNames = names.slice(0, Limit);
        return present({
          TableNames,
          LastEvaluatedTableName: names.length > Limit ? TableNames.at(-1) : undefined,
        });
      },
    ),
  },
};

function wireTable(table: DynamoTable): Answer {
  const keys = [
    { AttributeName: table.partitionKey, KeyType: 'HASH' },
    ...(table.sortKey === null ? [] : [{ AttributeName: table.sortKey, KeyType: 'RANGE' }]),
  ];
  return {
    AttributeDefinitions: keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
    TableName: table.name,
    KeySchema: keys,
    TableStatus: table.status,
    CreationDateTime: seconds(table.createdAt),
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    TableSizeBytes: table.sizeBytes,
    ItemCount: table.itemCount,
    TableArn: table.arn,
    ...(table.billing === 'PAY_PER_REQUEST' ? { BillingModeSummary: { BillingMode: table.billing } } : {}),
    ...streamMembers(table),
    DeletionProtectionEnabled: false,
  };
}

function streamMembers({ arn, stream }: DynamoTable): Answer {
  if (stream === null) return {};
  const label = streamLabel(stream);
  return {
    StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
    LatestStreamLabel: label,
    LatestStreamArn: `${arn}/stream/${label}`,
  };
}
