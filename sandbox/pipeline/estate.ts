/**
 * What the todo pipeline is made of in AWS besides its jobs, from the tables of the app to the buckets of the lake, and
 * how it is set up in an account. It holds names and sizes, nothing lives here.
 */

import type { Account } from '../aws/account.ts';

export const ENTITIES = ['users', 'tasks'] as const;
export type Entity = (typeof ENTITIES)[number];

/** The DynamoDB table of an entity, whose changes flow in. */
export function tableOf(entity: Entity): string {
  return `todo-${entity}`;
}

export const FUNCTION = 'todo-etl-cdc';
export const FUNCTION_LOGS = `/aws/lambda/${FUNCTION}`;
export const DELIVERY_STREAM = 'todo-etl-cdc';
export const DELIVERY_LOGS = `/aws/kinesisfirehose/${DELIVERY_STREAM}`;
export const WORKGROUP = 'todo-etl';

export const LAYERS = ['bronze', 'silver', 'gold'] as const;
export type Layer = (typeof LAYERS)[number];

export function bucketOf(layer: Layer): string {
  return `todo-etl-${layer}`;
}

/** Firehose writes what it gathered in this time as one object of each entity. */
export const DELIVERY_MS = 300_000;

const MOST_SCANNED_BYTES = 10_000_000_000;

/** Puts workgroup, tables, function, delivery stream and buckets into the account, all empty and well. */
export function putEstate({ athena, dynamodb, firehose, lambda, s3, now }: Account): void {
  LAYERS.forEach((layer) => s3.createBucket(bucketOf(layer)));
  athena.putWorkGroup({
    name: WORKGROUP,
    description: 'Dashboards and people on silver and gold',
    outputLocation: 's3://todo-etl-athena-results/',
    enforced: true,
    bytesScannedCutoff: MOST_SCANNED_BYTES,
  });
  lambda.putFunction({
    name: FUNCTION,
    description: 'Hands the changes of the todo tables to Firehose',
    environment: { DELIVERY_STREAM },
  });
  for (const [index, entity] of ENTITIES.entries()) {
    const { arn } = dynamodb.putTable({
      name: tableOf(entity),
      partitionKey: `${entity.slice(0, -1)}_id`,
      itemCount: index === 0 ? 184_220 : 2_911_480,
      sizeBytes: index === 0 ? 96_430_080 : 1_902_116_864,
      stream: { viewType: 'NEW_AND_OLD_IMAGES', enabledAt: now() },
    });
    const label = new Date(now()).toISOString().replace('Z', '');
    lambda.putMapping({
      id: `8c1f3a52-6a0e-4d0b-9f58-00000000000${index + 1}`,
      function: FUNCTION,
      eventSourceArn: `${arn}/stream/${label}`,
      lastResult: 'OK',
      bisectsOnError: true,
    });
  }
  firehose.putStream({
    name: DELIVERY_STREAM,
    destination: {
      bucket: bucketOf('bronze'),
      prefix: '!{partitionKeyFromQuery:entity}/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
      errorPrefix: 'errors/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/',
      bufferMb: 128,
      bufferSeconds: DELIVERY_MS / 1_000,
    },
  });
}
