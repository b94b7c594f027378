/**
 * Carries runs of the pipeline's jobs through their lives: STARTING, RUNNING, and an end that the switches decide.
 * Who started a run, the beat or somebody over the wire, makes no difference.
 */

import type { Account } from '../aws/account.ts';
import type { GlueRun } from '../aws/glue.ts';
import type { Layout } from './layout.ts';
import type { Pace } from './pace.ts';
import type { Random } from './random.ts';
import type { Timers } from './schedule.ts';
import type { Switches } from './switches.ts';

import { isUnfinished } from '../aws/glue.ts';
import { failureOf } from './failures.ts';
import { FRAGILE_JOB, JOBS } from './jobs.ts';
import { recordOutput } from './output.ts';
import { recordEnd, recordStart } from './run-record.ts';

export interface Runner {
  /** Takes over a run that has just started, or plans it anew after a switch was flipped. */
  plan(run: GlueRun): void;
  /** Why a run failed, in few words; `null` for any other run. */
  failureSummary(runId: string): string | null;
}

export interface RunnerOptions {
  readonly account: Account;
  readonly switches: Switches;
  readonly timers: Timers;
  readonly pace: Pace;
  readonly layout: Layout;
  /** How many users a run finds without an id. */
  readonly nullUsers: () => number;
  readonly random: Random;
}

/** Carries nothing yet. How a run ends is decided at its end, so a switch that is flipped meanwhile counts. */
export function createRunner({
  account,
  switches,
  timers,
  pace,
  layout,
  nullUsers,
  random,
}: RunnerOptions): Runner {
  const plans = new Map<string, readonly (() => void)[]>();
  const summaries = new Map<string, string>();

  const breakageOf = (run: GlueRun) => (run.job === FRAGILE_JOB ? switches.breakage(run) : null);

  function begin(id: string): void {
    recordStart(account, account.glue.advanceRun(id, 'RUNNING'), random);
  }

  function end(id: string): void {
    plans.delete(id);
    const run = account.glue.runById(id);
    const job = JOBS.find(({ name }) => name === run?.job);
    if (run === null || job === undefined || !isUnfinished(run.state)) return;
    const kind = breakageOf(run);
    const failure = kind === null ? null : failureOf(kind, run, random);
    recordEnd(account, { run, job, failure, random });
    if (failure === null) {
      recordOutput(account, job, { run, layout, nullUsers: nullUsers() });
      if (run.job === FRAGILE_JOB) switches.succeeded();
      account.glue.advanceRun(id, 'SUCCEEDED');
    } else {
      switches.failed(failure.kind);
      summaries.set(id, failure.summary);
      account.glue.advanceRun(id, 'FAILED', { errorMessage: failure.errorMessage });
    }
  }

  return {
    plan: (run) => {
      plans.get(run.id)?.forEach((cancel) => cancel());
      const lifeMs = breakageOf(run) === null ? pace.runMs : pace.failMs;
      plans.set(run.id, [
        ...(run.state === 'STARTING' ? [timers.after(pace.startupMs, () => begin(run.id))] : []),
        timers.after(lifeMs, () => end(run.id)),
      ]);
    },
    failureSummary: (runId) => summaries.get(runId) ?? null,
  };
}
