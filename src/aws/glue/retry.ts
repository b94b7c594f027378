/**
 * `retry <job>`: starts a failed Glue job again with the arguments of the failed run, once, however often it is
 * pressed and whatever the network loses, and follows it to its end. Never starts beside an active run.
 */

import type { AwsClients } from '../clients.ts';
import type { Clock } from '../../handlers/ports.ts';
import type { Finding } from '../../operations/finding.ts';
import type { Arguments, Operation, Preview, Progress, RunContext } from '../../operations/operation.ts';
import type { Refusal, RetryPlan } from '../../operations/retry-plan.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { StartJobRunCommand } from '@aws-sdk/client-glue';
import { describeAwsError, type AwsErrorReport } from '../errors.ts';
import { err, type Result } from '../../lib/result.ts';
import { asTyped } from '../../operations/arguments.ts';
import { runLink, runsLink } from '../../lib/console-links.ts';
import { ended, finding } from '../../operations/findings.ts';
import { refusedByAws } from '../refusals.ts';
import { endText, isActive, REQUEST_ID_ARGUMENT, type GlueRun } from '../../operations/glue-run.ts';
import { findRequestedRun, readRecentRuns, readRun } from './read-runs.ts';
import { checkRetry, isDryRun, RETRY_ARGUMENTS, retryIntent } from '../../operations/retry-arguments.ts';
import { CLOCK_SKEW_MS, follow, isPassing, lost, progressOf, started } from './retry-follow.ts';
import { planRetry, runsAlready, startArguments, workersChange } from '../../operations/retry-plan.ts';
import { createTurns } from './turns.ts';
import { findWorkerType } from '../../operations/worker-types.ts';

export interface RetryOptions {
  readonly clients: AwsClients;
  readonly clock: Clock;
  /** The most workers that may be asked for. */
  readonly maxWorkers: number;
  /** Between two looks at a young run, milliseconds. */
  readonly pollMs: number;
  /** How long Glue may take to show a run that was started, milliseconds. */
  readonly settleMs: number;
}

/** The operation behind `/etl retry`. */
export function createRetry(options: RetryOptions): Operation {
  const inTurn = createTurns();
  return {
    verb: 'retry',
    summary: 'Run a failed Glue job again with the same arguments, and follow it to its end',
    risk: 'change',
    arguments: RETRY_ARGUMENTS,
    iam: ['glue:GetJobRun', 'glue:GetJobRuns', 'glue:StartJobRun'],
    afterCrash: 'verify',
    check: (args) => checkRetry(args, options.maxWorkers),
    harmless: isDryRun,
    intent: retryIntent,
    preview: (context) => preview(options, context),
    target: (args) => (isDryRun(args) ? null : `retry:${options.clients.region}/${args['job'] ?? ''}`),
    // Two presses of one job take turns, so that the second sees the run of the first.
    start: (context) => inTurn(context.args['job'] ?? '', () => start(options, context)),
    follow: (context, token) => follow(options, context, token),
    verify: (context) => verify(options, context),
  };
}

async function start(options: RetryOptions, context: RunContext): Promise<Progress> {
  const { args } = context;
  const looked = await look(options, context);
  if (!looked.ok) return looked.error;
  const plan = looked.value;
  const promised = args['attempt'];
  if (promised !== undefined && Number(promised) !== plan.attempt) {
    const summary = `Not started: attempt ${promised} was promised, and by now it would be attempt ${plan.attempt}. Look again.`;
    return ended(refused({ summary, run: plan.failed, next: [commandOf(plan.failed.job, args)] }, options));
  }
  if (isDryRun(args)) return ended(dryRun(plan, context, options));
  return startRun(plan, context, options);
}

async function preview(options: RetryOptions, context: RunContext): Promise<Preview> {
  const looked = await look(options, context);
  if (!looked.ok) {
    const { error } = looked;
    return error.state === 'ended'
      ? { would: 'refuse', finding: error.finding }
      : { would: 'run', intent: error.summary, command: commandOf(context.args['job'] ?? '', context.args) };
  }
  const { failed, attempt } = looked.value;
  return {
    would: 'run',
    intent: `Start ${failed.job} with ${workersChange(looked.value)}, attempt ${attempt}`,
    command: `${commandOf(failed.job, context.args)} --attempt ${attempt}`,
  };
}

