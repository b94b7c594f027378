/** A job of one name in two regions and in another account: each alarm's retry starts the job that failed. */

import type { Account } from '../../sandbox/aws/account.ts';
import type { House } from '../support/house.ts';

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { ACCOUNT, REGION, startHouse } from '../support/house.ts';
import { pressed, shown } from '../support/messages-shown.ts';
import { glueJobChange } from '../support/payloads.ts';

jest.setTimeout(60_000);

const ME = 'U0RESPONDER';
const JOB = 'places-silver-users';
const FAR = '012345678901';
const ROLE = `arn:aws:iam::${FAR}:role/handrail`;

let house: House;
let home: Account;
let west: Account;
let far: Account;

beforeAll(async () => {
  house = await startHouse({
    pipelines: ['places'],
    elsewhere: [
      { account: ACCOUNT, region: 'eu-west-1' },
      { account: FAR, region: 'eu-west-1' },
    ],
    place: { account: FAR, region: 'eu-west-1', role_arn: ROLE, external_id: 'places' },
  });
  const [inWest, inFar] = house.elsewhere;
  if (inWest === undefined || inFar === undefined) throw new Error('Expected two more places');
  [home, west, far] = [house.account, inWest, inFar];
  home.sts.putRole({ arn: ROLE, trusts: ACCOUNT, externalId: 'places' });
  await house.bot.start();
  for (const [account, incident] of [
    [home, 1],
    [west, 2],
    [far, 3],
  ] as const) {
    await breakJob(account);
    await house.card(`incident:${incident}`);
  }
});
afterAll(() => house.close());

async function breakJob({ glue, accountId, region }: Account): Promise<void> {
  glue.putJob({ name: JOB, workers: 10, workerType: 'G.1X', maxConcurrentRuns: 1 });
  const { id: run } = glue.startRun(JOB);
  glue.advanceRun(run, 'FAILED', { errorMessage: `heap space of ${accountId} in ${region}` });
  await house.publish(
    glueJobChange({ job: JOB, run, state: 'FAILED', at: Date.now(), account: accountId, region }),
  );
}

/** How many runs each place has had. */
function runs(): readonly number[] {
  return [home, west, far].map(({ glue }) => glue.runs(JOB).length);
}

async function confirm(line: string): Promise<string> {
  const told = await house.type(ME, '#places', line);
  const preview = house.workspace.ephemerals(ME).at(-1);
  if (preview === undefined) throw new Error(`Expected a preview of ${line}, got ${told}`);
  await pressed(async () => house.workspace.as(ME).press(preview, 'Run'));
  return told;
}

describe('a job of one name that failed in three places', () => {
  it('is asked for its place when a command could mean any', async () => {
    const told = await house.type(ME, '#places', `/etl retry ${JOB}`);
    expect(told).toContain('could go to any of 3 places. Say which one.');
    expect(told).toContain(`/etl retry ${JOB} --in ${FAR}/eu-west-1`);
    expect(runs()).toEqual([1, 1, 1]);
  });

  it('is read by the checklist where its incident is', async () => {
    await house.press(ME, 'incident:2', 'Checklist');
    const read = await house.workspace.waitFor(() => {
      const cards = house.workspace.state.messages.all().map(shown);
      return cards.find((text) => text.startsWith(`/etl logs ${JOB}`) && text.includes('heap space'));
    });
    expect(read).toContain(`heap space of ${ACCOUNT} in eu-west-1`);
  });

  it('is retried in the one that is named, after a preview that names it', async () => {
    expect(await confirm(`/etl retry ${JOB} --in ${REGION}`)).toContain(`attempt 2 in ${ACCOUNT}, ${REGION}`);
    await house.workspace.waitFor(() => runs().join() === '2,1,1');
    expect(await confirm(`/etl retry ${JOB} --in ${ACCOUNT}/eu-west-1`)).toContain(
      `in ${ACCOUNT}, eu-west-1`,
    );
    await house.workspace.waitFor(() => runs().join() === '2,2,1');
    expect(await confirm(`/etl retry ${JOB} --in ${FAR}/eu-west-1`)).toContain(`in ${FAR}, eu-west-1`);
    await house.workspace.waitFor(() => runs().join() === '2,2,2');
  });

  it('is reached in another account by the role, in the name of who asked and of the incident', () => {
    const names = home.sts.sessions().map(({ name }) => name);
    expect(names).toContain(`handrail-${ME}-inc3`);
    expect(names.filter((name) => !name.endsWith('-inc3'))).toEqual([]);
  });

  it('is followed where it was started, and tells the incident of that place', async () => {
    for (const { glue } of [west, far, home]) {
      const run = glue.runs(JOB).find(({ state }) => state === 'STARTING');
      if (run !== undefined) glue.advanceRun(run.id, 'SUCCEEDED');
    }
    for (const incident of [1, 2, 3])
      await house.card(`incident:${incident}`, (text) => text.includes(`${JOB} succeeded`));
  });
});

describe('an account that no place has', () => {
  it('is refused with what to write, and no credentials are in the log', async () => {
    const strange = { account: '999999999999', region: 'eu-west-1' };
    const told = await house.type(
      ME,
      '#places',
      `/etl logs ${JOB} --in ${strange.account}/${strange.region}`,
    );
    expect(told).toContain(`Expected a place for account ${strange.account}, got none`);
    const secrets = home.sts
      .sessions()
      .flatMap(({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken]);
    expect(secrets.length).toBeGreaterThan(0);
    const log = house.bot.lines.join('\n');
    for (const secret of secrets) expect(log).not.toContain(secret);
  });

  it('would call each with its own credentials or role, as `handrail route` says', async () => {
    const path = join(house.folder, 'payload.json');
    const callsFor = async ({ accountId: account, region }: Account): Promise<unknown> => {
      const failed = glueJobChange({
        job: JOB,
        run: 'jr_1',
        state: 'FAILED',
        at: Date.now(),
        account,
        region,
      });
      await writeFile(path, JSON.stringify(failed));
      return (JSON.parse((await house.cli('route', path)).stdout) as { readonly calls: unknown }).calls;
    };
    expect(await callsFor(west)).toEqual({ account: ACCOUNT, region: 'eu-west-1', role: null });
    expect(await callsFor(far)).toEqual({ account: FAR, region: 'eu-west-1', role: ROLE });
  });
});
