/** Reads which Glue jobs there are, and how each of them did lately. */

import type { Job } from '@aws-sdk/client-glue';
import type { JobHealth } from '../../operations/job-health.ts';
import type { Result } from '../../lib/result.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';

import { ok } from '../../lib/result.ts';
import { isJobOf } from '../../operations/estate.ts';
import { jobHealth } from '../../operations/job-health.ts';
import { inParallel } from '../in-parallel.ts';
import { answerOf, answerOrReport } from '../refusals.ts';
import { readRecentRuns } from './read-runs.ts';

const PAGE_SIZE = 1_000;
const MOST_PAGES = 10;

/** How each job did; where its runs could not be read, why. */
export interface JobAnswer {
  readonly job: string;
  readonly health: Result<JobHealth, AwsErrorReport>;
}

/** A job as Glue describes it. */
export interface NamedJob extends Job {
  readonly Name: string;
}

/** The names of the jobs of this call's pipeline, or of all where it names none. Throws `AwsRefusal`. */
export async function readJobNames(call: Call): Promise<readonly string[]> {
  return (await readJobs(call)).map(({ Name }) => Name);
}

/** The jobs of this call's pipeline, or all where it names none. Throws `AwsRefusal`. */
export async function readJobs({ clients, estate, signal }: Call): Promise<readonly NamedJob[]> {
  const all = await answerOf(allJobs(clients.glue, signal), {
    doing: 'list the Glue jobs',
    action: 'glue:GetJobs',
  });
  return all.filter(({ Name }) => isJobOf(estate, Name));
}

/** How these jobs did. Of a job whose runs could not be read the refusal is told; throws a bug as it is. */
export function readJobsHealth(jobs: readonly string[], call: Call): Promise<readonly JobAnswer[]> {
  const { clients, clock, signal } = call;
  return inParallel(jobs, call, async (job) => {
    const runs = await answerOrReport(readRecentRuns(clients.glue, job, signal), {
      doing: `read the runs of ${job}`,
      action: 'glue:GetJobRuns',
    });
    return { job, health: runs.ok ? ok(jobHealth(job, runs.value, clock())) : runs };
  });
}

async function allJobs(glue: Call['clients']['glue'], signal: AbortSignal): Promise<readonly NamedJob[]> {
  const jobs: NamedJob[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { Jobs = [], NextToken } = await glue.getJobs(
      { MaxResults: PAGE_SIZE, NextToken: token },
      { abortSignal: signal },
    );
    jobs.push(...Jobs.flatMap((job) => (job.Name === undefined ? [] : [{ ...job, Name: job.Name }])));
    if (NextToken === undefined || NextToken === '') break;
    token = NextToken;
  }
  return jobs;
}
