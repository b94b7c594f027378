/** Jobs against their own past: over runs of a simulated account, asked through the catalog as every surface does. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/operations/finding.ts';
import type { Arguments } from '../../../src/operations/arguments.ts';
import { findingOf, JOB, MINUTE, openScene, preparedOf, type Scene } from '../account.ts';

const OUT_OF_MEMORY = 'java.lang.OutOfMemoryError: Java heap space';
const HOUR = 60 * MINUTE;

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

async function ask(verb: 'jobs' | 'runs', args: Arguments = {}): Promise<Finding> {
  return findingOf(await preparedOf(scene, verb, args).start(scene.context('run-1')));
}

/** A run that took so many minutes, an hour after the one before. */
function ran(minutes: number, job = JOB): void {
  scene.pass(HOUR);
  const run = scene.account.glue.startRun(job, {});
  scene.pass(minutes * MINUTE);
  scene.account.glue.advanceRun(run.id, 'SUCCEEDED');
}

describe('jobs', () => {
  it('says of each job how it did last, against its own past, the worst first', async () => {
    scene.account.glue.putJob({ name: 'gold-kpis' });
    for (const minutes of [5, 6, 5]) ran(minutes, 'gold-kpis');
    for (const minutes of [21, 22, 23]) ran(minutes);
    scene.failedRun(OUT_OF_MEMORY);
    scene.pass(MINUTE);
    scene.failedRun(OUT_OF_MEMORY);
    const finding = await ask('jobs');
    expect(finding.verdict).toBe('fail');
    expect(finding.summary).toBe(
      'silver-users failed twice since 2026-11-12T10:27Z, out of memory. 1 of 2 jobs well',
    );
    expect(finding.table?.rows).toEqual([
      [
        'silver-users',
        'failed twice since 2026-11-12T10:27Z, out of memory',
        'failed 2026-11-12T10:28Z',
        '5m, usually 22m',
        '3 of 5',
        '12.7',
      ],
      ['gold-kpis', 'ran well in 5m', 'succeeded 2026-11-12T06:11Z', '5m', '3 of 3', '2.7'],
    ]);
    expect(finding.next).toEqual(['/etl logs silver-users', '/etl runs silver-users']);
    expect(finding.asked.map(({ call }) => call)).toEqual([
      'glue:GetJobs',
      'glue:GetJobRuns',
      'glue:GetJobRuns',
    ]);
  });

  it('warns of a run that takes much longer than usual, while it still runs', async () => {
    for (const minutes of [21, 22, 23]) ran(minutes);
    scene.pass(HOUR);
    const run = scene.account.glue.startRun(JOB, {});
    scene.account.glue.advanceRun(run.id, 'RUNNING');
    scene.pass(41 * MINUTE);
    expect(await ask('jobs')).toMatchObject({
      verdict: 'warn',
      summary: 'silver-users has run for 41m, usually 22m. 0 of 1 job well',
      next: ['/etl runs silver-users'],
    });
  });

  it('wants no look for failures that were mended days ago, and does for those of today', async () => {
    const mended = async (ago: number): Promise<Finding> => {
      scene.failedRun(OUT_OF_MEMORY);
      for (const minutes of [5, 5, 5]) ran(minutes);
      scene.pass(ago);
      return ask('jobs');
    };
    expect((await mended(0)).summary).toMatch(/^silver-users failed once of 4 in 7 days\./);
    expect((await mended(2 * 24 * HOUR)).verdict).toBe('ok');
  });

  it('has a sentence for an account without jobs, for a pattern that fits none, and for a name mistyped', async () => {
    expect(await ask('jobs', { pattern: 'bronze-*' })).toMatchObject({
      verdict: 'fail',
      summary: 'No Glue job here is called bronze-*.',
    });
    expect(await ask('jobs', { pattern: 'silver-user' })).toMatchObject({
      summary: 'No Glue job here is called silver-user. The nearest: silver-users.',
      next: ['/etl jobs silver-users'],
    });
    expect(await ask('jobs')).toMatchObject({
      verdict: 'unknown',
      summary: 'silver-users has never run. 0 of 1 job well',
    });
  });

  it('tells of a job whose runs could not be read, beside those that could, and never takes it for well', async () => {
    scene.account.glue.putJob({ name: 'gold-kpis' });
    ran(5, 'gold-kpis');
    scene.faults.set({ operation: 'GetJobRuns', kind: 'access-denied', times: 1 });
    const finding = await ask('jobs');
    expect(finding.verdict).toBe('unknown');
    expect(finding.summary).toBe('silver-users could not be read. 1 of 2 jobs well');
    expect(finding.facts).toEqual([
      {
        label: 'silver-users',
        value:
          'Could not read the runs of silver-users: AWS denied it. Add glue:GetJobRuns to the role Handrail runs as, then try again.',
      },
    ]);
  });
});

it('what was left out does not hide what could not be read', async () => {
  for (let index = 0; index < 101; index += 1)
    scene.account.glue.putJob({ name: `silver-${String(index).padStart(3, '0')}` });
  scene.faults.set({ operation: 'GetJobRuns', kind: 'access-denied', times: 1 });
  const { facts } = await ask('jobs', { pattern: 'silver-*' });
  expect(facts.map(({ label }) => label)).toEqual(['silver-users', 'Read']);
  expect(facts.at(-1)?.value).toBe('the first 100 of 102; name a pattern for others');
});

describe('runs', () => {
  it('lists the runs of a job with what is usual, and charts how long they took', async () => {
    for (const minutes of [21, 22, 23]) ran(minutes);
    scene.failedRun(OUT_OF_MEMORY);
    const finding = await ask('runs', { job: JOB, last: '3' });
    expect(finding.summary).toBe('silver-users failed once since 2026-11-12T07:11Z, out of memory');
    expect(finding.facts).toEqual([
      { label: 'Ended well in 7 days', value: '3 of 4' },
      { label: 'Usually takes', value: '22m' },
      { label: 'DPU hours in 7 days', value: '11.8' },
    ]);
    expect(finding.table?.rows.map(([, ended, took]) => [ended, took])).toEqual([
      ['failed', '5m'],
      ['succeeded', '23m'],
      ['succeeded', '22m'],
    ]);
    expect(finding.series?.lines).toEqual([
      { name: 'succeeded', values: [22, 23, null] },
      { name: 'failed', values: [null, null, 5] },
    ]);
    expect(finding.next).toEqual([`/etl logs ${JOB}`]);
  });

  it('names the nearest jobs when there is none of that name', async () => {
    expect(await ask('runs', { job: 'silver-user' })).toMatchObject({
      verdict: 'fail',
      summary: 'No Glue job here is called silver-user. The nearest: silver-users.',
      next: ['/etl runs silver-users'],
    });
  });

  it('has no past to compare with when the job never ran', async () => {
    expect(await ask('runs', { job: JOB })).toMatchObject({
      verdict: 'unknown',
      summary: 'silver-users has never run',
      table: null,
      series: null,
    });
  });
});
