/** The Glue jobs of a pipeline, as parts of its health. */

import type { StageEstate } from '../../operations/estate.ts';
import type { Part } from '../../operations/pipeline-health.ts';
import type { Look } from './look.ts';

import { matchesPattern } from '../../lib/pattern.ts';
import { ok } from '../../lib/result.ts';
import { readJobNames, readJobsHealth } from '../glue/read-jobs.ts';
import { orSentence } from '../refusals.ts';

/** In an account without a configuration there may be any number. */
const MOST_JOBS = 100;

export const jobParts: Look = {
  what: 'Glue jobs',
  asks: ['glue:GetJobs', 'glue:GetJobRuns'],
  isIn: ({ jobs }) => jobs.length > 0,
  async gather(call) {
    const { stages } = call.estate;
    // Without stages nothing says which jobs are whose, so all of the account are looked at.
    if (stages.length > 0 && !stages.some(jobParts.isIn)) return ok([]);
    const names = await orSentence(readJobNames(call));
    if (!names.ok) return names;
    const answers = await readJobsHealth(names.value.slice(0, MOST_JOBS), call);
    return ok([
      ...unread(names.value.length),
      ...stages.flatMap((stage) => gone(stage, names.value)),
      ...answers.map(({ job, health }) => ({
        stage: stageOf(stages, job),
        name: job,
        ...(health.ok
          ? { verdict: health.value.verdict, words: health.value.words, since: health.value.since }
          : { verdict: 'unknown' as const, words: 'could not be read', since: null, isRefused: true }),
        more: `/etl ${health.ok && health.value.verdict === 'fail' ? 'logs' : 'runs'} ${job}`,
      })),
    ]);
  },
};

function stageOf(stages: readonly StageEstate[], job: string): string | null {
  return stages.find(({ jobs }) => jobs.some((pattern) => matchesPattern(pattern, job)))?.name ?? null;
}

/** What there is beyond the bound is not well only because nobody looked. */
function unread(jobs: number): readonly Part[] {
  if (jobs <= MOST_JOBS) return [];
  const words = `${jobs - MOST_JOBS} of ${jobs} were not looked at`;
  return [{ stage: null, name: 'Glue jobs', verdict: 'unknown', words, since: null, more: '/etl jobs' }];
}

/** Jobs that the configuration names and Glue does not have: deleted, renamed, or of another region. */
function gone({ name, jobs }: StageEstate, known: readonly string[]): readonly Part[] {
  return jobs
    .filter((pattern) => !known.some((job) => matchesPattern(pattern, job)))
    .map((pattern) => ({
      stage: name,
      name: pattern,
      verdict: 'unknown',
      words: 'names no Glue job here',
      since: null,
      more: '/etl jobs',
    }));
}
