/** CloudWatch metric datapoints of the simulated account, kept as they were put and summed up when asked. */

export type Dimensions = Readonly<Record<string, string>>;

export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

export interface Datapoint {
  readonly at: number;
  readonly value: number;
}

export interface Metrics {
  put(datapoint: MetricName & Datapoint): void;
  /** Datapoints of exactly this metric with `fromMs <= at < toMs`, oldest first. */
  between(metric: MetricName, fromMs: number, toMs: number): readonly Datapoint[];
}

/** An empty metric store. */
export function createMetrics(): Metrics {
  const series = new Map<string, Datapoint[]>();
  return {
    put: ({ at, value, ...metric }) => {
      const key = metricKey(metric);
      const points = series.get(key) ?? [];
      points.push({ at, value });
      series.set(key, points);
    },
    between: (metric, fromMs, toMs) =>
      (series.get(metricKey(metric)) ?? [])
        .filter(({ at }) => at >= fromMs && at < toMs)
        .toSorted((a, b) => a.at - b.at),
  };
}

function metricKey({ namespace, name, dimensions }: MetricName): string {
  return JSON.stringify([
    namespace,
    name,
    Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}
