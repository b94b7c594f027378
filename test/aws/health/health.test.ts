/** The health of a pipeline over a simulated account, asked through the catalog as every surface does. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/operations/finding.ts';
import { findingOf, JOB, MINUTE, openScene, preparedOf, type Scene } from '../account.ts';
import { CDC, openIngestion } from '../ingestion/world.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

async function ask(verb = 'health'): Promise<Finding> {
  return askOf(scene, verb);
}

async function askOf(of: Scene, verb = 'health'): Promise<Finding> {
  return findingOf(await preparedOf(of, verb, {}).start(of.context('run-1')));
}

describe('health', () => {
  it('says of every stage how it is, with the command that says more', async () => {
    scene.account.glue.putJob({ name: 'gold-kpis' });
    const well = scene.account.glue.startRun('gold-kpis', {});
    scene.pass(5 * MINUTE);
    scene.account.glue.advanceRun(well.id, 'SUCCEEDED');
    scene.failedRun('java.lang.OutOfMemoryError: Java heap space');
    scene.account.alarms.putMetricAlarm({
      name: 'silver-late',
      metric: { namespace: 'Todo', name: 'Late', dimensions: {} },
      statistic: 'Maximum',
      periodSeconds: 60,
      evaluationPeriods: 1,
      threshold: 1,
      comparison: 'GreaterThanThreshold',
      actions: { alarm: ['arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms'] },
    });
    scene.account.alarms.setState('silver-late', { value: 'ALARM', reason: 'late' });
    const finding = await ask();
    expect(finding.verdict).toBe('fail');
    expect(finding.summary).toBe(
      'todo-etl: silver fails since 2026-11-12T03:10Z. SILVER silver-users failed once, out of memory · gold waits',
    );
    expect(finding.table?.rows.map(([stage, what, how]) => [stage, what, how])).toEqual([
      ['silver', JOB, 'failed once, out of memory'],
      ['silver', 'silver-late', 'fires'],
    ]);
    expect(finding.next).toEqual([`/etl logs ${JOB}`, '/etl alarms silver-late']);
    expect((await ask('status')).summary).toBe(finding.summary);
  });

  it('shows the half that it got, and names the other', async () => {
    scene.failedRun('java.lang.OutOfMemoryError: Java heap space');
    scene.faults.set({ operation: 'DescribeAlarms', kind: 'access-denied', times: 9 });
    const finding = await ask();
    expect(finding.verdict).toBe('fail');
    expect(finding.facts).toEqual([
      {
        label: 'Not known: alarms',
        value:
          'Could not list the alarms: AWS denied it. Add cloudwatch:DescribeAlarms to the role Handrail runs as, then try again.',
      },
    ]);
    scene.faults.set({ operation: 'GetJobs', kind: 'access-denied', times: 9 });
    const nothing = await ask();
    expect(nothing.verdict).toBe('unknown');
    expect(nothing.summary).toContain('Glue jobs and alarms could not be asked');
  });
});

describe('health of what brings data in', () => {
  let ingestion: Scene;
  beforeEach(async () => {
    ingestion = await openIngestion();
  });
  afterEach(() => ingestion.close());

  function rows({ table }: Finding): readonly (readonly string[])[] {
    return (table?.rows ?? []).map(([stage = '', what = '', how = '']) => [stage, what, how]);
  }

  it('judges each part as its verb does, in a clause', async () => {
    const well = await askOf(ingestion);
    expect(well).toMatchObject({
      verdict: 'ok',
      summary: 'todo-etl: all well, 4 parts looked at. ingestion ok',
    });
    ingestion.account.lambda.putFunction({ name: CDC, reservedConcurrency: 0 });
    ingestion.account.dynamodb.putTable({ name: 'todo-tasks' });
    const ill = await askOf(ingestion);
    expect(ill.summary).toBe('todo-etl: ingestion fails. INGESTION todo-tasks has its stream off');
    expect(rows(ill)).toEqual([
      ['ingestion', 'todo-tasks', 'has its stream off'],
      ['ingestion', `function ${CDC}`, 'may not run'],
    ]);
    expect(ill.next).toEqual(['/etl ingestion']);
    expect(ill.verdict).toBe((await askOf(ingestion, 'ingestion')).verdict);
  });

  it('tells what is broken before the alarm about it', async () => {
    ingestion.account.lambda.putFunction({ name: CDC, reservedConcurrency: 0 });
    ingestion.account.alarms.putMetricAlarm({
      name: 'cdc-throttled',
      metric: { namespace: 'AWS/Lambda', name: 'Throttles', dimensions: {} },
      statistic: 'Sum',
      periodSeconds: 60,
      evaluationPeriods: 1,
      threshold: 1,
      comparison: 'GreaterThanThreshold',
      actions: { alarm: ['arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms'] },
    });
    ingestion.account.alarms.setState('cdc-throttled', { value: 'ALARM', reason: 'throttled' });
    const ill = await askOf(ingestion);
    expect(rows(ill).map(([, what]) => what)).toEqual([`function ${CDC}`, 'cdc-throttled']);
    expect(ill.summary).toMatch(/^todo-etl: ingestion fails/);
    expect(ill.next).toEqual(['/etl ingestion', '/etl alarms cdc-throttled']);
  });

  it('says in a clause what could not be read, and leaves the sentence to the verb', async () => {
    ingestion.faults.set({ operation: 'DescribeTable', kind: 'access-denied', times: 2 });
    const half = await askOf(ingestion);
    expect(half.verdict).toBe('unknown');
    expect(half.facts).toEqual([]);
    expect(rows(half)).toEqual([
      ['ingestion', 'todo-users', 'could not be read'],
      ['ingestion', 'todo-tasks', 'could not be read'],
    ]);
  });

  it('says why once where all of it is refused, and does not take the stage for well', async () => {
    for (const operation of ['dynamodb:*', 'firehose:*', 'lambda:*', 'GetMetricData'])
      ingestion.faults.set({ operation, kind: 'access-denied', times: 9 });
    const none = await askOf(ingestion);
    expect(none.verdict).toBe('unknown');
    expect(none.summary).toBe('todo-etl: ingestion could not be asked. ingestion not known');
    expect(none.facts).toEqual([
      { label: 'Not known: ingestion', value: expect.stringContaining('Add dynamodb:DescribeTable') },
    ]);
  });

  it('asks nothing of what the pipeline does not name', async () => {
    expect((await ask()).asked.map(({ call }) => call)).not.toContain('cloudwatch:GetMetricData');
  });

  it('does not take a job for well that the configuration names and Glue does not have', async () => {
    scene.account.glue.putJob({ name: 'silver-other' });
    const finding = await ask();
    expect(finding.table?.rows.map(([stage, what, how]) => [stage, what, how])).toContainEqual([
      'gold',
      'gold-*',
      'names no Glue job here',
    ]);
    expect(finding.verdict).toBe('unknown');
  });
});
