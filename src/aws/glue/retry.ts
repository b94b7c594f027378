/**
 * `retry <job>`: starts a failed Glue job again with the arguments of the failed run, once, however often it is
 * pressed and whatever the network loses, and follows it to its end. Never starts beside an active run.
 */

import type { StartJobRunRequest } from '@aws-sdk/client-glue';
import type { Finding } from '../../operations/finding.ts';
import type { GlueRun } from '../../operations/glue-run.ts';
import type { Operation, Preview, Progress, Verified } from '../../operations/operation.ts';
import type { Refusal, RetryPlan } from '../../operations/retry-plan.ts';
import type { Call, Makers } from '../makers.ts';
import type { FollowCall } from './retry-follow.ts';

import { setTimeout as wait } from 'node:timers/promises';

import { runLink, runsLink } from '../../lib/console-links.ts';
import { err, type Result } from '../../lib/result.ts';
import { ended, finding } from '../../operations/findings.ts';
import { endText, isActive, REQUEST_ID_ARGUMENT } from '../../operations/glue-run.ts';
import {
  retryArguments,
  retryCommand,
  retryIntent,
  type RetryArguments,
} from '../../operations/retry-arguments.ts';
import { planRetry, runsAlready, startArguments, workersChange } from '../../operations/retry-plan.ts';
import { AwsRefusal, answerOf, answerOrReport, isPassing, orReport } from '../refusals.ts';
import { readRecentRuns, readRun } from './read-runs.ts';
import { follow, linkOfToken, lost, progressOf, requested, started } from './retry-follow.ts';
import { createTurns } from './turns.ts';

export interface RetryOptions {
  /** The most workers that may be asked for. */
  readonly maxWorkers: number;
  /** Between two looks at a young run, milliseconds. */
  readonly pollMs: number;
  /** How long Glue may take to show a run that was started, milliseconds. */
  readonly settleMs: number;
}

/** The operation behind `/etl retry`. */
export function createRetry({ change }: Makers, { maxWorkers, pollMs, settleMs }: RetryOptions): Operation {
  const inTurn = createTurns();
  return change({
    verb: 'retry',
    risk: 'change',
    summary: 'Run a failed Glue job again with the same arguments, and follow it to its end',
    arguments: retryArguments(maxWorkers),
    asks: ['glue:GetJobRun', 'glue:GetJobRuns', 'glue:StartJobRun'],
    namesCause: true,
    harmless: 'dry-run',
    intent: retryIntent,
    target: ({ job }) => job,
    links: ({ job }, region, token) => [token === null ? runsLink(region, job) : linkOfToken(region, token)],
    preview: (args, call) => preview(args, { ...call, pollMs }),
    // Two presses of one job take turns, so that the second sees the run of the first.
    start: (args, call) => inTurn(args.job, () => start(args, { ...call, pollMs })),
    follow: (_, call, token) => follow({ ...call, pollMs }, token),
    verify: (args, call) => verify(args, { ...call, pollMs }, settleMs),
  });
}

async function start(args: RetryArguments, call: FollowCall): Promise<Progress> {
  const looked = await look(args, call);
  if (!looked.ok) return looked.error;
  const plan = looked.value;
  const { attempt: promised } = args;
  if (promised !== null && promised !== plan.attempt) {
    const summary = `Not started: attempt ${promised} was promised, and by now it would be attempt ${plan.attempt}. Look again.`;
    return ended(refused({ summary, run: plan.failed, next: [retryCommand(args)] }, call));
  }
  if (args['dry-run']) return ended(dryRun(plan, args, call));
  return startRun(plan, call);
}

async function preview(args: RetryArguments, call: FollowCall): Promise<Preview> {
  const looked = await look(args, call);
  if (!looked.ok) {
    const { error } = looked;
    return error.state === 'ended'
      ? { would: 'refuse', finding: error.finding }
      : { would: 'run', intent: error.summary, command: retryCommand(args) };
  }
  const { failed, attempt } = looked.value;
  return {
    would: 'run',
    intent: `Start ${failed.job} with ${workersChange(looked.value)}, attempt ${attempt}`,
    command: retryCommand(args, attempt),
  };
}

