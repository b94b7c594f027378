/**
 * Decides whether a job may be retried and with what, from its runs alone. Pure: nothing is read or started here.
 */

import type { WorkerType } from './worker-types.ts';

import { err, ok, type Result } from '../lib/result.ts';
import {
  ATTEMPT_ARGUMENT,
  endText,
  isActive,
  REQUEST_ID_ARGUMENT,
  workersText,
  type GlueRun,
} from './glue-run.ts';
import { formatTime } from '../lib/moment.ts';
import { asTyped } from './arguments.ts';

export interface RetryWish {
  readonly job: string;
  /** The run that was named, or null for the latest one. */
  readonly named: GlueRun | null;
  readonly workers: number | null;
  readonly workerType: WorkerType | null;
}

export interface RetryPlan {
  readonly failed: GlueRun;
  readonly attempt: number;
  /** Of the failed run, without Handrail's own. May hold secrets: values are never shown. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Null for a job without workers: Glue takes what the job says. */
  readonly workers: number | null;
  readonly workerType: WorkerType | null;
}

export interface Refusal {
  readonly summary: string;
  /** The run that stands in the way. */
  readonly run: GlueRun | null;
  readonly next: readonly string[];
}

const OWN_ARGUMENT = /^--handrail_/;

/**
 * What to start. `runs` are the job's newest runs, newest first. Refused when one is active, when there is nothing to
 * retry, and when workers are asked for that the job has not. Naming a run retries it even if a later one succeeded.
 */
export function planRetry(wish: RetryWish, runs: readonly GlueRun[]): Result<RetryPlan, Refusal> {
  const active =
    runs.find(isActive) ?? (wish.named !== null && isActive(wish.named) ? wish.named : undefined);
  if (active !== undefined) return err(runsAlready(active));
  const target = wish.named ?? runs[0];
  if (target === undefined) {
    return err({ summary: `${wish.job} has never run: there is nothing to retry.`, run: null, next: [] });
  }
  if (wish.named === null && target.state === 'SUCCEEDED') return err(succeededAlready(target, runs));
  if (target.workers === null && (wish.workers !== null || wish.workerType !== null)) {
    const summary = `${wish.job} has no workers to choose, as a Python shell job has none: retry it without --workers and --worker-type.`;
    return err({ summary, run: target, next: [`/etl retry ${asTyped(wish.job)}`] });
  }
  return ok({
    failed: target,
    attempt: target.attempt + 1,
    arguments: Object.fromEntries(
      Object.entries(target.arguments).filter(([name]) => !OWN_ARGUMENT.test(name)),
    ),
    workers: wish.workers ?? target.workers,
    workerType: wish.workerType ?? target.workerType,
  });
}

/** The arguments that the new run is started with: the plan's, and Handrail's marks. */
export function startArguments(plan: RetryPlan, requestId: string): Readonly<Record<string, string>> {
  return { ...plan.arguments, [REQUEST_ID_ARGUMENT]: requestId, [ATTEMPT_ARGUMENT]: String(plan.attempt) };
}

/** `20 × G.1X (was 10 × G.1X)`, or only the one when nothing changes. */
export function workersChange(plan: RetryPlan): string {
  const [before, after] = [workersText(plan.failed), workersText(plan)];
  return before === after ? after : `${after} (was ${before})`;
}

/** The refusal that names the run in the way. */
export function runsAlready(run: GlueRun): Refusal {
  const since = run.startedAt === null ? '' : `, since ${formatTime(run.startedAt)}`;
  const summary = `Not started: ${run.job} is ${run.state.toLowerCase()} already${since}.`;
  return { summary, run, next: [] };
}

function succeededAlready(run: GlueRun, runs: readonly GlueRun[]): Refusal {
  const summary = `Not started: ${run.job} ${endText(run)}: nothing to retry.`;
  const failed = runs.find(({ state }) => state !== 'SUCCEEDED');
  if (failed === undefined) return { summary, run, next: [] };
  return {
    summary: `${summary} One before it ${endText(failed)}: run that again only if its data is still missing.`,
    run,
    next: [`/etl retry ${asTyped(run.job)} --run ${failed.id}`],
  };
}
