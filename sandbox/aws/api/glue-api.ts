/** Glue at the wire (AWS JSON 1.1, `AWSGlue`): jobs and their runs, the Data Catalog, and results of Data Quality. */

import type { GlueJob, GlueRun } from '../glue.ts';
import type { Answer, Service } from './operation.ts';

import { z } from 'zod';

import { capacityOf, WORKER_TYPES } from '../glue.ts';
import { AwsRefusal } from '../refusal.ts';
import { catalogOperations } from './glue-catalog-api.ts';
import { glueName as name, gluePage, nextToken } from './glue-page.ts';
import { qualityOperations } from './glue-quality-api.ts';
import { operation, present, seconds } from './operation.ts';

// Default and greatest page sizes of GetJobs, ListJobs and GetJobRuns, from Glue's API reference.
const JOBS_PAGE = 100;
const RUNS_PAGE = 200;
const MOST_RESULTS = { jobs: 1_000, runs: 200 } as const;

export const glueService: Service = {
  name: 'glue',
  protocol: 'json',
  signingName: 'glue',
  target: 'AWSGlue',
  invalidInputCode: 'ValidationException',
  throttledCode: 'ThrottlingException',
  accessDeniedCode: 'AccessDeniedException',
  operations: {
    GetJob: operation({ JobName: name }, ({ glue }, { JobName }) => ({ Job: wireJob(glue.job(JobName)) })),

    GetJobs: operation(
      { NextToken: nextToken, MaxResults: z.int().min(1).max(MOST_RESULTS.jobs).optional() },
      ({ glue }, { NextToken, MaxResults }) => {
        const found = gluePage(glue.jobs(), NextToken, MaxResults ?? JOBS_PAGE, (job) => job.name);
        return present({ Jobs: found.items.map(wireJob), NextToken: found.nextToken });
      },
    ),

    ListJobs: operation(
      { NextToken: nextToken, MaxResults: z.int().min(1).max(MOST_RESULTS.jobs).optional() },
      ({ glue }, { NextToken, MaxResults }) => {
        const found = gluePage(glue.jobs(), NextToken, MaxResults ?? JOBS_PAGE, (job) => job.name);
        return present({ JobNames: found.items.map((job) => job.name), NextToken: found.nextToken });
      },
    ),

    GetJobRun: operation(
      { JobName: name, RunId: name, PredecessorsIncluded: z.boolean().optional() },
      ({ glue }, { JobName, RunId }) => {
        const run = glue.runs(JobName).find(({ id }) => id === RunId);
        if (run === undefined) {
          throw new AwsRefusal('EntityNotFoundException', `Job run ${RunId} of job ${JobName} not found.`);
        }
        return { JobRun: wireRun(run) };
      },
    ),

    GetJobRuns: operation(
      { JobName: name, NextToken: nextToken, MaxResults: z.int().min(1).max(MOST_RESULTS.runs).optional() },
      ({ glue }, { JobName, NextToken, MaxResults }) => {
        const found = gluePage(glue.runs(JobName), NextToken, MaxResults ?? RUNS_PAGE, (run) => run.id);
        return present({ JobRuns: found.items.map(wireRun), NextToken: found.nextToken });
      },
    ),

    StartJobRun: operation(
      {
        JobName: name,
        JobRunId: name.optional(),
        Arguments: z.record(z.string(), z.string()).optional(),
        NumberOfWorkers: z.int().optional(),
        WorkerType: z.enum(WORKER_TYPES).optional(),
        Timeout: z.int().min(1).optional(),
      },
      ({ glue }, input) => {
        const run = glue.startRun(input.JobName, {
          arguments: input.Arguments,
          workers: input.NumberOfWorkers,
          workerType: input.WorkerType,
          timeoutMinutes: input.Timeout,
          previousRunId: input.JobRunId,
        });
        return { JobRunId: run.id };
      },
    ),

    ...catalogOperations,
    ...qualityOperations,
  },
};

function wireJob(job: GlueJob): Answer {
  return {
    Name: job.name,
    JobMode: 'SCRIPT',
    Command: { Name: 'glueetl', ScriptLocation: `s3://todo-etl-scripts/${job.name}.py`, PythonVersion: '3' },
    CreatedOn: seconds(job.createdAt),
    LastModifiedOn: seconds(job.changedAt),
    ExecutionProperty: { MaxConcurrentRuns: job.maxConcurrentRuns },
    DefaultArguments: job.defaultArguments,
    MaxRetries: 0,
    AllocatedCapacity: Math.trunc(capacityOf(job)),
    Timeout: job.timeoutMinutes,
    MaxCapacity: capacityOf(job),
    NumberOfWorkers: job.workers,
    WorkerType: job.workerType,
    GlueVersion: job.glueVersion,
    ExecutionClass: 'STANDARD',
  };
}

function wireRun(run: GlueRun): Answer {
  return present({
    Id: run.id,
    Attempt: run.attempt,
    PreviousRunId: run.previousRunId,
    JobName: run.job,
    JobMode: 'SCRIPT',
    StartedOn: seconds(run.startedAt),
    LastModifiedOn: seconds(run.changedAt),
    CompletedOn: run.endedAt === null ? null : seconds(run.endedAt),
    JobRunState: run.state,
    Arguments: run.arguments,
    ErrorMessage: run.errorMessage,
    PredecessorRuns: [],
    AllocatedCapacity: Math.trunc(capacityOf(run)),
    // Glue counts whole seconds, and none while the run still waits for its workers.
    ExecutionTime: run.endedAt === null ? 0 : Math.round((run.endedAt - run.startedAt) / 1_000),
    Timeout: run.timeoutMinutes,
    MaxCapacity: capacityOf(run),
    DPUSeconds: run.dpuSeconds,
    NumberOfWorkers: run.workers,
    WorkerType: run.workerType,
    LogGroupName: '/aws-glue/jobs',
    GlueVersion: run.glueVersion,
    ExecutionClass: 'STANDARD',
  });
}
