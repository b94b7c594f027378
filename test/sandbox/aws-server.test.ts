import type { AwsWorld } from './aws-world.ts';

import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { FilterLogEventsCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { DeleteJobCommand, GetJobCommand, GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ConfirmSubscriptionCommand, PublishCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SANDBOX_CREDENTIALS } from '../../sandbox/aws/server.ts';
import { START_MS, startAwsWorld } from './aws-world.ts';

const getJob = new GetJobCommand({ JobName: 'silver-users' });
const startJobRun = new StartJobRunCommand({ JobName: 'silver-users' });
const filterLogEvents = new FilterLogEventsCommand({ logGroupName: '/aws-glue/jobs/error' });
const confirmSubscription = new ConfirmSubscriptionCommand({ TopicArn: 'arn', Token: 'token' });
const getFunction = new GetFunctionConfigurationCommand({ FunctionName: 'todo-ingest' });
const describeTable = new DescribeTableCommand({ TableName: 'todos' });
const describeStream = new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'todos' });
const listObjects = new ListObjectsV2Command({ Bucket: 'todo-etl' });
const getMetricData = new GetMetricDataCommand({
  StartTime: new Date(START_MS),
  EndTime: new Date(START_MS + 60_000),
  MetricDataQueries: [
    { Id: 'm1', MetricStat: { Metric: { Namespace: 'Glue', MetricName: 'm' }, Period: 60, Stat: 'Sum' } },
  ],
});

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
  world.account.glue.putJob({ name: 'silver-users' });
});

afterEach(() => world.close());

