/** Many metrics at once, over the real client and a simulated CloudWatch with its limits. */

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { MetricQuery } from '../../src/aws/metric-data.ts';
import { readMetrics } from '../../src/aws/metric-data.ts';
import { CONTEXT, MINUTE, openScene, type Scene } from './account.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const DAY = 24 * 60 * MINUTE;

function query(index: number): MetricQuery {
  return {
    namespace: 'AWS/Lambda',
    metric: 'Errors',
    dimensions: { FunctionName: `f-${index}` },
    statistic: 'Sum',
  };
}

function put(index: number, at: number, value: number): void {
  const { namespace, metric: name, dimensions } = query(index);
  scene.account.metrics.put({ namespace, name, dimensions, at, value });
}

function read(count: number, from: number, periodMs: number) {
  const queries = Array.from({ length: count }, (_, index) => query(index));
  const call = { clients: scene.clients, signal: CONTEXT.signal };
  return readMetrics(queries, { from, to: scene.clock(), periodMs }, call);
}

it('asks for more than five hundred in several calls, and answers in order', async () => {
  const at = scene.clock() - 10 * MINUTE;
  for (const index of [0, 499, 500, 599]) put(index, at, index);
  const answers = await read(600, scene.clock() - DAY, 5 * MINUTE);
  expect(answers).toHaveLength(600);
  expect(answers.flatMap((points, index) => (points?.length === 0 ? [] : [[index, points]]))).toEqual(
    [0, 499, 500, 599].map((index) => [index, [{ at, value: index }]]),
  );
});

it('goes on until every datapoint was read, whatever a page holds', async () => {
  const begin = scene.clock() - 14 * DAY;
  for (let index = 0; index < 6; index += 1)
    for (let at = begin; at < scene.clock(); at += MINUTE) put(index, at, 1);
  const answers = await read(6, begin, MINUTE);
  expect(answers.map((points) => points?.length)).toEqual(Array.from({ length: 6 }, () => 14 * 24 * 60));
});

it('throws what AWS refuses, with its sentence', async () => {
  put(0, scene.clock() - MINUTE, 1);
  scene.faults.set({ operation: 'GetMetricData', kind: 'access-denied', times: 9 });
  await expect(read(1, scene.clock() - DAY, MINUTE)).rejects.toMatchObject({
    name: 'AwsRefusal',
    report: { kind: 'denied' },
  });
});
