/** Calls that go to the account and the region that they say, as whom they should, or nowhere. */

import type { AwsServer } from '../../sandbox/aws/server.ts';
import type { Account } from '../../sandbox/aws/account.ts';
import type { PlacedCall } from '../../src/aws/client-pool.ts';
import type { CallPlace, PipelinePlace } from '../../src/operations/place.ts';

import { GetJobRunsCommand } from '@aws-sdk/client-glue';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createAccount } from '../../sandbox/aws/account.ts';
import { SANDBOX_CREDENTIALS, startAws } from '../../sandbox/aws/server.ts';
import { sessionName } from '../../src/aws/assume-role.ts';
import { createCatalog } from '../../src/aws/catalog.ts';
import { createClientPool } from '../../src/aws/client-pool.ts';
import { answerOf } from '../../src/aws/refusals.ts';
import { MINUTE, person } from '../support/builders.ts';
import { findingOf, preparedOf } from './account.ts';

const OWN = '123456789012';
const FAR = '012345678901';
const ROLE = { arn: `arn:aws:iam::${FAR}:role/handrail`, externalId: 'todo-etl' };
const FAR_PLACE: PipelinePlace = { pipeline: 'far-etl', account: FAR, region: 'eu-west-1', role: ROLE };

let now: number;
let ids = 0;
/** Called for each request that the server got, as it gives each an id. */
let arrived = (): void => {};
let home: Account;
let server: AwsServer;

beforeEach(async () => {
  now = Date.now();
  const common = {
    now: () => now,
    newId: () => {
      arrived();
      return `id-${++ids}`;
    },
  };
  home = createAccount({ ...common, accountId: OWN, region: 'eu-central-1' });
  const other = { ...common, sts: home.sts };
  const west = createAccount({ ...other, accountId: OWN, region: 'eu-west-1' });
  const far = createAccount({ ...other, accountId: FAR, region: 'eu-west-1' });
  for (const [account, runs] of [
    [home, 1],
    [west, 2],
    [far, 3],
  ] as const) {
    account.glue.putJob({ name: 'silver-users', maxConcurrentRuns: 9 });
    for (let run = 0; run < runs; run += 1) account.glue.startRun('silver-users');
  }
  home.sts.putRole({ arn: ROLE.arn, trusts: OWN, externalId: ROLE.externalId });
  server = await startAws({ account: home, others: [west, far], host: '127.0.0.1' });
});
afterEach(() => server.close());

function poolOf(...pipelines: readonly PipelinePlace[]) {
  return poolWith(async () => SANDBOX_CREDENTIALS, ...pipelines);
}

function poolWith(
  credentials: () => Promise<typeof SANDBOX_CREDENTIALS>,
  ...pipelines: readonly PipelinePlace[]
) {
  return createClientPool({
    places: { region: 'eu-central-1', pipelines },
    clock: () => now,
    client: { endpoint: server.url, credentials },
  });
}

function call(place: CallPlace | null, changes: Partial<PlacedCall> = {}): PlacedCall {
  return { place, pipeline: null, by: person(), incident: 42, ...changes };
}

async function runsSeen(pool: ReturnType<typeof poolOf>, asked: PlacedCall): Promise<number> {
  const { glue } = await pool.at(asked);
  const reading = glue.send(new GetJobRunsCommand({ JobName: 'silver-users' }));
  const { JobRuns } = await answerOf(reading, { doing: 'read the runs', action: 'glue:GetJobRuns' });
  return JobRuns?.length ?? 0;
}

describe('a call', () => {
  it('that met a fault of ours on the way to STS spoils none that come after it', async () => {
    let broken = true;
    const pool = poolWith(async () => {
      if (broken) throw new Error('half a line in the file of credentials');
      return SANDBOX_CREDENTIALS;
    });
    const west = call({ account: OWN, region: 'eu-west-1' });
    await expect(runsSeen(pool, west)).rejects.toThrow('half a line');
    broken = false;
    expect(await runsSeen(pool, west)).toBe(2);
    pool.destroy();
  });

  it('goes to the account and the region that it says', async () => {
    const pool = poolOf(FAR_PLACE);
    expect(await runsSeen(pool, call(null))).toBe(1);
    expect(await runsSeen(pool, call({ account: null, region: 'eu-central-1' }))).toBe(1);
    expect(await runsSeen(pool, call({ account: OWN, region: 'eu-west-1' }))).toBe(2);
    expect(await runsSeen(pool, call({ account: FAR, region: 'eu-west-1' }))).toBe(3);
    pool.destroy();
  });

  it('to an account that no place has is refused before anything is asked there', async () => {
    const pool = poolOf();
    const refused = pool.at(call({ account: FAR, region: 'eu-west-1' }, { pipeline: 'far-etl' }));
    await expect(refused).rejects.toThrow(
      `Expected a place for account ${FAR}, got none, and Handrail's credentials are of ${OWN}. Write account and role_arn under pipelines.far-etl.place`,
    );
    pool.destroy();
  });

  it('that names an account waits for STS once, and is refused while that cannot tell', async () => {
    const pool = poolOf();
    const named = call({ account: OWN, region: 'eu-central-1' });
    server.faults.set({ operation: 'GetCallerIdentity', kind: 'access-denied', times: 1 });
    await expect(pool.at(named)).rejects.toMatchObject({ report: { kind: 'unplaced', retryable: true } });
    await expect(pool.at(named)).rejects.toThrow('AWS did not say whose credentials');
    expect(await runsSeen(pool, call({ account: null, region: 'eu-central-1' }))).toBe(1);
    expect(await pool.at(named, true)).toBe(await pool.atHome());
    now += 2 * MINUTE;
    expect(await runsSeen(pool, named)).toBe(1);
    server.faults.set({ operation: 'GetCallerIdentity', kind: 'access-denied', times: 1 });
    expect(await runsSeen(pool, named)).toBe(1);
    pool.destroy();
  });
});