/** What would be started; the error is how it ended, or goes on, without a start. */
async function look(options: RetryOptions, context: RunContext): Promise<Result<RetryPlan, Progress>> {
  const { clients } = options;
  const { args, signal } = context;
  const job = args['job'] ?? '';
  const named = args['run'];
  let runs: readonly GlueRun[];
  let namedRun: GlueRun | null = null;
  try {
    runs = await readRecentRuns(clients.glue, job, signal);
    if (named !== undefined) {
      namedRun = runs.find(({ id }) => id === named) ?? (await readRun(clients.glue, job, named, signal));
    }
  } catch (error) {
    const doing = `read the runs of ${job}, so nothing was started`;
    const report = describeAwsError(error, { doing, action: 'glue:GetJobRuns' });
    return err(ended(notStarted(report, job, options)));
  }
  const mine = runs.find((run) => run.arguments[REQUEST_ID_ARGUMENT] === context.run);
  if (mine !== undefined) return err(progressOf(mine, context.requestedAt, options));
  const wish = {
    job,
    named: namedRun,
    workers: args['workers'] === undefined ? null : Number(args['workers']),
    workerType: findWorkerType(args['worker-type'] ?? ''),
  };
  const plan = planRetry(wish, runs);
  return plan.ok ? plan : err(ended(refused(plan.error, options)));
}

async function startRun(plan: RetryPlan, context: RunContext, options: RetryOptions): Promise<Progress> {
  const { clients, clock } = options;
  const { job } = plan.failed;
  let id: string | undefined;
  try {
    ({ JobRunId: id } = await clients.glueOnce.send(startCommand(plan, context.run), {
      abortSignal: context.signal,
    }));
  } catch (error) {
    const report = describeAwsError(error, { doing: `start ${job}`, action: 'glue:StartJobRun' });
    if (report.kind === 'concurrent-runs') return ended(await busy(report, job, context, options));
    if (!report.ambiguous) return ended(notStarted(report, job, options));
  }
  if (id !== undefined) {
    const summary = `${job} started with ${workersChange(plan)}, attempt ${plan.attempt}`;
    return started(job, id, summary, options);
  }
  // No answer, or one without a run: whether it started is looked up, never tried again.
  return found(job, context, options).then(
    (run) => (run === null ? lost(job, options) : progressOf(run, clock(), options)),
    () => lost(job, options),
  );
}

async function verify(
  options: RetryOptions,
  context: RunContext,
): Promise<Progress | { readonly state: 'not-started' }> {
  const { clients, clock, settleMs } = options;
  if (isDryRun(context.args)) return { state: 'not-started' };
  const job = context.args['job'] ?? '';
  try {
    const run = (await found(job, context, options)) ?? (await foundLater());
    return run === null ? { state: 'not-started' } : progressOf(run, clock(), options);
  } catch (error) {
    const report = describeAwsError(error, {
      doing: `see whether ${job} was started`,
      action: 'glue:GetJobRuns',
    });
    if (isPassing(report)) return lost(job, options);
    return ended(
      refusedByAws(report, clock(), { verdict: 'unknown', links: [runsLink(clients.region, job)] }),
    );
  }

  // A start that was on its way when the process died may take a moment to show.
  async function foundLater(): Promise<GlueRun | null> {
    await wait(settleMs, undefined, { signal: context.signal });
    return found(job, context, options);
  }
}

function found(job: string, context: RunContext, { clients }: RetryOptions): Promise<GlueRun | null> {
  return findRequestedRun(clients.glue, {
    job,
    requestId: context.run,
    since: context.requestedAt - CLOCK_SKEW_MS,
    signal: context.signal,
  });
}

function startCommand(plan: RetryPlan, requestId: string): StartJobRunCommand {
  return new StartJobRunCommand({
    JobName: plan.failed.job,
    Arguments: { ...startArguments(plan, requestId) },
    ...(plan.workers === null ? {} : { NumberOfWorkers: plan.workers }),
    ...(plan.workerType === null ? {} : { WorkerType: plan.workerType }),
  });
}

// The job is at its limit of runs: the refusal names the run that took the place, if one is seen.
async function busy(
  report: AwsErrorReport,
  job: string,
  { signal }: RunContext,
  options: RetryOptions,
): Promise<Finding> {
  const { clients } = options;
  return readRecentRuns(clients.glue, job, signal).then(
    (runs) => {
      const active = runs.find(isActive);
      return active === undefined ? notStarted(report, job, options) : refused(runsAlready(active), options);
    },
    () => notStarted(report, job, options),
  );
}

// It is certain that nothing was started, whatever AWS may say the next time.
function notStarted(report: AwsErrorReport, job: string, { clients, clock }: RetryOptions): Finding {
  return refusedByAws(report, clock(), { verdict: 'fail', links: [runsLink(clients.region, job)] });
}

function refused({ summary, run, next }: Refusal, { clients, clock }: RetryOptions): Finding {
  const links = run === null ? [] : [runLink(clients.region, run.job, run.id)];
  return finding({ verdict: 'fail', summary, trueAt: clock(), next, links });
}

function dryRun(plan: RetryPlan, { args }: RunContext, { clients, clock }: RetryOptions): Finding {
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
    next: [commandOf(job, args)],
  });
}

/** The command as a person types it, without what was promised or only tried. */
function commandOf(job: string, args: Arguments): string {
  const flags = ['run', 'workers', 'worker-type'].flatMap((name) =>
    args[name] === undefined ? [] : [`--${name} ${args[name]}`],
  );
  return ['/etl retry', asTyped(job), ...flags].join(' ');
}
