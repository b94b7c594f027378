/** Firehose at the wire (AWS JSON 1.1, `Firehose_20150804`): how a stream is, what it reads and how it delivers to S3. */

import type { Account } from '../account.ts';
import type { DeliveryStream, S3Destination } from '../firehose.ts';
import type { Answer, Service } from './operation.ts';

import { z } from 'zod';

import { operation, present, seconds } from './operation.ts';

// Limits of ListDeliveryStreams, from its API reference.
const STREAMS = 10;
const MOST_STREAMS = 10_000;

export const firehoseService: Service = {
  name: 'firehose',
  protocol: 'json',
  signingName: 'firehose',
  target: 'Firehose_20150804',
  invalidInputCode: 'ValidationException',
  throttledCode: 'ThrottlingException',
  accessDeniedCode: 'AccessDeniedException',
  operations: {
    DescribeDeliveryStream: operation(
      { DeliveryStreamName: z.string().regex(/^[\w.-]{1,64}$/) },
      (account, { DeliveryStreamName }) => ({
        DeliveryStreamDescription: wireStream(account, account.firehose.stream(DeliveryStreamName)),
      }),
    ),

    ListDeliveryStreams: operation(
      {
        DeliveryStreamType: z.enum(['DirectPut', 'KinesisStreamAsSource']).optional(),
        ExclusiveStartDeliveryStreamName: z.string().optional(),
        Limit: z.int().min(1).max(MOST_STREAMS).optional(),
      },
      (
        { firehose },
        { DeliveryStreamType, ExclusiveStartDeliveryStreamName: after = '', Limit = STREAMS },
      ) => {
        const found = firehose
          .streams()
          .filter((stream) => DeliveryStreamType === undefined || typeOf(stream) === DeliveryStreamType)
          .filter(({ name }) => name > after);
        return {
          DeliveryStreamNames: found.slice(0, Limit).map(({ name }) => name),
          HasMoreDeliveryStreams: found.length > Limit,
        };
      },
    ),
  },
};

function typeOf({ sourceArn }: DeliveryStream): 'DirectPut' | 'KinesisStreamAsSource' {
  return sourceArn === null ? 'DirectPut' : 'KinesisStreamAsSource';
}

function wireStream({ accountId }: Account, stream: DeliveryStream): Answer {
  const roleArn = `arn:aws:iam::${accountId}:role/${stream.name}`;
  return present({
    DeliveryStreamName: stream.name,
    DeliveryStreamARN: stream.arn,
    DeliveryStreamStatus: stream.status,
    FailureDescription:
      stream.failure === null ? null : { Type: stream.failure.type, Details: stream.failure.details },
    DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
    DeliveryStreamType: typeOf(stream),
    VersionId: String(stream.version),
    CreateTimestamp: seconds(stream.createdAt),
    LastUpdateTimestamp: stream.version === 1 ? null : seconds(stream.changedAt),
    Source:
      stream.sourceArn === null
        ? null
        : {
            KinesisStreamSourceDescription: {
              KinesisStreamARN: stream.sourceArn,
              RoleARN: roleArn,
              DeliveryStartTimestamp: seconds(stream.createdAt),
            },
          },
    Destinations: [wireDestination(stream.destination, roleArn)],
    HasMoreDestinations: false,
  });
}

/** S3 is told twice, as Firehose does: in short, and with what was added to it later. */
function wireDestination(to: S3Destination, roleArn: string): Answer {
  const common = {
    RoleARN: roleArn,
    BucketARN: `arn:aws:s3:::${to.bucket}`,
    Prefix: to.prefix,
    ErrorOutputPrefix: to.errorPrefix,
    BufferingHints: { SizeInMBs: to.bufferMb, IntervalInSeconds: to.bufferSeconds },
    CompressionFormat: to.compression,
    EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
    CloudWatchLoggingOptions:
      to.log === null
        ? { Enabled: false }
        : { Enabled: true, LogGroupName: to.log.group, LogStreamName: to.log.stream },
  };
  return {
    DestinationId: 'destinationId-000000000001',
    S3DestinationDescription: common,
    ExtendedS3DestinationDescription: {
      ...common,
      ProcessingConfiguration: { Enabled: false, Processors: [] },
      S3BackupMode: 'Disabled',
    },
  };
}
