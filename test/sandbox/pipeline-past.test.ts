import type { Layer } from '../../sandbox/pipeline/estate.ts';
import type { PipelineWorld } from './pipeline-world.ts';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { bucketOf } from '../../sandbox/pipeline/estate.ts';
import { NAMED_SQL } from '../../sandbox/pipeline/queries.ts';
import { createPipelineWorld, createPipelineWorldWithPast, START_MS } from './pipeline-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TODAY = START_MS - (START_MS % DAY);
const IN_FIREHOSE = { DeliveryStreamName: 'todo-etl-cdc' };

let world: PipelineWorld;

beforeAll(() => {
  world = createPipelineWorldWithPast();
});

describe('the past of a pipeline', () => {
  it('is the same again from the same seed, and was told to nobody', () => {
    const twin = createPipelineWorldWithPast();
    expect(world.published).toEqual([]);
    expect(twin.account.alarms.history()).toEqual(world.account.alarms.history());
    expect(twin.account.glue.runs('silver-users')).toEqual(world.account.glue.runs('silver-users'));
  });

  it('has runs of thirty days, of about the usual length', () => {
    for (const { name } of world.account.glue.jobs()) {
      const runs = world.account.glue.runs(name);
      const well = runs.filter(({ state }) => state === 'SUCCEEDED');
      const lasted = well.map(({ startedAt, endedAt }) => (endedAt ?? Infinity) - startedAt);
      expect(runs.at(-1)?.startedAt).toBeLessThan(START_MS - 29 * DAY);
      expect(runs[0]?.startedAt).toBeGreaterThan(START_MS - DAY);
      expect(Math.min(...lasted)).toBeGreaterThan(4_000);
      expect(Math.max(...lasted)).toBeLessThan(7_000);
    }
  });

  it('has a result of data quality for each run of silver-users that succeeded', () => {
    const runs = world.account.glue.runs('silver-users').filter(({ state }) => state === 'SUCCEEDED');
    const evaluated = world.account.quality.results().map(({ job }) => job?.run ?? '');
    expect(evaluated.toSorted()).toEqual(runs.map(({ id }) => id).toSorted());
  });

  it('has failures of the last week, each mended by a retry, with its log', () => {
    const runs = world.account.glue.runs('silver-users');
    const failed = runs.filter(
      ({ state, startedAt }) => state === 'FAILED' && startedAt > START_MS - 7 * DAY,
    );
    expect(failed).toHaveLength(2);
    for (const { id } of failed) {
      expect(runs.find(({ previousRunId }) => previousRunId === id)?.state).toBe('SUCCEEDED');
      const { events } = world.account.logs.stream('/aws-glue/jobs/error', id);
      expect(events.some(({ message }) => message.includes('SlowDown'))).toBe(true);
    }
  });

  it('has changes that CloudTrail tells of, and leaves everything as it is today', () => {
    const { account } = world;
    const events = account.cloudtrail.lookUp({ matches: null, from: 0, to: Infinity });
    expect(events.map(({ name, at }) => [name, Math.round((TODAY - at) / DAY)])).toEqual([
      ['UpdateTable', 3],
      ['UpdateFunctionCode20150331v2', 4],
      ['UpdateJob', 8],
      ['UpdateTable', 12],
      ['UpdateFunctionConfiguration20150331v2', 19],
      ['UpdateJob', 27],
    ]);
    expect(account.glue.job('silver-tasks')).toMatchObject({ workers: 10, changedAt: events[2]?.at });
    expect(account.lambda.function('todo-etl-cdc').changedAt).toBe(events[1]?.at);
    const [now, before] = account.catalog.versions('todo_silver', 'users');
    const today = createPipelineWorld().account.catalog.table('todo_silver', 'users');
    expect(now).toMatchObject({ columns: today.columns, changedAt: events[3]?.at });
    expect(before?.columns.map(({ name }) => name)).not.toContain('country');
    expect(account.s3.object('todo-etl-scripts', 'gold-kpis.py').modifiedAt).toBe(
      TODAY - 26 * DAY + 9 * HOUR,
    );
  });

  it('has alarms that fired and recovered, and all is well now', () => {
    const { alarms } = world.account;
    expect(alarms.all().filter(({ state }) => state.value !== 'OK')).toEqual([]);
    const changes = alarms.history().filter(({ type }) => type === 'StateUpdate');
    expect(changes.map(({ at }) => at)).toEqual(changes.map(({ at }) => at).toSorted((a, b) => a - b));
    const fired = changes.filter(({ summary }) => summary.endsWith('to ALARM')).map(({ alarm }) => alarm);
    expect(new Set(fired)).toEqual(
      new Set([
        'athena-slow-queries',
        'firehose-todo-etl-cdc-freshness',
        'ingestion-todo-etl-cdc-errors',
        'silver-users-failed',
        'todo-etl-cdc-iterator-age',
        'todo-etl-late',
      ]),
    );
    expect(changes).toHaveLength(2 * fired.length);
  });
});

