/** When a run is to be carried on next, and how long a call of it may take. Pure; times in milliseconds. */

import type { OperationRun } from './state.ts';

import { assertNever } from '../lib/assert-never.ts';

export interface RunTimings {
  /**
   * How long after a start a vendor's list may still miss what was started: only later may "it is not there" be
   * believed and the run be started again under the same id.
   */
  readonly settleMs: number;
  /** After this long a read is cut off: nobody waits for it any more. */
  readonly readLimitMs: number;
  /** After the first failure of our own; each further one waits twice as long. */
  readonly retryMs: number;
}

export const RUN_TIMINGS: RunTimings = { settleMs: 10_000, readLimitMs: 60_000, retryMs: 2_000 };

/** When to look at it next; null once it is over. */
export function due(run: OperationRun, timings: RunTimings): number | null {
  const wanted = wantedAt(run, timings);
  const { count, lastAt } = run.failures;
  if (wanted === null || lastAt === null) return wanted;
  return Math.max(wanted, lastAt + timings.retryMs * 2 ** (count - 1));
}

/** When a start of this run is old enough that a vendor who does not show it never got it. */
export function settledAt(startedAt: number, { settleMs }: RunTimings): number {
  return startedAt + settleMs;
}

/** How long to wait with what is left to do once a run is over: as long as it has been tried for, 5 s to 5 min. */
export function waitByAge(ageMs: number): number {
  return Math.min(Math.max(5_000, ageMs), 300_000);
}

/** How long one call may take; null for a change, which is always heard out. */
export function limitMs(run: Pick<OperationRun, 'risk'>, { readLimitMs }: RunTimings): number | null {
  return run.risk === 'read' ? readLimitMs : null;
}

function wantedAt(
  { state, risk, requestedAt, awaitedUntil }: OperationRun,
  timings: RunTimings,
): number | null {
  switch (state.state) {
    case 'requested':
      return awaitedUntil ?? requestedAt;
    case 'starting':
      return risk === 'read' ? state.at : settledAt(state.at, timings);
    case 'running':
      return state.lookAt;
    case 'ended':
    case 'answered':
    case 'cancelled':
    case 'given-up':
      return null;
    default:
      return assertNever(state);
  }
}
