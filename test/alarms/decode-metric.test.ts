import { describe, expect, it } from '@jest/globals';
import type { AlarmState } from '../../src/alarms/event.ts';
import { decode } from '../../src/alarms/decode/index.ts';
import { MINUTE, NIGHT } from '../support/builders.ts';
import { aMessage, metricPayload } from '../support/messages.ts';

const ARN = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:todo-etl-silver-users-failed';

describe('a CloudWatch metric alarm', () => {
  it('becomes an event with all that it says', () => {
    expect(decode(aMessage(metricPayload(), { subject: 'ALARM: "todo-etl-silver-users-failed"' }))).toEqual({
      kind: 'metric',
      key: ARN,
      name: 'todo-etl-silver-users-failed',
      state: 'ALARM',
      applies: true,
      headline: 'todo-etl-silver-users-failed fired: numFailedTasks is 3 (≥ 1)',
      reason: expect.stringMatching(/^Threshold Crossed: 1 out of the last 1 datapoints/),
      changedAt: NIGHT,
      account: '123456789012',
      region: 'eu-central-1',
      description: 'A silver job failed.',
      resources: { job: 'silver-users' },
      facts: [
        { label: 'Metric', value: 'Glue glue.driver.aggregate.numFailedTasks SUM' },
        { label: 'Window', value: '1 × 300 s' },
        { label: 'JobName', value: 'silver-users' },
        { label: 'Type', value: 'count' },
      ],
      recovery: 'ok',
      link: 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:alarm/todo-etl-silver-users-failed',
    });
  });

  it.each<[AlarmState, string]>([
    ['OK', 'todo-etl-silver-users-failed recovered'],
    ['INSUFFICIENT_DATA', 'todo-etl-silver-users-failed has no data'],
  ])('that turns %s keeps its key', (state, headline) => {
    const event = decode(aMessage(metricPayload({ state, at: NIGHT + MINUTE })));
    expect(event).toMatchObject({ key: ARN, state, headline, changedAt: NIGHT + MINUTE });
  });

  it('from before 2021, without its ARN, has the key that newer payloads carry', () => {
    expect(decode(aMessage(metricPayload({}, { AlarmArn: undefined }))).key).toBe(ARN);
    expect(decode(aMessage(metricPayload({}, { AlarmArn: '' }))).key).toBe(ARN);
    expect(decode(aMessage(metricPayload({}, { AlarmArn: '\n' }))).key).toBe(ARN);
  });

  it('over many series has one key for each contributor', () => {
    const keys = ['c1', 'c2', ''].map(
      (AlarmContributorId) => decode(aMessage(metricPayload({}, { AlarmContributorId }))).key,
    );
    expect(keys).toEqual([`${ARN}#c1`, `${ARN}#c2`, ARN]);
  });

  it('shows large numbers as people write them', () => {
    const reason = 'Threshold Crossed: 1 datapoint [1.50785441792E10 (12/11/26 02:55:00)] was greater than …';
    const event = decode(aMessage(metricPayload({}, { NewStateReason: reason })));
    expect(event.headline).toContain('is 15,078,544,179.2 (≥ 1)');
  });

  it('tells its reason when it has no number to show', () => {
    const event = decode(aMessage(metricPayload({}, { NewStateReason: 'Set by hand\nfor a drill' })));
    expect(event.headline).toBe('todo-etl-silver-users-failed fired: Set by hand');
    expect(decode(aMessage(metricPayload({}, { NewStateReason: '' }))).headline).toBe(
      'todo-etl-silver-users-failed fired',
    );
  });

  it('that measures a formula recovers as any other does', () => {
    const Trigger = {
      Period: 60,
      EvaluationPeriods: 2,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      Metrics: [{ Id: 'late', Expression: 'now - newest', Label: 'minutes late', ReturnData: true }],
    };
    const fired = decode(aMessage(metricPayload({}, { Trigger })));
    const recovered = decode(aMessage(metricPayload({ state: 'OK' }, { Trigger })));
    expect([fired.kind, fired.state, recovered.state]).toEqual(['metric', 'ALARM', 'OK']);
    expect(recovered.key).toBe(fired.key);
    expect(fired.headline).toMatch(/^todo-etl-silver-users-failed fired: Threshold Crossed: 1 out of/);
    expect(fired.facts).toEqual([{ label: 'Window', value: '2 × 60 s' }]);
  });

  it('that is made of other alarms recovers as any other does', () => {
    const composite = {
      Trigger: undefined,
      AlarmRule: 'ALARM("silver") OR ALARM("gold")',
      NewStateReason: 'silver fired',
    };
    const fired = decode(aMessage(metricPayload({ name: 'todo-etl-any' }, composite)));
    const recovered = decode(aMessage(metricPayload({ name: 'todo-etl-any', state: 'OK' }, composite)));
    expect(fired).toMatchObject({ kind: 'metric', headline: 'todo-etl-any fired: silver fired', facts: [] });
    expect(recovered).toMatchObject({ key: fired.key, state: 'OK' });
  });

  it('that is made of other alarms is told by their names', () => {
    const reason =
      'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:firehose-freshness transitioned to ALARM at Friday 27 November, 2026 02:11:00 UTC';
    const composite = {
      Trigger: undefined,
      AlarmRule: 'ALARM("firehose-freshness")',
      NewStateReason: reason,
    };
    const fired = decode(aMessage(metricPayload({ name: 'todo-etl-late' }, composite)));
    expect(fired).toMatchObject({
      headline:
        'todo-etl-late fired: firehose-freshness transitioned to ALARM at Friday 27 November, 2026 02:11:00 UTC',
      reason,
    });
  });

  it('is read as text when its time cannot be read', () => {
    const event = decode(
      aMessage(metricPayload({}, { StateChangeTime: 'yesterday' }), { subject: 'ALARM: late' }),
    );
    expect(event).toMatchObject({ kind: 'text', name: 'ALARM: late' });
  });

  it('in China links to the console of China', () => {
    const AlarmArn = 'arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:late';
    const event = decode(aMessage(metricPayload({ name: 'late' }, { AlarmArn })));
    expect(event.link).toMatch(/^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
  });
});

describe('what an alarm is about', () => {
  const inMath = (...dimensions: readonly object[]) => ({
    Trigger: {
      Metrics: [
        { Id: 'e1', Expression: 'm1/m2' },
        ...dimensions.map((dimension, index) => ({
          Id: `m${index}`,
          MetricStat: { Metric: { MetricName: 'X', Dimensions: [dimension] } },
        })),
      ],
    },
  });
  const of = (name: string, value: string) => ({ Trigger: { Dimensions: [{ name, value }] } });

  it.each<[object, object]>([
    [of('DeliveryStreamName', 'todo-clicks'), { stream: 'todo-clicks' }],
    [of('StreamName', 'todo-cdc'), { stream: 'todo-cdc' }],
    [of('FunctionName', 'todo-notify'), { function: 'todo-notify' }],
    [of('BucketName', 'todo-lake'), { bucket: 'todo-lake' }],
    [of('TableName', 'todo-users'), { table: 'todo-users' }],
    [of('DBInstanceIdentifier', 'orders'), { database: 'orders' }],
    [of('DBClusterIdentifier', 'orders'), { database: 'orders' }],
    [of('QueueName', 'todo-dead-letters'), { queue: 'todo-dead-letters' }],
    [of('TopicName', 'todo-alarms'), { topic: 'todo-alarms' }],
    [of('InstanceId', 'i-0a1b'), {}],
    [
      inMath({ name: 'JobName', value: 'gold-kpis' }, { name: 'JobName', value: 'gold-kpis' }),
      { job: 'gold-kpis' },
    ],
    [inMath({ name: 'JobName', value: 'gold-kpis' }, { name: 'JobName', value: 'gold-users' }), {}],
    [{ Trigger: { Metrics: 'of a shape that is not known' } }, {}],
  ])('%j is %j', (changes, resources) => {
    expect(decode(aMessage(metricPayload({}, changes)))).toMatchObject({ kind: 'metric', resources });
    expect(decode(aMessage(metricPayload({}, changes))).resources).toEqual(resources);
  });
});
