/** Whether data is coming in: over a simulated account that is well, and broken one part at a time. */

import { afterEach, describe, expect, it } from '@jest/globals';
import type { DynamoTable } from '../../../sandbox/aws/dynamodb.ts';
import type { LambdaFunction } from '../../../sandbox/aws/lambda.ts';
import type { Finding } from '../../../src/operations/finding.ts';
import { findingOf, MINUTE, openScene, preparedOf, type Scene } from '../account.ts';
import { came, CDC, estateOf, firehose, HOUR, lambda, openIngestion, USUAL, WEEK } from './world.ts';

let scene: Scene;
afterEach(() => scene.close());

async function ask(): Promise<Finding> {
  return findingOf(await preparedOf(scene, 'ingestion', {}).start(scene.context('run-1')));
}

/** Every five minutes of the last so many. */
function lately(minutes: number, each: (at: number) => void): void {
  for (let at = scene.clock() - minutes * MINUTE; at < scene.clock(); at += 5 * MINUTE) each(at);
}

/** The last full one. */
const LAST_HOUR = 'between 2026-11-12T02:00Z and 2026-11-12T03:00Z';

describe('ingestion that is well', () => {
  it('says so, with how many records came, and a row for each part', async () => {
    scene = await openIngestion();
    const finding = await ask();
    expect(finding.verdict).toBe('ok');
    expect(finding.summary).toBe(
      `2 tables, 1 delivery stream, 1 function: all well, 12,000 records came in ${LAST_HOUR}, as usual`,
    );
    expect(finding.table).toEqual({
      columns: ['Part', 'How it is', 'Since', 'Figure'],
      rows: [
        ['table todo-users', 'stream on', '', 'new and old images'],
        ['table todo-tasks', 'stream on', '', 'new and old images'],
        [`delivery stream ${CDC}`, 'delivers in time', '', `12,000 records came in ${LAST_HOUR}, as usual`],
        [`function ${CDC}`, 'runs well', '', '1,200 invocations in the last hour, up to 3s of 1m'],
      ],
    });
    expect(finding.facts).toEqual([]);
    expect(finding.next).toEqual([]);
  });

  it('charts the records of twenty hours beside the usual', async () => {
    scene = await openIngestion();
    const { series } = await ask();
    expect(series?.labels).toHaveLength(20);
    expect(series?.labels.at(-1)).toBe('2026-11-12T02:00Z');
    expect(series?.lines).toEqual([
      { name: 'records', values: Array.from({ length: 20 }, () => USUAL) },
      { name: 'usual', values: Array.from({ length: 20 }, () => USUAL) },
    ]);
  });

  it('asks for all metrics in two calls, whatever there is of parts', async () => {
    scene = await openIngestion();
    const { asked } = await ask();
    expect(asked.filter(({ call }) => call === 'cloudwatch:GetMetricData')).toHaveLength(2);
    expect(asked).toHaveLength(2 + 2 + 1 + 3);
  });

  it('knows no usual of a stream that is younger than two weeks', async () => {
    scene = await openScene({ estates: [estateOf({ deliveryStreams: [CDC] })] });
    scene.account.firehose.putStream({ name: CDC, destination: { bucket: 'todo-etl-bronze' } });
    came(scene, scene.clock() - WEEK - HOUR, 12_000);
    came(scene, scene.clock() - HOUR, 7);
    expect(await ask()).toMatchObject({
      verdict: 'ok',
      summary: `1 delivery stream: all well, 7 records came in ${LAST_HOUR}`,
    });
  });
});

