/** The health of a pipeline over a simulated account, asked through the catalog as every surface does. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/operations/finding.ts';
import { findingOf, JOB, MINUTE, openScene, preparedOf, type Scene } from '../account.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

async function ask(verb = 'health'): Promise<Finding> {
  return findingOf(await preparedOf(scene, verb, {}).start(scene.context('run-1')));
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
