/** What AWS sends, as tests want it: whole payloads of the todo pipeline, changed only in what the test is about. */

import type { AlarmEvent, AlarmState, InboundMessage } from '../../src/alarms/event.ts';

import { NIGHT } from './builders.ts';

export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms';

let messages = 0;

/** An inbound message with an id of its own; a body that is not text is sent as JSON. */
export function aMessage(body: unknown, changes: Partial<InboundMessage> = {}): InboundMessage {
  messages += 1;
  return {
    topicArn: TOPIC,
    messageId: `message-${messages}`,
    subject: null,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    sentAt: NIGHT,
    receivedAt: NIGHT + 200,
    ...changes,
  };
}

/** `2026-11-12T03:00:00.000+0000`, as CloudWatch writes a time. */
export function cloudWatchTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000');
}

/** The SNS message of a CloudWatch metric alarm on a Glue job. */
export function metricPayload(
  given: { readonly name?: string; readonly state?: AlarmState; readonly at?: number } = {},
  changes: object = {},
): Readonly<Record<string, unknown>> {
  const { name = 'todo-etl-silver-users-failed', state = 'ALARM', at = NIGHT } = given;
  return {
    AlarmName: name,
    AlarmDescription: 'A silver job failed.',
    AWSAccountId: '123456789012',
    AlarmConfigurationUpdatedTimestamp: '2026-10-01T08:00:00.000+0000',
    NewStateValue: state,
    NewStateReason:
      'Threshold Crossed: 1 out of the last 1 datapoints [3.0 (12/11/26 02:55:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
    StateChangeTime: cloudWatchTime(at),
    Region: 'EU (Frankfurt)',
    AlarmArn: `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${name}`,
    OldStateValue: state === 'ALARM' ? 'OK' : 'ALARM',
    Trigger: {
      MetricName: 'glue.driver.aggregate.numFailedTasks',
      Namespace: 'Glue',
      StatisticType: 'Statistic',
      Statistic: 'SUM',
      Unit: null,
      Dimensions: [
        { value: 'silver-users', name: 'JobName' },
        { value: 'count', name: 'Type' },
      ],
      Period: 300,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      EvaluateLowSampleCountPercentile: '',
    },
    ...changes,
  };
}

/** The EventBridge event of a Glue job that ended. */
export function gluePayload(
  given: {
    readonly job?: string;
    readonly state?: string;
    readonly at?: number;
    readonly run?: string;
    readonly message?: string | null;
  } = {},
  changes: object = {},
): Readonly<Record<string, unknown>> {
  const {
    job = 'silver-users',
    state = 'FAILED',
    at = NIGHT,
    run = 'jr_0a1b2c',
    message = 'Command failed',
  } = given;
  return {
    version: '0',
    id: 'c1d2e3f4-0000-4000-8000-000000000001',
    'detail-type': 'Glue Job State Change',
    source: 'aws.glue',
    account: '123456789012',
    time: new Date(at).toISOString().replace('.000Z', 'Z'),
    region: 'eu-central-1',
    resources: [],
    detail: { jobName: job, severity: state === 'FAILED' ? 'ERROR' : 'INFO', state, jobRunId: run, message },
    ...changes,
  };
}

/** The failed run of silver-users as an alarm event. */
export function anEvent(changes: Partial<AlarmEvent> = {}): AlarmEvent {
  return {
    kind: 'glue-job',
    key: 'glue-job:123456789012:eu-central-1:silver-users',
    name: 'silver-users',
    state: 'ALARM',
    applies: true,
    headline: 'silver-users failed: out of memory',
    reason: 'Error Category: OUT_OF_MEMORY_ERROR',
    changedAt: NIGHT,
    account: '123456789012',
    region: 'eu-central-1',
    description: null,
    resources: { job: 'silver-users' },
    facts: [],
    recovery: 'next-success',
    link: null,
    ...changes,
  };
}
