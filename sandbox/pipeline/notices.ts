/**
 * What AWS says of the pipeline over SNS: EventBridge's `Glue Job State Change`, and the notification of the
 * CloudWatch alarm on failed tasks. Only makes the messages; sends nothing.
 */

import type { Account } from '../aws/account.ts';
import type { GlueRun, RunState } from '../aws/glue.ts';

export interface Notice {
  readonly message: string;
  /** EventBridge gives none. */
  readonly subject: string | null;
  /** For the log of the page: "silver-users FAILED". */
  readonly label: string;
}

/** EventBridge tells of these ends of a run, each with a severity. */
const SEVERITIES: Partial<Record<RunState, 'INFO' | 'WARN' | 'ERROR'>> = {
  SUCCEEDED: 'INFO',
  FAILED: 'ERROR',
  TIMEOUT: 'WARN',
  STOPPED: 'INFO',
};
const DEFAULT_WORDS: Partial<Record<RunState, string>> = {
  SUCCEEDED: 'Job run succeeded',
  TIMEOUT: 'Job run timed out',
  STOPPED: 'Job run stopped',
};
// An alarm names its region in words; others than these are named by their code.
const REGION_WORDS: Readonly<Record<string, string>> = {
  'eu-central-1': 'EU (Frankfurt)',
  'eu-west-1': 'EU (Ireland)',
  'us-east-1': 'US East (N. Virginia)',
};

/** The event of a run that has ended; `null` for a state that EventBridge does not tell of. */
export function jobStateChange(account: Account, run: GlueRun): Notice | null {
  const severity = SEVERITIES[run.state];
  if (severity === undefined) return null;
  const event = {
    version: '0',
    id: account.newId(),
    'detail-type': 'Glue Job State Change',
    source: 'aws.glue',
    account: account.accountId,
    // EventBridge gives whole seconds.
    time: new Date(run.changedAt).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: account.region,
    resources: [],
    detail: {
      jobName: run.job,
      severity,
      state: run.state,
      jobRunId: run.id,
      message: run.errorMessage ?? DEFAULT_WORDS[run.state] ?? '',
    },
  };
  return { message: JSON.stringify(event), subject: null, label: `${run.job} ${run.state}` };
}

/** The notification that the alarm `<job>-failed` went to `state` because of so many failed tasks. */
export function alarmNotice(
  account: Account,
  {
    job,
    state,
    failedTasks,
    topicArn,
  }: { job: string; state: 'ALARM' | 'OK'; failedTasks: number; topicArn: string },
): Notice {
  const { accountId, region } = account;
  const name = `${job}-failed`;
  const at = new Date(account.now()).toISOString();
  const [date = '', time = ''] = at.split('T');
  const datapoint = `${failedTasks.toFixed(1)} (${date.slice(2).split('-').toReversed().join('/')} ${time.slice(0, 5)}:00)`;
  const regionWords = REGION_WORDS[region] ?? region;
  const notification = {
    AlarmName: name,
    AlarmDescription: `Tasks of the Glue job ${job} failed.`,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: '2026-01-12T09:30:00.000+0000',
    NewStateValue: state,
    NewStateReason:
      state === 'ALARM'
        ? `Threshold Crossed: 1 out of the last 1 datapoints [${datapoint}] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).`
        : `Threshold Crossed: 1 out of the last 1 datapoints [${datapoint}] was not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).`,
    StateChangeTime: at.replace('Z', '+0000'),
    Region: regionWords,
    AlarmArn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
    OldStateValue: state === 'ALARM' ? 'OK' : 'ALARM',
    OKActions: [topicArn],
    AlarmActions: [topicArn],
    InsufficientDataActions: [],
    Trigger: {
      MetricName: 'glue.driver.aggregate.numFailedTasks',
      Namespace: 'Glue',
      StatisticType: 'Statistic',
      Statistic: 'SUM',
      Unit: null,
      Dimensions: [
        { value: 'count', name: 'Type' },
        { value: 'ALL', name: 'JobRunId' },
        { value: job, name: 'JobName' },
      ],
      Period: 60,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'missing',
      EvaluateLowSampleCountPercentile: '',
    },
  };
  return {
    message: JSON.stringify(notification),
    subject: `${state}: "${name}" in ${regionWords}`,
    label: `${name} ${state}`,
  };
}
