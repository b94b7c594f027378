import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StartJobRunCommand } from '@aws-sdk/client-glue';
import { createConfirmer } from '../../src/aws/confirm-subscription.ts';
import { JOB, openScene, type Scene } from './account.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

describe('createClients', () => {
  it('makes each client once, and sends StartJobRun once only', async () => {
    expect(scene.clients.glue).toBe(scene.clients.glue);
    expect(scene.clients.sns).toBe(scene.clients.snsIn('eu-central-1'));
    expect(scene.clients.glueOnce).not.toBe(scene.clients.glue);
    scene.account.glue.putJob({ name: JOB, maxConcurrentRuns: 9 });
    scene.faults.set({ operation: 'StartJobRun', kind: 'drop-after-effect', times: 2 });
    await expect(scene.clients.glueOnce.send(new StartJobRunCommand({ JobName: JOB }))).rejects.toThrow();
    expect(scene.account.glue.runs(JOB)).toHaveLength(1);
  });
});

describe('the clients', () => {
  it('reach each service of the account, and find a bucket in the path of another endpoint', async () => {
    const { account, clients } = scene;
    account.s3.createBucket('todo-etl');
    account.s3.put('todo-etl', { key: 'users/part-0', content: 'x' });
    account.lambda.putFunction({ name: 'todo-ingest' });
    account.dynamodb.putTable({ name: 'todos' });
    account.firehose.putStream({ name: 'todos', destination: { bucket: 'todo-etl' } });
    const [listed, configured, table, stream] = await Promise.all([
      clients.s3.listObjectsV2({ Bucket: 'todo-etl' }),
      clients.lambda.getFunctionConfiguration({ FunctionName: 'todo-ingest' }),
      clients.dynamoDb.describeTable({ TableName: 'todos' }),
      clients.firehose.describeDeliveryStream({ DeliveryStreamName: 'todos' }),
    ]);
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['users/part-0']);
    expect(configured.State).toBe('Active');
    expect(table.Table?.TableStatus).toBe('ACTIVE');
    expect(stream.DeliveryStreamDescription?.DeliveryStreamStatus).toBe('ACTIVE');
  });
});

describe('createConfirmer', () => {
  it('confirms with the token so that unsubscribing needs a signed request', async () => {
    const topic = scene.account.sns.createTopic('todo-etl-alarms');
    const { token } = scene.account.sns.subscribe(topic, 'https://handrail.example/sns');
    await createConfirmer(async () => scene.clients).confirm(topic, token);
    expect(scene.account.sns.subscriptions()).toEqual([
      expect.objectContaining({ state: 'confirmed', authenticateOnUnsubscribe: true }),
    ]);
  });

  it('rejects with a sentence when SNS does not accept the token', async () => {
    const topic = scene.account.sns.createTopic('todo-etl-alarms');
    await expect(createConfirmer(async () => scene.clients).confirm(topic, 'f'.repeat(64))).rejects.toThrow(
      /^Could not confirm the subscription to arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms: /,
    );
  });

  it.each(['', 'arn:aws:sqs:eu-central-1:123456789012:queue', 'arn:aws:sns:evil.example:123456789012:topic'])(
    'asks nobody about %j',
    async (arn) => {
      await expect(createConfirmer(async () => scene.clients).confirm(arn, 'token')).rejects.toThrow(
        'Expected the ARN of an SNS topic',
      );
    },
  );
});
