/** A run of a Glue job as operations see it, and how it is told in words. Pure: `aws/glue/read-runs.ts` reads it. */

import type { Fact } from '../alarms/event.ts';
import type { WorkerType } from './worker-types.ts';

import { formatDuration } from '../lib/duration.ts';
import { formatTime } from '../lib/moment.ts';

export type GlueRunState =
  | 'STARTING'
  | 'RUNNING'
  | 'STOPPING'
  | 'STOPPED'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'TIMEOUT'
  | 'ERROR'
  | 'WAITING'
  | 'EXPIRED';

export interface GlueRun {
  readonly job: string;
  readonly id: string;
  readonly state: GlueRunState;
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
  /** Glue's own reason, redacted. */
  readonly errorMessage: string | null;
  /** `/aws-glue/jobs`, or the prefix that a security configuration gives. */
  readonly logGroup: string | null;
  readonly timeoutMinutes: number | null;
  /** Hours of data processing units that it took; null while it runs, and where Glue does not say. */
  readonly dpuHours: number | null;
}

/** The run of Handrail that started this Glue run. */
export const REQUEST_ID_ARGUMENT = '--handrail_request_id';
/** Which attempt this is, counted from 1. */
export const ATTEMPT_ARGUMENT = '--handrail_attempt';

const ACTIVE: ReadonlySet<GlueRunState> = new Set(['STARTING', 'RUNNING', 'STOPPING', 'WAITING']);
const FAILED: ReadonlySet<GlueRunState> = new Set(['FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED']);

/** Whether it still holds resources or waits for them. */
export function isActive({ state }: Pick<GlueRun, 'state'>): boolean {
  return ACTIVE.has(state);
}

/** Whether it ended without success and nobody stopped it. */
export function hasFailed(run: GlueRun): boolean {
  return FAILED.has(run.state);
}

/** `10 × G.1X`, or `unknown` for jobs without workers, such as Python shell ones. */
export function workersText(run: Pick<GlueRun, 'workers' | 'workerType'>): string {
  if (run.workers === null) return 'unknown';
  return run.workerType === null ? String(run.workers) : `${run.workers} × ${run.workerType}`;
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
