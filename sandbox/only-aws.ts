/**
 * `handrail sandbox --only aws`: the account with its living pipeline alone, for any SDK, and no bot. Its alarms tell
 * nobody.
 */

import type { Account } from './aws/account.ts';
import type { AwsServer } from './aws/server.ts';
import type { Pipeline } from './pipeline/pipeline.ts';

import { SANDBOX_CREDENTIALS } from './aws/server.ts';
import { SANDBOX_REGION } from './place.ts';
import { startWorld } from './world.ts';

export interface OnlyAws {
  readonly url: string;
  readonly account: Account;
  readonly aws: AwsServer;
  readonly pipeline: Pipeline;
  stop(): Promise<void>;
}

/** Starts it and prints how to reach it; 0 takes any free port. */
export async function startOnlyAws({
  port,
  print,
}: {
  readonly port: number;
  readonly print: (line: string) => void;
}): Promise<OnlyAws> {
  const world = await startWorld({
    port,
    credentials: SANDBOX_CREDENTIALS,
    publish: () => Promise.resolve({ status: 200 }),
  });
  const { url } = world.aws;
  world.pipeline.start();
  const { accessKeyId, secretAccessKey } = SANDBOX_CREDENTIALS;
  [
    // boto3 reads the region from AWS_DEFAULT_REGION alone.
    `The AWS account of the sandbox is ready on ${url}, in ${SANDBOX_REGION}. Ctrl-C ends it. For any SDK, or the AWS CLI:`,
    `export AWS_ENDPOINT_URL=${url} AWS_REGION=${SANDBOX_REGION} AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_DEFAULT_REGION=${SANDBOX_REGION}`,
    'aws glue get-job-runs --job-name silver-users --max-results 3',
    'aws s3 ls s3://todo-etl-bronze/users/',
    `python3 -c "import boto3; print(boto3.client('lambda').get_function_configuration(FunctionName='todo-etl-cdc'))"`,
  ].forEach(print);
  return { ...world, url };
}