describe('ingestion that is not well', () => {
  it('is seen in the minutes that are not five yet, as an alarm sees it', async () => {
    scene = await openIngestion();
    scene.pass(2 * MINUTE);
    firehose(scene, 'DeliveryToS3.DataFreshness', scene.clock() - MINUTE, 1_900);
    expect(await ask()).toMatchObject({
      verdict: 'fail',
      summary: expect.stringContaining('todo-etl-cdc delivers 32m late'),
    });
  });

  it('says since when deliveries are late and that a mapping is disabled, and whose log to read', async () => {
    scene = await openIngestion();
    lately(50, (at) => firehose(scene, 'DeliveryToS3.DataFreshness', at, 47 * 60));
    scene.account.lambda.changeMapping('todo-users', { state: 'Disabled' });
    const finding = await ask();
    expect(finding.verdict).toBe('fail');
    expect(finding.summary).toBe(
      'todo-etl-cdc delivers 47m late since 2026-11-12T02:10Z; the mapping of todo-users is disabled since 2026-11-12T03:00Z. 2 of 4 parts well',
    );
    expect(finding.table?.rows.slice(0, 2).map((row) => row.slice(0, 3))).toEqual([
      [`delivery stream ${CDC}`, 'delivers 47m late', '2026-11-12T02:10Z'],
      [`function ${CDC}`, 'the mapping of todo-users is disabled', '2026-11-12T03:00Z'],
    ]);
    expect(finding.next).toEqual([`/etl logs ${CDC} --kind stream`, `/etl logs ${CDC}`]);
  });

  it('does not take what comes in as usual for well while it is delivered late', async () => {
    scene = await openIngestion();
    lately(50, (at) => firehose(scene, 'DeliveryToS3.DataFreshness', at, 47 * 60));
    const finding = await ask();
    expect(JSON.stringify(finding)).not.toContain('as usual');
    expect(finding.table?.rows[0]).toEqual([
      `delivery stream ${CDC}`,
      'delivers 47m late',
      '2026-11-12T02:10Z',
      `12,000 records came in ${LAST_HOUR}, usually 12,000`,
    ]);
  });

  it.each([
    [
      4_000,
      'warn',
      `todo-etl-cdc gets few records since 2026-11-12T02:00Z: 4,000 ${LAST_HOUR}, usually 12,000`,
    ],
    [0, 'fail', 'todo-etl-cdc gets no records since 2026-11-12T02:00Z: usually 12,000 an hour'],
  ])('tells of %d records where there usually are 12,000', async (records, verdict, words) => {
    scene = await openIngestion({ records });
    expect(await ask()).toMatchObject({ verdict, summary: `${words}. 3 of 4 parts well` });
  });

  it.each([
    ['a stream that is off', 'fail', 'todo-users has its stream off', () => put({ stream: null })],
    [
      'a stream that was turned off and on',
      'fail',
      'todo-users has a new stream, and its mapping reads the old',
      () => put({ stream: { viewType: 'NEW_IMAGE', enabledAt: scene.clock() } }),
    ],
    ['a table on its way out', 'fail', 'todo-users is deleting', () => put({ status: 'DELETING' })],
    [
      'a delivery stream that could not be made',
      'fail',
      'todo-etl-cdc is creating failed: KMS_ACCESS_DENIED: no key',
      () =>
        scene.account.firehose.putStream({
          name: CDC,
          status: 'CREATING_FAILED',
          failure: { type: 'KMS_ACCESS_DENIED', details: 'no key' },
          destination: { bucket: 'todo-etl-bronze' },
        }),
    ],
    [
      'deliveries that fail',
      'fail',
      'todo-etl-cdc cannot deliver to its bucket since 2026-11-12T02:30Z',
      () => lately(30, (at) => firehose(scene, 'DeliveryToS3.Success', at, -1)),
    ],
    [
      'records above the limit',
      'warn',
      'todo-etl-cdc refuses records above its limit since 2026-11-12T02:30Z: 60 in the last hour',
      () => lately(30, (at) => firehose(scene, 'ThrottledRecords', at, 10)),
    ],
    [
      'some invocations that fail',
      'warn',
      'todo-etl-cdc fails since 2026-11-12T02:30Z: 6 of 1,200 invocations in the last hour',
      () => lately(30, (at) => lambda(scene, 'Errors', at, 1)),
    ],
    [
      'most invocations that fail',
      'fail',
      'todo-etl-cdc fails since 2026-11-12T02:00Z: 1,200 of 1,200 invocations in the last hour',
      () => lately(60, (at) => lambda(scene, 'Errors', at, 100)),
    ],
    [
      'throttled invocations',
      'warn',
      'todo-etl-cdc is throttled since 2026-11-12T02:30Z: 12 times in the last hour',
      () => lately(30, (at) => lambda(scene, 'Throttles', at, 2)),
    ],
    [
      'records that wait for long',
      'fail',
      'todo-etl-cdc is 2h behind since 2026-11-12T02:30Z',
      () => lately(30, (at) => lambda(scene, 'IteratorAge', at, 2 * HOUR)),
    ],
    [
      'records that are nearly lost',
      'fail',
      "todo-etl-cdc is 20h behind since 2026-11-12T02:30Z: a table's stream keeps nothing longer than 24h",
      () => lately(30, (at) => lambda(scene, 'IteratorAge', at, 20 * HOUR)),
    ],
    [
      'runs that nearly time out',
      'warn',
      'todo-etl-cdc nearly times out since 2026-11-12T02:30Z: took 58s of 1m',
      () => lately(30, (at) => lambda(scene, 'Duration', at, 58_000)),
    ],
    [
      'reserved concurrency of zero',
      'fail',
      'todo-etl-cdc may not run: its reserved concurrency is zero',
      () => fn({ reservedConcurrency: 0 }),
    ],
    ['a failed function', 'fail', 'todo-etl-cdc is failed', () => fn({ state: 'Failed' })],
    [
      'a failed update',
      'warn',
      'todo-etl-cdc was not updated, and runs what it ran before',
      () => fn({ lastUpdateStatus: 'Failed' }),
    ],
    [
      'a mapping with a problem',
      'warn',
      'the mapping of todo-tasks has a problem: Function call failed',
      () => scene.account.lambda.changeMapping('todo-tasks', { lastResult: 'PROBLEM: Function call failed' }),
    ],
  ] as const)('tells of %s', async (_, verdict, words, breakIt) => {
    scene = await openIngestion();
    breakIt();
    const finding = await ask();
    expect(finding).toMatchObject({ verdict, summary: `${words}. 3 of 4 parts well` });
  });

  it('tells of a stream that no function reads any more', async () => {
    scene = await openIngestion();
    scene.account.lambda.changeMapping('todo-tasks', { eventSourceArn: 'arn:aws:sqs:eu-central-1:1:queue' });
    expect(await ask()).toMatchObject({
      verdict: 'warn',
      summary: 'todo-tasks has a stream that no function here reads. 3 of 4 parts well',
    });
  });

  it('leaves streams to others where the functions here read none', async () => {
    scene = await openIngestion();
    for (const id of ['todo-users', 'todo-tasks'])
      scene.account.lambda.changeMapping(id, { eventSourceArn: 'arn:aws:sqs:eu-central-1:1:queue' });
    expect((await ask()).verdict).toBe('ok');
  });

  it('says a short while in milliseconds', async () => {
    scene = await openScene({ estates: [estateOf({ functions: [CDC] })] });
    scene.account.lambda.putFunction({ name: CDC });
    lambda(scene, 'Duration', scene.clock() - MINUTE, 42.4);
    lambda(scene, 'Invocations', scene.clock() - MINUTE, 1);
    expect((await ask()).table?.rows[0]?.[3]).toBe('1 invocation in the last hour, up to 42 ms of 1m');
  });

  it('names what does not exist', async () => {
    scene = await openScene({ estates: [estateOf({ deliveryStreams: [CDC] })] });
    expect(await ask()).toMatchObject({
      verdict: 'fail',
      summary: `delivery stream ${CDC} does not exist here. 0 of 1 part well`,
    });
  });
});

