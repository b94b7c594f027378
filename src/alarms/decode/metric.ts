/**
 * A CloudWatch alarm as it comes over SNS. Older payloads lack AlarmArn and the action lists; the region comes from
 * the ARN, because `Region` is a name for humans ("EU (Ireland)") that has changed over the years. Math, anomaly and
 * composite alarms name no single metric: of them the reason is told, and their OK still ends them.
 */

import type { AlarmEvent, Fact } from '../event.ts';
import type { Decoder, DecodeInput } from './decoder.ts';

import { z } from 'zod';

import { parseArn } from '../../lib/arn.ts';
import { alarmLink } from '../../lib/console-links.ts';
import { redact } from '../../lib/redact.ts';
import { firstLine, truncate } from '../../lib/text.ts';
import { ALARM_STATES } from '../event.ts';
import { alarmArn, parseAwsTime } from '../identity.ts';
import { resourcesNamed } from '../resources.ts';

const dimension = z.object({ name: z.string(), value: z.string() });

const metricInMath = z.object({
  MetricStat: z.object({ Metric: z.object({ Dimensions: z.array(dimension).nullish() }) }).nullish(),
});

const metricTrigger = z.object({
  MetricName: z.string().nullish(),
  Namespace: z.string().nullish(),
  Statistic: z.string().nullish(),
  ExtendedStatistic: z.string().nullish(),
  Period: z.number().nullish(),
  EvaluationPeriods: z.number().nullish(),
  ComparisonOperator: z.string().nullish(),
  Threshold: z.number().nullish(),
  Dimensions: z.array(dimension).nullish(),
  // Math and anomaly alarms; read for what they are about, so a shape not known here loses that and no more.
  Metrics: z.array(metricInMath).nullish().catch(null),
});

const payload = z.object({
  AlarmName: z.string().regex(/\S/),
  AlarmDescription: z.string().nullish(),
  AWSAccountId: z.string().nullish(),
  NewStateValue: z.enum(ALARM_STATES),
  NewStateReason: z.string().nullish(),
  StateChangeTime: z.string(),
  AlarmArn: z.string().nullish(),
  AlarmContributorId: z.string().nullish(),
  Trigger: metricTrigger.nullish(),
});
type Payload = z.infer<typeof payload>;
type Trigger = z.infer<typeof metricTrigger>;
type Dimensions = Trigger['Dimensions'];

const COMPARISON: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

/** What stands before the name of an alarm in the reason of a composite one, and would fill its headline. */
const ALARM_ARN = /\barn:[\w-]+:cloudwatch:[\w-]+:\d+:alarm:/g;

/** Made once: making one costs more than all the rest of decoding. */
const PLAIN = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

export const metricDecoder: Decoder = { kind: 'metric', decode };

function decode({ message, json }: DecodeInput): AlarmEvent | null {
  const parsed = payload.safeParse(json);
  if (!parsed.success) return null;
  const alarm = withoutSecrets(parsed.data);
  const changedAt = parseAwsTime(alarm.StateChangeTime);
  if (changedAt === null) return null;
  const arn = parseArn(alarm.AlarmArn ?? '');
  const account = arn?.account ?? given(alarm.AWSAccountId);
  const region = arn?.region ?? parseArn(message.topicArn)?.region ?? null;
  const reason = alarm.NewStateReason ?? '';
  const key = given(alarm.AlarmArn) ?? alarmArn(account, region, alarm.AlarmName);
  return {
    kind: 'metric',
    key: given(alarm.AlarmContributorId) === null ? key : `${key}#${alarm.AlarmContributorId}`,
    name: alarm.AlarmName,
    state: alarm.NewStateValue,
    applies: true,
    headline: headline(alarm, reason),
    reason,
    changedAt,
    account,
    region,
    description: alarm.AlarmDescription ?? null,
    resources: resourcesNamed(dimensions(alarm.Trigger)),
    facts: alarm.Trigger == null ? [] : facts(alarm.Trigger),
    recovery: 'ok',
    link: region === null ? null : alarmLink(region, alarm.AlarmName).url,
  };
}

