/**
 * The AWS clients: the only place that makes them, so that time-outs, attempts and the endpoint are the same
 * everywhere, and the only file that loads the SDK. Each is made on first use and kept, as a client holds its
 * connections. Reads no environment itself; what is not given here the SDK finds in its own way.
 */

import type { GlueClientConfig } from '@aws-sdk/client-glue';

import { Athena } from '@aws-sdk/client-athena';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Firehose } from '@aws-sdk/client-firehose';
import { Glue } from '@aws-sdk/client-glue';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { STS } from '@aws-sdk/client-sts';

export interface ClientOptions {
  readonly region: string;
  /** That of the role that the credentials are of; null or absent for Handrail's own. */
  readonly account?: string | null;
  /** Another endpoint for every service: the sandbox, or a private one. */
  readonly endpoint?: string;
  readonly credentials?: NonNullable<GlueClientConfig['credentials']>;
  /** For one attempt, milliseconds. */
  readonly connectTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
}

export interface AwsClients {
  readonly region: string;
  /** Of the role that they assume; null for Handrail's own, by whatever name a call says its account. */
  readonly account: string | null;
  readonly athena: Athena;
  readonly glue: Glue;
  /**
   * For StartJobRun alone. Glue has no idempotency token: when the answer is lost, a second attempt by the SDK would
   * start a second run. One attempt; who calls it looks whether the run exists.
   */
  readonly glueOnce: Glue;
  readonly logs: CloudWatchLogs;
  readonly cloudTrail: CloudTrail;
  readonly cloudWatch: CloudWatch;
  readonly lambda: Lambda;
  readonly dynamoDb: DynamoDB;
  readonly firehose: Firehose;
  readonly s3: S3;
  readonly sts: STS;
  readonly sns: SNS;
  /** SNS of another region: a topic is confirmed where it lives. */
  snsIn(region: string): SNS;
  /** Closes every connection. Nothing may be called after it. */
  destroy(): void;
}

const DEFAULT_CONNECT_TIMEOUT_MS = 2_000;
const DEFAULT_REQUEST_TIMEOUT_MS = 8_000;
const MAX_ATTEMPTS = 3;
/** Longer than any request: only a connection that nobody uses is closed, and clients that nobody holds leave none. */
const IDLE_CONNECTION_MS = 30_000;

/** Makes the clients of one region and one set of credentials. */
export function createClients(options: ClientOptions): AwsClients {
  const settings = {
    retryMode: 'standard',
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
      requestTimeout: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      // Without it the SDK only logs a warning, and waits.
      throwOnRequestTimeout: true,
      httpAgent: { timeout: IDLE_CONNECTION_MS },
      httpsAgent: { timeout: IDLE_CONNECTION_MS },
    },
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
  };
  const { region, account = null } = options;
  const made = new Map<string, { destroy(): void }>();

  function once<T extends { destroy(): void }>(key: string, make: () => T): () => T {
    let client: T | null = null;
    return () => {
      if (client === null) {
        client = make();
        made.set(key, client);
      }
      return client;
    };
  }

  const athena = once('athena', () => new Athena({ ...settings, region }));
  const glue = once('glue', () => new Glue({ ...settings, region }));
  const glueOnce = once('glueOnce', () => new Glue({ ...settings, region, maxAttempts: 1 }));
  const logs = once('logs', () => new CloudWatchLogs({ ...settings, region }));
  const cloudTrail = once('cloudTrail', () => new CloudTrail({ ...settings, region }));
  const cloudWatch = once('cloudWatch', () => new CloudWatch({ ...settings, region }));
  const lambda = once('lambda', () => new Lambda({ ...settings, region }));
  const dynamoDb = once('dynamoDb', () => new DynamoDB({ ...settings, region }));
  const firehose = once('firehose', () => new Firehose({ ...settings, region }));
  // Another endpoint has one name for all buckets: the bucket goes into the path.
  const s3 = once(
    's3',
    () => new S3({ ...settings, region, forcePathStyle: options.endpoint !== undefined }),
  );
  const sts = once('sts', () => new STS({ ...settings, region }));
  const snsByRegion = new Map<string, () => SNS>();

  function snsIn(where: string): SNS {
    const known =
      snsByRegion.get(where) ?? once(`sns:${where}`, () => new SNS({ ...settings, region: where }));
    snsByRegion.set(where, known);
    return known();
  }

  return {
    region,
    account,
    get athena() {
      return athena();
    },
    get glue() {
      return glue();
    },
    get glueOnce() {
      return glueOnce();
    },
    get logs() {
      return logs();
    },
    get cloudTrail() {
      return cloudTrail();
    },
    get cloudWatch() {
      return cloudWatch();
    },
    get lambda() {
      return lambda();
    },
    get dynamoDb() {
      return dynamoDb();
    },
    get firehose() {
      return firehose();
    },
    get s3() {
      return s3();
    },
    get sts() {
      return sts();
    },
    get sns() {
      return snsIn(region);
    },
    snsIn,
    destroy() {
      for (const client of made.values()) client.destroy();
      made.clear();
    },
  };
}
