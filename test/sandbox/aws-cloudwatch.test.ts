import type { ListMetricsCommandInput } from '@aws-sdk/client-cloudwatch';
import type { AwsWorld } from './aws-world.ts';

import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { START_MS, startAwsWorld } from './aws-world.ts';

const METRIC = {
  namespace: 'Glue',
  name: 'glue.driver.aggregate.numFailedTasks',
  dimensions: { JobName: 'silver-users', JobRunId: 'ALL', Type: 'count' },
};

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
  for (const [at, value] of [
    [10_000, 2],
    [40_000, 4],
    [70_000, 9],
  ] as const) {
    world.account.metrics.put({ ...METRIC, at: START_MS + at, value });
  }
});

afterEach(() => world.close());

describe('ListMetrics', () => {
  it('names those of a namespace, a name and dimensions, page by page', async () => {
    for (let number = 0; number < 501; number += 1)
      world.account.metrics.generate({ namespace: 'Todo', name: `m${number}`, dimensions: {} }, () => []);
    const named = async (input: ListMetricsCommandInput) =>
      (await world.cloudwatch.send(new ListMetricsCommand(input))).Metrics;
    const glue = [
      {
        Namespace: 'Glue',
        MetricName: METRIC.name,
        Dimensions: Object.entries(METRIC.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
    ];
    expect(await named({ Namespace: 'Glue' })).toEqual(glue);
    expect(await named({ Dimensions: [{ Name: 'JobName', Value: 'silver-users' }] })).toEqual(glue);
    expect(await named({ Dimensions: [{ Name: 'JobName', Value: 'gold-kpis' }] })).toEqual([]);
    expect(await named({ MetricName: 'm7', Dimensions: [{ Name: 'JobName' }] })).toEqual([]);
    const first = await world.cloudwatch.send(new ListMetricsCommand({ Namespace: 'Todo' }));
    expect(first.Metrics).toHaveLength(500);
    expect(await named({ Namespace: 'Todo', NextToken: first.NextToken })).toMatchObject([
      { MetricName: 'm500' },
    ]);
    await expect(named({ NextToken: 'strange' })).rejects.toThrow('The next token specified is invalid.');
  });
});

describe('GetMetricData', () => {
  it.each([
    ['Sum', [6, 9]],
    ['Average', [3, 9]],
    ['Maximum', [4, 9]],
    ['Minimum', [2, 9]],
    ['SampleCount', [2, 1]],
  ])('gives the %s of each period', async (Stat, values) => {
    const { MetricDataResults } = await world.cloudwatch.send(query({ Stat }));
    expect(MetricDataResults).toEqual([
      {
        Id: 'm1',
        Label: METRIC.name,
        Timestamps: [new Date(START_MS), new Date(START_MS + 60_000)],
        Values: values,
        StatusCode: 'Complete',
      },
    ]);
  });

  it('gives newest first when asked to, and nothing for other dimensions', async () => {
    const newest = await world.cloudwatch.send(query({ ScanBy: 'TimestampDescending' }));
    const other = await world.cloudwatch.send(query({ job: 'gold-kpis' }));
    expect(newest.MetricDataResults?.[0]?.Values).toEqual([9, 6]);
    expect(other.MetricDataResults?.[0]).toMatchObject({ Values: [], StatusCode: 'Complete' });
  });

  it('refuses a range that ends before it starts, and a statistic it does not honour', async () => {
    await expect(world.cloudwatch.send(query({ EndTime: new Date(START_MS - 1) }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The parameter StartTime must be less than the parameter EndTime.',
    });
    await expect(world.cloudwatch.send(query({ Stat: 'tm99' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('MetricStat.Stat'),
    });
  });
});

describe('percentiles', () => {
  it.each([
    ['p50', 50.5],
    ['p90', 90.1],
    ['p99.9', 99.901],
    ['p100', 100],
  ])('%s of one to a hundred is %s', async (Stat, value) => {
    for (let each = 1; each <= 100; each += 1)
      world.account.metrics.put({ ...METRIC, name: 'latency', at: START_MS + 119_000, value: each });
    const { MetricDataResults } = await world.cloudwatch.send(query({ Stat, name: 'latency' }));
    expect(MetricDataResults?.[0]?.Values?.[0]).toBeCloseTo(value, 6);
  });
});

describe('datapoints', () => {
  it('come in pages of as many as are wanted, over all metrics, each once', async () => {
    const pages: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const { input } = query({});
      const [first] = input.MetricDataQueries ?? [];
      const answer = await world.cloudwatch.send(
        new GetMetricDataCommand({
          ...input,
          MetricDataQueries: [
            { ...first, Id: 'a' },
            { ...first, Id: 'b' },
          ],
          MaxDatapoints: 3,
          NextToken,
        }),
      );
      pages.push(answer.MetricDataResults?.map(({ Id, Values, StatusCode }) => [Id, Values, StatusCode]));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    expect(pages).toEqual([
      [
        ['a', [6, 9], 'Complete'],
        ['b', [6], 'PartialData'],
      ],
      [['b', [9], 'Complete']],
    ]);
  });

  it('are not continued by a token of another question', async () => {
    const first = await world.cloudwatch.send(
      new GetMetricDataCommand({ ...query({}).input, MaxDatapoints: 1 }),
    );
    await expect(
      world.cloudwatch.send(
        new GetMetricDataCommand({ ...query({ Stat: 'Maximum' }).input, NextToken: first.NextToken }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });

  it.each([
    [30, 3 / 24],
    [60, 15],
    [300, 63],
    [3_600, 455],
  ])('by %s seconds are kept %s days', async (Period, days) => {
    const { input } = query({ EndTime: new Date(START_MS + 3_600_000) });
    const ask = new GetMetricDataCommand({
      ...input,
      MetricDataQueries: input.MetricDataQueries?.map((each) => ({
        ...each,
        MetricStat: each.MetricStat && { ...each.MetricStat, Period },
      })),
    });
    world.clock.now = START_MS + days * 86_400_000;
    expect((await world.cloudwatch.send(ask)).MetricDataResults?.[0]?.Values).not.toEqual([]);
    world.clock.now += 120_000;
    expect((await world.cloudwatch.send(ask)).MetricDataResults?.[0]?.Values).toEqual([]);
  });

  it('are not calculated with', async () => {
    const ask = new GetMetricDataCommand({
      ...query({}).input,
      MetricDataQueries: [{ Id: 'e1', Expression: 'SUM(METRICS())' }],
    });
    await expect(world.cloudwatch.send(ask)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('does not honour Expression'),
    });
  });
});

function query({
  Stat = 'Sum',
  name = METRIC.name,
  job = METRIC.dimensions.JobName,
  EndTime = new Date(START_MS + 120_000),
  ScanBy = 'TimestampAscending',
}: {
  Stat?: string;
  name?: string;
  job?: string;
  EndTime?: Date;
  ScanBy?: 'TimestampAscending' | 'TimestampDescending';
}): GetMetricDataCommand {
  const dimensions = { ...METRIC.dimensions, JobName: job };
  return new GetMetricDataCommand({
    StartTime: new Date(START_MS + 5_000),
    EndTime,
    ScanBy,
    MetricDataQueries: [
      {
        Id: 'm1',
        MetricStat: {
          Metric: {
            Namespace: METRIC.namespace,
            MetricName: name,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: 60,
          Stat,
        },
      },
    ],
  });
}
