import type { PipelineWorld } from './pipeline-world.ts';

import { beforeEach, describe, expect, it } from '@jest/globals';

import { decode } from '../../src/alarms/decode/index.ts';
import { SANDBOX_PACE } from '../../sandbox/pipeline/pace.ts';
import { TRAIL_LAG_MS } from '../../sandbox/aws/cloudtrail.ts';
import { createPipelineWorldWithPast, START_MS } from './pipeline-world.ts';

const { cycleMs, runMs, failMs, alarmMs, tickMs } = SANDBOX_PACE;

let world: PipelineWorld;
let before: number;

beforeEach(async () => {
  world = createPipelineWorldWithPast();
  world.pipeline.start();
  await world.time.advance(4 * runMs);
  before = world.told().length;
});

describe('every switch', () => {
  it('breaks something, says what in a sentence, and mends it without a trace', async () => {
    for (const { id, label, labelOn, help } of world.pipeline.view().switches) {
      expect([label, labelOn]).toEqual([
        expect.stringMatching(/^Break: [A-Z]/),
        expect.stringMatching(/^Mend: [A-Z]/),
      ]);
      expect(help).toMatch(/^\S.*\.$/);
      world.pipeline.flip(id, true);
      await world.time.advance(runMs);
      expect(isOn(id)).toBe(true);
      world.pipeline.flip(id, false);
      await world.time.advance(2 * cycleMs);
    }
    const { stages, switches } = world.pipeline.view();
    expect(switches.filter(({ on }) => on)).toEqual([]);
    expect(stages.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(world.account.alarms.all().filter(({ state }) => state.value !== 'OK')).toEqual([]);
    expect(world.faults.take('glue', 'GetJob')).toBeNull();
  });
});

describe('a schema that changes', () => {
  it('fails every run with an AnalysisException, until it is mended, and is a new version of the table', async () => {
    world.pipeline.flip('schema-change', true);
    await world.time.advance(failMs);
    const [failed] = world.account.glue.runs('silver-users');
    expect(failed).toMatchObject({
      state: 'FAILED',
      errorMessage: expect.stringContaining('AnalysisException'),
    });
    const retried = world.account.glue.startRun('silver-users', { workers: 20, previousRunId: failed?.id });
    await world.time.advance(failMs);
    expect(world.account.glue.runById(retried.id)?.state).toBe('FAILED');
    const table = world.account.catalog.table('todo_bronze', 'users');
    expect(table.version).toBe(1);
    expect(table.columns).toContainEqual({ name: 'created_at', type: 'string' });
    await world.time.advance(TRAIL_LAG_MS);
    expect(world.account.cloudtrail.lookUp({ matches: null, from: START_MS, to: Infinity })).toMatchObject([
      { name: 'UpdateTable', user: { role: 'todo-etl-glue' } },
    ]);

    world.pipeline.flip('schema-change', false);
    await world.time.advance(2 * runMs);
    expect(world.account.glue.runs('silver-users')[0]?.state).toBe('SUCCEEDED');
    expect(world.account.catalog.table('todo_bronze', 'users').columns).toContainEqual({
      name: 'created_at',
      type: 'bigint',
    });
  });
});

describe('a Firehose that is stopped', () => {
  const FRESHNESS = {
    namespace: 'AWS/Firehose',
    name: 'DeliveryToS3.DataFreshness',
    dimensions: { DeliveryStreamName: 'todo-etl-cdc' },
  };

  it('holds what comes in, ever longer, and alarms twice; the function goes on', async () => {
    world.pipeline.flip('firehose-stopped', true);
    await world.time.advance(20_000);
    expect(told()).toEqual(['firehose-todo-etl-cdc-freshness ALARM', 'todo-etl-late ALARM']);
    const from = world.time.now() - 20_000;
    const ages = world.account.metrics
      .between(FRESHNESS, from, world.time.now() + 1)
      .map(({ value }) => value);
    expect(ages).toEqual(ages.toSorted((a, b) => a - b));
    expect(ages.at(-1)).toBeGreaterThan(900);
    expect(world.account.alarms.alarm('todo-etl-cdc-iterator-age').state.value).toBe('OK');
    expect(stage('ingestion')).toBe('failed');

    const count = objects('todo-etl-bronze');
    await world.time.advance(10 * cycleMs);
    expect(objects('todo-etl-bronze')).toBe(count);
    const { events } = world.account.logs.stream('/aws/kinesisfirehose/todo-etl-cdc', 'DestinationDelivery');
    expect(events.at(-1)?.message).toContain('"errorCode":"S3.AccessDenied"');
  });

  it('delivers everything once it is mended, and the alarms recover', async () => {
    const count = objects('todo-etl-bronze');
    world.pipeline.flip('firehose-stopped', true);
    await world.time.advance(10 * cycleMs);
    world.pipeline.flip('firehose-stopped', false);
    await world.time.advance(2 * cycleMs);
    expect(objects('todo-etl-bronze')).toBe(count + 4);
    expect(told()).toEqual(
      expect.arrayContaining(['firehose-todo-etl-cdc-freshness OK', 'todo-etl-late OK']),
    );
  });

  it('is understood by the decoders of the bot', async () => {
    world.pipeline.flip('firehose-stopped', true);
    await world.time.advance(20_000);
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
      { kind: 'metric', state: 'ALARM', resources: { stream: 'todo-etl-cdc' } },
      { kind: 'metric', state: 'ALARM', name: 'todo-etl-late' },
    ]);
  });
});

