import type { AwsWorld } from './aws-world.ts';

import { DescribeAlarmHistoryCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { START_MS, startAwsWorld } from './aws-world.ts';

const MINUTE = 60_000;
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms';
const METRIC = {
  namespace: 'AWS/Firehose',
  name: 'DeliveryToS3.DataFreshness',
  dimensions: { Name: 'todo' },
};
const FRESHNESS = {
  metric: METRIC,
  statistic: 'Maximum',
  periodSeconds: 60,
  evaluationPeriods: 1,
  threshold: 900,
  comparison: 'GreaterThanThreshold',
} as const;

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
});

afterEach(() => world.close());

/** A datapoint of the minute that ends now, and what is made of it. */
function measure(value: number): void {
  world.account.metrics.put({ ...METRIC, at: world.clock.now, value });
  world.clock.now += MINUTE;
  world.account.alarms.evaluate(world.clock.now);
}

describe('an alarm', () => {
  it('is left as it is where others are named to be evaluated', () => {
    const { alarms, metrics } = world.account;
    alarms.putMetricAlarm({ ...FRESHNESS, name: 'named' });
    alarms.putMetricAlarm({ ...FRESHNESS, name: 'left' });
    alarms.putCompositeAlarm({ name: 'either', rule: 'ALARM("named") OR ALARM("left")' });
    metrics.put({ ...METRIC, at: world.clock.now, value: 1_000 });
    world.clock.now += MINUTE;
    alarms.evaluate(world.clock.now, { names: ['named'] });
    expect(alarms.all().map(({ name, state }) => [name, state.value])).toEqual([
      ['either', 'ALARM'],
      ['left', 'INSUFFICIENT_DATA'],
      ['named', 'ALARM'],
    ]);
  });

  it('is described with what it watches and how it is, since when and why', async () => {
    const { alarms } = world.account;
    alarms.putMetricAlarm({
      ...FRESHNESS,
      name: 'todo-freshness',
      description: 'Data is late.',
      actions: { alarm: [TOPIC], ok: [TOPIC] },
    });
    measure(1_200);
    measure(1_300);
    const { MetricAlarms, CompositeAlarms } = await world.cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(CompositeAlarms).toEqual([]);
    expect(MetricAlarms).toEqual([
      {
        AlarmName: 'todo-freshness',
        AlarmArn: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:todo-freshness',
        AlarmDescription: 'Data is late.',
        AlarmConfigurationUpdatedTimestamp: new Date(START_MS),
        ActionsEnabled: true,
        OKActions: [TOPIC],
        AlarmActions: [TOPIC],
        InsufficientDataActions: [],
        StateValue: 'ALARM',
        StateReason:
          'Threshold Crossed: 1 datapoint [1200.0 (02/03/26 03:00:00)] was greater than the threshold (900.0).',
        StateReasonData: expect.stringContaining('"recentDatapoints":[1200]'),
        StateUpdatedTimestamp: new Date(START_MS + MINUTE),
        StateTransitionedTimestamp: new Date(START_MS + MINUTE),
        MetricName: METRIC.name,
        Namespace: METRIC.namespace,
        Statistic: 'Maximum',
        Dimensions: [{ Name: 'Name', Value: 'todo' }],
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 900,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'missing',
      },
    ]);
  });

  it('tells those who listen of each change, and those who depend on it change too', async () => {
    const heard: string[] = [];
    world.account.onChange((change) => {
      if (change.type === 'alarm-changed')
        heard.push(`${change.alarm.name}: ${change.from.value} to ${change.alarm.state.value}`);
    });
    const { alarms } = world.account;
    alarms.putCompositeAlarm({ name: 'all-of-it', rule: 'ALARM("todo") AND NOT OK(todo-late)' });
    alarms.putCompositeAlarm({ name: 'todo', rule: 'ALARM(todo-late)' });
    alarms.putMetricAlarm({ ...FRESHNESS, name: 'todo-late' });
    measure(1_200);
    expect(heard).toEqual([
      'todo-late: INSUFFICIENT_DATA to ALARM',
      'all-of-it: INSUFFICIENT_DATA to OK',
      'todo: INSUFFICIENT_DATA to ALARM',
      'all-of-it: OK to ALARM',
    ]);
    const { MetricAlarms, CompositeAlarms } = await world.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'], StateValue: 'ALARM' }),
    );
    expect(MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['todo-late']);
    expect(CompositeAlarms).toMatchObject([
      { AlarmName: 'all-of-it', StateReason: expect.stringContaining('transitioned to ALARM at Monday') },
      { AlarmName: 'todo', AlarmRule: 'ALARM(todo-late)' },
    ]);
  });

  it('keeps its state when it is changed, and one that was set by hand until it is evaluated', () => {
    const { alarms } = world.account;
    alarms.putMetricAlarm({ ...FRESHNESS, name: 'todo' });
    measure(1);
    alarms.setState('todo', { value: 'ALARM', reason: 'a drill' });
    alarms.putMetricAlarm({ ...FRESHNESS, name: 'todo', threshold: 600 });
    alarms.enableActions('todo', false);
    expect(alarms.alarm('todo')).toMatchObject({
      threshold: 600,
      actionsEnabled: false,
      state: { value: 'ALARM', reason: 'a drill', reasonData: null },
    });
    alarms.evaluate(world.clock.now);
    expect(alarms.alarm('todo').state.value).toBe('OK');
    alarms.remove('todo');
    expect(() => alarms.alarm('todo')).toThrow('Unknown alarm todo');
  });
});