/** What would be started; the error is how it ended, or goes on, without a start. */
async function look(args: RetryArguments, call: FollowCall): Promise<Result<RetryPlan, Progress>> {
  const { job, run: named, workers, 'worker-type': workerType } = args;
  const { runs, namedRun } = await answerOf(readRuns(job, named, call), {
    doing: `read the runs of ${job}, so nothing was started`,
    action: 'glue:GetJobRuns',
  });
  const mine = runs.find((run) => run.arguments[REQUEST_ID_ARGUMENT] === call.run);
  if (mine !== undefined) return err(progressOf(mine, call.requestedAt, call));
  const plan = planRetry({ job, named: namedRun, workers, workerType }, runs);
  return plan.ok ? plan : err(ended(refused(plan.error, call)));
}

interface Runs {
  readonly runs: readonly GlueRun[];
  readonly namedRun: GlueRun | null;
}

async function readRuns(job: string, named: string | null, { clients, signal }: Call): Promise<Runs> {
  const runs = await readRecentRuns(clients.glue, job, signal);
  if (named === null) return { runs, namedRun: null };
  const known = runs.find(({ id }) => id === named);
  return { runs, namedRun: known ?? (await readRun(clients.glue, job, named, signal)) };
}

async function startRun(plan: RetryPlan, call: FollowCall): Promise<Progress> {
  const { clients, clock, signal } = call;
  const { job } = plan.failed;
  let id: string | undefined;
  try {
    const sending = clients.glueOnce.startJobRun(startInput(plan, call.run), { abortSignal: signal });
    ({ JobRunId: id } = await answerOf(sending, { doing: `start ${job}`, action: 'glue:StartJobRun' }));
  } catch (error) {
    if (!(error instanceof AwsRefusal)) throw error;
    if (error.report.kind === 'concurrent-runs') return ended(await busy(error, job, call));
    if (!error.report.ambiguous) throw error;
  }
  if (id !== undefined) {
    const summary = `${job} started with ${workersChange(plan)}, attempt ${plan.attempt}`;
    return started(job, id, summary, call);
  }
  // No answer, or one without a run: whether it started is looked up, never tried again.
  const run = await orReport(requested(job, call));
  return run.ok && run.value !== null ? progressOf(run.value, clock(), call) : lost(job, call);
}

async function verify({ job }: RetryArguments, call: FollowCall, settleMs: number): Promise<Verified> {
  try {
    const run = (await requested(job, call)) ?? (await requestedLater());
    return run === null ? { state: 'not-started' } : progressOf(run, call.clock(), call);
  } catch (error) {
    if (error instanceof AwsRefusal && isPassing(error.report)) return lost(job, call);
    throw error;
  }

  // A start that was on its way when the process died may take a moment to show.
  async function requestedLater(): Promise<GlueRun | null> {
    await wait(settleMs, undefined, { signal: call.signal });
    return requested(job, call);
  }
}

function startInput(plan: RetryPlan, requestId: string): StartJobRunRequest {
  return {
    JobName: plan.failed.job,
    Arguments: { ...startArguments(plan, requestId) },
    ...(plan.workers === null ? {} : { NumberOfWorkers: plan.workers }),
    ...(plan.workerType === null ? {} : { WorkerType: plan.workerType }),
  };
}

// The job is at its limit of runs: the refusal names the run that took the place, if one is seen.
async function busy(refusal: AwsRefusal, job: string, call: Call): Promise<Finding> {
  const runs = await answerOrReport(readRecentRuns(call.clients.glue, job, call.signal), {
    doing: `read the runs of ${job}`,
    action: 'glue:GetJobRuns',
  });
  const active = runs.ok ? runs.value.find(isActive) : undefined;
  if (active === undefined) throw refusal;
  return refused(runsAlready(active), call);
}

function refused({ summary, run, next }: Refusal, { clients, clock }: Call): Finding {
  const links = run === null ? [] : [runLink(clients.region, run.job, run.id)];
  return finding({ verdict: 'fail', summary, trueAt: clock(), next, links });
}

function dryRun(plan: RetryPlan, args: RetryArguments, { clients, clock }: Call): Finding {
  const { job, id } = plan.failed;
  const names = Object.keys(plan.arguments);
  return finding({
    verdict: 'ok',
    summary: `Dry run: would start ${job} with ${workersChange(plan)}, attempt ${plan.attempt}. Nothing was started.`,
    trueAt: clock(),
    facts: [
      { label: 'Run to retry', value: endText(plan.failed) },
      { label: 'Workers', value: workersChange(plan) },
      { label: 'Arguments', value: names.length === 0 ? 'none' : names.join(', ') },
    ],
    links: [runLink(clients.region, job, id)],
    next: [retryCommand(args)],
  });
}