describe('a role', () => {
  const there = { account: FAR, region: 'eu-west-1' };

  it('is assumed once for a person and an incident, whatever is called, and renewed in time', async () => {
    // So near their end that the SDK asks anew for each call.
    now -= 58 * MINUTE;
    const pool = poolOf(FAR_PLACE);
    const names = () => home.sts.sessions().map(({ name }) => name);
    const clients = await pool.at(call(there));
    await Promise.all([runsSeen(pool, call(there)), runsSeen(pool, call(there))]);
    expect(await pool.at(call(there))).toBe(clients);
    expect(names()).toEqual(['handrail-U0RESPONDER-inc42']);
    await runsSeen(pool, call(there, { by: person('U0LEAD'), incident: null }));
    expect(names()).toEqual(['handrail-U0RESPONDER-inc42', 'handrail-U0LEAD']);
    now += 55 * MINUTE;
    expect(await runsSeen(pool, call(there))).toBe(3);
    expect(names().slice(2)).toEqual(['handrail-U0RESPONDER-inc42']);
    pool.destroy();
  });

  it('that is not lent is refused with what to allow, and no secret', async () => {
    const other = { ...ROLE, externalId: 'a-secret-of-mine' };
    const pool = poolOf({ ...FAR_PLACE, role: other });
    const refusal: unknown = await runsSeen(pool, call(there)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      name: 'AwsRefusal',
      message: `Could not assume ${ROLE.arn}: AWS denied it. Allow sts:AssumeRole on it to the role Handrail runs as, and name that one in its trust policy, with the external id of the configuration. Then try again.`,
      report: { kind: 'denied', retryable: false },
    });
    expect(JSON.stringify(refusal)).not.toContain('a-secret-of-mine');
    pool.destroy();
  });

  it('that is not lent, and an account without a place, are findings of the operation', async () => {
    const pool = poolOf({ ...FAR_PLACE, role: { ...ROLE, externalId: 'other' } });
    const catalog = createCatalog({ pool, clock: () => now });
    const signal = new AbortController().signal;
    const context = { ...call(there), run: 'op-1', requestedAt: now, signal };
    const logs = preparedOf({ catalog }, 'logs', { job: 'silver-users' });
    expect(findingOf(await logs.start(context))).toMatchObject({
      verdict: 'fail',
      summary: expect.stringContaining('in its trust policy, with the external id'),
    });
    const retry = preparedOf({ catalog }, 'retry', { job: 'silver-users' });
    const strange = { ...context, place: { account: '999999999999', region: 'eu-west-1' } };
    expect(await retry.preview?.(strange)).toMatchObject({
      would: 'refuse',
      finding: {
        verdict: 'fail',
        summary: expect.stringContaining('Expected a place for account 999999999999'),
        links: [{ url: expect.stringContaining('region=eu-west-1') }],
      },
    });
    expect(findingOf(await retry.start(strange))).toMatchObject({ verdict: 'fail' });
    pool.destroy();
  });

  it('is asked for again after it was not lent', async () => {
    const pool = poolOf(FAR_PLACE);
    server.faults.set({ operation: 'AssumeRole', kind: 'access-denied', times: 1 });
    await expect(runsSeen(pool, call(there))).rejects.toThrow('Could not assume');
    expect(await runsSeen(pool, call(there))).toBe(3);
    pool.destroy();
  });
});

it('a client that fell out of the pool ends what it was doing', async () => {
  const pool = poolOf(FAR_PLACE);
  const there = { account: FAR, region: 'eu-west-1' };
  expect(await runsSeen(pool, call(there))).toBe(3);
  server.faults.set({ operation: 'GetJobRuns', kind: 'slow', times: 1, delayMs: 500 });
  const { glueOnce } = await pool.at(call(there));
  const underWay = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const slow = glueOnce.send(new GetJobRunsCommand({ JobName: 'silver-users' }));
  await underWay;
  for (let incident = 100; incident < 160; incident += 1) await pool.at(call(there, { incident }));
  expect((await slow).JobRuns).toHaveLength(3);
  pool.destroy();
});

describe('the name of a session', () => {
  it('is of the person and the incident, within what STS takes', () => {
    expect(sessionName({ kind: 'handrail' }, null)).toBe('handrail');
    expect(sessionName({ kind: 'handrail' }, 7)).toBe('handrail-inc7');
    expect(sessionName(person('U0 Ä/ü'), 42)).toBe('handrail-U0-----inc42');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.option(fc.nat()), (user, incident) => {
        expect(sessionName(person(user), incident)).toMatch(/^[\w+=,.@-]{2,64}$/);
      }),
    );
    const long = sessionName(person('U'.repeat(90)), 123456);
    expect(long).toMatch(/^handrail-U+-inc123456$/);
    expect(long).toHaveLength(64);
  });
});
