/**
 * Runs of a Glue job as the operations see them, and how they are read. It only reads; what the SDK leaves optional
 * is settled here once.
 */

import type { JobRun, JobRunState, WorkerType } from '@aws-sdk/client-glue';
import type { Fact } from '../alarms/event.ts';
import type { AwsClients } from '../aws/clients.ts';
import { GetJobRunCommand, GetJobRunsCommand } from '@aws-sdk/client-glue';
import { formatDuration } from '../lib/duration.ts';

export interface GlueRun {
  readonly job: string;
  readonly id: string;
  readonly state: JobRunState;
  /** Milliseconds; null while a run waits for resources. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** How long it consumed resources, milliseconds. */
  readonly lastedMs: number;
  /** Counted from 1: Glue's own retries, and those by Handrail. */
  readonly attempt: number;
  readonly arguments: Readonly<Record<string, string>>;
  readonly workerType: WorkerType | null;
  readonly workers: number | null;
  /** Glue's own reason, as it came. */
  readonly errorMessage: string | null;
  /** `/aws-glue/jobs`, or the prefix that a security configuration gives. */
  readonly logGroup: string | null;
  readonly timeoutMinutes: number | null;
}

/** The run of Handrail that started this Glue run. */
export const REQUEST_ID_ARGUMENT = '--handrail_request_id';
/** Which attempt this is, counted from 1. */
export const ATTEMPT_ARGUMENT = '--handrail_attempt';

const ACTIVE: ReadonlySet<JobRunState> = new Set(['STARTING', 'RUNNING', 'STOPPING', 'WAITING']);
const FAILED: ReadonlySet<JobRunState> = new Set(['FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED']);
const PAGE_SIZE = 200;
const MOST_PAGES = 10;

/** Whether it still holds resources or waits for them. */
export function isActive(run: GlueRun): boolean {
  return ACTIVE.has(run.state);
}

/** Whether it ended without success and nobody stopped it. */
export function hasFailed(run: GlueRun): boolean {
  return FAILED.has(run.state);
}

/** One run. Throws what the SDK throws. */
export async function readRun(
  glue: AwsClients['glue'],
  job: string,
  id: string,
  signal: AbortSignal,
): Promise<GlueRun> {
  const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: job, RunId: id }), {
    abortSignal: signal,
  });
  return toRun(JobRun ?? {}, job);
}

/** The newest runs of a job, newest first, at most 200. Throws what the SDK throws. */
export async function readRecentRuns(
  glue: AwsClients['glue'],
  job: string,
  signal: AbortSignal,
): Promise<readonly GlueRun[]> {
  const page = await glue.send(new GetJobRunsCommand({ JobName: job, MaxResults: PAGE_SIZE }), {
    abortSignal: signal,
  });
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
    const { JobRuns, NextToken } = await glue.send(
      new GetJobRunsCommand({ JobName: job, MaxResults: PAGE_SIZE, NextToken: token }),
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

/** `10 × G.1X`, or `unknown` for jobs without workers, such as Python shell ones. */
export function workersText(run: Pick<GlueRun, 'workers' | 'workerType'>): string {
  if (run.workers === null) return 'unknown';
  return run.workerType === null ? String(run.workers) : `${run.workers} × ${run.workerType}`;
}

/** `2026-11-12T03:00Z`: whatever shows a finding draws such a moment in its reader's time zone. */
export function formatTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

/** `failed 2026-11-12T03:00Z after 22m, attempt 2`: how a run is named in a sentence. */
export function endText(run: GlueRun): string {
  const when = run.endedAt === null ? '' : ` ${formatTime(run.endedAt)}`;
  return `${run.state.toLowerCase()}${when} after ${formatDuration(run.lastedMs)}, attempt ${run.attempt}`;
}

/** A run in one fact: `10 × G.1X, started 2026-11-12T03:00Z, failed after 22m, attempt 2`. */
export function runFact(run: GlueRun, now: number): Fact {
  const state = run.state.toLowerCase();
  const lasted = formatDuration(isActive(run) && run.startedAt !== null ? now - run.startedAt : run.lastedMs);
  const parts = [
    ...(run.workers === null ? [] : [workersText(run)]),
    run.startedAt === null ? 'not started yet' : `started ${formatTime(run.startedAt)}`,
    isActive(run) ? `${state} for ${lasted}` : `${state} after ${lasted}`,
    `attempt ${run.attempt}`,
  ];
  return { label: 'Run', value: parts.join(', ') };
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
  const endedAt = ACTIVE.has(run.JobRunState)
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
    errorMessage: run.ErrorMessage === undefined || run.ErrorMessage === '' ? null : run.ErrorMessage,
    logGroup: run.LogGroupName ?? null,
    timeoutMinutes: run.Timeout ?? null,
  };
}

function attemptOf(run: JobRun): number {
  const first = Number(run.Arguments?.[ATTEMPT_ARGUMENT] ?? 1);
  return (Number.isInteger(first) && first > 0 ? first : 1) + (run.Attempt ?? 0);
}