/** Of all that is shown, kept, or made an address of. */
function withoutSecrets(alarm: Payload): Payload {
  const { AlarmDescription: description, NewStateReason: reason, AlarmArn: arn, Trigger: trigger } = alarm;
  return {
    ...alarm,
    AlarmName: redact(alarm.AlarmName),
    AlarmDescription: description == null ? null : redact(description),
    NewStateReason: reason == null ? null : redact(reason),
    AlarmArn: arn == null ? null : redact(arn),
    AlarmContributorId: alarm.AlarmContributorId == null ? null : redact(alarm.AlarmContributorId),
    Trigger: trigger == null ? null : { ...trigger, ...withoutSecretsInTrigger(trigger) },
  };
}

function withoutSecretsInTrigger({ MetricName, Namespace, Dimensions, Metrics }: Trigger): Partial<Trigger> {
  const clean = (listed: Dimensions): Dimensions =>
    listed?.map(({ name, value }) => ({ name: redact(name), value: redact(value) }));
  return {
    MetricName: MetricName == null ? null : redact(MetricName),
    Namespace: Namespace == null ? null : redact(Namespace),
    Dimensions: clean(Dimensions),
    Metrics: Metrics?.map(({ MetricStat }) => ({
      MetricStat: MetricStat == null ? null : { Metric: { Dimensions: clean(MetricStat.Metric.Dimensions) } },
    })),
  };
}

function dimensions(trigger: Trigger | null | undefined): readonly (readonly [string, string])[] {
  const inMath = trigger?.Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? []) ?? [];
  return [...(trigger?.Dimensions ?? []), ...inMath].map(({ name, value }) => [name, value]);
}

/** Some senders write nothing, or a space, where others leave the field out. */
function given(text: string | null | undefined): string | null {
  return text == null || text.trim() === '' ? null : text;
}

function headline(alarm: Payload, reason: string): string {
  const name = truncate(alarm.AlarmName, 80);
  if (alarm.NewStateValue === 'OK') return `${name} recovered`;
  if (alarm.NewStateValue === 'INSUFFICIENT_DATA') return `${name} has no data`;
  const { MetricName, ComparisonOperator, Threshold } = alarm.Trigger ?? {};
  const latest = /datapoints? \[([-\d.eE]+) \(/.exec(reason)?.[1];
  const sign = COMPARISON[ComparisonOperator ?? ''];
  if (MetricName == null || latest === undefined || sign === undefined || Threshold == null) {
    const said = truncate(firstLine(reason).replaceAll(ALARM_ARN, ''), 120);
    return said === '' ? `${name} fired` : `${name} fired: ${said}`;
  }
  return `${name} fired: ${shortMetric(MetricName)} is ${plainNumber(Number(latest))} (${sign} ${plainNumber(Threshold)})`;
}

/** Glue's metrics are told apart by their last word: `glue.driver.aggregate.numFailedTasks`. */
function shortMetric(name: string): string {
  return name.startsWith('glue.') ? (name.split('.').at(-1) ?? name) : name;
}

function facts(trigger: Trigger): readonly Fact[] {
  const { Namespace, MetricName, Dimensions, Period, EvaluationPeriods } = trigger;
  const metric = [Namespace, MetricName, trigger.ExtendedStatistic ?? trigger.Statistic].filter(
    (part) => part != null,
  );
  const listed: (Fact | null)[] = [
    MetricName == null ? null : { label: 'Metric', value: metric.join(' ') },
    Period == null ? null : { label: 'Window', value: `${EvaluationPeriods ?? 1} × ${Period} s` },
    ...(Dimensions ?? []).map(({ name, value }) => ({ label: name, value })),
  ];
  return listed.filter((fact) => fact !== null);
}

/** `1.50785441792E10` as `15,078,544,179.2`: CloudWatch prints large values in scientific notation. */
function plainNumber(value: number): string {
  return Number.isFinite(value) ? PLAIN.format(value) : String(value);
}
