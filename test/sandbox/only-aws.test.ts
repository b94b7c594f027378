/** The account alone, as anybody's SDK finds it by what was printed. */

import type { OnlyAws } from '../../sandbox/only-aws.ts';

import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetJobRunsCommand, GetPartitionsCommand, GlueClient } from '@aws-sdk/client-glue';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { startOnlyAws } from '../../sandbox/only-aws.ts';

const printed: string[] = [];
let only: OnlyAws;

beforeAll(async () => {
  only = await startOnlyAws({ port: 0, print: (line) => printed.push(line) });
});
afterAll(() => only.stop());

it('answers to what it prints: endpoint, region and credentials', async () => {
  const [, endpoint = '', region = '', accessKeyId = '', secretAccessKey = ''] =
    /AWS_ENDPOINT_URL=(\S+) AWS_REGION=(\S+) AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)/.exec(
      printed[1] ?? '',
    ) ?? [];
  const config = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  const glue = new GlueClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const cloudwatch = new CloudWatchClient(config);
  const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName: 'gold-kpis', MaxResults: 200 }));
  const { Partitions = [] } = await glue.send(
    new GetPartitionsCommand({ DatabaseName: 'todo_silver', TableName: 'users' }),
  );
  const { CommonPrefixes = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: 'todo-etl-bronze', Delimiter: '/' }),
  );
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ StateValue: 'OK' }));
  for (const client of [glue, s3, cloudwatch]) client.destroy();
  expect(JobRuns.length).toBeGreaterThan(50);
  expect(Partitions.length).toBeGreaterThanOrEqual(90);
  expect(CommonPrefixes.map(({ Prefix }) => Prefix)).toEqual(['tasks/', 'users/']);
  expect(MetricAlarms.length).toBe(9);
});

it('prints three lines to try', () => {
  expect(printed).toHaveLength(5);
  expect(printed.slice(2).every((line) => /^(?:aws|python3) /.test(line))).toBe(true);
});
