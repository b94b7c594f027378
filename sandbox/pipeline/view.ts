/** The pipeline as the page shows it: stages, switches, the latest runs and the log. Reads, changes nothing. */

import type { PagePipeline, PageRun, PageStage } from '../page/contract.ts';
import type { Glue, GlueRun } from '../aws/glue.ts';
import type { StageName } from './jobs.ts';
import type { Runner } from './runner.ts';
import type { Switches } from './switches.ts';

import { isUnfinished } from '../aws/glue.ts';
import { isBroken, lastRun, waitsForBroken } from './beat.ts';
import { JOBS, PIPELINE, STAGES } from './jobs.ts';

export interface ViewSources {
  readonly glue: Glue;
  readonly switches: Switches;
  readonly runner: Runner;
  /** Newest first. */
  readonly log: PagePipeline['log'];
}

const MOST_RUNS = 20;

/** The whole view, made anew from the state. */
export function pipelineView({ glue, switches, runner, log }: ViewSources): PagePipeline {
  return {
    name: PIPELINE,
    stages: STAGES.map((stage) => stageView({ glue, runner, switches }, stage)),
    switches: switches.view(),
    runs: JOBS.flatMap(({ name }) => glue.runs(name))
      .toSorted((a, b) => b.startedAt - a.startedAt)
      .slice(0, MOST_RUNS)
      .map((run) => runView(runner, run)),
    log,
  };
}

function stageView(
  { glue, runner, switches }: Pick<ViewSources, 'glue' | 'runner' | 'switches'>,
  name: StageName,
): PageStage {
  const jobs = JOBS.filter(({ stage }) => stage === name);
  if (name === 'ingestion') {
    return switches.isOn('firehose-stopped')
      ? { name, state: 'failed', detail: 'Firehose is denied its bucket' }
      : { name, state: 'ok', detail: 'Firehose delivers to S3' };
  }
  if (name === 'serving') {
    if (switches.isOn('slow-queries')) return { name, state: 'ok', detail: 'queries take a minute' };
    const isStale = JOBS.some((job) => isBroken(glue, job.name));
    return { name, state: 'ok', detail: isStale ? 'serves the last good gold' : 'Athena reads gold' };
  }
  const running = jobs.filter((job) => isRunning(lastRun(glue, job.name)));
  const failed = jobs.filter((job) => !running.includes(job) && isBroken(glue, job.name));
  if (failed.length > 0) {
    return {
      name,
      state: 'failed',
      detail: failed.map((job) => failureWords(glue, runner, job.name)).join('; '),
    };
  }
  if (name === 'silver' && switches.isOn('deleted-data')) {
    return { name, state: 'failed', detail: 'three days of users are gone' };
  }
  if (running.length > 0) {
    return { name, state: 'running', detail: running.map((job) => job.name).join(', ') };
  }
  const waiting = jobs.find((job) => waitsForBroken(glue, job));
  if (waiting !== undefined) return { name, state: 'waits', detail: `waits for ${waiting.after.join(', ')}` };
  const hasRun = jobs.every((job) => lastRun(glue, job.name) !== null);
  return hasRun
    ? { name, state: 'ok', detail: jobs.map((job) => job.name).join(', ') }
    : { name, state: 'waits', detail: 'no run yet' };
}

function isRunning(run: GlueRun | null): boolean {
  return run !== null && isUnfinished(run.state);
}

function failureWords(glue: Glue, runner: Runner, job: string): string {
  const run = lastRun(glue, job);
  const summary = run === null ? null : runner.failureSummary(run.id);
  return summary === null ? `${job} did not succeed` : `${job}: ${summary}`;
}

function runView(runner: Runner, run: GlueRun): PageRun {
  return {
    job: run.job,
    run: run.id,
    state: run.state,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    detail: runner.failureSummary(run.id) ?? `${run.workers} × ${run.workerType}`,
  };
}
