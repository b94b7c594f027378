/** Reads what the runs of a Glue job took of data processing units, run by run, and nothing else of them. */

import type { JobRun } from '@aws-sdk/client-glue';
import type { Use } from '../../operations/daily-spend.ts';
import type { Call } from '../makers.ts';

import { dpuHours } from '../../operations/dpu-hours.ts';
import { isActive } from '../../operations/glue-run.ts';

const PAGE_SIZE = 200;
const MOST_PAGES = 10;

export interface DpuHours {
  /** DPU hours of each run, at its start; of one under way those so far. */
  readonly uses: readonly Use[];
  /** Since when there are all, milliseconds. */
  readonly since: number;
  /** Runs of which Glue says nothing of the kind. */
  readonly untold: number;
}

/** Of the runs that started since this moment, as far as the newest pages reach. Throws what the SDK throws. */
export async function readDpuHours(
  job: string,
  since: number,
  { clients, clock, signal }: Pick<Call, 'clients' | 'clock' | 'signal'>,
): Promise<DpuHours> {
  const runs: JobRun[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { JobRuns = [], NextToken } = await clients.glue.getJobRuns(
      { JobName: job, MaxResults: PAGE_SIZE, NextToken: token },
      { abortSignal: signal },
    );
    runs.push(...JobRuns);
    const oldest = Math.min(...JobRuns.map(startOf));
    token = NextToken === '' ? undefined : NextToken;
    if (token === undefined || oldest < since) break;
  }
  const isCut = token !== undefined && runs.every((run) => startOf(run) >= since);
  const now = clock();
  const told = runs
    .filter((run) => run.StartedOn !== undefined && startOf(run) >= since)
    .map((run) => ({ at: startOf(run), amount: hoursOf(run, now) }));
  const uses = told.flatMap(({ at, amount }) => (amount === null ? [] : [{ at, amount }]));
  return {
    uses,
    since: isCut ? Math.min(now, ...told.map(({ at }) => at)) : since,
    untold: told.length - uses.length,
  };
}

/** A run without a start still waits: it is the newest. */
function startOf({ StartedOn }: JobRun): number {
  return StartedOn?.getTime() ?? Infinity;
}

function hoursOf(run: JobRun, now: number): number | null {
  const isUnderWay = run.JobRunState !== undefined && isActive({ state: run.JobRunState });
  return dpuHours({
    dpuSeconds: run.DPUSeconds ?? null,
    capacity: run.MaxCapacity ?? null,
    workers: run.NumberOfWorkers ?? null,
    workerType: run.WorkerType ?? null,
    seconds: isUnderWay ? Math.max(0, now - startOf(run)) / 1_000 : (run.ExecutionTime ?? null),
  });
}
