/** Roles and regions of the simulated accounts, with the real STS client and the real signer. */

import type { AwsServer } from '../../sandbox/aws/server.ts';
import type { Account } from '../../sandbox/aws/account.ts';

import { GetJobRunsCommand, GlueClient } from '@aws-sdk/client-glue';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createAccount } from '../../sandbox/aws/account.ts';
import { SANDBOX_CREDENTIALS, startAws } from '../../sandbox/aws/server.ts';

const ROLE = 'arn:aws:iam::012345678901:role/ops/handrail';

let server: AwsServer;
let home: Account;
let sts: STSClient;

beforeEach(async () => {
  let ids = 0;
  const common = { now: Date.now, newId: () => `id-${++ids}` };
  home = createAccount({ ...common, accountId: '123456789012', region: 'eu-central-1' });
  const other = { ...common, sts: home.sts };
  const west = createAccount({ ...other, accountId: '123456789012', region: 'eu-west-1' });
  const far = createAccount({ ...other, accountId: '012345678901', region: 'eu-west-1' });
  for (const account of [home, west, far]) account.glue.putJob({ name: 'silver-users' });
  west.glue.startRun('silver-users');
  server = await startAws({ account: home, others: [west, far], host: '127.0.0.1' });
  sts = new STSClient(config('eu-central-1'));
});

afterEach(async () => {
  sts.destroy();
  await server.close();
});

function config(region: string) {
  return { endpoint: server.url, region, credentials: SANDBOX_CREDENTIALS, maxAttempts: 1 };
}

async function runsIn(region: string, credentials = SANDBOX_CREDENTIALS): Promise<number> {
  const glue = new GlueClient({ ...config(region), credentials });
  try {
    const { JobRuns } = await glue.send(new GetJobRunsCommand({ JobName: 'silver-users' }));
    return JobRuns?.length ?? 0;
  } finally {
    glue.destroy();
  }
}

describe('a signature', () => {
  it('says the region, and with it whose jobs are meant', async () => {
    expect(await runsIn('eu-central-1')).toBe(0);
    expect(await runsIn('eu-west-1')).toBe(1);
    await expect(runsIn('us-east-1')).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });
});

describe('GetCallerIdentity', () => {
  it('says whose the credentials are', async () => {
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '123456789012' });
  });
});

describe('AssumeRole', () => {
  const wanted = { RoleArn: ROLE, RoleSessionName: 'handrail-U0RESPONDER-inc42' };

  it('gives credentials of the account of the role, which work with their token only', async () => {
    home.sts.putRole({ arn: ROLE, trusts: '123456789012', externalId: 'todo-etl' });
    const { Credentials: given, AssumedRoleUser: user } = await sts.send(
      new AssumeRoleCommand({ ...wanted, ExternalId: 'todo-etl' }),
    );
    expect(user?.Arn).toBe('arn:aws:sts::012345678901:assumed-role/handrail/handrail-U0RESPONDER-inc42');
    const credentials = {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
    };
    const session = { ...credentials, sessionToken: given?.SessionToken ?? '' };
    expect(await runsIn('eu-west-1', session)).toBe(0);
    await expect(runsIn('eu-west-1', credentials)).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    const as = new STSClient({ ...config('eu-west-1'), credentials: session });
    expect(await as.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '012345678901' });
    as.destroy();
  });

  it.each([
    ['a role that is not there', null, 'todo-etl'],
    ['another external id', { trusts: '123456789012', externalId: 'other' }, 'todo-etl'],
    ['no external id where one is wanted', { trusts: '123456789012', externalId: 'todo-etl' }, undefined],
    ['an account that the role does not trust', { trusts: '999999999999', externalId: null }, undefined],
  ])('denies %s', async (_, role, externalId) => {
    if (role !== null) home.sts.putRole({ arn: ROLE, ...role });
    await expect(
      sts.send(new AssumeRoleCommand({ ...wanted, ExternalId: externalId })),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(`is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`),
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('takes no session name that AWS would not', async () => {
    await expect(
      sts.send(new AssumeRoleCommand({ ...wanted, RoleSessionName: 'a b' })),
    ).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });
});
