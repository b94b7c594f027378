/** Firehose streams of the simulated account that deliver to S3, as DescribeDeliveryStream tells of them. Nothing flows. */

import { AwsRefusal } from './refusal.ts';

export interface DeliveryStream {
  readonly name: string;
  readonly arn: string;
  readonly status: 'CREATING' | 'CREATING_FAILED' | 'DELETING' | 'DELETING_FAILED' | 'ACTIVE';
  /** The type and the words of what went wrong, where its status says that something did. */
  readonly failure: { readonly type: string; readonly details: string } | null;
  /** Of the Kinesis stream that it reads; null where records are put. */
  readonly sourceArn: string | null;
  readonly destination: S3Destination;
  /** Rises with each change. */
  readonly version: number;
  readonly createdAt: number;
  readonly changedAt: number;
}

export interface S3Destination {
  readonly bucket: string;
  readonly prefix: string;
  readonly errorPrefix: string;
  readonly bufferMb: number;
  readonly bufferSeconds: number;
  readonly compression: 'UNCOMPRESSED' | 'GZIP' | 'ZIP' | 'Snappy' | 'HADOOP_SNAPPY';
  /** Where it writes what it could not deliver and why; null when it does not. */
  readonly log: { readonly group: string; readonly stream: string } | null;
}

/** All but the name and the bucket has the default that the console gives. */
export type DeliveryStreamToPut = Pick<DeliveryStream, 'name'> &
  Partial<Pick<DeliveryStream, 'status' | 'failure' | 'sourceArn'>> & {
    readonly destination: Pick<S3Destination, 'bucket'> & Partial<S3Destination>;
  };

export interface Firehose {
  /** Creates the stream, or changes it and raises its version. */
  putStream(wanted: DeliveryStreamToPut): DeliveryStream;
  /** Throws `ResourceNotFoundException`. */
  stream(name: string): DeliveryStream;
  /** By name. */
  streams(): readonly DeliveryStream[];
}

export interface FirehoseSources {
  readonly accountId: string;
  readonly region: string;
  readonly now: () => number;
}

const DESTINATION_DEFAULTS = {
  prefix: '',
  errorPrefix: '',
  bufferMb: 5,
  bufferSeconds: 300,
  compression: 'UNCOMPRESSED',
} as const;

/** A Firehose without streams. */
export function createFirehose({ accountId, region, now }: FirehoseSources): Firehose {
  const streams = new Map<string, DeliveryStream>();
  return {
    streams: () => [...streams.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    putStream: ({ name, status = 'ACTIVE', failure = null, sourceArn = null, destination }) => {
      const before = streams.get(name);
      const log = { group: `/aws/kinesisfirehose/${name}`, stream: 'DestinationDelivery' };
      const put: DeliveryStream = {
        name,
        arn: `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`,
        status,
        failure,
        sourceArn,
        destination: { ...DESTINATION_DEFAULTS, log, ...destination },
        version: (before?.version ?? 0) + 1,
        createdAt: before?.createdAt ?? now(),
        changedAt: now(),
      };
      streams.set(name, put);
      return put;
    },
    stream: (name) => {
      const found = streams.get(name);
      if (found === undefined) {
        throw new AwsRefusal(
          'ResourceNotFoundException',
          `Firehose ${name} under account ${accountId} not found.`,
        );
      }
      return found;
    },
  };
}
