/** The alarms of a simulated account, asked through the catalog as every surface does. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/operations/finding.ts';
import type { Arguments } from '../../../src/operations/arguments.ts';
import { findingOf, MINUTE, openScene, preparedOf, type Scene } from '../account.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms';
const DAY = 24 * 60 * MINUTE;
const METRIC = {
  namespace: 'AWS/Firehose',
  name: 'DeliveryToS3.DataFreshness',
  dimensions: { DeliveryStreamName: 'todo-etl-cdc' },
};

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

async function ask(args: Arguments = {}): Promise<Finding> {
  return findingOf(await preparedOf(scene, 'alarms', args).start(scene.context('run-1')));
}

function put(
  name: string,
  more: { readonly actions?: readonly string[]; readonly actionsEnabled?: boolean } = {},
): void {
  const { actions = [TOPIC], ...rest } = more;
  scene.account.alarms.putMetricAlarm({
    name,
    metric: METRIC,
    statistic: 'Maximum',
    periodSeconds: 60,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    threshold: 900,
    comparison: 'GreaterThanThreshold',
    actions: { alarm: actions },
    ...rest,
  });
}

function set(name: string, value: 'ALARM' | 'OK'): void {
  scene.account.alarms.setState(name, { value, reason: 'for the test' });
}

describe('alarms', () => {
  it('says what fires and since when, what lost its data, and what could reach nobody, the worst first', async () => {
    for (const name of ['fine', 'late', 'asleep', 'unheard', 'gone']) {
      put(name, { actionsEnabled: name !== 'asleep', actions: name === 'unheard' ? [] : [TOPIC] });
      if (name !== 'gone') set(name, 'OK');
    }
    scene.pass(3 * DAY);
    set('late', 'ALARM');
    scene.pass(5 * MINUTE);
    const finding = await ask();
    expect(finding.verdict).toBe('fail');
    expect(finding.summary).toBe(
      'late since 2026-11-15T03:00Z fires. 1 alarm without data. 3 alarms could reach nobody. 5 alarms in all',
    );
    expect(finding.table?.rows.map(([name, state, , reach, when]) => [name, state, when, reach])).toEqual([
      ['late', 'fires', '> 900 in 2 of 3 × 1m of DeliveryToS3.DataFreshness', 'yes'],
      ['gone', 'no data', expect.any(String), 'no: no data for 3d'],
      ['asleep', 'ok', expect.any(String), 'no: its actions are disabled'],
      ['unheard', 'ok', expect.any(String), 'no: it has no action'],
      ['fine', 'ok', expect.any(String), 'yes'],
    ]);
    expect(finding.next).toEqual(['/etl alarms late']);
  });

  it('reads every page, composite alarms too, and shows those of a state or a pattern', async () => {
    for (let index = 0; index < 120; index += 1) {
      put(`todo-${index}`);
      set(`todo-${index}`, 'OK');
    }
    scene.account.alarms.putCompositeAlarm({
      name: 'todo-late',
      rule: 'ALARM("todo-0")',
      actions: { alarm: [TOPIC] },
    });
    set('todo-late', 'ALARM');
    const all = await ask();
    expect(all.summary).toMatch(/^todo-late since \S+ fires\. 121 alarms in all$/);
    expect(all.table?.rows).toHaveLength(121);
    expect(all.asked.map(({ call }) => call)).toEqual([
      'cloudwatch:DescribeAlarms',
      'cloudwatch:DescribeAlarms',
    ]);
    expect((await ask({ state: 'ALARM' })).table?.rows).toHaveLength(1);
    expect((await ask({ name: 'todo-1?' })).summary).toBe(
      'None of 10 alarms fires, and each could reach somebody',
    );
    expect(await ask({ state: 'INSUFFICIENT_DATA' })).toMatchObject({
      verdict: 'ok',
      summary: 'None of 121 alarms is in that state',
    });
  });

  it('tells the past of one: what it watched beside its threshold, and how often it fired', async () => {
    put('late');
    set('late', 'OK');
    for (let hour = 0; hour < 24; hour += 1) {
      scene.account.metrics.put({ ...METRIC, at: scene.clock(), value: 100 + hour });
      scene.pass(60 * MINUTE);
    }
    set('late', 'ALARM');
    scene.pass(7 * MINUTE);
    const finding = await ask({ name: 'late' });
    expect(finding.summary).toBe('late fires for 7m, since 2026-11-13T03:00Z');
    expect(finding.facts).toEqual([
      { label: 'Fires', value: '> 900 in 2 of 3 × 1m of DeliveryToS3.DataFreshness' },
      { label: 'In 7 days', value: 'fired 1 time' },
    ]);
    expect(finding.table?.rows).toEqual([
      ['2026-11-13T03:00Z', 'fires'],
      ['2026-11-12T03:00Z', 'ok'],
    ]);
    expect(finding.series?.lines.map(({ name }) => name)).toEqual([
      'DeliveryToS3.DataFreshness',
      'threshold',
    ]);
    expect(finding.series?.lines[0]?.values.at(-1)).toBe(123);
    expect(finding.series?.labels.length).toBeLessThanOrEqual(20);
  });

  it('tells of an alarm although its history and its metric may not be read', async () => {
    put('late');
    set('late', 'ALARM');
    scene.faults.set({ operation: 'DescribeAlarmHistory', kind: 'access-denied', times: 9 });
    scene.faults.set({ operation: 'GetMetricData', kind: 'throttle', times: 9 });
    const finding = await ask({ name: 'late' });
    expect(finding.verdict).toBe('fail');
    expect(finding.facts).toContainEqual({
      label: 'In 7 days',
      value: expect.stringContaining('Add cloudwatch:DescribeAlarmHistory'),
    });
    expect(finding.facts).toContainEqual({ label: 'Metric', value: expect.stringContaining('throttling') });
  });

  it('has a sentence where there is no alarm, and names the nearest to one mistyped', async () => {
    expect(await ask()).toMatchObject({
      verdict: 'warn',
      summary: 'There is no alarm here, so nobody is told of anything',
    });
    put('silver-late');
    expect(await ask({ name: 'silver-lat' })).toMatchObject({
      verdict: 'fail',
      summary: 'No alarm here is called silver-lat. The nearest: silver-late.',
      next: ['/etl alarms silver-late'],
    });
  });
});
