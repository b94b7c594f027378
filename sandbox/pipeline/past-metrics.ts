/**
 * The metrics of the time before a sandbox began, computed when somebody asks: the same figures from the same seed, and
 * not one datapoint kept. Sizes of buckets are reported once a day, in the past as now.
 */

import type { Account } from '../aws/account.ts';
import type { Datapoint } from '../aws/metrics.ts';
import type { Layer } from './estate.ts';
import type { Layout } from './layout.ts';
import type { Traffic } from './traffic.ts';
import type { Trouble, TroubleKind } from './troubles.ts';
import type { VitalMetric, Vitals } from './vitals.ts';

import { bucketOf, DELIVERY_MS, LAYERS } from './estate.ts';
import { DAY_MS, MINUTE_MS, startOf } from './traffic.ts';
import { VITAL_METRICS } from './vitals.ts';

/** What is older than 15 days is kept in periods of five minutes. */
const FINE_MS = 15 * DAY_MS;
const COARSE_MS = 5 * MINUTE_MS;

/** Has all of `VITAL_METRICS` computed from `fromMs` until `untilMs`. */
export function generateVitals(
  account: Account,
  {
    traffic,
    troubles,
    fromMs,
    untilMs,
  }: { traffic: Traffic; troubles: readonly Trouble[]; fromMs: number; untilMs: number },
): void {
  const from = startOf(fromMs, COARSE_MS);
  const fineFrom = startOf(untilMs - FINE_MS, COARSE_MS);
  for (const vital of VITAL_METRICS) {
    account.metrics.generate(vital.metric, (askedFrom, askedTo) => {
      const points: Datapoint[] = [];
      const end = Math.min(askedTo, untilMs);
      let at = Math.max(from, startOf(askedFrom, COARSE_MS));
      while (at < end) {
        const stepMs = at < fineFrom ? COARSE_MS : MINUTE_MS;
        const value = valueAt(vital, at, stepMs);
        if (value !== null && at >= askedFrom) points.push({ at, value });
        at += stepMs;
      }
      return points;
    });
  }

  function valueAt({ read, kind }: VitalMetric, at: number, stepMs: number): number | null {
    let value: number | null = null;
    for (let minute = at; minute < at + stepMs; minute += MINUTE_MS) {
      const read1 = read(vitalsOfMinute(traffic, troubles, minute));
      if (read1 !== null)
        value = value === null ? read1 : kind === 'sum' ? value + read1 : Math.max(value, read1);
    }
    return value;
  }
}

/** What CloudWatch reads off one whole minute. */
export function vitalsOfMinute(traffic: Traffic, troubles: readonly Trouble[], minuteMs: number): Vitals {
  const lastedMs = (kind: TroubleKind): number | null => {
    const found = troubles.find((each) => each.kind === kind && each.from <= minuteMs && minuteMs < each.to);
    return found === undefined ? null : minuteMs - found.from;
  };
  const records = { users: traffic.inMinute('users', minuteMs), tasks: traffic.inMinute('tasks', minuteMs) };
  const inSlotMs = minuteMs % DELIVERY_MS;
  const isDue = inSlotMs === DELIVERY_MS - MINUTE_MS;
  const deliveryLateMs = lastedMs('delivery-late');
  const slow = lastedMs('queries-slow') !== null;
  return {
    records,
    functionErrors: lastedMs('function-errors') === null ? 0 : 3,
    durationMs: Math.round(
      (lastedMs('function-late') === null ? 140 : 9_000) * (1 + 0.6 * traffic.noise(3, minuteMs)),
    ),
    iteratorAgeMs: Math.round(600 + 900 * traffic.noise(4, minuteMs) + (lastedMs('function-late') ?? 0)),
    deliveryAgeMs: inSlotMs + MINUTE_MS * traffic.noise(5, minuteMs) + (deliveryLateMs ?? 0),
    delivery: isDue
      ? { records: 5 * (records.users + records.tasks), succeeded: deliveryLateMs === null }
      : null,
    queryMs: Math.round((slow ? 48_000 : 2_600) * (1 + 0.7 * traffic.noise(6, minuteMs))),
    scannedBytes: Math.round(160_000_000 * (1 + 0.5 * traffic.noise(8, minuteMs))),
  };
}

/** Has size and number of objects of each bucket reported at the beginning of each day; `grown` is what came besides. */
export function generateSizes(
  account: Account,
  layout: Layout,
  grown: (layer: Layer, dayMs: number) => { readonly bytes: number; readonly objects: number },
): void {
  for (const layer of LAYERS) {
    const daily =
      (value: (dayMs: number) => number) =>
      (fromMs: number, toMs: number): readonly Datapoint[] => {
        const points: Datapoint[] = [];
        const end = Math.min(toMs, account.now() + 1);
        for (let at = startOf(fromMs + DAY_MS - 1, DAY_MS); at < end; at += DAY_MS) {
          if (value(at) > 0) points.push({ at, value: value(at) });
        }
        return points;
      };
    const dimensions = (StorageType: string) => ({ BucketName: bucketOf(layer), StorageType });
    account.metrics.generate(
      { namespace: 'AWS/S3', name: 'BucketSizeBytes', dimensions: dimensions('StandardStorage') },
      daily((day) => layout.sizeAt(layer, day).bytes + grown(layer, day).bytes),
    );
    account.metrics.generate(
      { namespace: 'AWS/S3', name: 'NumberOfObjects', dimensions: dimensions('AllStorageTypes') },
      daily((day) => layout.sizeAt(layer, day).objects + grown(layer, day).objects),
    );
  }
}
