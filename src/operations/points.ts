/** Datapoints of a metric, oldest first, and what is asked of them: how much lately, and since when it is as it is. Pure. */

export interface Point {
  /** Begin of its period, milliseconds. */
  readonly at: number;
  readonly value: number;
}

/** Since a moment, milliseconds, or since before the first datapoint there is. */
export type Since = number | 'before';

/** What is bad from so soon after the begin was bad before it. */
const LEAST_BEFORE_MS = 10 * 60_000;

/** Those from this moment on. */
export function pointsSince(points: readonly Point[], from: number): readonly Point[] {
  return points.filter(({ at }) => at >= from);
}

/** Their sum; 0 without any. */
export function sumOf(points: readonly Point[]): number {
  return points.reduce((sum, { value }) => sum + value, 0);
}

/** The greatest value, or null without any. */
export function greatest(points: readonly Point[]): number | null {
  return points.length === 0 ? null : points.reduce((most, { value }) => Math.max(most, value), -Infinity);
}

/**
 * Since when it is bad without having been good for longer than `graceMs`; null when the newest datapoint that is not
 * within that time is good. `from` is what was asked from.
 */
export function badSince(
  points: readonly Point[],
  isBad: (value: number) => boolean,
  { now, from, graceMs }: { readonly now: number; readonly from: number; readonly graceMs: number },
): Since | null {
  let since: number | null = null;
  for (const { at, value } of points.toReversed()) {
    if (isBad(value)) since = at;
    else if ((since ?? now) - at > graceMs) break;
  }
  return since !== null && since - from <= LEAST_BEFORE_MS ? 'before' : since;
}
