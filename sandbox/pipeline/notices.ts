/**
 * What AWS says of the pipeline over SNS: EventBridge's `Glue Job State Change`, and the notifications of CloudWatch
 * alarms. Only makes the messages; sends nothing.
 */

import type { Account } from '../aws/account.ts';
import type { Alarm, AlarmState, MetricAlarm } from '../aws/alarm.ts';
import type { GlueRun, RunState } from '../aws/glue.ts';

import { stamp } from '../aws/alarm.ts';

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

/** The notification of an alarm's change; `children` are the alarms that a composite one names. */
export function alarmNotice(
  account: Account,
  alarm: Alarm,
  from: AlarmState,
  children: readonly Alarm[],
): Notice {
  const { accountId, region } = account;
  const { name, state } = alarm;
  const regionWords = REGION_WORDS[region] ?? region;
  const notification = {
    AlarmName: name,
    AlarmDescription: alarm.description,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: stamp(alarm.configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: stamp(state.since),
    Region: regionWords,
    AlarmArn: alarm.arn,
    OldStateValue: from.value,
    OKActions: alarm.actions.ok,
    AlarmActions: alarm.actions.alarm,
    InsufficientDataActions: alarm.actions.insufficientData,
    ...(alarm.kind === 'metric'
      ? { Trigger: triggerOf(alarm) }
      : { AlarmRule: alarm.rule, TriggeringChildren: children.filter(isInAlarm).map(childOf) }),
  };
  return {
    message: JSON.stringify(notification),
    subject: `${state.value}: "${name}" in ${regionWords}`,
    label: `${name} ${state.value}`,
  };
}

function triggerOf(alarm: MetricAlarm): object {
  return {
    MetricName: alarm.metric.name,
    Namespace: alarm.metric.namespace,
    ...(alarm.statistic.startsWith('p')
      ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic: alarm.statistic }
      : { StatisticType: 'Statistic', Statistic: alarm.statistic.toUpperCase() }),
    Unit: null,
    Dimensions: Object.entries(alarm.metric.dimensions).map(([name, value]) => ({ value, name })),
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData,
    EvaluateLowSampleCountPercentile: '',
  };
}

function isInAlarm({ state }: Alarm): boolean {
  return state.value === 'ALARM';
}

function childOf({ arn, state }: Alarm): object {
  return { Arn: arn, State: { Value: state.value, Timestamp: stamp(state.since) } };
}
