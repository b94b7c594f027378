import type { PipelineWorld } from './pipeline-world.ts';

import { beforeEach, describe, expect, it } from '@jest/globals';

import { decode } from '../../src/alarms/decode/index.ts';
import { SANDBOX_PACE } from '../../sandbox/pipeline/pace.ts';
import { createPipelineWorld, START_MS } from './pipeline-world.ts';

const { cycleMs, runMs, failMs, alarmMs } = SANDBOX_PACE;
const HEALTHY_CYCLE_MS = 3 * runMs;

let world: PipelineWorld;

beforeEach(() => {
  world = createPipelineWorld();
});

describe('a healthy pipeline', () => {
  it('runs each job after what it reads, every cycle', async () => {
    world.pipeline.start();
    await world.time.advance(HEALTHY_CYCLE_MS);
    expect(world.told()).toEqual([
      'bronze-events SUCCEEDED',
      'silver-users SUCCEEDED',
      'silver-tasks SUCCEEDED',
      'gold-kpis SUCCEEDED',
    ]);
    await world.time.advance(cycleMs);
    expect(world.told()).toHaveLength(8);
    expect(stages()).toEqual({ ingestion: 'ok', bronze: 'ok', silver: 'ok', gold: 'ok', serving: 'ok' });
  });

  it('shows what runs and what has not run yet', async () => {
    world.pipeline.start();
    expect(stages()).toMatchObject({ bronze: 'running', silver: 'waits', gold: 'waits' });
    await world.time.advance(runMs);
    expect(stages()).toMatchObject({ bronze: 'ok', silver: 'running', gold: 'waits' });
    expect(world.pipeline.view().runs.map((run) => [run.job, run.state])).toEqual([
      ['silver-users', 'STARTING'],
      ['silver-tasks', 'STARTING'],
      ['bronze-events', 'SUCCEEDED'],
    ]);
  });

  it('says it as EventBridge does', async () => {
    world.pipeline.start();
    await world.time.advance(runMs);
    const [run] = world.account.glue.runs('bronze-events');
    expect(world.published).toMatchObject([
      {
        topicArn: 'arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms',
        subject: undefined,
        message: {
          'detail-type': 'Glue Job State Change',
          source: 'aws.glue',
          account: '123456789012',
          region: 'eu-central-1',
          time: '2026-03-02T03:00:05Z',
          detail: { jobName: 'bronze-events', severity: 'INFO', state: 'SUCCEEDED', jobRunId: run?.id },
        },
      },
    ]);
  });

  it('keeps at most 20 runs and 50 lines in view, newest first', async () => {
    world.pipeline.start();
    await world.time.advance(12 * cycleMs);
    const { runs, log } = world.pipeline.view();
    expect(runs).toHaveLength(20);
    expect(log).toHaveLength(50);
    expect(log.map(({ at }) => at)).toEqual(log.map(({ at }) => at).toSorted((a, b) => b - a));
    expect(runs.map((run) => run.startedAt)).toEqual(
      runs.map((run) => run.startedAt).toSorted((a, b) => b - a),
    );
  });

  it('stops with no timer left, and goes on where it stood', async () => {
    world.pipeline.start();
    world.pipeline.start();
    await world.time.advance(1_000);
    world.pipeline.stop();
    world.pipeline.stop();
    expect(world.time.pending()).toBe(0);
    world.pipeline.start();
    await world.time.advance(HEALTHY_CYCLE_MS);
    expect(world.told()).toContain('gold-kpis SUCCEEDED');
  });

  it('tells listeners of each change until they stop', async () => {
    let changes = 0;
    const stop = world.pipeline.onChange(() => {
      changes += 1;
    });
    world.pipeline.start();
    const afterStart = changes;
    await world.time.advance(runMs);
    const afterRun = changes;
    stop();
    await world.time.advance(cycleMs);
    expect(afterStart).toBeGreaterThan(0);
    expect(afterRun).toBeGreaterThan(afterStart);
    expect(changes).toBe(afterRun);
  });

  it('is the same again from the same seed', async () => {
    const twin = createPipelineWorld();
    for (const { pipeline, time } of [world, twin]) {
      pipeline.start();
      await time.advance(HEALTHY_CYCLE_MS);
      pipeline.flip('out-of-memory', true);
      await time.advance(cycleMs);
    }
    expect(world.published).toEqual(twin.published);
    expect(logText(world)).toBe(logText(twin));
  });
});

