import type { AwsWorld } from './aws-world.ts';

import {
  GetJobCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  GetJobsCommand,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { START_MS, startAwsWorld } from './aws-world.ts';

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
  world.account.glue.putJob({
    name: 'silver-users',
    workers: 10,
    workerType: 'G.1X',
    defaultArguments: { '--source': 's3://todo-etl/bronze/', '--mode': 'append' },
    timeoutMinutes: 60,
  });
});

afterEach(() => world.close());

describe('a job', () => {
  it('is described as it was put', async () => {
    const { Job } = await world.glue.send(new GetJobCommand({ JobName: 'silver-users' }));
    expect(Job).toMatchObject({
      Name: 'silver-users',
      NumberOfWorkers: 10,
      WorkerType: 'G.1X',
      Timeout: 60,
      GlueVersion: '5.0',
      ExecutionProperty: { MaxConcurrentRuns: 1 },
      DefaultArguments: { '--source': 's3://todo-etl/bronze/', '--mode': 'append' },
      CreatedOn: new Date(START_MS),
    });
  });

  it('is refused by name when there is none', async () => {
    await expect(world.glue.send(new GetJobCommand({ JobName: 'nobody' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
      message: 'Job with name: nobody not found.',
      $fault: 'client',
    });
  });

  it('is listed page by page', async () => {
    for (const name of ['bronze-events', 'gold-kpis']) world.account.glue.putJob({ name });
    const first = await world.glue.send(new GetJobsCommand({ MaxResults: 2 }));
    const second = await world.glue.send(new GetJobsCommand({ MaxResults: 2, NextToken: first.NextToken }));
    expect(first.Jobs?.map((job) => job.Name)).toEqual(['silver-users', 'bronze-events']);
    expect(second.Jobs?.map((job) => job.Name)).toEqual(['gold-kpis']);
    expect(second.NextToken).toBeUndefined();
  });
});

describe('StartJobRun', () => {
  it('starts with the job defaults, overrides laid over them', async () => {
    const { JobRunId } = await world.glue.send(
      new StartJobRunCommand({
        JobName: 'silver-users',
        Arguments: { '--mode': 'overwrite', '--request': 'r1' },
        NumberOfWorkers: 20,
        WorkerType: 'G.2X',
        Timeout: 90,
      }),
    );
    expect(JobRunId).toMatch(/^jr_[0-9a-f]{64}$/);
    const { JobRun } = await world.glue.send(
      new GetJobRunCommand({ JobName: 'silver-users', RunId: JobRunId }),
    );
    expect(JobRun).toMatchObject({
      JobRunState: 'STARTING',
      Attempt: 0,
      NumberOfWorkers: 20,
      WorkerType: 'G.2X',
      Timeout: 90,
      StartedOn: new Date(START_MS),
      LogGroupName: '/aws-glue/jobs',
      Arguments: { '--source': 's3://todo-etl/bronze/', '--mode': 'overwrite', '--request': 'r1' },
    });
    expect(JobRun).not.toHaveProperty('CompletedOn');
    expect(JobRun).not.toHaveProperty('PreviousRunId');
  });

  it('retries a failed run as a new run that names it', async () => {
    const failed = world.account.glue.startRun('silver-users');
    world.account.glue.advanceRun(failed.id, 'FAILED', { errorMessage: 'Command failed with exit code 10' });
    const { JobRunId } = await world.glue.send(
      new StartJobRunCommand({ JobName: 'silver-users', JobRunId: failed.id }),
    );
    expect(JobRunId).not.toBe(failed.id);
    expect(world.account.glue.runs('silver-users')[0]).toMatchObject({
      id: JobRunId,
      previousRunId: failed.id,
      attempt: 1,
    });
  });

  it('refuses a second run while one is unfinished', async () => {
    const start = new StartJobRunCommand({ JobName: 'silver-users' });
    const { JobRunId = '' } = await world.glue.send(start);
    await expect(world.glue.send(start)).rejects.toMatchObject({
      name: 'ConcurrentRunsExceededException',
      message: 'Concurrent runs exceeded for silver-users',
    });
    world.account.glue.advanceRun(JobRunId, 'STOPPED');
    await world.glue.send(start);
    expect(world.account.glue.runs('silver-users')).toHaveLength(2);
  });

  it.each([
    [
      'an unknown job',
      { JobName: 'nobody' },
      'EntityNotFoundException',
      'Failed to start job run due to missing metadata.',
    ],
    [
      'the retry of an unknown run',
      { JobName: 'silver-users', JobRunId: 'jr_0' },
      'EntityNotFoundException',
      'jr_0',
    ],
    [
      'a single worker',
      { JobName: 'silver-users', NumberOfWorkers: 1 },
      'InvalidInputException',
      'at least 2',
    ],
    [
      'an unknown worker type',
      { JobName: 'silver-users', WorkerType: 'G.3X' as 'G.2X' },
      'ValidationException',
      'WorkerType',
    ],
    [
      'what it does not honour',
      { JobName: 'silver-users', MaxCapacity: 4 },
      'ValidationException',
      'MaxCapacity',
    ],
  ])('refuses %s and starts nothing', async (_, input, name, words) => {
    await expect(world.glue.send(new StartJobRunCommand(input))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(words),
    });
    expect(world.account.glue.runs('silver-users')).toEqual([]);
  });
});

describe('runs', () => {
  it('end with a time, a message and a length', async () => {
    const run = world.account.glue.startRun('silver-users');
    world.clock.now += 1_000;
    world.account.glue.advanceRun(run.id, 'RUNNING');
    world.clock.now += 41_000;
    world.account.glue.advanceRun(run.id, 'FAILED', { errorMessage: 'Command failed with exit code 10' });
    const { JobRun } = await world.glue.send(
      new GetJobRunCommand({ JobName: 'silver-users', RunId: run.id }),
    );
    expect(JobRun).toMatchObject({
      JobRunState: 'FAILED',
      ErrorMessage: 'Command failed with exit code 10',
      CompletedOn: new Date(START_MS + 42_000),
      ExecutionTime: 42,
    });
  });

  it('have the capacity of their workers, and what they used where they scale', async () => {
    const run = world.account.glue.startRun('silver-users', { workers: 6, workerType: 'G.2X' });
    world.clock.now += 20_000;
    world.account.glue.advanceRun(run.id, 'SUCCEEDED');
    const scaling = { arguments: { '--enable-auto-scaling': 'true' } };
    const full = world.account.glue.startRun('silver-users', scaling);
    world.clock.now += 20_000;
    world.account.glue.advanceRun(full.id, 'SUCCEEDED');
    const small = world.account.glue.startRun('silver-users', scaling);
    world.account.glue.advanceRun(small.id, 'SUCCEEDED', { dpuSeconds: 41.5 });
    const { JobRuns = [] } = await world.glue.send(new GetJobRunsCommand({ JobName: 'silver-users' }));
    expect(JobRuns.map(({ MaxCapacity, DPUSeconds }) => [MaxCapacity, DPUSeconds])).toEqual([
      [10, 41.5],
      [10, 200],
      [12, undefined],
    ]);
  });

  it('stay as they ended', () => {
    const run = world.account.glue.startRun('silver-users');
    world.account.glue.advanceRun(run.id, 'SUCCEEDED');
    expect(() => world.account.glue.advanceRun(run.id, 'RUNNING')).toThrow('which is SUCCEEDED');
  });

  it('are listed newest first, and a run that starts meanwhile moves no page', async () => {
    const ids = [1, 2, 3].map(() => finishedRun());
    const first = await world.glue.send(new GetJobRunsCommand({ JobName: 'silver-users', MaxResults: 2 }));
    finishedRun();
    const second = await world.glue.send(
      new GetJobRunsCommand({ JobName: 'silver-users', MaxResults: 2, NextToken: first.NextToken }),
    );
    expect(first.JobRuns?.map((run) => run.Id)).toEqual([ids[2], ids[1]]);
    expect(second.JobRuns?.map((run) => run.Id)).toEqual([ids[0]]);
    expect(second.NextToken).toBeUndefined();
  });

  it.each([
    ['an unknown job', { JobName: 'nobody' }, 'EntityNotFoundException'],
    ['a token it did not give', { JobName: 'silver-users', NextToken: 'x' }, 'InvalidInputException'],
    ['too large a page', { JobName: 'silver-users', MaxResults: 500 }, 'ValidationException'],
  ])('are refused for %s', async (_, input, name) => {
    await expect(world.glue.send(new GetJobRunsCommand(input))).rejects.toMatchObject({ name });
  });

  it('of another job are not found', async () => {
    world.account.glue.putJob({ name: 'gold-kpis' });
    const { id } = world.account.glue.startRun('gold-kpis');
    await expect(
      world.glue.send(new GetJobRunCommand({ JobName: 'silver-users', RunId: id })),
    ).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });
});

describe('listeners', () => {
  it('hear of a run that starts over the wire and of how it goes on, until they stop', async () => {
    const heard: string[] = [];
    const stop = world.account.onChange((change) => {
      if (change.type === 'run-started') heard.push(`${change.run.job} started`);
      if (change.type === 'run-advanced') heard.push(`${change.from} to ${change.run.state}`);
    });
    const { JobRunId = '' } = await world.glue.send(new StartJobRunCommand({ JobName: 'silver-users' }));
    world.account.glue.advanceRun(JobRunId, 'RUNNING');
    stop();
    world.account.glue.advanceRun(JobRunId, 'SUCCEEDED');
    expect(heard).toEqual(['silver-users started', 'STARTING to RUNNING']);
  });
});

function finishedRun(): string {
  const { id } = world.account.glue.startRun('silver-users');
  world.account.glue.advanceRun(id, 'SUCCEEDED');
  return id;
}
