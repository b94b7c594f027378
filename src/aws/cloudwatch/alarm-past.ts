/** One alarm: what it watches over the last day beside its threshold, and how often it changed. */

import type { AlarmHistoryItem, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Finding, Series } from '../../operations/finding.ts';
import type { Result } from '../../lib/result.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';
import type { ReadAlarm } from './read-alarms.ts';

import { alarmLink } from '../../lib/console-links.ts';
import { formatDuration } from '../../lib/duration.ts';
import { count } from '../../lib/text.ts';
import { STATE_WORDS, whyItCannotFire } from '../../operations/alarm-health.ts';
import { finding } from '../../operations/findings.ts';
import { formatTime } from '../../lib/moment.ts';
import { answerOrReport } from '../refusals.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const HISTORY = 100;
/** What a chart takes. */
const POINTS = 20;
const PLAIN = new Set(['Sum', 'Average', 'Maximum', 'Minimum', 'SampleCount']);

/** What is told of this alarm; what could not be read beside it is said. Throws a bug as it is. */
export async function alarmFinding(alarm: ReadAlarm, call: Call): Promise<Finding> {
  const now = call.clock();
  const [history, past] = await Promise.all([readHistory(alarm, now, call), readPast(alarm, now, call)]);
  const mute = whyItCannotFire(alarm, now);
  const changes = history.ok ? history.value : [];
  const lasts =
    alarm.since === null ? '' : ` for ${formatDuration(now - alarm.since)}, since ${formatTime(alarm.since)}`;
  return finding({
    verdict: alarm.state === 'ALARM' ? 'fail' : alarm.state === 'OK' && mute === null ? 'ok' : 'warn',
    summary: `${alarm.name} ${stateClause[alarm.state]}${lasts}${mute === null ? '' : `. It could reach nobody: ${mute}`}`,
    trueAt: now,
    facts: [
      { label: 'Fires', value: alarm.condition },
      ...(alarm.description === null ? [] : [{ label: 'Says', value: alarm.description }]),
      { label: 'In 7 days', value: history.ok ? firings(changes) : history.error.sentence },
      ...(past.ok ? [] : [{ label: 'Metric', value: past.error.sentence }]),
    ],
    table:
      changes.length === 0
        ? null
        : {
            columns: ['When', 'What'],
            rows: changes.map(({ at, to }) => [formatTime(at), to]),
          },
    series: past.ok ? past.value : null,
    links: [alarmLink(call.clients.region, alarm.name)],
  });
}

const stateClause = { ALARM: 'fires', OK: 'is ok', INSUFFICIENT_DATA: 'has no data' } as const;

interface Change {
  readonly at: number;
  readonly to: string;
}

/** Its changes of state in a week, the newest first. */
async function readHistory(
  { name, kind }: ReadAlarm,
  now: number,
  { clients, signal }: Call,
): Promise<Result<readonly Change[], AwsErrorReport>> {
  const answer = await answerOrReport(
    clients.cloudWatch.describeAlarmHistory(
      {
        AlarmName: name,
        AlarmTypes: [kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm'],
        HistoryItemType: 'StateUpdate',
        StartDate: new Date(now - WEEK_MS),
        EndDate: new Date(now),
        MaxRecords: HISTORY,
        ScanBy: 'TimestampDescending',
      },
      { abortSignal: signal },
    ),
    { doing: `read the history of ${name}`, action: 'cloudwatch:DescribeAlarmHistory' },
  );
  return answer.ok ? { ok: true, value: (answer.value.AlarmHistoryItems ?? []).flatMap(changeOf) } : answer;
}

// `Alarm updated from OK to ALARM`, as CloudWatch writes it.
function changeOf({ Timestamp, HistorySummary = '' }: AlarmHistoryItem): readonly Change[] {
  const [, state] = /\bto (ALARM|OK|INSUFFICIENT_DATA)\b/.exec(HistorySummary) ?? [];
  if (Timestamp === undefined || state === undefined) return [];
  return [{ at: Timestamp.getTime(), to: STATE_WORDS[state as keyof typeof STATE_WORDS] }];
}

function firings(changes: readonly Change[]): string {
  const fired = changes.filter(({ to }) => to === STATE_WORDS.ALARM).length;
  return fired === 0 ? 'did not fire' : `fired ${count(fired, 'time')}`;
}

/** What it watched over the last day, in as many points as a chart takes; null for what is no plain statistic. */
async function readPast(
  { metric, name }: ReadAlarm,
  now: number,
  { clients, signal }: Call,
): Promise<Result<Series | null, AwsErrorReport>> {
  const stat = metric?.Statistic ?? metric?.ExtendedStatistic;
  if (metric === null || stat === undefined) return { ok: true, value: null };
  const { MetricName = '', Namespace, Dimensions, Threshold } = metric;
  const period = Math.ceil(DAY_MS / POINTS / 300_000) * 300;
  const answer = await answerOrReport(
    clients.cloudWatch.getMetricData(
      {
        StartTime: new Date(now - DAY_MS),
        EndTime: new Date(now),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: [
          {
            Id: 'watched',
            MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: period, Stat: stat },
          },
        ],
      },
      { abortSignal: signal },
    ),
    { doing: `read what ${name} watches`, action: 'cloudwatch:GetMetricData' },
  );
  if (!answer.ok) return answer;
  return { ok: true, value: seriesOf(answer.value.MetricDataResults?.[0], { MetricName, stat, Threshold }) };
}

function seriesOf(
  result: MetricDataResult | undefined,
  { MetricName, stat, Threshold }: { MetricName: string; stat: string; Threshold: number | undefined },
): Series | null {
  const times = (result?.Timestamps ?? []).slice(-POINTS);
  const values = (result?.Values ?? []).slice(-POINTS);
  if (times.length < 2) return null;
  const limit = Threshold === undefined ? [] : [{ name: 'threshold', values: times.map(() => Threshold) }];
  return {
    title: `${MetricName} in a day`,
    shape: 'line',
    unit: PLAIN.has(stat) ? stat.toLowerCase() : stat,
    labels: times.map((at) => formatTime(at.getTime())),
    lines: [{ name: MetricName, values: times.map((_, index) => values[index] ?? null) }, ...limit],
  };
}
