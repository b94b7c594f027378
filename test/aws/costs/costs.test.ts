/** What a pipeline costs, over buckets, jobs and a workgroup of a simulated account, asked through the catalog of operations. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Estate } from '../../../src/operations/estate.ts';
import type { CostSettings } from '../../../src/operations/cost-settings.ts';
import type { Finding } from '../../../src/operations/finding.ts';
import { DEFAULT_COSTS } from '../../../src/operations/cost-settings.ts';
import { findingOf, MINUTE, openScene, preparedOf, type Scene } from '../account.ts';
import { aStage } from '../../support/builders.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 12, 3, 0);
const TODAY = Date.UTC(2026, 10, 12);
const TB = 1_000_000_000_000;
const BUCKET = 'todo-etl-silver';
const JOB = 'silver-users';
const WORKGROUP = 'todo-etl';
const LATE_USERS = 'SELECT user_id FROM todo_silver.users WHERE dt = ?';

const SETTINGS: CostSettings = {
  ...DEFAULT_COSTS,
  prices: { ...DEFAULT_COSTS.prices, athena: { dollars: 5, isDefault: false } },
};
const ESTATE = {
  pipeline: 'todo-etl',
  alarms: [],
  queries: {
    workgroup: WORKGROUP,
    results: null,
    catalogs: [],
    databases: ['todo_silver'],
    runUpTo: TB,
    askUpTo: TB,
    timeoutMs: 60_000,
    pricePerTb: 5,
    dailyLimit: null,
    adHoc: 'operator',
    queries: [{ name: 'late-users', sql: `  ${LATE_USERS};\n`, parameters: [], level: 'viewer' }],
    mask: [],
  },
  costs: SETTINGS,
  stages: [aStage('silver', { jobs: ['silver-*'], buckets: [BUCKET] })],
} as const satisfies Estate;

let scene: Scene;
beforeEach(() => open());
afterEach(() => scene.close());

async function open(estate: Estate = ESTATE): Promise<void> {
  scene = await openScene({ estates: [estate] });
  scene.account.s3.createBucket(BUCKET);
  scene.account.athena.putWorkGroup({ name: WORKGROUP });
}

/** The scene anew, with another configuration. */
async function configured(estate: Estate): Promise<void> {
  await scene.close();
  await open(estate);
}

async function ask(): Promise<Finding> {
  return findingOf(await preparedOf(scene, 'costs', {}).start(scene.context('run-1')));
}

/** A run so many hours before now that lasted so long, with ten workers. */
function putRun(hoursAgo: number, lastedMs: number, dpuSeconds?: number): void {
  scene.pass(-hoursAgo * HOUR);
  const { id } = scene.account.glue.startRun(JOB);
  scene.pass(lastedMs);
  scene.account.glue.advanceRun(id, 'SUCCEEDED', dpuSeconds === undefined ? {} : { dpuSeconds });
  scene.pass(hoursAgo * HOUR - lastedMs);
}

function putQuery(hoursAgo: number, scannedBytes: number, sql = 'SELECT 1'): void {
  scene.account.athena.record({
    sql,
    workGroup: WORKGROUP,
    database: 'todo_silver',
    submittedAt: NOW - hoursAgo * HOUR,
    queuedMs: 0,
    planningMs: 100,
    engineMs: 2_000,
    scannedBytes,
  });
}

function putSizes(bytes: number, days = 30): void {
  for (let ago = 1; ago <= days; ago += 1)
    scene.account.metrics.put({
      namespace: 'AWS/S3',
      name: 'BucketSizeBytes',
      dimensions: { BucketName: BUCKET, StorageType: 'StandardStorage' },
      at: TODAY - ago * DAY,
      value: bytes,
    });
}

function rowOf({ table }: Finding, what: string): readonly string[] | undefined {
  return table?.rows.find(([first]) => first === what);
}

function fact({ facts }: Finding, label: string): string | undefined {
  return facts.find((each) => each.label === label)?.value;
}

function callsOf({ asked }: Finding, call: string): number {
  return asked.filter((each) => each.call === call).length;
}

