/** DescribeAlarms and DescribeAlarmHistory of CloudWatch. As there, who does not ask for composite alarms sees none. */

import type { Alarm } from '../alarm.ts';
import type { HistoryItem } from '../alarms.ts';
import type { Answer } from './operation.ts';

import { z } from 'zod';

import { STATE_VALUES } from '../alarm.ts';
import { AwsRefusal } from '../refusal.ts';
import { PLAIN_STATISTICS } from '../statistics.ts';
import { operation, page, present, seconds } from './operation.ts';

// Limits of both operations, from the API reference of CloudWatch.
const MOST_RECORDS = 100;
const MOST_NAMES = 100;
/** What history data is cut to. */
const MOST_DATA_CHARACTERS = 4_095;

const name = z.string().min(1).max(255);
const types = z.array(z.enum(['CompositeAlarm', 'MetricAlarm'])).optional();
const paging = {
  MaxRecords: z.int().min(1).max(MOST_RECORDS).optional(),
  NextToken: z.string().min(1).optional(),
};
const TYPE = { metric: 'MetricAlarm', composite: 'CompositeAlarm' } as const;

export const describeAlarms = operation(
  {
    AlarmNames: z.array(name).max(MOST_NAMES).optional(),
    AlarmNamePrefix: name.optional(),
    AlarmTypes: types,
    StateValue: z.enum(STATE_VALUES).optional(),
    ...paging,
  },
  ({ alarms }, { AlarmNames, AlarmNamePrefix: prefix, AlarmTypes, StateValue, ...input }) => {
    const names = given(AlarmNames);
    if (names !== undefined && prefix !== undefined) {
      throw new AwsRefusal('ValidationError', 'AlarmNames and AlarmNamePrefix cannot be given together');
    }
    const wanted = given(AlarmTypes) ?? ['MetricAlarm'];
    const found = alarms
      .all()
      .filter((alarm) => wanted.includes(TYPE[alarm.kind]))
      .filter((alarm) => names?.includes(alarm.name) ?? alarm.name.startsWith(prefix ?? ''))
      .filter(({ state }) => StateValue === undefined || state.value === StateValue);
    const { items, nextToken } = knownPage(found, input, (alarm) => alarm.name);
    return present({
      MetricAlarms: items.filter(({ kind }) => kind === 'metric').map(wireAlarm),
      CompositeAlarms: items.filter(({ kind }) => kind === 'composite').map(wireAlarm),
      NextToken: nextToken,
    });
  },
);

export const describeAlarmHistory = operation(
  {
    AlarmName: name.optional(),
    AlarmTypes: types,
    HistoryItemType: z.enum(['ConfigurationUpdate', 'StateUpdate', 'Action']).optional(),
    StartDate: z.number().optional(),
    EndDate: z.number().optional(),
    ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).optional(),
    ...paging,
  },
  ({ alarms }, { AlarmName, AlarmTypes, HistoryItemType, StartDate, EndDate, ScanBy, ...input }) => {
    const wanted = given(AlarmTypes) ?? ['MetricAlarm'];
    const found = alarms
      .history()
      .filter((item) => AlarmName === undefined || item.alarm === AlarmName)
      .filter((item) => wanted.includes(TYPE[item.kind]))
      .filter(({ type }) => HistoryItemType === undefined || type === HistoryItemType)
      .filter(({ at }) => seconds(at) >= (StartDate ?? 0) && seconds(at) <= (EndDate ?? Infinity));
    const ordered = ScanBy === 'TimestampAscending' ? found : found.toReversed();
    const { items, nextToken } = knownPage(ordered, input, (item) => String(item.number));
    return present({ AlarmHistoryItems: items.map(wireItem), NextToken: nextToken });
  },
);

/** An empty list is none, as in the query protocol that these operations are from. */
function given<Item>(list: readonly Item[] | undefined): readonly Item[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

function knownPage<Item>(
  items: readonly Item[],
  { NextToken, MaxRecords }: { NextToken?: string | undefined; MaxRecords?: number | undefined },
  idOf: (item: Item) => string,
): ReturnType<typeof page<Item>> {
  const found = page(items, { token: NextToken, limit: MaxRecords ?? MOST_RECORDS, idOf });
  if (!found.knownToken) throw new AwsRefusal('InvalidNextToken', 'The next token specified is invalid.');
  return found;
}

function wireAlarm(alarm: Alarm): Answer {
  const { state, actions } = alarm;
  return present({
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: seconds(alarm.configuredAt),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: actions.ok,
    AlarmActions: actions.alarm,
    InsufficientDataActions: actions.insufficientData,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: seconds(state.updatedAt),
    StateTransitionedTimestamp: seconds(state.since),
    ...(alarm.kind === 'composite' ? { AlarmRule: alarm.rule } : metricMembers(alarm)),
  });
}

function metricMembers(alarm: Extract<Alarm, { kind: 'metric' }>): Answer {
  const { metric, statistic } = alarm;
  const isPlain = PLAIN_STATISTICS.some((plain) => plain === statistic);
  return {
    MetricName: metric.name,
    Namespace: metric.namespace,
    ...(isPlain ? { Statistic: statistic } : { ExtendedStatistic: statistic }),
    Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    TreatMissingData: alarm.treatMissingData,
  };
}

function wireItem({ alarm, kind, at, type, summary, data }: HistoryItem): Answer {
  return {
    AlarmName: alarm,
    AlarmType: TYPE[kind],
    Timestamp: seconds(at),
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: data.slice(0, MOST_DATA_CHARACTERS),
  };
}
