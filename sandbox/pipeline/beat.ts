/**
 * Which job is to start: the first on every beat, the others as soon as what they read is new. A job whose last run
 * did not succeed is not started again by itself; it and all behind it wait until somebody retries it.
 */

import type { Glue, GlueRun } from '../aws/glue.ts';
import type { PipelineJob } from './jobs.ts';

import { isUnfinished } from '../aws/glue.ts';
import { JOBS } from './jobs.ts';

/** Jobs that start with the beat, those that wait for none. */
export function dueOnBeat(glue: Glue): readonly PipelineJob[] {
  return JOBS.filter((job) => job.after.length === 0 && mayStart(glue, job));
}

/** Jobs with something new to read since they last started, all of whose inputs are whole and at rest. */
export function dueByInput(glue: Glue): readonly PipelineJob[] {
  return JOBS.filter((job) => {
    const inputs = job.after.map((name) => lastRun(glue, name));
    const startedAt = lastRun(glue, job.name)?.startedAt ?? -Infinity;
    return (
      mayStart(glue, job) &&
      inputs.every((run) => run?.state === 'SUCCEEDED') &&
      inputs.some((run) => (run?.endedAt ?? -Infinity) > startedAt)
    );
  });
}

/** The newest run of a job, finished or not. */
export function lastRun(glue: Glue, job: string): GlueRun | null {
  return glue.runs(job)[0] ?? null;
}

/** Whether the newest run that has ended did not succeed. */
export function isBroken(glue: Glue, job: string): boolean {
  const ended = glue.runs(job).find((run) => !isUnfinished(run.state));
  return ended !== undefined && ended.state !== 'SUCCEEDED';
}

/** Whether the job waits for one that is broken, be it far upstream. */
export function waitsForBroken(glue: Glue, job: PipelineJob): boolean {
  return JOBS.filter(({ name }) => job.after.includes(name)).some(
    (input) => isBroken(glue, input.name) || waitsForBroken(glue, input),
  );
}

function mayStart(glue: Glue, { name }: PipelineJob): boolean {
  const last = lastRun(glue, name);
  return last === null || last.state === 'SUCCEEDED';
}
