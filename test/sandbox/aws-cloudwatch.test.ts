import type { AwsWorld } from './aws-world.ts';

import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
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
    await expect(world.cloudwatch.send(query({ Stat: 'p99' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('MetricStat.Stat'),
    });
  });
});

function query({
  Stat = 'Sum',
  job = METRIC.dimensions.JobName,
  EndTime = new Date(START_MS + 120_000),
  ScanBy = 'TimestampAscending',
}: {
  Stat?: string;
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
            MetricName: METRIC.name,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: 60,
          Stat,
        },
      },
    ],
  });
}
