/**
 * A CloudWatch metric alarm as it comes over SNS. Older payloads lack AlarmArn and the action lists; the region
 * comes from the ARN, because `Region` is a name for humans ("EU (Ireland)") that has changed over the years.
 */

import type { AlarmEvent, Fact } from '../event.ts';
import type { Decoder, DecodeInput } from './decoder.ts';

import { z } from 'zod';

import { redact } from '../../lib/redact.ts';
import { firstLine, storableText, truncate } from '../../lib/text.ts';
import { ALARM_STATES } from '../event.ts';
import { alarmArn, parseArn, parseAwsTime } from '../identity.ts';

const dimension = z.object({ name: z.string(), value: z.string() });

const payload = z.object({
  AlarmName: z.string().min(1),
  AlarmDescription: z.string().nullish(),
  AWSAccountId: z.string().nullish(),
  NewStateValue: z.enum(ALARM_STATES),
  NewStateReason: z.string().nullish(),
  StateChangeTime: z.string(),
  AlarmArn: z.string().nullish(),
  AlarmContributorId: z.string().nullish(),
  Trigger: z.object({
    MetricName: z.string(),
    Namespace: z.string(),
    Statistic: z.string().nullish(),
    ExtendedStatistic: z.string().nullish(),
    Period: z.number().nullish(),
    EvaluationPeriods: z.number().nullish(),
    ComparisonOperator: z.string().nullish(),
    Threshold: z.number().nullish(),
    Dimensions: z.array(dimension).nullish(),
  }),
});
type Payload = z.infer<typeof payload>;

const COMPARISON: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

export const metricDecoder: Decoder = { kind: 'metric', decode };

function decode({ message, json }: DecodeInput): AlarmEvent | null {
  const parsed = payload.safeParse(json);
  if (!parsed.success) return null;
  const alarm = parsed.data;
  const changedAt = parseAwsTime(alarm.StateChangeTime);
  if (changedAt === null) return null;
  const arn = parseArn(alarm.AlarmArn ?? '');
  const account = arn?.account ?? alarm.AWSAccountId ?? null;
  const region = arn?.region ?? parseArn(message.topicArn)?.region ?? null;
  const reason = redact(storableText(alarm.NewStateReason ?? ''));
  const dimensions = alarm.Trigger.Dimensions ?? [];
  const job = dimensions.find(({ name }) => name === 'JobName')?.value;
  const key = alarm.AlarmArn ?? alarmArn(account, region, alarm.AlarmName);
  return {
    kind: 'metric',
    key: alarm.AlarmContributorId == null ? key : `${key}#${alarm.AlarmContributorId}`,
    name: storableText(alarm.AlarmName),
    state: alarm.NewStateValue,
    headline: headline(alarm, reason),
    reason,
    changedAt,
    account,
    region,
    description: alarm.AlarmDescription == null ? null : redact(storableText(alarm.AlarmDescription)),
    resources: job === undefined ? {} : { job: storableText(job) },
    facts: facts(alarm),
    recovery: 'ok',
    link: region === null ? null : consoleLink(region, alarm.AlarmName),
  };
}

function headline(alarm: Payload, reason: string): string {
  const name = truncate(storableText(alarm.AlarmName), 80);
  if (alarm.NewStateValue === 'OK') return `${name} recovered`;
  if (alarm.NewStateValue === 'INSUFFICIENT_DATA') return `${name} has no data`;
  const { MetricName, ComparisonOperator, Threshold } = alarm.Trigger;
  const latest = /datapoints? \[([-\d.eE]+) \(/.exec(reason)?.[1];
  const sign = COMPARISON[ComparisonOperator ?? ''];
  if (latest === undefined || sign === undefined || Threshold == null) {
    const said = truncate(firstLine(reason), 120);
    return said === '' ? `${name} fired` : `${name} fired: ${said}`;
  }
  return `${name} fired: ${storableText(MetricName)} is ${plainNumber(Number(latest))} (${sign} ${plainNumber(Threshold)})`;
}

function facts(alarm: Payload): readonly Fact[] {
  const { Namespace, MetricName, Dimensions, Period, EvaluationPeriods } = alarm.Trigger;
  const statistic = alarm.Trigger.ExtendedStatistic ?? alarm.Trigger.Statistic ?? null;
  const listed: (Fact | null)[] = [
    { label: 'Metric', value: [Namespace, MetricName, statistic].filter((part) => part !== null).join(' ') },
    Period == null ? null : { label: 'Window', value: `${EvaluationPeriods ?? 1} × ${Period} s` },
    ...(Dimensions ?? []).map(({ name, value }) => ({ label: name, value })),
  ];
  return listed
    .filter((fact) => fact !== null)
    .map(({ label, value }) => ({ label: storableText(label), value: redact(storableText(value)) }));
}

/** `1.50785441792E10` as `15,078,544,179.2`: CloudWatch prints large values in scientific notation. */
function plainNumber(value: number): string {
  return Number.isFinite(value) ? value.toLocaleString('en-US', { maximumFractionDigits: 3 }) : String(value);
}

function consoleLink(region: string, name: string): string {
  const domain = region.startsWith('cn-') ? 'console.amazonaws.cn' : 'console.aws.amazon.com';
  return `https://${region}.${domain}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;
}