describe('the queries of the past', () => {
  it('are of thirty days, and few enough to be read back to the first', () => {
    const executions = world.account.athena.executions('todo-etl');
    expect(executions.length).toBeGreaterThan(200);
    expect(executions.length).toBeLessThan(350);
    expect(executions[0]?.submittedAt).toBeGreaterThan(START_MS - DAY);
    expect(executions.at(-1)?.submittedAt).toBeLessThan(START_MS - 29 * DAY);
    const sent = executions.map(({ submittedAt }) => submittedAt);
    expect(sent).toEqual(sent.toSorted((left, right) => right - left));
  });

  it('have some that fail, some that have a name, and slow ones when Athena was slow', () => {
    const executions = world.account.athena.executions('todo-etl');
    const failed = executions.filter(({ state }) => state === 'FAILED');
    expect(new Set(failed.map(({ reason }) => reason?.split(':')[0]))).toEqual(
      new Set(['COLUMN_NOT_FOUND', 'Query exhausted resources at this scale factor']),
    );
    for (const sql of Object.values(NAMED_SQL).slice(0, 2))
      expect(executions.some(({ asked }) => asked.sql === sql)).toBe(true);
    const slowDay = TODAY - 4 * DAY + 8 * HOUR;
    const slow = executions.filter(
      ({ submittedAt, asked, startedAt, endedAt }) =>
        submittedAt >= slowDay &&
        submittedAt < slowDay + 20 * MINUTE &&
        asked.sql === NAMED_SQL.usersOfDay &&
        (endedAt ?? 0) - (startedAt ?? 0) > 40_000,
    );
    expect(slow.length).toBeGreaterThan(1);
  });
});

describe('the records of the past', () => {
  it('are about as many at the same weekday and hour of each week', () => {
    const now = recordsOfHour(START_MS - HOUR);
    for (const weeks of [1, 2, 3, 4]) {
      const then = recordsOfHour(START_MS - HOUR - weeks * 7 * DAY);
      expect(Math.abs(then / now - 1)).toBeLessThan(0.05);
    }
  });

  it('are many by day, few at night, and fewer at weekends', () => {
    const monday = TODAY - 7 * DAY;
    const [noon, night, sunday] = [monday + 9 * HOUR, monday + 3 * HOUR, monday - DAY + 9 * HOUR].map(
      recordsOfHour,
    );
    expect(noon).toBeGreaterThan(3 * (night ?? 0));
    expect(noon).toBeGreaterThan(1.5 * (sunday ?? 0));
  });
});

describe('the lake of the past', () => {
  it.each(['bronze', 'silver', 'gold'] as const)('has in %s what its daily size says', (layer) => {
    const all = objectsOf(layer).filter(({ key }) => dayOf(key) < TODAY);
    expect(daily('BucketSizeBytes', layer, 'StandardStorage').at(-1)).toEqual({
      at: TODAY,
      value: all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    });
    expect(daily('NumberOfObjects', layer, 'AllStorageTypes').at(-1)?.value).toBe(all.length);
  });

  it('grows day by day, by about a hundredth', () => {
    const sizes = daily('BucketSizeBytes', 'bronze', 'StandardStorage').map(({ value }) => value);
    expect(sizes).toHaveLength(30);
    const growth = sizes.slice(1).map((size, index) => size / (sizes[index] ?? 1) - 1);
    expect(Math.min(...growth)).toBeGreaterThan(0.004);
    expect(Math.max(...growth)).toBeLessThan(0.03);
  });

  it('is registered in the catalog without a gap', () => {
    const { catalog } = world.account;
    for (const table of ['users', 'tasks']) {
      const days = catalog.partitions('todo_silver', table).map(({ values }) => values[0] ?? '');
      expect(days).toHaveLength(90);
      expect(days.at(-1)).toBe('2026-03-01');
      const hours = catalog.partitions('todo_bronze', table).map(({ values }) => values.join(' '));
      expect(hours).toHaveLength(90 * 24 + 3);
      expect(hours.at(-1)).toBe('2026-03-02 02');
    }
    expect(catalog.table('todo_gold', 'kpis').location).toBe('s3://todo-etl-gold/kpis/');
  });

  it('has no small files and no partition of a hundred objects', () => {
    const newest = objectsOf('bronze').filter(({ key }) => key.startsWith('users/dt=2026-03-01/hour=03/'));
    expect(newest).toHaveLength(12);
    expect(Math.min(...newest.map(({ sizeBytes }) => sizeBytes))).toBeGreaterThan(1_000_000);
  });
});

function recordsOfHour(at: number): number {
  return world.account.metrics
    .between({ namespace: 'AWS/Firehose', name: 'IncomingRecords', dimensions: IN_FIREHOSE }, at, at + HOUR)
    .reduce((sum, { value }) => sum + value, 0);
}

function daily(name: string, layer: Layer, StorageType: string) {
  const dimensions = { BucketName: bucketOf(layer), StorageType };
  const from = TODAY - 29 * DAY;
  return world.account.metrics.between({ namespace: 'AWS/S3', name, dimensions }, from, START_MS);
}

function objectsOf(layer: Layer) {
  return world.account.s3
    .list({
      bucket: bucketOf(layer),
      prefix: '',
      delimiter: null,
      after: null,
      afterPrefix: null,
      limit: Infinity,
    })
    .entries.flatMap((entry) => ('object' in entry ? [entry.object] : []));
}

function dayOf(key: string): number {
  return Date.parse(/dt=([\d-]+)/.exec(key)?.[1] ?? '');
}