describe('the switch "Glue job fails"', () => {
  beforeEach(async () => {
    world.pipeline.start();
    await world.time.advance(HEALTHY_CYCLE_MS);
  });

  it('fails a run within two seconds and raises the alarm', async () => {
    const before = world.told().length;
    expect(world.pipeline.flip('glue-job-fails', true)).toEqual({ ok: true, value: null });
    await world.time.advance(2_000);
    expect(world.told().slice(before)).toEqual(['silver-users FAILED', 'silver-users-failed ALARM']);
    expect(world.published.at(-2)?.message.detail?.message).toContain('Error Code: SlowDown');
    expect(world.published.at(-1)).toMatchObject({
      subject: 'ALARM: "silver-users-failed" in EU (Frankfurt)',
      message: {
        AlarmArn: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:silver-users-failed',
        NewStateValue: 'ALARM',
        OldStateValue: 'OK',
        StateChangeTime: expect.stringMatching(/^2026-03-02T03:00:16\.300\+0000$/),
        Trigger: { Dimensions: expect.arrayContaining([{ name: 'JobName', value: 'silver-users' }]) },
      },
    });
    expect(stages()).toEqual({
      ingestion: 'ok',
      bronze: 'ok',
      silver: 'failed',
      gold: 'waits',
      serving: 'ok',
    });
    expect(switchIsOn('glue-job-fails')).toBe(true);
  });

  it('is understood by the decoders of the bot, as two alarms about one job', async () => {
    world.pipeline.flip('glue-job-fails', true);
    await world.time.advance(failMs + alarmMs);
    const events = world.published.slice(-2).map(({ topicArn, messageId, subject, message, at }) =>
      decode({
        topicArn,
        messageId,
        subject: subject ?? null,
        body: JSON.stringify(message),
        sentAt: at,
        receivedAt: at,
      }),
    );
    expect(events).toMatchObject([
      { kind: 'glue-job', state: 'ALARM', resources: { job: 'silver-users' } },
      { kind: 'metric', state: 'ALARM', name: 'silver-users-failed', resources: { job: 'silver-users' } },
    ]);
  });

  it('leaves the job to be retried: the beat goes on without it and what is behind it', async () => {
    world.pipeline.flip('glue-job-fails', true);
    await world.time.advance(failMs + alarmMs);
    const before = world.told().length;
    await world.time.advance(2 * cycleMs);
    expect(world.told().slice(before)).toEqual([
      'bronze-events SUCCEEDED',
      'silver-tasks SUCCEEDED',
      'bronze-events SUCCEEDED',
      'silver-tasks SUCCEEDED',
    ]);
    expect(stages()).toMatchObject({ bronze: 'ok', silver: 'failed', gold: 'waits' });
  });

  it('is over with any retry, and then what waited goes on', async () => {
    world.pipeline.flip('glue-job-fails', true);
    await world.time.advance(failMs + alarmMs);
    const before = world.told().length;
    const [failed] = world.account.glue.runs('silver-users');
    world.account.glue.startRun('silver-users', { previousRunId: failed?.id });
    await world.time.advance(2 * runMs);
    expect(world.told().slice(before)).toEqual([
      'silver-users SUCCEEDED',
      'silver-users-failed OK',
      'gold-kpis SUCCEEDED',
    ]);
    expect(stages()).toMatchObject({ silver: 'ok', gold: 'ok' });
    expect(switchIsOn('glue-job-fails')).toBe(false);
  });

  it('is over when somebody mends it, by a run of its own', async () => {
    world.pipeline.flip('glue-job-fails', true);
    await world.time.advance(failMs + alarmMs);
    world.pipeline.flip('glue-job-fails', false);
    await world.time.advance(2 * runMs);
    expect(world.told().slice(-3)).toEqual([
      'silver-users SUCCEEDED',
      'silver-users-failed OK',
      'gold-kpis SUCCEEDED',
    ]);
  });

  it('breaks the run that is under way, if there is one, and mending saves it', async () => {
    await world.time.advance(cycleMs - HEALTHY_CYCLE_MS + runMs + 500);
    const before = world.account.glue.runs('silver-users').length;
    expect(world.account.glue.runs('silver-users')[0]?.state).toBe('RUNNING');
    world.pipeline.flip('glue-job-fails', true);
    await world.time.advance(failMs);
    expect(world.account.glue.runs('silver-users')).toHaveLength(before);
    expect(world.account.glue.runs('silver-users')[0]?.state).toBe('FAILED');

    world.account.glue.startRun('silver-users');
    world.pipeline.flip('glue-job-fails', false);
    await world.time.advance(runMs);
    expect(world.account.glue.runs('silver-users')[0]?.state).toBe('SUCCEEDED');
    expect(world.account.glue.runs('silver-users')).toHaveLength(before + 1);
  });

  it('does nothing when it stands so already', async () => {
    world.pipeline.flip('glue-job-fails', false);
    await world.time.advance(2_000);
    expect(world.account.glue.runs('silver-users')).toHaveLength(1);
  });
});