describe('ingestion that was read in part', () => {
  const ADD = 'to the role Handrail runs as, then try again.';

  it('tells what a denied call leaves out beside what the others say, and never takes it for well', async () => {
    scene = await openIngestion();
    scene.faults.set({ operation: 'GetFunctionConcurrency', kind: 'access-denied', times: 9 });
    scene.faults.set({ operation: 'DescribeTable', kind: 'access-denied', times: 1 });
    const finding = await ask();
    expect(finding.verdict).toBe('unknown');
    expect(finding.summary).toMatch(
      /^table todo-\w+ could not be read; function todo-etl-cdc concurrency could not be read\. 2 of 4 parts well$/,
    );
    expect(finding.facts).toEqual([
      {
        label: expect.stringMatching(/^table todo-/),
        value: expect.stringContaining(`AWS denied it. Add dynamodb:DescribeTable ${ADD}`),
      },
      {
        label: 'function todo-etl-cdc, concurrency',
        value: `Could not look how much of todo-etl-cdc may run at once: AWS denied it. Add lambda:GetFunctionConcurrency ${ADD}`,
      },
    ]);
  });

  it('still says what is broken when the metrics are throttled', async () => {
    scene = await openIngestion();
    fn({ reservedConcurrency: 0 });
    scene.faults.set({ operation: 'GetMetricData', kind: 'throttle', times: 99 });
    const finding = await ask();
    expect(finding.verdict).toBe('fail');
    expect(finding.summary).toBe(
      'todo-etl-cdc may not run: its reserved concurrency is zero; function todo-etl-cdc counts could not be read; delivery stream todo-etl-cdc counts could not be read. 2 of 4 parts well',
    );
    expect(finding.facts).toEqual([
      {
        label: 'Metrics',
        value: 'Could not read the metrics: AWS is throttling this account. Wait a minute, then try again.',
      },
    ]);
    expect(finding.series).toBeNull();
  });

  it('knows nothing of who reads a stream when the mappings may not be listed', async () => {
    scene = await openIngestion();
    scene.faults.set({ operation: 'ListEventSourceMappings', kind: 'access-denied', times: 9 });
    expect((await ask()).summary).toBe('function todo-etl-cdc mappings could not be read. 3 of 4 parts well');
  });

  it('says which keys to write where nothing is named', async () => {
    scene = await openScene({ estates: [] });
    expect(await ask()).toMatchObject({
      verdict: 'unknown',
      summary:
        'Nothing is named whose data comes in. Write streams, delivery_streams and functions of a stage of a pipeline into the configuration.',
      asked: [],
    });
  });
});

function put(table: Partial<Pick<DynamoTable, 'stream' | 'status'>>): void {
  scene.account.dynamodb.putTable({ ...scene.account.dynamodb.table('todo-users'), ...table });
}

function fn(changes: Partial<Omit<LambdaFunction, 'name' | 'arn'>>): void {
  scene.account.lambda.putFunction({ ...scene.account.lambda.function(CDC), ...changes });
}
