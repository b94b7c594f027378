/** Hours of data processing units that a Glue run took, by what Glue says of it. Pure. */

import type { WorkerType } from './worker-types.ts';

/** What Glue says of a run; what it leaves out is null. */
export interface Consumption {
  /** Counted by Glue itself, where workers come and go. */
  readonly dpuSeconds: number | null;
  /** DPUs that it holds. */
  readonly capacity: number | null;
  readonly workers: number | null;
  readonly workerType: WorkerType | null;
  /** How long it held them, so far or to its end. */
  readonly seconds: number | null;
}

/** DPUs of a worker. */
const DPUS: Readonly<Record<WorkerType, number>> = {
  Standard: 1,
  'G.025X': 0.25,
  'G.1X': 1,
  'G.2X': 2,
  'G.4X': 4,
  'G.8X': 8,
  'G.12X': 12,
  'G.16X': 16,
  'R.1X': 1,
  'R.2X': 2,
  'R.4X': 4,
  'R.8X': 8,
  'Z.2X': 2,
};
const HOUR_SECONDS = 3_600;

/** Null where nobody can say. With auto scaling Glue counts the seconds; otherwise the capacity was held to the end. */
export function dpuHours({ dpuSeconds, capacity, workers, workerType, seconds }: Consumption): number | null {
  if (dpuSeconds !== null) return dpuSeconds / HOUR_SECONDS;
  const held = capacity ?? (workers === null || workerType === null ? null : workers * DPUS[workerType]);
  return held === null || seconds === null ? null : (held * seconds) / HOUR_SECONDS;
}
