/** Reads the alarms of an account, metric and composite, every page of them. */

import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchAlarm } from '../../operations/alarm-health.ts';
import type { Call } from '../makers.ts';

import { formatDuration } from '../../lib/duration.ts';
import { matchesPattern } from '../../lib/pattern.ts';
import { redact } from '../../lib/redact.ts';
import { oneLine, truncate } from '../../lib/text.ts';
import { answerOf } from '../refusals.ts';

const PAGE_SIZE = 100;
const MOST_PAGES = 20;
const RULE_LENGTH = 200;

const COMPARISON: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
  GreaterThanUpperThreshold: 'above',
  LessThanLowerThreshold: 'below',
  LessThanLowerOrGreaterThanUpperThreshold: 'outside',
};

/** An alarm with what CloudWatch says of the metric that it watches; null for one of several, and for a composite one. */
export interface ReadAlarm extends CloudWatchAlarm {
  readonly metric: MetricAlarm | null;
}

export interface ReadAlarms {
  readonly alarms: readonly ReadAlarm[];
  /** Whether the account has more than were read. */
  readonly hadMore: boolean;
}

/** The alarms of this call's pipeline, or all where it names none. Throws `AwsRefusal`. */
export async function readAlarms({ clients, estate, signal }: Call): Promise<ReadAlarms> {
  const { alarms, hadMore } = await answerOf(everyPage(clients.cloudWatch, signal), {
    doing: 'list the alarms',
    action: 'cloudwatch:DescribeAlarms',
  });
  const { alarms: patterns } = estate;
  const isOurs = ({ name }: CloudWatchAlarm): boolean =>
    patterns.length === 0 || patterns.some((pattern) => matchesPattern(pattern, name));
  return { alarms: alarms.filter(isOurs), hadMore };
}

async function everyPage(
  cloudWatch: Call['clients']['cloudWatch'],
  signal: AbortSignal,
): Promise<ReadAlarms> {
  const alarms: ReadAlarm[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const {
      MetricAlarms = [],
      CompositeAlarms = [],
      NextToken,
    } = await cloudWatch.describeAlarms(
      { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: PAGE_SIZE, NextToken: token },
      { abortSignal: signal },
    );
    alarms.push(...MetricAlarms.map(fromMetric), ...CompositeAlarms.map(fromComposite));
    if (NextToken === undefined || NextToken === '') return { alarms, hadMore: false };
    token = NextToken;
  }
  return { alarms, hadMore: true };
}

function fromMetric(alarm: MetricAlarm): ReadAlarm {
  const { MetricName, Metrics = [] } = alarm;
  return {
    ...common(alarm),
    kind: 'metric',
    condition: conditionOf(alarm),
    metric: MetricName === undefined || Metrics.length > 0 ? null : alarm,
  };
}

function fromComposite(alarm: CompositeAlarm): ReadAlarm {
  return {
    ...common(alarm),
    kind: 'composite',
    condition: truncate(oneLine(alarm.AlarmRule ?? ''), RULE_LENGTH),
    metric: null,
  };
}

function common(alarm: MetricAlarm | CompositeAlarm) {
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  const description = alarm.AlarmDescription ?? '';
  return {
    name: alarm.AlarmName ?? '',
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    since: since?.getTime() ?? null,
    description: description === '' ? null : redact(description),
    actionsEnabled: alarm.ActionsEnabled ?? true,
    actions: alarm.AlarmActions?.length ?? 0,
  };
}

/** `> 5 in 2 of 3 × 5m of numFailedTasks`. */
function conditionOf(alarm: MetricAlarm): string {
  const { ComparisonOperator = '', Threshold, EvaluationPeriods = 1, Period, MetricName } = alarm;
  const limit =
    Threshold === undefined ? 'its band' : Threshold.toLocaleString('en', { maximumFractionDigits: 6 });
  const of = alarm.DatapointsToAlarm ?? EvaluationPeriods;
  const times = EvaluationPeriods === 1 ? '' : ` in ${of} of ${EvaluationPeriods}`;
  const period =
    Period === undefined ? '' : `${times === '' ? ' in' : ' ×'} ${formatDuration(Period * 1_000)}`;
  return `${COMPARISON[ComparisonOperator] ?? ComparisonOperator} ${limit}${times}${period} of ${MetricName ?? 'an expression'}`;
}
