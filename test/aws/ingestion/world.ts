/** The ingestion of the todo pipeline in a simulated account, well and as busy as ever, for tests to break. */

import type { Estate, StageEstate } from '../../../src/operations/estate.ts';
import type { Scene } from '../account.ts';

import { NO_ESTATE } from '../../../src/operations/estate.ts';
import { MINUTE, openScene } from '../account.ts';
import { aStage } from '../../support/builders.ts';

export const HOUR = 60 * MINUTE;
export const WEEK = 7 * 24 * HOUR;
/** What the delivery stream and the function are both called. */
export const CDC = 'todo-etl-cdc';
/** Records that come every hour. */
export const USUAL = 12_000;

export const ESTATE = estateOf({
  streams: ['todo-users', 'todo-tasks'],
  deliveryStreams: [CDC],
  functions: [CDC],
});

/** An estate of one stage that names these. */
export function estateOf(stage: Partial<StageEstate>): Estate {
  return { ...NO_ESTATE, pipeline: 'todo-etl', stages: [aStage('ingestion', stage)] };
}

/** The scene with an ingestion that is well; `records` are those of the last full hour. */
export async function openIngestion({ records = USUAL }: { readonly records?: number } = {}): Promise<Scene> {
  const scene = await openScene({ estates: [ESTATE] });
  const { account } = scene;
  const enabledAt = scene.clock() - 8 * WEEK;
  account.lambda.putFunction({ name: CDC, timeoutSeconds: 60, memoryMb: 512 });
  for (const name of ['todo-users', 'todo-tasks']) {
    const { arn } = account.dynamodb.putTable({
      name,
      stream: { viewType: 'NEW_AND_OLD_IMAGES', enabledAt },
    });
    const label = new Date(enabledAt).toISOString().replace('Z', '');
    account.lambda.putMapping({ id: name, function: CDC, eventSourceArn: `${arn}/stream/${label}` });
  }
  account.firehose.putStream({ name: CDC, destination: { bucket: 'todo-etl-bronze', bufferSeconds: 60 } });
  const hours = (from: number, count: number): readonly number[] =>
    Array.from({ length: count }, (_, hour) => from + hour * HOUR);
  for (let week = 4; week >= 1; week -= 1)
    for (const at of hours(scene.clock() - week * WEEK - 20 * HOUR, 20)) came(scene, at, USUAL);
  for (const at of hours(scene.clock() - 20 * HOUR, 19)) came(scene, at, USUAL);
  came(scene, scene.clock() - HOUR, records);
  for (let at = scene.clock() - 2 * HOUR; at < scene.clock(); at += 5 * MINUTE) {
    firehose(scene, 'DeliveryToS3.DataFreshness', at, 62);
    firehose(scene, 'DeliveryToS3.Success', at, 1);
    lambda(scene, 'Invocations', at, 100);
    lambda(scene, 'Errors', at, 0);
    lambda(scene, 'IteratorAge', at, 400);
    lambda(scene, 'Duration', at, 3_200);
  }
  return scene;
}

/** So many records came in the hour that begins then. */
export function came(scene: Scene, hour: number, records: number): void {
  if (records > 0) firehose(scene, 'IncomingRecords', hour + 30 * MINUTE, records);
}

export function firehose({ account }: Scene, name: string, at: number, value: number): void {
  account.metrics.put({
    namespace: 'AWS/Firehose',
    name,
    dimensions: { DeliveryStreamName: CDC },
    at,
    value,
  });
}

export function lambda({ account }: Scene, name: string, at: number, value: number): void {
  account.metrics.put({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName: CDC }, at, value });
}
