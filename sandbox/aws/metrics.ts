/**
 * CloudWatch metric datapoints of the simulated account, kept as they were put, or computed when they are asked for, and
 * summed up then. What is asked for in short periods is forgotten sooner, as there.
 */

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

/** The datapoints with `fromMs <= at < toMs`, oldest first; the same whenever it is asked. */
export type GeneratedPoints = (fromMs: number, toMs: number) => readonly Datapoint[];

export interface Metrics {
  put(datapoint: MetricName & Datapoint): void;
  /** Adds datapoints that nobody keeps; those that are put come besides. One function a metric, the last one given. */
  generate(metric: MetricName, points: GeneratedPoints): void;
  /** All that there are. */
  names(): readonly MetricName[];
  /** Datapoints of exactly this metric with `fromMs <= at < toMs`, oldest first. */
  between(metric: MetricName, fromMs: number, toMs: number): readonly Datapoint[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** An empty metric store. */
export function createMetrics(): Metrics {
  const series = new Map<string, Datapoint[]>();
  const known = new Map<string, MetricName>();
  const generated = new Map<string, GeneratedPoints>();
  return {
    put: ({ at, value, ...metric }) => {
      const key = metricKey(metric);
      const points = series.get(key) ?? [];
      // Those of the same time stay as they were put.
      points.splice(placeOf(points, at + 1), 0, { at, value });
      series.set(key, points);
      known.set(key, metric);
    },
    generate: (metric, points) => {
      generated.set(metricKey(metric), points);
      known.set(metricKey(metric), metric);
    },
    names: () => [...known.values()],
    between: (metric, fromMs, toMs) => {
      const key = metricKey(metric);
      const points = series.get(key) ?? [];
      const kept = points.slice(placeOf(points, fromMs), placeOf(points, toMs));
      const computed = generated.get(key)?.(fromMs, toMs) ?? [];
      return computed.length === 0 ? kept : [...computed, ...kept].toSorted((a, b) => a.at - b.at);
    },
  };
}

/** How far back datapoints of such a period are kept: under a minute 3 hours, a minute 15 days, 5 minutes 63, an hour 455. */
export function keptMs(periodSeconds: number): number {
  if (periodSeconds % 3_600 === 0) return 455 * DAY_MS;
  if (periodSeconds % 300 === 0) return 63 * DAY_MS;
  return periodSeconds % 60 === 0 ? 15 * DAY_MS : 3 * HOUR_MS;
}

/** The first place that is not before `at`. */
function placeOf(points: readonly Datapoint[], at: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle]?.at ?? at) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function metricKey({ namespace, name, dimensions }: MetricName): string {
  return JSON.stringify([
    namespace,
    name,
    Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}
