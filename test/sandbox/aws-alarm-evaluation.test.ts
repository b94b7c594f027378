/** What becomes of an alarm by its datapoints: `X` breaches, `0` does not, `-` is missing; the newest is the last. */

import type { Alarms, MetricAlarmToPut } from '../../sandbox/aws/alarms.ts';
import type { Metrics } from '../../sandbox/aws/metrics.ts';

import { beforeEach, describe, expect, it } from '@jest/globals';

import { createAlarms } from '../../sandbox/aws/alarms.ts';
import { createMetrics } from '../../sandbox/aws/metrics.ts';

const END_MS = Date.UTC(2026, 2, 2, 3);
const METRIC = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'todo-ingest' } };
const ALARM: MetricAlarmToPut = {
  name: 'todo-ingest-errors',
  metric: METRIC,
  statistic: 'Sum',
  periodSeconds: 60,
  evaluationPeriods: 3,
  threshold: 5,
  comparison: 'GreaterThanThreshold',
};

let metrics: Metrics;
let alarms: Alarms;
let told: string[];

beforeEach(() => {
  metrics = createMetrics();
  told = [];
  alarms = createAlarms({
    accountId: '123456789012',
    region: 'eu-central-1',
    now: () => END_MS + 5_000,
    metrics,
    changed: ({ name, state }, from) => void told.push(`${name} ${from.value} to ${state.value}`),
  });
});

function put(datapoints: string): void {
  const marks = datapoints.split(' ');
  for (const [index, mark] of marks.entries()) {
    const at = END_MS - (marks.length - index) * 60_000;
    if (mark !== '-') metrics.put({ ...METRIC, at, value: mark === 'X' ? 9 : 2 });
  }
}

describe('three of three', () => {
  it.each([
    ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 'INSUFFICIENT_DATA', 'stays', 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 'ALARM', 'stays', 'ALARM', 'OK'],
    ['- - - - X', 'stays', 'stays', 'ALARM', 'OK'],
  ])('%s is %s as missing, %s ignored, %s as breaching, %s as not', (datapoints, ...wanted) => {
    put(datapoints);
    expect(states({})).toEqual(wanted);
  });
});

describe('two of three', () => {
  it.each([
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 'ALARM', 'stays', 'ALARM', 'OK'],
  ])('%s is %s as missing, %s ignored, %s as breaching, %s as not', (datapoints, ...wanted) => {
    put(datapoints);
    expect(states({ datapointsToAlarm: 2 })).toEqual(wanted);
  });
});

describe('a state', () => {
  it('says why in the words of CloudWatch, newest datapoint first', () => {
    put('0 X X');
    alarms.putMetricAlarm({ ...ALARM, datapointsToAlarm: 2 });
    alarms.evaluate(END_MS + 5_000);
    const { state } = alarms.alarm(ALARM.name);
    expect(state.reason).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [9.0 (02/03/26 02:59:00), 9.0 (02/03/26 02:58:00)] ' +
        'were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    expect(JSON.parse(state.reasonData ?? '')).toMatchObject({
      version: '1.0',
      queryDate: '2026-03-02T03:00:05.000+0000',
      startDate: '2026-03-02T02:57:00.000+0000',
      statistic: 'Sum',
      period: 60,
      recentDatapoints: [2, 9, 9],
      threshold: 5,
    });
    expect(told).toEqual(['todo-ingest-errors INSUFFICIENT_DATA to ALARM']);
  });

  it.each([
    [
      'X',
      { evaluationPeriods: 1 },
      'Threshold Crossed: 1 datapoint [9.0 (02/03/26 02:59:00)] was greater than the threshold (5.0).',
    ],
    [
      '0',
      { evaluationPeriods: 1, datapointsToAlarm: 1, threshold: 15_000_000_000 },
      'Threshold Crossed: 1 out of the last 1 datapoints [2.0 (02/03/26 02:59:00)] was not greater than ' +
        'the threshold (1.5E10) (minimum 1 datapoint for ALARM -> OK transition).',
    ],
    [
      '-',
      { evaluationPeriods: 1, treatMissingData: 'notBreaching' },
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    [
      'X',
      { treatMissingData: 'breaching' },
      'Threshold Crossed: 1 datapoint [9.0 (02/03/26 02:59:00)] was greater than the threshold (5.0) ' +
        'and 2 missing datapoints were treated as [Breaching].',
    ],
  ] as const)('by %s is worded as there', (datapoints, changes, reason) => {
    put(datapoints);
    alarms.putMetricAlarm({ ...ALARM, ...changes });
    alarms.evaluate(END_MS);
    expect(alarms.alarm(ALARM.name).state.reason).toBe(reason);
  });

  it('counts whole periods only, and percentiles as well as sums', () => {
    alarms.putMetricAlarm({
      ...ALARM,
      statistic: 'p90',
      comparison: 'LessThanOrEqualToThreshold',
      evaluationPeriods: 1,
    });
    for (const value of [1, 1, 1, 1, 1, 1, 1, 1, 9, 9])
      metrics.put({ ...METRIC, at: END_MS + 30_000, value });
    alarms.evaluate(END_MS + 59_999);
    expect(told).toEqual([]);
    alarms.evaluate(END_MS + 60_000);
    expect(told).toEqual(['todo-ingest-errors INSUFFICIENT_DATA to OK']);
  });
});

/** As missing, ignored, breaching and not breaching: `stays` where the state is left as it was. */
function states(changes: Partial<MetricAlarmToPut>): readonly string[] {
  return (['missing', 'ignore', 'breaching', 'notBreaching'] as const).map((treatMissingData) => {
    const name = treatMissingData;
    alarms.putMetricAlarm({ ...ALARM, ...changes, name, treatMissingData });
    const both = (['ALARM', 'OK'] as const).map((value) => {
      alarms.setState(name, { value, reason: 'set by hand' });
      alarms.evaluate(END_MS);
      return alarms.alarm(name).state.value;
    });
    return both[0] === both[1] ? String(both[0]) : 'stays';
  });
}
