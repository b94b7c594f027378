/** moto with the pipeline of the contracts, set by the write calls that AWS has for it: a second opinion of the wire. */

import type { AwsClients } from '../../src/aws/clients.ts';
import type { World } from './pipeline.ts';

import { setTimeout as sleep } from 'node:timers/promises';

import { startMoto } from './moto-server.ts';
import {
  ACCOUNT,
  ALARMED,
  ALARMS,
  BUCKET,
  CAUSE,
  CDC,
  DATABASE,
  daysUntil,
  FAILING_JOB,
  JOB,
  JOB_GROUP,
  keyOf,
  LAKE_TABLE,
  logsUntil,
  pointsUntil,
  poolAt,
  REGION,
  ROWS,
  SCRIPTS,
  TABLE,
  TOPIC,
} from './pipeline.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/todo-etl`;
const LOOKS = 20;
const BETWEEN_LOOKS_MS = 100;

/** Starts the moto of this path and sets the pipeline in it. */
export async function openMoto(path: string): Promise<World> {
  const server = await startMoto(path);
  const pool = poolAt(server.url);
  const clients = await pool.atHome();
  const close = async (): Promise<void> => {
    pool.destroy();
    await server.stop();
  };
  try {
    const now = Date.now();
    await setAlarms(clients);
    await setLake(clients, now);
    await setRole(server.url);
    await setIngestion(clients);
    await setMetrics(clients, now);
    const run = await setRuns(clients);
    for (const log of logsUntil(now)) await writeLog(clients, log);
    const message = `ERROR Executor: ${CAUSE}`;
    await writeLog(clients, { group: JOB_GROUP, stream: run, events: [{ at: now, message }] });
    await queueRows(server.url);
    return { pool, clients, run, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function setAlarms({ cloudWatch }: AwsClients): Promise<void> {
  for (const name of ALARMS)
    await cloudWatch.putMetricAlarm({
      AlarmName: name,
      Namespace: ALARMED.namespace,
      MetricName: ALARMED.name,
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [TOPIC],
    });
  const [fires, isWell] = ALARMS;
  await cloudWatch.setAlarmState({ AlarmName: fires, StateValue: 'ALARM', StateReason: 'late' });
  await cloudWatch.setAlarmState({ AlarmName: isWell, StateValue: 'OK', StateReason: 'in time' });
}

async function setLake({ glue, s3 }: AwsClients, now: number): Promise<void> {
  const location = `s3://${BUCKET}/${LAKE_TABLE}/`;
  await s3.createBucket({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } });
  await glue.createDatabase({ DatabaseInput: { Name: DATABASE } });
  await glue.createTable({
    DatabaseName: DATABASE,
    TableInput: {
      Name: LAKE_TABLE,
      PartitionKeys: [{ Name: 'dt', Type: 'string' }],
      StorageDescriptor: {
        Columns: ['id', 'name'].map((name) => ({ Name: name, Type: 'string' })),
        Location: location,
      },
    },
  });
  for (const day of daysUntil(now)) {
    await s3.putObject({ Bucket: BUCKET, Key: keyOf(day), Body: 'rows' });
    await glue.createPartition({
      DatabaseName: DATABASE,
      TableName: LAKE_TABLE,
      PartitionInput: { Values: [day], StorageDescriptor: { Location: `${location}dt=${day}/` } },
    });
  }
}

async function setIngestion({ dynamoDb, firehose, lambda }: AwsClients): Promise<void> {
  const { TableDescription } = await dynamoDb.createTable({
    TableName: TABLE,
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  await lambda.createFunction({
    FunctionName: CDC,
    Runtime: 'python3.13',
    Handler: 'app.handler',
    Role: ROLE,
    Timeout: 60,
    Code: { ZipFile: Buffer.from('nothing ever runs it') },
  });
  await lambda.createEventSourceMapping({
    FunctionName: CDC,
    EventSourceArn: TableDescription?.LatestStreamArn,
    StartingPosition: 'LATEST',
  });
  await firehose.createDeliveryStream({
    DeliveryStreamName: CDC,
    ExtendedS3DestinationConfiguration: {
      RoleARN: ROLE,
      BucketARN: `arn:aws:s3:::${BUCKET}`,
      BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 5 },
    },
  });
}

async function setMetrics({ cloudWatch }: AwsClients, now: number): Promise<void> {
  for (const { namespace, name, dimensions, at, value } of pointsUntil(now))
    await cloudWatch.putMetricData({
      Namespace: namespace,
      MetricData: [
        {
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          Timestamp: new Date(at),
          Value: value,
        },
      ],
    });
}

async function setRuns({ glue, s3 }: AwsClients): Promise<string> {
  let run = '';
  await s3.createBucket({ Bucket: SCRIPTS, CreateBucketConfiguration: { LocationConstraint: REGION } });
  for (const name of [FAILING_JOB, JOB]) {
    await glue.createJob({
      Name: name,
      Role: ROLE,
      Command: { Name: 'glueetl', ScriptLocation: `s3://${SCRIPTS}/${name}.py` },
    });
    await s3.putObject({ Bucket: SCRIPTS, Key: `${name}.py`, Body: 'nothing ever runs it' });
    const { JobRunId = '' } = await glue.startJobRun({ JobName: name });
    await untilEnded(glue, name, JobRunId);
    run = JobRunId;
  }
  return run;
}

/** A run of moto goes on by being looked at. */
async function untilEnded(glue: AwsClients['glue'], job: string, run: string): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const { JobRun } = await glue.getJobRun({ JobName: job, RunId: run });
    if (JobRun?.JobRunState === 'SUCCEEDED') return;
    await sleep(BETWEEN_LOOKS_MS);
  }
  throw new Error(`Expected the run of ${job} to end within ${LOOKS} looks`);
}

async function writeLog(
  { logs }: AwsClients,
  { group, stream, events }: ReturnType<typeof logsUntil>[number],
): Promise<void> {
  await logs.createLogGroup({ logGroupName: group });
  await logs.createLogStream({ logGroupName: group, logStreamName: stream });
  await logs.putLogEvents({
    logGroupName: group,
    logStreamName: stream,
    logEvents: events.map(({ at, message }) => ({ timestamp: at, message })),
  });
}

/** moto wants to know the role of a function. Nothing of ours asks IAM, so no client of it is at hand. */
async function setRole(url: string): Promise<void> {
  await posted(url, {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIASANDBOX/20260101/us-east-1/iam/aws4_request',
    },
    body: new URLSearchParams({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: 'todo-etl',
      AssumeRolePolicyDocument: '{}',
    }).toString(),
  });
}

/** moto runs no SQL: the next query that is asked for its rows gets these. */
async function queueRows(url: string): Promise<void> {
  const row = (values: readonly string[]) => ({ Data: values.map((VarCharValue) => ({ VarCharValue })) });
  const names = ['id', 'name'];
  const column_info = names.map((Name) => ({ Name, Type: 'varchar' }));
  await posted(`${url}/moto-api/static/athena/query-results`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      account_id: ACCOUNT,
      region: REGION,
      results: [{ rows: [row(names), ...ROWS.map(row)], column_info }],
    }),
  });
}

async function posted(url: string, request: Pick<RequestInit, 'headers' | 'body'>): Promise<void> {
  const answer = await fetch(url, { method: 'POST', ...request });
  if (!answer.ok)
    throw new Error(`Expected moto to take ${url}, got ${answer.status}: ${await answer.text()}`);
}
