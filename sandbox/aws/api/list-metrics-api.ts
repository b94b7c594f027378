/** ListMetrics of CloudWatch: the names of metrics, at most so many a page. */

import type { MetricName } from '../metrics.ts';

import { z } from 'zod';

import { AwsRefusal } from '../refusal.ts';
import { operation, page, present } from './operation.ts';

// Limits of ListMetrics, from its API reference.
const MOST_METRICS = 500;
const MOST_DIMENSIONS = 10;

const text = z.string().min(1).max(255);
const filter = z.strictObject({ Name: text, Value: text.optional() });

export const listMetrics = operation(
  {
    Namespace: text.optional(),
    MetricName: text.optional(),
    Dimensions: z.array(filter).max(MOST_DIMENSIONS).optional(),
    NextToken: z.string().min(1).optional(),
  },
  ({ metrics }, { Namespace, MetricName, Dimensions = [], NextToken }) => {
    const found = metrics
      .names()
      .filter(({ namespace }) => Namespace === undefined || namespace === Namespace)
      .filter(({ name }) => MetricName === undefined || name === MetricName)
      .filter((metric) => Dimensions.every((wanted) => hasDimension(metric, wanted)));
    const { items, nextToken, knownToken } = page(found, {
      token: NextToken,
      limit: MOST_METRICS,
      idOf: (metric) => JSON.stringify(metric),
    });
    if (!knownToken) throw new AwsRefusal('InvalidParameterValue', 'The next token specified is invalid.');
    return present({
      Metrics: items.map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
      NextToken: nextToken,
    });
  },
);

function hasDimension({ dimensions }: MetricName, { Name, Value }: z.output<typeof filter>): boolean {
  return Object.hasOwn(dimensions, Name) && (Value === undefined || dimensions[Name] === Value);
}
