/** Credentials that have expired, and an account that is throttled: one sentence, with how many calls it hit. */

import type { Finding } from '../../../src/operations/finding.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { findingOf, preparedOf, type Scene } from '../account.ts';
import { openIngestion } from '../ingestion/world.ts';

const REMEDY = 'Renew the credentials or the role of the host Handrail runs on, then try again.';

let scene: Scene;
beforeEach(async () => {
  scene = await openIngestion();
});
afterEach(() => scene.close());

async function ask(verb: string): Promise<Finding> {
  return findingOf(await preparedOf(scene, verb, {}).start(scene.context('run-1')));
}

describe('credentials that have expired', () => {
  beforeEach(async () => {
    // Whose they are is known by then.
    await ask('alarms');
    scene.faults.set({ operation: '*', kind: 'expired-token', times: Infinity });
  });

  it('are the headline of health, and its one fact', async () => {
    const { summary, facts, asked } = await ask('health');
    const calls = `${asked.length} calls were not answered`;
    expect(asked.length).toBeGreaterThan(5);
    expect(summary).toBe(`todo-etl: the AWS credentials have expired, ${calls}. ingestion not known`);
    expect(facts).toEqual([
      {
        label: 'Not known: ingestion, alarms',
        value: `The AWS credentials have expired: ${calls}. ${REMEDY}`,
      },
    ]);
  });

  it('are all that ingestion says', async () => {
    const { summary, facts, asked } = await ask('ingestion');
    const sentence = `The AWS credentials have expired: ${asked.length} calls were not answered. ${REMEDY}`;
    expect(summary).toBe(sentence);
    expect(facts.map(({ value }) => value)).toEqual([sentence]);
  });

  it('are one sentence of the alarms too', async () => {
    expect(await ask('alarms')).toMatchObject({
      summary: `Could not list the alarms: the AWS credentials have expired. ${REMEDY}`,
      facts: [],
    });
  });
});

describe('credentials that were never worth anything', () => {
  it('are told, and not that nobody knows whose they are', async () => {
    scene.faults.set({ operation: '*', kind: 'expired-token', times: Infinity });
    expect(await ask('health')).toMatchObject({
      verdict: 'unknown',
      summary: `Could not see whose the credentials are: the AWS credentials have expired. ${REMEDY}`,
    });
  });
});

describe('an account that is throttled', () => {
  it('is why a stage is not known', async () => {
    scene.faults.set({ operation: 'dynamodb:*', kind: 'throttle', times: Infinity });
    scene.faults.set({ operation: 'lambda:*', kind: 'throttle', times: Infinity });
    const { summary, asked } = await ask('health');
    const refused = asked.filter(({ ok }) => !ok).length;
    expect(summary).toContain(
      `ingestion is not known: AWS is throttling this account, ${refused} calls were not answered. `,
    );
  });

  it('is not blamed for what is not known for another reason', async () => {
    scene.account.dynamodb.putTable({ name: 'todo-users' });
    scene.faults.set({ operation: 'lambda:*', kind: 'throttle', times: Infinity });
    expect((await ask('health')).summary).toMatch(/^todo-etl: ingestion fails\. /);
  });
});