describe('bad data', () => {
  it('is counted by the run that writes it, and over with the first run after it', async () => {
    world.pipeline.flip('bad-data', true);
    await world.time.advance(runMs + alarmMs);
    expect(told()).toContain('silver-null-user-ids ALARM');
    world.pipeline.flip('bad-data', false);
    await world.time.advance(cycleMs + 2 * runMs);
    expect(told()).toContain('silver-null-user-ids OK');
  });

  it('fails a rule of the ruleset that the run evaluates, until it is mended', async () => {
    const failedRules = (): readonly string[] => {
      const run = world.account.glue.runs('silver-users').find(({ state }) => state === 'SUCCEEDED');
      const result = world.account.quality.results().find(({ job }) => job?.run === run?.id);
      return (result?.rules ?? [])
        .filter(({ result: how }) => how === 'FAIL')
        .map(({ description }) => description);
    };
    expect(failedRules()).toEqual([]);
    world.pipeline.flip('bad-data', true);
    await world.time.advance(runMs + alarmMs);
    expect(failedRules()).toEqual(['IsComplete "user_id"']);
    world.pipeline.flip('bad-data', false);
    await world.time.advance(cycleMs + 2 * runMs);
    expect(failedRules()).toEqual([]);
  });
});

describe('deleted data', () => {
  const users = (): number =>
    list('todo-etl-silver', 'users/dt=2026-02-27/').length +
    list('todo-etl-silver', 'users/dt=2026-02-28/').length +
    list('todo-etl-silver', 'users/dt=2026-03-01/').length;

  it('is gone from the bucket and the catalog, at once an alarm, and back when it is mended', async () => {
    const partitions = (): number => world.account.catalog.partitions('todo_silver', 'users').length;
    const all = partitions();
    expect(users()).toBe(12);
    world.pipeline.flip('deleted-data', true);
    await world.time.advance(0);
    expect(users()).toBe(0);
    expect(partitions()).toBe(all - 3);
    expect(told()).toEqual(['silver-data-loss ALARM']);
    world.pipeline.flip('deleted-data', false);
    await world.time.advance(cycleMs + tickMs);
    expect(users()).toBe(12);
    expect(partitions()).toBe(all);
    expect(told()).toContain('silver-data-loss OK');
  });
});

describe('costs that rise', () => {
  it('are alarms on what is scanned and on what is stored', async () => {
    world.pipeline.flip('cost-spike', true);
    await world.time.advance(tickMs);
    expect(told()).toEqual(['athena-bytes-scanned ALARM', 'bronze-bucket-size ALARM']);
    expect(list('todo-etl-bronze', 'backfill/')).toHaveLength(40);
    world.pipeline.flip('cost-spike', false);
    expect(list('todo-etl-bronze', 'backfill/')).toHaveLength(0);
  });
});

describe('queries that are slow', () => {
  it('are an alarm, until they are fast for a minute', async () => {
    world.pipeline.flip('slow-queries', true);
    await world.time.advance(cycleMs);
    expect(told()).toContain('athena-slow-queries ALARM');
    world.pipeline.flip('slow-queries', false);
    await world.time.advance(2 * cycleMs);
    expect(told()).toContain('athena-slow-queries OK');
  });
});

describe('queries that a switch brings', () => {
  it.each([
    ['cost-spike', 160],
    ['slow-queries', 12],
  ] as const)('%s leaves %i behind, all of this day or the last hour, until it is mended', (id, queries) => {
    const { athena } = world.account;
    const usual = athena.executions('todo-etl');
    world.pipeline.flip(id, true);
    const brought = athena.executions('todo-etl').filter((each) => !usual.includes(each));
    expect(brought).toHaveLength(queries);
    const [newest] = brought;
    const oldest = brought.at(-1);
    expect(newest?.submittedAt).toBeLessThanOrEqual(world.time.now());
    expect(oldest?.submittedAt).toBeGreaterThan(world.time.now() - 3 * 3_600_000);
    expect(new Date(oldest?.submittedAt ?? 0).getUTCDate()).toBe(new Date(world.time.now()).getUTCDate());
    world.pipeline.flip(id, false);
    expect(athena.executions('todo-etl')).toEqual(usual);
  });
});

describe('an account that throttles, or whose credentials expired', () => {
  it('refuses three calls of four, spread evenly', () => {
    world.pipeline.flip('throttled-account', true);
    const taken = Array.from({ length: 8 }, () => world.faults.take('s3', 'HeadObject')?.kind ?? null);
    expect(taken.filter((kind) => kind === 'throttle')).toHaveLength(6);
    expect(taken.slice(0, 4)).toContain(null);
  });

  it('refuses every call as expired, whatever else is broken, and then what else is', () => {
    world.pipeline.flip('expired-credentials', true);
    world.pipeline.flip('throttled-account', true);
    for (const service of ['glue', 's3', 'sts']) {
      expect(world.faults.take(service, 'Any')?.kind).toBe('expired-token');
    }
    world.pipeline.flip('expired-credentials', false);
    const taken = Array.from({ length: 4 }, () => world.faults.take('glue', 'GetJob')?.kind);
    expect(taken).toContain('throttle');
  });
});

function isOn(id: string): boolean | undefined {
  return world.pipeline.view().switches.find((each) => each.id === id)?.on;
}

function stage(name: string): string | undefined {
  return world.pipeline.view().stages.find((each) => each.name === name)?.state;
}

/** What was told since the switch, but for runs that went well. */
function told(): readonly string[] {
  return world
    .told()
    .slice(before)
    .filter((each) => !each.endsWith(' SUCCEEDED'));
}

function list(bucket: string, prefix: string): readonly unknown[] {
  return world.account.s3.list({
    bucket,
    prefix,
    delimiter: null,
    after: null,
    afterPrefix: null,
    limit: Infinity,
  }).entries;
}

function objects(bucket: string): number {
  return list(bucket, '').length;
}
