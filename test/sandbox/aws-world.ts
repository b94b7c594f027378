/** A simulated account on a free port, with the real SDK clients pointed at it. Its clock moves only by hand. */

import type { Account } from '../../sandbox/aws/account.ts';
import type { AwsServer } from '../../sandbox/aws/server.ts';

import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { GlueClient } from '@aws-sdk/client-glue';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';

import { createAccount } from '../../sandbox/aws/account.ts';
import { SANDBOX_CREDENTIALS, startAws } from '../../sandbox/aws/server.ts';

export interface AwsWorld {
  readonly account: Account;
  readonly server: AwsServer;
  readonly clock: { now: number };
  readonly glue: GlueClient;
  readonly logs: CloudWatchLogsClient;
  readonly cloudtrail: CloudTrailClient;
  readonly cloudwatch: CloudWatchClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly firehose: FirehoseClient;
  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  close(): Promise<void>;
}

/** Started at this time: 2026-03-02 03:00 UTC. */
export const START_MS = Date.UTC(2026, 2, 2, 3);

/** Clients try once only, so that each refusal is seen. */
export async function startAwsWorld(): Promise<AwsWorld> {
  const clock = { now: START_MS };
  let ids = 0;
  const account = createAccount({
    accountId: '123456789012',
    region: 'eu-central-1',
    now: () => clock.now,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
  });
  const server = await startAws({ account, host: '127.0.0.1' });
  const config = {
    endpoint: server.url,
    region: account.region,
    credentials: SANDBOX_CREDENTIALS,
    maxAttempts: 1,
  };
  const glue = new GlueClient(config);
  const logs = new CloudWatchLogsClient(config);
  const cloudtrail = new CloudTrailClient(config);
  const cloudwatch = new CloudWatchClient(config);
  const sns = new SNSClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const lambda = new LambdaClient(config);
  const dynamodb = new DynamoDBClient(config);
  const firehose = new FirehoseClient(config);
  return {
    account,
    server,
    clock,
    glue,
    logs,
    cloudtrail,
    cloudwatch,
    sns,
    s3,
    firehose,
    dynamodb,
    lambda,
    close: async () => {
      for (const client of [glue, logs, cloudtrail, cloudwatch, sns, s3, lambda, dynamodb, firehose])
        client.destroy();
      await server.close();
    },
  };
}
