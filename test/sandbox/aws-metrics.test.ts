import type { Datapoint } from '../../sandbox/aws/metrics.ts';

import { describe, expect, it } from '@jest/globals';

import { createMetrics } from '../../sandbox/aws/metrics.ts';

const METRIC = {
  namespace: 'AWS/Firehose',
  name: 'IncomingRecords',
  dimensions: { DeliveryStreamName: 'cdc' },
};

describe('a metric whose datapoints are generated', () => {
  it('has them computed for what is asked, beside those that were put', () => {
    const metrics = createMetrics();
    metrics.generate(METRIC, everyTen);
    metrics.put({ ...METRIC, at: 25, value: 7 });
    expect(metrics.between(METRIC, 10, 40)).toEqual([
      { at: 10, value: 1 },
      { at: 20, value: 1 },
      { at: 25, value: 7 },
      { at: 30, value: 1 },
    ]);
  });

  it('is told apart by its dimensions', () => {
    const metrics = createMetrics();
    metrics.generate(METRIC, everyTen);
    expect(metrics.between({ ...METRIC, dimensions: { DeliveryStreamName: 'other' } }, 0, 40)).toEqual([]);
  });
});

function everyTen(fromMs: number, toMs: number): readonly Datapoint[] {
  return [0, 10, 20, 30, 40].filter((at) => at >= fromMs && at < toMs).map((at) => ({ at, value: 1 }));
}
