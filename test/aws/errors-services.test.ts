/** What each service refuses in its own words is the same to a person: asked of the simulated account by the real clients. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { AwsClients } from '../../src/aws/clients.ts';

import { SANDBOX_CREDENTIALS } from '../../sandbox/aws/server.ts';
import { createClients } from '../../src/aws/clients.ts';
import { describeAwsError } from '../../src/aws/errors.ts';
import { openScene, type Scene } from './account.ts';

const CALLS: readonly (readonly [service: string, call: (clients: AwsClients) => Promise<unknown>])[] = [
  ['CloudWatch', ({ cloudWatch }) => cloudWatch.describeAlarms({})],
  ['Glue', ({ glue }) => glue.getTable({ DatabaseName: 'nobodys', Name: 'users' })],
  ['Lambda', ({ lambda }) => lambda.getFunctionConfiguration({ FunctionName: 'nobody' })],
  ['DynamoDB', ({ dynamoDb }) => dynamoDb.describeTable({ TableName: 'nobodys' })],
  ['Firehose', ({ firehose }) => firehose.describeDeliveryStream({ DeliveryStreamName: 'nobodys' })],
  ['S3, a bucket', ({ s3 }) => s3.listObjectsV2({ Bucket: 'nobodys' })],
  ['S3, an object', ({ s3 }) => s3.getObject({ Bucket: 'todo-etl', Key: 'nobodys' })],
];

let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
  scene.account.s3.createBucket('todo-etl');
});

afterEach(() => scene.close());

async function kindsOf(
  calls: typeof CALLS,
  clients = scene.clients,
): Promise<readonly (readonly [string, string])[]> {
  return Promise.all(
    calls.map(async ([service, call]) => {
      const kind = await call(clients).then(
        () => 'answered',
        (error: unknown) => describeAwsError(error, { doing: 'look', action: 'a:GetB' }).kind,
      );
      return [service, kind] as const;
    }),
  );
}

describe('every service', () => {
  it.each([
    ['throttle', 'throttled'],
    ['access-denied', 'denied'],
    ['expired-token', 'credentials'],
    ['http-500', 'broken'],
  ] as const)('that answers with %s is %s', async (fault, kind) => {
    scene.faults.set({ operation: '*', kind: fault, times: Infinity });
    expect(await kindsOf(CALLS)).toEqual(CALLS.map(([service]) => [service, kind]));
  });

  it.each([
    ['another key', { accessKeyId: 'AKIAI44QH8DHBEXAMPLE' }],
    ['another secret', { secretAccessKey: 'wrong' }],
    ['no such session', { sessionToken: 'over' }],
  ])('that is asked with %s says that it is the credentials', async (_, wrong) => {
    const clients = createClients({
      region: 'eu-central-1',
      endpoint: scene.url,
      credentials: { ...SANDBOX_CREDENTIALS, ...wrong },
    });
    expect(await kindsOf(CALLS, clients)).toEqual(CALLS.map(([service]) => [service, 'credentials']));
    clients.destroy();
  });

  it('says in its own way that something is not there', async () => {
    const lookedUp = CALLS.filter(([service]) => service !== 'CloudWatch');
    expect(await kindsOf(lookedUp)).toEqual(lookedUp.map(([service]) => [service, 'not-found']));
  });
});