describe('what a pipeline costs', () => {
  it('is its storage, its jobs and its queries, each of this month', async () => {
    putSizes(1_000 * 2 ** 30);
    for (let day = 0; day < 20; day += 1) putRun(day * 24 + 1, HOUR / 2);
    for (let day = 0; day < 20; day += 1)
      putQuery(day * 24 + 1, TB / 10, day % 2 === 0 ? LATE_USERS : 'SELECT 2');
    const finding = await ask();
    expect(finding.verdict).toBe('ok');
    expect(rowOf(finding, 'Storage: silver')?.slice(0, 3)).toEqual(['Storage: silver', '$8.53', '$23']);
    // Ten workers for half an hour are five DPU hours, twelve times, at 0.44.
    expect(rowOf(finding, 'Glue: silver-users')).toEqual([
      'Glue: silver-users',
      '$26',
      '$68',
      '',
      '$2.20',
      '$2.20',
      '60 DPU hours',
    ]);
    expect(rowOf(finding, 'Athena')?.slice(0, 2)).toEqual(['Athena', '$6.00']);
    expect(rowOf(finding, 'Athena: late-users')?.slice(0, 2)).toEqual(['Athena: late-users', '$3.00']);
    expect(rowOf(finding, 'Athena: other SQL')?.slice(0, 2)).toEqual(['Athena: other SQL', '$3.00']);
    expect(finding.summary).toBe('About $41 so far this month, $106 by its end, an estimate');
  });

  it('counts the seconds that Glue counted, and what a run under way has taken so far', async () => {
    scene.account.glue.putJob({ name: JOB, defaultArguments: { '--enable-auto-scaling': 'true' } });
    putRun(5, HOUR, 7_200);
    scene.pass(-HOUR);
    scene.account.glue.startRun(JOB);
    scene.pass(HOUR);
    expect(rowOf(await ask(), 'Glue')?.at(-1)).toBe('12 DPU hours');
  });

  it('reads the runs of a job page by page, back to where all is known', async () => {
    for (let run = 0; run < 450; run += 1) putRun((450 - run) / 2, MINUTE);
    const finding = await ask();
    expect(callsOf(finding, 'glue:GetJobRuns')).toBe(3);
    expect(fact(finding, 'Read of Glue')).toBeUndefined();
    expect(rowOf(finding, 'Glue: silver-users')?.at(-1)).toBe('75 DPU hours');
  });

  it('reads 800 queries at most, says back to when, and foretells by the days that it read', async () => {
    for (let query = 0; query < 1_000; query += 1) putQuery(query / 8 + 0.1, TB / 1_000);
    const finding = await ask();
    expect(callsOf(finding, 'athena:ListQueryExecutions')).toBe(16);
    expect(callsOf(finding, 'athena:BatchGetQueryExecution')).toBe(16);
    expect(fact(finding, 'Read of Athena')).toBe(
      'the newest 800 queries of todo-etl, back to 2026-11-07T23:01Z',
    );
    expect(finding.summary).toMatch(/^At least \$4\.00 so far this month, \$29 by its end, an estimate/);
    expect(fact(finding, 'Forecast')).toContain('the last 4 whole days, as no more were read');
  });

  it('of more than 100 jobs is at least that of the first 100', async () => {
    for (let place = 0; place < 100; place += 1) scene.account.glue.putJob({ name: `silver-${place}` });
    putRun(5, HOUR);
    const finding = await ask();
    expect(callsOf(finding, 'glue:GetJobRuns')).toBe(100);
    expect(fact(finding, 'Read of Glue')).toBe('the first 100 of 101 jobs');
    expect(finding.summary).toMatch(/^At least /);
  });

  it('asks no further back than it needs to', async () => {
    for (let query = 0; query < 200; query += 1) putQuery(query * 24 + 1, 1);
    expect(callsOf(await ask(), 'athena:ListQueryExecutions')).toBe(1);
  });
});

describe('what cannot be read of it', () => {
  it('is named part by part, and the rest is told', async () => {
    putRun(30, HOUR);
    scene.faults.set({ operation: 'ListQueryExecutions', kind: 'access-denied', times: Infinity });
    const finding = await ask();
    expect(finding.verdict).toBe('unknown');
    expect(finding.summary).toMatch(/^At least \$4\.40 so far .+ Not read in full: Athena\.$/);
    expect(fact(finding, 'Athena')).toContain('athena:ListQueryExecutions');
    expect(rowOf(finding, 'Athena')?.[1]).toBe('?');
    expect(fact(finding, 'Read of Storage')).toBe(
      'S3 reports no size of todo-etl-silver: empty, or not there',
    );
  });

  it('is one cause, where credentials expire on the way', async () => {
    for (const operation of ['GetMetricData', 'GetJobs', 'ListQueryExecutions'])
      scene.faults.set({ operation, kind: 'expired-token', times: Infinity });
    const finding = await ask();
    expect(finding.verdict).toBe('unknown');
    expect(finding.summary).toMatch(/^The AWS credentials have expired: 3 calls were not answered\./);
    expect(finding.facts[0]?.label).toBe('Not known: Storage, Glue, Athena');
  });

  it('is what the configuration does not name', async () => {
    await configured({ ...ESTATE, queries: null, stages: [aStage('silver', {})] });
    scene.account.glue.putJob({ name: 'of-somebody-else' });
    const finding = await ask();
    expect(finding).toMatchObject({ verdict: 'ok', table: null });
    expect(finding.asked).toEqual([]);
    expect([
      fact(finding, 'Read of Storage'),
      fact(finding, 'Read of Glue'),
      fact(finding, 'Read of Athena'),
    ]).toEqual(['no stage names a bucket', 'no stage names a job', 'no workgroup is configured']);
  });
});