describe('a past', () => {
  it('is made by going through its times, and tells each change as of then', async () => {
    const { alarms, metrics } = world.account;
    alarms.putMetricAlarm({ ...FRESHNESS, name: 'todo' });
    const from = START_MS - 60 * MINUTE;
    for (const [index, value] of [1, 1, 1_200, 1_200, 1].entries()) {
      metrics.put({ ...METRIC, at: from + index * MINUTE, value });
      alarms.evaluate(from + (index + 1) * MINUTE);
    }
    expect(alarms.alarm('todo').state).toMatchObject({ value: 'OK', since: from + 5 * MINUTE });
    const { AlarmHistoryItems: items = [] } = await world.cloudwatch.send(
      new DescribeAlarmHistoryCommand({ HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' }),
    );
    expect(items.map(({ Timestamp }) => (Timestamp?.getTime() ?? 0) - from)).toEqual(
      [1, 3, 5].map((minutes) => minutes * MINUTE),
    );
  });
});

describe('DescribeAlarms', () => {
  beforeEach(() => {
    for (const number of Array.from({ length: 250 }, (_, index) => index))
      world.account.alarms.putMetricAlarm({
        ...FRESHNESS,
        name: `${number % 2 === 0 ? 'gold' : 'silver'}-${String(number).padStart(3, '0')}`,
        statistic: 'p99.9',
      });
  });

  it('gives at most a hundred a page, and every alarm once', async () => {
    const names: unknown[] = [];
    const sizes: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const page = await world.cloudwatch.send(new DescribeAlarmsCommand({ NextToken }));
      names.push(...(page.MetricAlarms ?? []).map(({ AlarmName }) => AlarmName));
      sizes.push(page.MetricAlarms?.length);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(sizes).toEqual([100, 100, 50]);
    expect(new Set(names).size).toBe(250);
  });

  it('finds by name, by the beginning of a name, and by state', async () => {
    const byName = await world.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: ['silver-001', 'nobody', 'gold-000'] }),
    );
    const byPrefix = await world.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: 'silver-00', MaxRecords: 3 }),
    );
    const ok = await world.cloudwatch.send(new DescribeAlarmsCommand({ StateValue: 'OK' }));
    expect(byName.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['gold-000', 'silver-001']);
    expect(byName.MetricAlarms?.[0]).toMatchObject({
      ExtendedStatistic: 'p99.9',
      StateValue: 'INSUFFICIENT_DATA',
    });
    expect(byPrefix.MetricAlarms).toHaveLength(3);
    expect(ok.MetricAlarms).toEqual([]);
    const none = await world.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [], AlarmTypes: [] }));
    expect(none.MetricAlarms).toHaveLength(100);
  });

  it.each([
    ['more than a hundred a page', { MaxRecords: 101 }, 'ValidationException', 'MaxRecords'],
    ['names and a prefix', { AlarmNames: ['a'], AlarmNamePrefix: 'a' }, 'ValidationException', 'together'],
    ['a token it did not give', { NextToken: 'x' }, 'InvalidNextToken', 'next token'],
    ['what it does not honour', { ActionPrefix: 'arn' }, 'ValidationException', 'ActionPrefix'],
  ])('refuses %s', async (_, input, name, words) => {
    await expect(world.cloudwatch.send(new DescribeAlarmsCommand(input))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(words),
    });
  });
});