describe('the switch "Glue job out of memory"', () => {
  beforeEach(async () => {
    world.pipeline.start();
    await world.time.advance(HEALTHY_CYCLE_MS);
    world.pipeline.flip('out-of-memory', true);
    await world.time.advance(failMs + alarmMs);
  });

  it('fails with the words that people search for', () => {
    const [run] = world.account.glue.runs('silver-users');
    expect(run).toMatchObject({
      state: 'FAILED',
      errorMessage: expect.stringMatching(/^Error Category: OUT_OF_MEMORY_ERROR;.*ExecutorLostFailure.*137/),
    });
    const text = logText(world);
    expect(text).toContain('java.lang.OutOfMemoryError: Java heap space\n\tat org.apache.spark');
    expect(text).toContain('Command failed with exit code 10');
  });

  it.each([
    ['as many workers as before', {}, 'FAILED'],
    ['19 workers', { workers: 19 }, 'FAILED'],
    ['20 workers', { workers: 20 }, 'SUCCEEDED'],
    ['a larger worker type', { workerType: 'G.2X' as const }, 'SUCCEEDED'],
  ])('lets a retry with %s end so: %j %s', async (_, overrides, state) => {
    const before = world.told().length;
    const { id } = world.account.glue.startRun('silver-users', overrides);
    await world.time.advance(runMs + alarmMs);
    const succeeded = state === 'SUCCEEDED';
    expect(world.account.glue.runById(id)?.state).toBe(state);
    expect(switchIsOn('out-of-memory')).toBe(!succeeded);
    // The alarm is in ALARM already, so a second failure does not change it.
    expect(world.told().slice(before)).toEqual([
      `silver-users ${state}`,
      ...(succeeded ? ['silver-users-failed OK'] : []),
    ]);
  });

  it('is over when somebody mends it', async () => {
    world.pipeline.flip('out-of-memory', false);
    await world.time.advance(runMs);
    expect(world.account.glue.runs('silver-users')[0]).toMatchObject({ state: 'SUCCEEDED', workers: 10 });
  });

  it('shows the reason on the stage and the run', () => {
    const { stages: shown, runs } = world.pipeline.view();
    expect(shown.find(({ name }) => name === 'silver')?.detail).toBe(
      'silver-users: out of memory with 10 × G.1X',
    );
    expect(runs[0]).toMatchObject({
      job: 'silver-users',
      state: 'FAILED',
      detail: 'out of memory with 10 × G.1X',
    });
  });
});

describe('metrics', () => {
  it('count the failed tasks of a run, and those of all runs', async () => {
    world.pipeline.start();
    await world.time.advance(HEALTHY_CYCLE_MS);
    world.pipeline.flip('out-of-memory', true);
    await world.time.advance(failMs);
    const [run] = world.account.glue.runs('silver-users');
    const values = [run?.id ?? '', 'ALL'].map((JobRunId) =>
      world.account.metrics
        .between(
          {
            namespace: 'Glue',
            name: 'glue.driver.aggregate.numFailedTasks',
            dimensions: { JobName: 'silver-users', JobRunId, Type: 'count' },
          },
          START_MS,
          world.time.now() + 1,
        )
        .map(({ value }) => value),
    );
    expect(values).toEqual([[14], [0, 14]]);
  });
});

describe('a switch', () => {
  it('that does not exist, or of a pipeline that stands still, is refused in a sentence', () => {
    expect(world.pipeline.flip('glue-job-fails', true)).toEqual({
      ok: false,
      error: 'Expected a pipeline that was started',
    });
    world.pipeline.start();
    expect(world.pipeline.flip('coffee', true)).toEqual({
      ok: false,
      error:
        'Expected one of glue-job-fails, out-of-memory, schema-change, firehose-stopped, bad-data, deleted-data, cost-spike, slow-queries, throttled-account, expired-credentials, got "coffee"',
    });
  });
});

function stages(): Readonly<Record<string, string>> {
  return Object.fromEntries(world.pipeline.view().stages.map(({ name, state }) => [name, state]));
}

function switchIsOn(id: string): boolean | undefined {
  return world.pipeline.view().switches.find((each) => each.id === id)?.on;
}

function logText({ account }: PipelineWorld): string {
  return account.logs
    .streams('/aws-glue/jobs/error')
    .flatMap((stream) => stream.events.map(({ message }) => message))
    .join('\n');
}
