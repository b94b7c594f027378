/**
 * What went wrong in the thirty days before a sandbox begins, as data: so that an alarm has fired before, and a job has
 * failed before. Days are counted back from the start. Pure.
 */

import type { FailureKind } from './failures.ts';

import { DAY_MS, HOUR_MS, MINUTE_MS, startOf } from './traffic.ts';

export const PAST_DAYS = 30;

export type TroubleKind = 'delivery-late' | 'function-late' | 'function-errors' | 'queries-slow';

export interface Trouble {
  readonly kind: TroubleKind;
  readonly from: number;
  readonly to: number;
}

/** A run of a job that failed, and how long it took until somebody ran it again. */
export interface PastFailure {
  readonly job: string;
  readonly daysAgo: number;
  readonly kind: FailureKind;
  readonly mendedAfterMs: number;
}

const TROUBLES: readonly (readonly [kind: TroubleKind, daysAgo: number, hour: number, minutes: number])[] = [
  ['delivery-late', 23, 2, 47],
  ['queries-slow', 19, 13, 35],
  ['function-late', 16, 9, 25],
  ['function-errors', 9, 14, 6],
  ['delivery-late', 6, 21, 28],
  ['queries-slow', 4, 8, 20],
];

export const PAST_FAILURES: readonly PastFailure[] = [
  { job: 'gold-kpis', daysAgo: 26, kind: 'source-throttled', mendedAfterMs: 18 * MINUTE_MS },
  { job: 'silver-tasks', daysAgo: 20, kind: 'out-of-memory', mendedAfterMs: 52 * MINUTE_MS },
  { job: 'silver-users', daysAgo: 12, kind: 'out-of-memory', mendedAfterMs: 74 * MINUTE_MS },
  { job: 'silver-users', daysAgo: 5, kind: 'source-throttled', mendedAfterMs: 21 * MINUTE_MS },
  { job: 'silver-users', daysAgo: 3, kind: 'source-throttled', mendedAfterMs: 14 * MINUTE_MS },
];

/** The troubles before this start, oldest first. */
export function troublesBefore(startMs: number): readonly Trouble[] {
  const today = startOf(startMs, DAY_MS);
  return TROUBLES.map(([kind, daysAgo, hour, minutes]) => {
    const from = today - daysAgo * DAY_MS + hour * HOUR_MS;
    return { kind, from, to: from + minutes * MINUTE_MS };
  });
}
