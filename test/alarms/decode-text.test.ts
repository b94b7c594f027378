import { describe, expect, it } from '@jest/globals';
import { decode } from '../../src/alarms/decode/index.ts';
import { NIGHT } from '../support/builders.ts';
import { aMessage, TOPIC } from '../support/messages.ts';

describe('a message of no known kind', () => {
  it('names its thing among its first fields, and is not looked through for one', () => {
    const fields = (many: number) =>
      Object.fromEntries(Array.from({ length: many }, (_, index) => [`k${index}`, `v${index}`]));
    const nameOf = (body: object) => decode(aMessage(body)).resources;
    expect(nameOf({ ...fields(200), 'Source ID': 'db-users' })).toEqual({ source: 'db-users' });
    expect(nameOf({ ...fields(5_000), 'Source ID': 'db-users' })).toEqual({});
    expect(nameOf({ 'Source ID': 'x'.repeat(5_000) })).toEqual({});
  });

  it('is shown as text, under its subject', () => {
    expect(decode(aMessage('Firehose is behind.\nLook.', { subject: ' todo-etl: late ' }))).toEqual({
      kind: 'text',
      key: expect.stringMatching(/^text:arn:aws:sns:.*:todo-etl: late:[0-9a-f]{16}$/),
      name: 'todo-etl: late',
      state: 'ALARM',
      applies: true,
      headline: 'todo-etl: late',
      reason: 'Firehose is behind.\nLook.',
      changedAt: NIGHT,
      account: '123456789012',
      region: 'eu-central-1',
      description: null,
      resources: {},
      facts: [{ label: 'Topic', value: 'todo-etl-alarms' }],
      recovery: 'by-hand',
      link: null,
    });
  });

  it.each([
    ['Firehose is behind.\nLook.', null, 'Firehose is behind.'],
    ['\n\n  \n', null, 'An empty message'],
    ['', '', 'An empty message'],
    ['{"a": ', null, '{"a":'],
    ['[1, 2]', null, '[1, 2]'],
    ['{\n  "anomalyScore": 0.5\n}', null, '"anomalyScore": 0.5'],
    [
      '{"detail-type":"Glue Crawler State Change","source":"aws.glue"}',
      null,
      'Glue Crawler State Change (aws.glue)',
    ],
    ['{"detail-type":"Deployed"}', null, 'Deployed'],
    ['{"detail-type":{"a":1},"source":"aws.glue"}', null, '{"detail-type":{"a":1},"source":"aws.glue"}'],
  ])('%j with subject %j is called %j', (body, subject, name) => {
    expect(decode(aMessage(body, { subject })).name).toBe(name);
  });

  it.each([
    ['Batch 17 of 2026-11-12 failed', 'Batch 18 of 2026-11-13 failed'],
    ['Done at Wed Nov 25, 2026 22:05:00.1', 'Done at Thu Nov 26, 2026 3:07:00'],
    [
      'Run jr_0a1b2c3d4e of c1d2e3f4-0000-4000-8000-000000000001',
      'Run jr_ff00aa11 of 00000000-1111-4000-8000-000000000002',
    ],
  ])('%j is the same alarm as %j', (one, other) => {
    expect(decode(aMessage(one)).key).toBe(decode(aMessage(other)).key);
  });

  it('is another alarm where the same subject says something else', () => {
    const keys = ['The nightly copy failed', 'The nightly copy completed successfully'].map(
      (body) => decode(aMessage(body, { subject: 'Copy' })).key,
    );
    expect(new Set(keys).size).toBe(2);
  });

  it('is another alarm on another topic', () => {
    const keys = [TOPIC, `${TOPIC}-dev`].map((topicArn) => decode(aMessage('Late', { topicArn })).key);
    expect(new Set(keys).size).toBe(2);
  });

  it('keeps as much of the text as a row should carry, and a name of at most 120 characters', () => {
    const event = decode(aMessage('long '.repeat(1_000)));
    expect(event.name.length).toBe(120);
    expect(event.reason).toBe(`${'long '.repeat(1_000).slice(0, 3_999)}…`);
  });
});

