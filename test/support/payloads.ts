/** Messages as AWS services write them, whole and made up, with only what the test is about left open. */

import { ACCOUNT, REGION, TOPIC } from './house.ts';

export interface AlarmDraft {
  readonly name: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  /** Milliseconds. */
  readonly at: number;
}

/** The notification of a CloudWatch alarm on one metric. */
export function metricAlarm({ name, state, at }: AlarmDraft): object {
  return {
    AlarmName: name,
    AlarmDescription: 'Records wait longer than they may.',
    AWSAccountId: ACCOUNT,
    AlarmConfigurationUpdatedTimestamp: '2026-01-12T09:30:00.000+0000',
    NewStateValue: state,
    NewStateReason:
      'Threshold Crossed: 1 datapoint [912.0 (12/11/26 02:55:00)] was greater than the threshold (300.0).',
    StateChangeTime: new Date(at).toISOString().replace('Z', '+0000'),
    Region: 'EU (Frankfurt)',
    AlarmArn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`,
    OldStateValue: state === 'ALARM' ? 'OK' : 'ALARM',
    OKActions: [TOPIC],
    AlarmActions: [TOPIC],
    InsufficientDataActions: [],
    Trigger: {
      MetricName: 'IteratorAge',
      Namespace: 'AWS/Lambda',
      StatisticType: 'Statistic',
      Statistic: 'MAXIMUM',
      Unit: null,
      Dimensions: [{ value: 'stream-reader', name: 'FunctionName' }],
      Period: 60,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 300,
      TreatMissingData: 'missing',
    },
  };
}

/** What EventBridge says of a Glue job's run; it tells whole seconds. */
export function glueJobChange(draft: {
  readonly job: string;
  readonly run: string;
  readonly state: 'FAILED' | 'SUCCEEDED';
  readonly at: number;
  readonly message?: string;
  readonly account?: string;
  readonly region?: string;
}): object {
  const { job, run, state, at, message = state, account = ACCOUNT, region = REGION } = draft;
  return {
    version: '0',
    id: '8d1b0c9e-3a55-4f2e-9a5c-6f5f1a0c7d21',
    'detail-type': 'Glue Job State Change',
    source: 'aws.glue',
    account,
    time: new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: [],
    detail: { jobName: job, severity: state === 'FAILED' ? 'ERROR' : 'INFO', state, jobRunId: run, message },
  };
}