describe('a request', () => {
  it.each([
    [
      'another access key',
      { accessKeyId: 'AKIAI44QH8DHBEXAMPLE' },
      'UnrecognizedClientException',
      'security token',
    ],
    ['another secret', { secretAccessKey: 'wrong' }, 'InvalidSignatureException', 'does not match'],
  ])('signed with %s is refused', async (_, wrong, name, words) => {
    const client = new GlueClient({
      endpoint: world.server.url,
      region: 'eu-central-1',
      credentials: { ...SANDBOX_CREDENTIALS, ...wrong },
      maxAttempts: 1,
    });
    await expect(client.send(getJob)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(words),
    });
    client.destroy();
  });

  it('signed for another region is refused', async () => {
    const client = new GlueClient({
      endpoint: world.server.url,
      region: 'us-east-1',
      credentials: SANDBOX_CREDENTIALS,
      maxAttempts: 1,
    });
    await expect(client.send(getJob)).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringContaining('valid region'),
    });
    client.destroy();
  });

  it.each([
    ['no signature', {}, 'MissingAuthenticationTokenException'],
    ['half a signature', { authorization: 'AWS4-HMAC-SHA256 Credential=x' }, 'IncompleteSignatureException'],
  ])('with %s is refused and has no effect', async (_, headers, code) => {
    const response = await fetch(world.server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSGlue.StartJobRun',
        ...headers,
      },
      body: JSON.stringify({ JobName: 'silver-users' }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: code });
    expect(world.account.glue.runs('silver-users')).toEqual([]);
  });

  it('whose body was changed on the way is refused', async () => {
    const client = new GlueClient({
      endpoint: world.server.url,
      region: 'eu-central-1',
      credentials: SANDBOX_CREDENTIALS,
      maxAttempts: 1,
    });
    client.middlewareStack.add(
      (next) => (args) => {
        // Of the same length, so that only the signature can tell.
        (args.request as { body: string }).body = JSON.stringify({ JobName: 'bronze-users' });
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    await expect(client.send(startJobRun)).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    client.destroy();
  });

  it('for an operation that is not simulated is refused as AWS refuses what it does not know', async () => {
    await expect(world.glue.send(new DeleteJobCommand({ JobName: 'silver-users' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The sandbox does not simulate AWSGlue.DeleteJob',
    });
    await expect(
      world.logs.send(new PutLogEventsCommand({ logGroupName: 'g', logStreamName: 's', logEvents: [] })),
    ).rejects.toMatchObject({ name: 'UnknownOperationException' });
    await expect(world.sns.send(new PublishCommand({ TopicArn: 'arn', Message: 'm' }))).rejects.toMatchObject(
      {
        name: 'InvalidAction',
      },
    );
  });

  it('for a service that is not simulated is told so', async () => {
    const response = await fetch(world.server.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'Kinesis_20131202.GetRecords' },
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });
});

describe('a fault', () => {
  it.each([
    ['Glue', () => world.glue.send(getJob), 'ThrottlingException'],
    ['CloudWatch Logs', () => world.logs.send(filterLogEvents), 'ThrottlingException'],
    ['CloudWatch', () => world.cloudwatch.send(getMetricData), 'Throttling'],
    ['SNS', () => world.sns.send(confirmSubscription), 'Throttling'],
    ['Lambda', () => world.lambda.send(getFunction), 'TooManyRequestsException', 429],
    ['DynamoDB', () => world.dynamodb.send(describeTable), 'ThrottlingException'],
    ['Firehose', () => world.firehose.send(describeStream), 'ThrottlingException'],
    ['S3', () => world.s3.send(listObjects), 'SlowDown', 503, 'Please reduce your request rate.'],
  ])(
    'throttles %s in its own words',
    async (_, send, name, httpStatusCode = 400, message = 'Rate exceeded') => {
      world.server.faults.set({ operation: '*', kind: 'throttle', times: 1 });
      await expect(send()).rejects.toMatchObject({ name, message, $metadata: { httpStatusCode } });
    },
  );

  it.each([
    ['Glue', () => world.glue.send(getJob), 'AccessDeniedException', 'glue:GetJob'],
    ['CloudWatch', () => world.cloudwatch.send(getMetricData), 'AccessDenied', 'cloudwatch:GetMetricData'],
    [
      'SNS',
      () => world.sns.send(confirmSubscription),
      'AuthorizationErrorException',
      'sns:ConfirmSubscription',
    ],
    ['S3', () => world.s3.send(listObjects), 'AccessDenied', 's3:ListBucket'],
    [
      'Lambda',
      () => world.lambda.send(getFunction),
      'AccessDeniedException',
      'lambda:GetFunctionConfiguration',
    ],
  ])('denies access in %s and names the action', async (_, send, name, action) => {
    world.server.faults.set({ operation: '*', kind: 'access-denied', times: 1 });
    await expect(send()).rejects.toMatchObject({
      name,
      message: expect.stringContaining(`is not authorized to perform: ${action} `),
    });
  });

  it('hits its operation only, for as many calls as it was told', async () => {
    world.server.faults.set({ operation: 'StartJobRun', kind: 'http-500', times: 2 });
    await world.glue.send(getJob);
    for (let call = 1; call <= 2; call += 1) {
      await expect(world.glue.send(startJobRun)).rejects.toMatchObject({
        message: 'Internal failure',
        $metadata: { httpStatusCode: 500, attempts: 1 },
      });
    }
    expect(world.account.glue.runs('silver-users')).toEqual([]);
    await world.glue.send(startJobRun);
    expect(world.account.glue.runs('silver-users')).toHaveLength(1);
  });

  it('is not used up by a request that is refused before', async () => {
    world.server.faults.set({ operation: 'GetJob', kind: 'throttle', times: 1 });
    await fetch(world.server.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSGlue.GetJob' },
      body: '{}',
    });
    await expect(world.glue.send(getJob)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('can cut the connection after the effect', async () => {
    world.server.faults.set({ operation: 'StartJobRun', kind: 'drop-after-effect', times: 1 });
    await expect(world.glue.send(startJobRun)).rejects.toThrow('socket hang up');
    expect(world.account.glue.runs('silver-users')).toHaveLength(1);
  });

  it('can be slow and still do it', async () => {
    world.server.faults.set({ operation: 'GetJob', kind: 'slow', times: 1, delayMs: 5 });
    expect((await world.glue.send(getJob)).Job?.Name).toBe('silver-users');
  });

  it('can be taken back', async () => {
    world.server.faults.set({ operation: '*', kind: 'throttle', times: 100 });
    world.server.faults.clear();
    expect((await world.glue.send(getJob)).Job?.Name).toBe('silver-users');
  });

  it.each([
    ['Glue', () => world.glue.send(getJob), 'ExpiredTokenException', 400],
    ['CloudWatch', () => world.cloudwatch.send(getMetricData), 'ExpiredTokenException', 400],
    ['SNS', () => world.sns.send(confirmSubscription), 'ExpiredToken', 403],
    ['S3', () => world.s3.send(listObjects), 'ExpiredToken', 400],
    ['Lambda', () => world.lambda.send(getFunction), 'ExpiredTokenException', 403],
  ])('lets the credentials expire in %s', async (_, send, name, httpStatusCode) => {
    world.server.faults.set({ operation: '*', kind: 'expired-token', times: 1 });
    await expect(send()).rejects.toMatchObject({
      name,
      message: expect.stringContaining('token included in the request is expired'),
      $metadata: { httpStatusCode },
    });
  });

  it('can hit whatever one service is asked, until it is taken back', async () => {
    world.server.faults.set({ operation: 'glue:*', kind: 'throttle', times: Infinity });
    for (const send of [getJob, getJob]) {
      await expect(world.glue.send(send)).rejects.toMatchObject({ name: 'ThrottlingException' });
    }
    await expect(world.glue.send(startJobRun)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect((await world.cloudwatch.send(getMetricData)).MetricDataResults).toHaveLength(1);
    world.server.faults.clear('glue:*');
    expect((await world.glue.send(getJob)).Job?.Name).toBe('silver-users');
  });
});

describe('the server', () => {
  it('frees its port, and closing twice is harmless', async () => {
    await world.server.close();
    await world.server.close();
    await expect(fetch(world.server.url)).rejects.toThrow();
  });
});