function rds(database: string, message: string) {
  return aMessage(
    {
      'Event Source': 'db-instance',
      'Event Time': '2026-11-12 03:00:00.000',
      'Source ID': database,
      'Source ARN': `arn:aws:rds:eu-central-1:123456789012:db:${database}`,
      'Event Message': message,
    },
    { subject: 'RDS Notification Message' },
  );
}

function backup(volume: string, outcome: string) {
  return aMessage(
    `An AWS Backup job ${outcome}. Resource ARN : arn:aws:ec2:eu-central-1:123456789012:volume/${volume}. BackupJob ID : c1d2e3f4-0000-4000-8000-000000000001`,
    { subject: 'Notification from AWS Backup' },
  );
}

describe('what a text is about', () => {
  it('makes two databases of one subject two alarms, each with its own sentence', () => {
    const [orders, users] = [rds('orders', 'DB instance restarted'), rds('users', 'Storage is low')].map(
      decode,
    );
    expect(orders?.key).not.toBe(users?.key);
    expect([orders?.headline, users?.headline]).toEqual([
      'orders: DB instance restarted',
      'users: Storage is low',
    ]);
    expect([orders?.resources, users?.resources]).toEqual([{ database: 'orders' }, { database: 'users' }]);
  });

  it('makes two backups of one subject two alarms', () => {
    const [failed, completed] = [backup('vol-0a1b', 'failed'), backup('vol-0c2d', 'was completed')].map(
      decode,
    );
    expect(failed?.key).not.toBe(completed?.key);
    expect(failed?.headline).toMatch(/^An AWS Backup job failed\./);
  });

  it('makes two messages about one database one alarm', () => {
    expect(decode(rds('orders', 'Backing up')).key).toBe(decode(rds('orders', 'Finished backup')).key);
  });

  it('is a budget by its name alone', () => {
    const [exceeded, forecast] = ['has exceeded', 'is forecast to exceed'].map((verb) =>
      decode(
        aMessage('AWS Account 123456789012\n\nBudget Name: lake monthly\n', { subject: `Budget ${verb}` }),
      ),
    );
    expect(exceeded?.resources).toEqual({ budget: 'lake monthly' });
    expect(exceeded?.key).toBe(forecast?.key);
  });

  it.each<[object, object]>([
    [
      { crawlerName: 'orders-crawler', accountId: '1', message: 'Crawler Failed' },
      { crawler: 'orders-crawler' },
    ],
    [
      { context: { databaseName: 'lake', tableName: 'orders', runId: 'dqrun-1' } },
      { database: 'lake', table: 'orders' },
    ],
    [{ backupJobId: 'c1d2', resourceArn: 'arn:aws:s3:::todo-lake' }, { bucket: 'todo-lake' }],
    [
      {
        executionArn: 'arn:aws:states:eu-central-1:123456789012:execution:nightly:c1d2',
        stateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:nightly',
      },
      { source: 'nightly' },
    ],
    [{ runId: 'dqrun-1', accountId: '123456789012', state: 'FAILED' }, {}],
  ])('is read from the detail of an event: %j gives %j', (detail, resources) => {
    const event = decode(aMessage({ 'detail-type': 'Something Changed', source: 'aws.x', detail }));
    expect(event.resources).toEqual(resources);
  });

  it('is the first resource that an event lists, where its detail names none', () => {
    const listed = 'arn:aws:dynamodb:eu-central-1:123456789012:table/todo-users';
    const event = decode(aMessage({ 'detail-type': 'X', resources: [listed], detail: { state: 'a' } }));
    expect(event.resources).toEqual({ table: 'todo-users' });
  });

  it('is never the topic that carried it, nor the role that acted', () => {
    const body = 'arn:aws:iam::123456789012:role/x wrote to arn:aws:sns:eu-central-1:123456789012:y';
    expect(decode(aMessage(body)).resources).toEqual({});
  });
});

describe('where a text happened', () => {
  it('is what the event says before where its topic is', () => {
    const elsewhere = { 'detail-type': 'X', account: '210987654321', region: 'us-east-1', detail: {} };
    expect(decode(aMessage(elsewhere))).toMatchObject({ account: '210987654321', region: 'us-east-1' });
    expect(decode(aMessage({ ...elsewhere, region: 'a b' }))).toMatchObject({ account: '123456789012' });
  });
});
