/** The card of an incident says what broke, since when and compared with what, before anybody presses: over the real wire. */

import type { House } from '../support/house.ts';

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { RUNBOOK, startHouse } from '../support/house.ts';
import { offers, shown } from '../support/messages-shown.ts';
import { glueJobChange, metricAlarm } from '../support/payloads.ts';

jest.setTimeout(90_000);

const ME = 'U0RESPONDER';
const CHANNEL = '#evidence';
const JOB = 'silver-users';
const WITHIN_MS = 10_000;

let house: House;

beforeEach(async () => {
  house = await startHouse({
    pipelines: ['evidence'],
    config: {
      pipelines: {
        evidence: {
          runbook: RUNBOOK,
          channel: CHANNEL,
          match: { name: '*' },
          stages: {
            silver: { jobs: ['silver-*'] },
            gold: { jobs: ['gold-*'], after: ['silver'] },
          },
        },
      },
    },
  });
  house.account.glue.putJob({ name: JOB });
  house.account.glue.putJob({ name: 'gold-daily' });
  house.account.glue.advanceRun(house.account.glue.startRun('gold-daily').id, 'SUCCEEDED');
  house.account.glue.advanceRun(house.account.glue.startRun(JOB).id, 'SUCCEEDED');
  await house.bot.start();
});
afterEach(() => house.close());

/** The job fails, and its event comes in. */
async function fail(): Promise<void> {
  const { glue } = house.account;
  const run = glue.startRun(JOB);
  glue.advanceRun(run.id, 'FAILED', { errorMessage: 'java.lang.OutOfMemoryError: Java heap space' });
  await house.publish(glueJobChange({ job: JOB, run: run.id, state: 'FAILED', at: Date.now() }));
}

describe('a job that failed', () => {
  it('is explained on its card within ten seconds of the first post', async () => {
    await fail();
    await house.card('incident:1');
    const words = ['Out of memory', 'attempt 1 of 1', 'Last good run', 'SILVER FAILS › gold waits'];
    const card = await house.card(
      'incident:1',
      (text) => words.every((each) => text.includes(each)),
      WITHIN_MS,
    );
    for (const command of [`/etl logs ${JOB}`, `/etl runs ${JOB}`, '/etl health'])
      expect(shown(card)).toContain(command);
    const timeline = await house.card('timeline:1', (text) => text.includes('Found: out of memory'));
    expect(shown(timeline)).not.toContain('Could not look');
  });

  it('has no line for what AWS refuses, and says so in the thread', async () => {
    house.aws.faults.set({ operation: 'GetJobRuns', kind: 'access-denied', times: Infinity });
    await fail();
    const timeline = await house.card('timeline:1', (text) => text.includes('Could not look'));
    expect(shown(timeline)).toContain('glue:GetJobRuns');
    expect(shown(await house.card('incident:1'))).not.toContain('Last good run');
  });

  it('takes presses while AWS does not answer', async () => {
    house.aws.faults.set({ operation: '*', kind: 'slow', times: Infinity, delayMs: 30_000 });
    await fail();
    await house.press(ME, 'incident:1', 'Acknowledge');
    const card = await house.card('incident:1', (text) => text.includes(`On it: <@${ME}>`));
    expect(offers(card, 'Acknowledge')).toBe(false);
    house.aws.faults.clear();
  });

  it('is looked at once more when it fails again', async () => {
    await fail();
    await house.card('incident:1', (text) => text.includes('Out of memory'));
    const { glue } = house.account;
    const run = glue.startRun(JOB);
    glue.advanceRun(run.id, 'FAILED', { errorMessage: 'No space left on device' });
    await house.publish(glueJobChange({ job: JOB, run: run.id, state: 'FAILED', at: Date.now() }));
    await house.card('incident:1', (text) => /no space|disk full/i.test(text), 20_000);
  });
});

describe('twenty cards in a minute', () => {
  it('are each explained, and take presses meanwhile', async () => {
    const { glue } = house.account;
    for (let number = 0; number < 20; number += 1) {
      const name = `nightly-${number}`;
      glue.putJob({ name });
      const run = glue.startRun(name);
      glue.advanceRun(run.id, 'FAILED', { errorMessage: 'java.lang.OutOfMemoryError: Java heap space' });
      await house.publish(glueJobChange({ job: name, run: run.id, state: 'FAILED', at: Date.now() }));
    }
    await house.press(ME, 'incident:1', 'Acknowledge');
    await house.card('incident:1', (text) => text.includes(`On it: <@${ME}>`));
    for (const number of [1, 10, 20])
      await house.card(`incident:${number}`, (text) => text.includes('Out of memory'), 60_000);
  });

  it('of metrics that name nothing are left as they are', async () => {
    await house.publish(metricAlarm({ name: 'somewhere-late', state: 'ALARM', at: Date.now() }));
    const card = await house.card('incident:1', (text) => text.includes('silver ok › gold ok'));
    expect(shown(card)).not.toContain('/etl logs');
  });
});
