/** Reads the runs of a Glue job. It starts nothing; what the SDK leaves optional is settled here once. */

import type { JobRun } from '@aws-sdk/client-glue';
import type { GlueRun } from '../../operations/glue-run.ts';
import type { AwsClients } from '../clients.ts';

import { redact } from '../../lib/redact.ts';
import { dpuHours } from '../../operations/dpu-hours.ts';
import { ATTEMPT_ARGUMENT, isActive, REQUEST_ID_ARGUMENT } from '../../operations/glue-run.ts';

const PAGE_SIZE = 200;
const MOST_PAGES = 10;

/** One run. Throws what the SDK throws. */
export async function readRun(
  glue: AwsClients['glue'],
  job: string,
  id: string,
  signal: AbortSignal,
): Promise<GlueRun> {
  const { JobRun } = await glue.getJobRun({ JobName: job, RunId: id }, { abortSignal: signal });
  return toRun(JobRun ?? {}, job);
}

/** The newest runs of a job, newest first, at most 200. Throws what the SDK throws. */
export async function readRecentRuns(
  glue: AwsClients['glue'],
  job: string,
  signal: AbortSignal,
): Promise<readonly GlueRun[]> {
  const page = await glue.getJobRuns({ JobName: job, MaxResults: PAGE_SIZE }, { abortSignal: signal });
  return newestFirst((page.JobRuns ?? []).map((run) => toRun(run, job)));
}

/**
 * The run that carries this request id, or null. Looks no further back than runs that started before `since`
 * (milliseconds). Throws what the SDK throws.
 */
export async function findRequestedRun(
  glue: AwsClients['glue'],
  {
    job,
    requestId,
    since,
    signal,
  }: {
    readonly job: string;
    readonly requestId: string;
    readonly since: number;
    readonly signal: AbortSignal;
  },
): Promise<GlueRun | null> {
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { JobRuns, NextToken } = await glue.getJobRuns(
      { JobName: job, MaxResults: PAGE_SIZE, NextToken: token },
      { abortSignal: signal },
    );
    const runs = (JobRuns ?? []).map((run) => toRun(run, job));
    const found = runs.find((run) => run.arguments[REQUEST_ID_ARGUMENT] === requestId);
    if (found !== undefined) return found;
    const allNewer = runs.every(({ startedAt }) => startedAt === null || startedAt >= since);
    if (NextToken === undefined || NextToken === '' || !allNewer) return null;
    token = NextToken;
  }
  return null;
}

// Glue lists the newest first but does not promise it. A run without a start still waits: it is the newest.
function newestFirst(runs: readonly GlueRun[]): readonly GlueRun[] {
  const started = ({ startedAt }: GlueRun): number => startedAt ?? Number.MAX_SAFE_INTEGER;
  return runs.toSorted((a, b) => started(b) - started(a));
}

function toRun(run: JobRun, job: string): GlueRun {
  if (run.Id === undefined || run.JobRunState === undefined) {
    throw new Error(
      `Expected a run of ${job} with an id and a state from Glue, got ${JSON.stringify(Object.keys(run))}`,
    );
  }
  const startedAt = run.StartedOn?.getTime() ?? null;
  const endedAt = isActive({ state: run.JobRunState })
    ? null
    : (run.CompletedOn?.getTime() ?? run.LastModifiedOn?.getTime() ?? null);
  const spanMs = startedAt === null || endedAt === null ? 0 : endedAt - startedAt;
  return {
    job,
    id: run.Id,
    state: run.JobRunState,
    startedAt,
    endedAt,
    lastedMs: run.ExecutionTime === undefined || run.ExecutionTime === 0 ? spanMs : run.ExecutionTime * 1_000,
    attempt: attemptOf(run),
    arguments: run.Arguments ?? {},
    workerType: run.WorkerType ?? null,
    workers: run.NumberOfWorkers ?? null,
    errorMessage: run.ErrorMessage === undefined || run.ErrorMessage === '' ? null : redact(run.ErrorMessage),
    logGroup: run.LogGroupName ?? null,
    timeoutMinutes: run.Timeout ?? null,
    dpuHours:
      endedAt === null
        ? null
        : dpuHours({
            dpuSeconds: run.DPUSeconds ?? null,
            capacity: run.MaxCapacity ?? null,
            workers: run.NumberOfWorkers ?? null,
            workerType: run.WorkerType ?? null,
            seconds: run.ExecutionTime ?? null,
          }),
  };
}

function attemptOf(run: JobRun): number {
  const first = Number(run.Arguments?.[ATTEMPT_ARGUMENT] ?? 1);
  return (Number.isInteger(first) && first > 0 ? first : 1) + (run.Attempt ?? 0);
}
