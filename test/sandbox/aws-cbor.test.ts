/** CloudWatch in Smithy RPC with CBOR: the SDK told to speak it, the bytes as they are, and boto3 where there is one. */

import type { AwsWorld } from './aws-world.ts';

import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cbor, SmithyRpcV2CborProtocol } from '@smithy/core/cbor';

import { SANDBOX_CREDENTIALS } from '../../sandbox/aws/server.ts';
import { START_MS, startAwsWorld } from './aws-world.ts';

const METRIC = { namespace: 'Todo', name: 'Late', dimensions: { JobName: 'silver-users' } };
const DESCRIBE_ALARMS = '/service/GraniteServiceVersion20100801/operation/DescribeAlarms';

let world: AwsWorld;
let cloudwatch: CloudWatchClient;

beforeEach(async () => {
  world = await startAwsWorld();
  world.account.alarms.putMetricAlarm({
    name: 'silver-users-late',
    metric: METRIC,
    statistic: 'Maximum',
    periodSeconds: 60,
    evaluationPeriods: 1,
    threshold: 2.5,
    comparison: 'GreaterThanThreshold',
  });
  world.account.alarms.setState('silver-users-late', { value: 'ALARM', reason: 'late' });
  world.account.metrics.put({ ...METRIC, at: START_MS + 10_000, value: 4 });
  cloudwatch = new CloudWatchClient({
    endpoint: world.server.url,
    region: world.account.region,
    credentials: SANDBOX_CREDENTIALS,
    maxAttempts: 1,
    protocol: new SmithyRpcV2CborProtocol({ defaultNamespace: 'com.amazonaws.cloudwatch' }),
  });
});

afterEach(async () => {
  cloudwatch.destroy();
  await world.close();
});

describe('the SDK, told to speak CBOR', () => {
  it('gets alarms and their history, with times', async () => {
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
    expect(MetricAlarms).toMatchObject([
      {
        AlarmName: 'silver-users-late',
        StateValue: 'ALARM',
        Threshold: 2.5,
        Dimensions: [{ Name: 'JobName', Value: 'silver-users' }],
        StateUpdatedTimestamp: new Date(START_MS),
      },
    ]);
    const { AlarmHistoryItems } = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({ StartDate: new Date(START_MS), HistoryItemType: 'StateUpdate' }),
    );
    expect(AlarmHistoryItems).toMatchObject([{ Timestamp: new Date(START_MS) }]);
  });

  it('gets metric data', async () => {
    const { MetricDataResults } = await cloudwatch.send(metricData());
    expect(MetricDataResults).toMatchObject([{ Timestamps: [new Date(START_MS)], Values: [4] }]);
  });

  it('is refused as in JSON: what does not validate, what is not simulated, what was ordered', async () => {
    const ended = metricData({ EndTime: new Date(START_MS - 1) });
    await expect(cloudwatch.send(ended)).rejects.toMatchObject({
      message: 'The parameter StartTime must be less than the parameter EndTime.',
      $metadata: { httpStatusCode: 400 },
    });
    const statistics = new GetMetricStatisticsCommand({
      Namespace: 'Todo',
      MetricName: 'Late',
      StartTime: new Date(START_MS),
      EndTime: new Date(START_MS + 60_000),
      Period: 60,
    });
    await expect(cloudwatch.send(statistics)).rejects.toThrow(
      'The sandbox does not simulate GraniteServiceVersion20100801.GetMetricStatistics',
    );
    world.server.faults.set({ operation: 'DescribeAlarms', kind: 'throttle', times: 1 });
    await expect(cloudwatch.send(new DescribeAlarmsCommand({}))).rejects.toThrow('Rate exceeded');
  });
});

describe('at the wire', () => {
  it('marks what the protocol wants: its name, the type, the code of the former protocol', async () => {
    const response = await fetch(`${world.server.url}${DESCRIBE_ALARMS}`, {
      method: 'POST',
      headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      body: cbor.serialize({}),
    });
    expect(response.status).toBe(400);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'smithy-protocol': 'rpc-v2-cbor',
      'content-type': 'application/cbor',
      'x-amzn-query-error': 'MissingAuthenticationTokenException;Sender',
    });
    const refusal: unknown = cbor.deserialize(new Uint8Array(await response.arrayBuffer()));
    expect(refusal).toEqual({
      __type: 'MissingAuthenticationTokenException',
      message: 'Request is missing Authentication Token',
    });
  });

  it('is not spoken by who does not speak it at AWS', async () => {
    const response = await fetch(`${world.server.url}/service/AWSGlue/operation/GetJobs`, {
      method: 'POST',
      headers: { 'smithy-protocol': 'rpc-v2-cbor' },
    });
    expect(response.status).toBe(404);
  });
});

if (hasBoto3()) {
  it('is what boto3 speaks to CloudWatch', async () => {
    const program = [
      'import boto3, datetime',
      "client = boto3.client('cloudwatch')",
      "[alarm] = client.describe_alarms(StateValue='ALARM')['MetricAlarms']",
      "print(alarm['AlarmName'], alarm['StateUpdatedTimestamp'].timestamp())",
      'start = datetime.datetime.fromtimestamp(' + String(START_MS / 1_000) + ', datetime.timezone.utc)',
      "stat = {'Metric': {'Namespace': 'Todo', 'MetricName': 'Late', 'Dimensions': [{'Name': 'JobName', 'Value': 'silver-users'}]}, 'Period': 60, 'Stat': 'Maximum'}",
      "data = client.get_metric_data(MetricDataQueries=[{'Id': 'm', 'MetricStat': stat}], StartTime=start, EndTime=start + datetime.timedelta(minutes=1))",
      "print([(at.timestamp(), value) for result in data['MetricDataResults'] for at, value in zip(result['Timestamps'], result['Values'])])",
      "try: client.describe_alarms(AlarmNames=['a'], AlarmNamePrefix='a')",
      'except client.exceptions.ClientError as error: print(error)',
    ];
    const { stdout } = await promisify(execFile)('python3', ['-c', program.join('\n')], {
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: world.server.url,
        AWS_DEFAULT_REGION: world.account.region,
        AWS_ACCESS_KEY_ID: SANDBOX_CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: SANDBOX_CREDENTIALS.secretAccessKey,
      },
    });
    expect(stdout.trim().split('\n')).toEqual([
      `silver-users-late ${(START_MS / 1_000).toFixed(1)}`,
      `[(${(START_MS / 1_000).toFixed(1)}, 4)]`,
      'An error occurred (ValidationError) when calling the DescribeAlarms operation: ' +
        'AlarmNames and AlarmNamePrefix cannot be given together',
    ]);
  });
}

function metricData({ EndTime = new Date(START_MS + 60_000) } = {}): GetMetricDataCommand {
  return new GetMetricDataCommand({
    MetricDataQueries: [
      {
        Id: 'm',
        MetricStat: {
          Metric: {
            Namespace: METRIC.namespace,
            MetricName: METRIC.name,
            Dimensions: [{ Name: 'JobName', Value: 'silver-users' }],
          },
          Period: 60,
          Stat: 'Maximum',
        },
      },
    ],
    StartTime: new Date(START_MS),
    EndTime,
  });
}

/** Whether there is boto3 on this machine; where there is none, a line says that it is not asked. */
function hasBoto3(): boolean {
  try {
    execFileSync('python3', ['-c', 'import boto3'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('boto3 is not asked: expected a python3 in the path that has it, found none.\n');
    return false;
  }
}
