import type { AwsWorld } from './aws-world.ts';

import { DescribeDeliveryStreamCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { START_MS, startAwsWorld } from './aws-world.ts';

const describeTodos = new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'todos' });
const destination = {
  bucket: 'todo-etl-bronze',
  prefix: 'todos/dt=!{timestamp:yyyy-MM-dd}/',
  errorPrefix: 'errors/!{firehose:error-output-type}/',
  bufferMb: 64,
  bufferSeconds: 60,
  compression: 'GZIP',
} as const;

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
});

afterEach(() => world.close());

describe('DescribeDeliveryStream', () => {
  it('tells how a stream delivers, and where it writes what it could not', async () => {
    world.account.firehose.putStream({ name: 'todos', destination });
    const { DeliveryStreamDescription: stream } = await world.firehose.send(describeTodos);
    expect(stream).toMatchObject({
      DeliveryStreamName: 'todos',
      DeliveryStreamARN: 'arn:aws:firehose:eu-central-1:123456789012:deliverystream/todos',
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamType: 'DirectPut',
      VersionId: '1',
      CreateTimestamp: new Date(START_MS),
      HasMoreDestinations: false,
      Destinations: [
        {
          ExtendedS3DestinationDescription: {
            BucketARN: 'arn:aws:s3:::todo-etl-bronze',
            Prefix: destination.prefix,
            ErrorOutputPrefix: destination.errorPrefix,
            BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
            CompressionFormat: 'GZIP',
            CloudWatchLoggingOptions: {
              Enabled: true,
              LogGroupName: '/aws/kinesisfirehose/todos',
              LogStreamName: 'DestinationDelivery',
            },
          },
        },
      ],
    });
    expect(stream).not.toHaveProperty('Source');
    expect(stream).not.toHaveProperty('LastUpdateTimestamp');
  });

  it('tells what it reads, what failed, and when it was changed', async () => {
    const sourceArn = 'arn:aws:kinesis:eu-central-1:123456789012:stream/todos';
    world.account.firehose.putStream({ name: 'todos', destination });
    world.clock.now += 60_000;
    world.account.firehose.putStream({
      name: 'todos',
      sourceArn,
      status: 'CREATING_FAILED',
      failure: { type: 'CREATE_KMS_GRANT_FAILED', details: 'no grant' },
      destination: { ...destination, log: null },
    });
    const { DeliveryStreamDescription: stream } = await world.firehose.send(describeTodos);
    expect(stream).toMatchObject({
      DeliveryStreamStatus: 'CREATING_FAILED',
      FailureDescription: { Type: 'CREATE_KMS_GRANT_FAILED', Details: 'no grant' },
      DeliveryStreamType: 'KinesisStreamAsSource',
      VersionId: '2',
      CreateTimestamp: new Date(START_MS),
      LastUpdateTimestamp: new Date(START_MS + 60_000),
      Source: { KinesisStreamSourceDescription: { KinesisStreamARN: sourceArn } },
      Destinations: [{ ExtendedS3DestinationDescription: { CloudWatchLoggingOptions: { Enabled: false } } }],
    });
  });

  it('refuses a stream that is not there, a name that is none, and to take records', async () => {
    await expect(world.firehose.send(describeTodos)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Firehose todos under account 123456789012 not found.',
    });
    await expect(
      world.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'to dos' })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      world.firehose.send(
        new PutRecordCommand({ DeliveryStreamName: 'todos', Record: { Data: Buffer.from('x') } }),
      ),
    ).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});
