/** Glue's worker types for Spark jobs, and which is the next roomier one. */

export type WorkerType =
  | 'Standard'
  | 'G.025X'
  | 'G.1X'
  | 'G.2X'
  | 'G.4X'
  | 'G.8X'
  | 'G.12X'
  | 'G.16X'
  | 'R.1X'
  | 'R.2X'
  | 'R.4X'
  | 'R.8X'
  | 'Z.2X';

/** Each family in order of memory and disk. */
const FAMILIES: readonly (readonly WorkerType[])[] = [
  ['G.025X', 'G.1X', 'G.2X', 'G.4X', 'G.8X', 'G.12X', 'G.16X'],
  ['R.1X', 'R.2X', 'R.4X', 'R.8X'],
];

/** Every worker type that may be asked for. */
export const WORKER_TYPES: readonly WorkerType[] = FAMILIES.flat();

/**
 * Options of a retry with more room, the likeliest to help first: more memory and disk for each worker, then twice
 * the workers within the limit. None for a job without workers.
 */
export function roomierRetries(
  run: { readonly workers: number | null; readonly workerType: WorkerType | null },
  maxWorkers: number,
): readonly string[] {
  if (run.workers === null) return [];
  const family = FAMILIES.find((types) => types.some((type) => type === run.workerType)) ?? [];
  const larger = family[family.findIndex((type) => type === run.workerType) + 1];
  const more = Math.min(run.workers * 2, maxWorkers);
  return [
    ...(larger === undefined ? [] : [`--worker-type ${larger}`]),
    ...(more > run.workers ? [`--workers ${more}`] : []),
  ];
}