describe('DescribeAlarmHistory', () => {
  beforeEach(() => {
    const { alarms } = world.account;
    alarms.putMetricAlarm({ ...FRESHNESS, name: 'todo' });
    alarms.putCompositeAlarm({ name: 'any', rule: 'ALARM(todo)' });
    for (const value of [1, 1_200, 1]) measure(value);
    alarms.noteAction('todo', { arn: TOPIC });
    alarms.noteAction('todo', { arn: TOPIC, failure: 'no authorization to access the key' });
  });

  it('tells what happened, newest first, with the states before and after', async () => {
    const { AlarmHistoryItems: items = [] } = await world.cloudwatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'todo' }),
    );
    expect(items.map(({ HistorySummary }) => HistorySummary)).toEqual([
      `Failed to execute action ${TOPIC}. Received error: "no authorization to access the key"`,
      `Successfully executed action ${TOPIC}`,
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to ALARM',
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm "todo" created',
    ]);
    expect(items[3]).toMatchObject({
      AlarmType: 'MetricAlarm',
      HistoryItemType: 'StateUpdate',
      Timestamp: new Date(START_MS + 2 * MINUTE),
    });
    expect(JSON.parse(items[3]?.HistoryData ?? '')).toMatchObject({
      version: '1.0',
      oldState: { stateValue: 'OK' },
      newState: { stateValue: 'ALARM', stateReasonData: { recentDatapoints: [1_200] } },
    });
  });

  it('tells of one type, one time and one order, page by page', async () => {
    const ask = { HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending', MaxRecords: 2 } as const;
    const first = await world.cloudwatch.send(new DescribeAlarmHistoryCommand(ask));
    const second = await world.cloudwatch.send(
      new DescribeAlarmHistoryCommand({ ...ask, NextToken: first.NextToken }),
    );
    const both = [...(first.AlarmHistoryItems ?? []), ...(second.AlarmHistoryItems ?? [])];
    expect(both.map(({ Timestamp }) => Timestamp?.getTime())).toEqual(
      [1, 2, 3].map((minutes) => START_MS + minutes * MINUTE),
    );
    const early = await world.cloudwatch.send(
      new DescribeAlarmHistoryCommand({
        StartDate: new Date(START_MS + 1),
        EndDate: new Date(START_MS + MINUTE),
        AlarmTypes: ['CompositeAlarm'],
      }),
    );
    expect(early.AlarmHistoryItems).toMatchObject([
      { AlarmName: 'any', HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to OK' },
    ]);
  });

  it('outlives the alarm, but not 30 days', async () => {
    world.account.alarms.remove('todo');
    const ask = new DescribeAlarmHistoryCommand({ AlarmName: 'todo' });
    expect((await world.cloudwatch.send(ask)).AlarmHistoryItems?.[0]?.HistorySummary).toBe(
      'Alarm "todo" deleted',
    );
    world.clock.now += 31 * 24 * 60 * MINUTE;
    expect((await world.cloudwatch.send(ask)).AlarmHistoryItems).toEqual([]);
  });
});
