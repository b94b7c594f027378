/** The Glue jobs of a pipeline, as parts of its health. */

import type { StageEstate } from '../../operations/estate.ts';
import type { Look } from './look.ts';

import { matchesPattern } from '../../lib/pattern.ts';
import { readJobNames, readJobsHealth } from '../glue/read-jobs.ts';

/** In an account without a configuration there may be any number. */
const MOST_JOBS = 100;

export const jobParts: Look = {
  what: 'Glue jobs',
  asks: ['glue:GetJobs', 'glue:GetJobRuns'],
  async gather(call) {
    const names = await readJobNames(call);
    const answers = await readJobsHealth(names.slice(0, MOST_JOBS), call);
    return answers.map(({ job, health }) => ({
      stage: stageOf(call.estate.stages, job),
      name: job,
      ...(health.ok
        ? { verdict: health.value.verdict, words: health.value.words, since: health.value.since }
        : { verdict: 'unknown' as const, words: health.error.sentence, since: null }),
      more: `/etl ${health.ok && health.value.verdict === 'fail' ? 'logs' : 'runs'} ${job}`,
    }));
  },
};

function stageOf(stages: readonly StageEstate[], job: string): string | null {
  return stages.find(({ jobs }) => jobs.some((pattern) => matchesPattern(pattern, job)))?.name ?? null;
}
