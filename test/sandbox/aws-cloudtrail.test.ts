import type { AwsWorld } from './aws-world.ts';

import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { GetTableVersionsCommand } from '@aws-sdk/client-glue';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createCloudTrail, TRAIL_LAG_MS, type EventToRecord } from '../../sandbox/aws/cloudtrail.ts';
import { identifyCall } from '../../sandbox/aws/protocol.ts';
import { START_MS, startAwsWorld } from './aws-world.ts';

const DAY = 86_400_000;
const BY_NAME = [{ AttributeKey: 'EventName', AttributeValue: 'UpdateJob' }] as const;

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(() => world.close());

function changed(job: string, more: Partial<EventToRecord> = {}): EventToRecord {
  return {
    name: 'UpdateJob',
    source: 'glue.amazonaws.com',
    user: { kind: 'role', role: 'deploy', session: 'anna' },
    requestParameters: { jobName: job, jobUpdate: { numberOfWorkers: 20 } },
    ...more,
  };
}

async function namesOf(command: LookupEventsCommand): Promise<readonly (string | undefined)[]> {
  const { Events = [] } = await world.cloudtrail.send(command);
  return Events.map(({ EventName }) => EventName);
}

describe('LookupEvents', () => {
  it('tells who changed what, with the record as trails have it', async () => {
    world.account.cloudtrail.record(changed('silver-users', { errorCode: 'AccessDenied' }));
    world.clock.now += TRAIL_LAG_MS;
    const { Events } = await world.cloudtrail.send(
      new LookupEventsCommand({ LookupAttributes: [...BY_NAME] }),
    );
    expect(Events).toMatchObject([
      {
        EventName: 'UpdateJob',
        EventSource: 'glue.amazonaws.com',
        Username: 'anna',
        EventTime: new Date(START_MS),
      },
    ]);
    expect(JSON.parse(Events?.[0]?.CloudTrailEvent ?? '')).toMatchObject({
      eventTime: '2026-03-02T03:00:00Z',
      errorCode: 'AccessDenied',
      requestParameters: { jobName: 'silver-users' },
      userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/deploy/anna' },
    });
  });

  it('is asked with or without the package of its name', () => {
    for (const target of ['CloudTrail_20131101', 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101']) {
      const headers = { 'x-amz-target': `${target}.LookupEvents` };
      const call = identifyCall({ method: 'POST', url: '/', headers, body: Buffer.from('{}') });
      expect(call).toMatchObject({ service: { name: 'cloudtrail' }, operation: 'LookupEvents' });
    }
  });

  it('is minutes behind, and forgets after ninety days', async () => {
    world.account.cloudtrail.record(changed('silver-users'));
    const all = new LookupEventsCommand({});
    world.clock.now += TRAIL_LAG_MS - 1;
    expect(await namesOf(all)).toEqual([]);
    world.clock.now += 1;
    expect(await namesOf(all)).toEqual(['UpdateJob']);
    world.clock.now += 90 * DAY;
    expect(await namesOf(all)).toEqual([]);
  });

  it('answers by name, source, user and time, the newest first, page by page', async () => {
    const { cloudtrail } = world.account;
    for (const job of ['a', 'b', 'c']) {
      cloudtrail.record(changed(job));
      world.clock.now += DAY;
    }
    cloudtrail.record(changed('d', { name: 'DeleteJob', user: { kind: 'user', name: 'ben' } }));
    world.clock.now += DAY;
    const found = async (members: object): Promise<readonly string[]> => {
      const { Events = [] } = await world.cloudtrail.send(new LookupEventsCommand(members));
      return Events.map(({ CloudTrailEvent = '' }) => /"jobName":"(\w+)"/.exec(CloudTrailEvent)?.[1] ?? '');
    };
    expect(await found({ LookupAttributes: [...BY_NAME] })).toEqual(['c', 'b', 'a']);
    expect(await found({ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'ben' }] })).toEqual([
      'd',
    ]);
    expect(
      await found({ StartTime: new Date(START_MS + DAY), EndTime: new Date(START_MS + 2 * DAY) }),
    ).toEqual(['c', 'b']);
    const first = await world.cloudtrail.send(new LookupEventsCommand({ MaxResults: 3 }));
    expect(first.Events).toHaveLength(3);
    expect(await found({ MaxResults: 3, NextToken: first.NextToken })).toEqual(['a']);
    await expect(found({ NextToken: 'nobody gave it' })).rejects.toThrow('Invalid token');
    await expect(found({ StartTime: new Date(1_000), EndTime: new Date(0) })).rejects.toThrow(
      'after the end time',
    );
  });

  it('answers so many a second and no more, where they are counted', () => {
    const clock = { now: START_MS };
    const trail = createCloudTrail({ now: () => clock.now, newId: () => 'id', lookUpsASecond: 2 });
    const lookUp = (): unknown => trail.lookUp({ matches: null, from: 0, to: Infinity });
    lookUp();
    clock.now += 600;
    lookUp();
    expect(lookUp).toThrow('Rate exceeded');
    clock.now += 400;
    lookUp();
    expect(lookUp).toThrow('Rate exceeded');
  });
});

describe('GetTableVersions', () => {
  it('has one for each change, the newest first, page by page', async () => {
    const { catalog } = world.account;
    catalog.putDatabase({ name: 'todo_silver' });
    const table = { database: 'todo_silver', name: 'users', location: 's3://b/users/' };
    for (const name of ['id', 'user_id', 'uid']) {
      catalog.putTable({ ...table, columns: [{ name, type: 'string' }] });
      world.clock.now += DAY;
    }
    const of = { DatabaseName: 'todo_silver', TableName: 'users', MaxResults: 2 };
    const first = await world.glue.send(new GetTableVersionsCommand(of));
    const rest = await world.glue.send(new GetTableVersionsCommand({ ...of, NextToken: first.NextToken }));
    const versions = [...(first.TableVersions ?? []), ...(rest.TableVersions ?? [])];
    expect(rest.NextToken).toBeUndefined();
    expect(
      versions.map(({ VersionId, Table }) => [
        VersionId,
        Table?.StorageDescriptor?.Columns?.[0]?.Name,
        Table?.UpdateTime,
      ]),
    ).toEqual([
      ['2', 'uid', new Date(START_MS + 2 * DAY)],
      ['1', 'user_id', new Date(START_MS + DAY)],
      ['0', 'id', new Date(START_MS)],
    ]);
    await expect(
      world.glue.send(new GetTableVersionsCommand({ DatabaseName: 'todo_silver', TableName: 'nobody' })),
    ).rejects.toThrow('nobody not found');
  });
});
