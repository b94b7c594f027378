import type { AwsWorld } from './aws-world.ts';

import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { START_MS, startAwsWorld } from './aws-world.ts';

const NAME = 'todo-stream-to-firehose';
const ARN = `arn:aws:lambda:eu-central-1:123456789012:function:${NAME}`;
const STREAM = 'arn:aws:dynamodb:eu-central-1:123456789012:table/todos/stream/2026-03-01T00:00:00.000';

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
  world.account.lambda.putFunction({ name: NAME, timeoutSeconds: 90, environment: { STREAM: 'todos' } });
});

afterEach(() => world.close());

describe('a function', () => {
  it.each([NAME, ARN, `123456789012:function:${NAME}`, `${ARN}:$LATEST`])(
    'is found as %s',
    async (FunctionName) => {
      expect(await world.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).toMatchObject({
        FunctionName: NAME,
        FunctionArn: ARN,
        Runtime: 'python3.13',
        Role: `arn:aws:iam::123456789012:role/${NAME}`,
        Timeout: 90,
        MemorySize: 512,
        LastModified: '2026-03-02T03:00:00.000+0000',
        Environment: { Variables: { STREAM: 'todos' } },
        State: 'Active',
        LastUpdateStatus: 'Successful',
      });
    },
  );

  it.each([
    ['nobody', 'arn:aws:lambda:eu-central-1:123456789012:function:nobody'],
    [`${NAME}:7`, `${NAME}:7`],
    [ARN.replace('eu-central-1', 'eu-west-1'), 'eu-west-1'],
  ])('is not found as %s', async (FunctionName, named) => {
    await expect(
      world.lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining(named),
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('has what is reserved for it, and says nothing where nothing is', async () => {
    const ask = new GetFunctionConcurrencyCommand({ FunctionName: NAME });
    expect(await world.lambda.send(ask)).not.toHaveProperty('ReservedConcurrentExecutions');
    world.account.lambda.putFunction({ name: NAME, reservedConcurrency: 0 });
    expect(await world.lambda.send(ask)).toMatchObject({ ReservedConcurrentExecutions: 0 });
  });

  it('is asked about with nothing that is not honoured, and not invoked', async () => {
    await expect(
      world.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: NAME, Qualifier: '7' })),
    ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('Qualifier') });
    await expect(world.lambda.send(new InvokeCommand({ FunctionName: NAME }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });
});

describe('event source mappings', () => {
  it('say what feeds a function, and how that goes', async () => {
    const { id } = world.account.lambda.putMapping({
      function: NAME,
      eventSourceArn: STREAM,
      onFailureArn: 'arn:aws:sqs:eu-central-1:123456789012:todo-dead',
      retryAttempts: 3,
    });
    world.clock.now += 60_000;
    world.account.lambda.changeMapping(id, {
      state: 'Disabled',
      lastResult: 'PROBLEM: Function call failed',
    });
    const { EventSourceMappings: found } = await world.lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: ARN, EventSourceArn: STREAM }),
    );
    expect(found).toMatchObject([
      {
        UUID: id,
        EventSourceArn: STREAM,
        FunctionArn: ARN,
        State: 'Disabled',
        StateTransitionReason: 'User action',
        LastProcessingResult: 'PROBLEM: Function call failed',
        LastModified: new Date(START_MS + 60_000),
        BatchSize: 100,
        MaximumRetryAttempts: 3,
        DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-central-1:123456789012:todo-dead' } },
      },
    ]);
    for (const other of [{ FunctionName: 'nobody' }, { EventSourceArn: `${STREAM}1` }]) {
      expect(await world.lambda.send(new ListEventSourceMappingsCommand(other))).toMatchObject({
        EventSourceMappings: [],
      });
    }
  });

  it('come a hundred a page at most, however many are asked for', async () => {
    for (let number = 0; number < 150; number += 1)
      world.account.lambda.putMapping({ function: NAME, eventSourceArn: `${STREAM}${number}` });
    const first = await world.lambda.send(new ListEventSourceMappingsCommand({ MaxItems: 1_000 }));
    const second = await world.lambda.send(new ListEventSourceMappingsCommand({ Marker: first.NextMarker }));
    expect([first.EventSourceMappings?.length, second.EventSourceMappings?.length]).toEqual([100, 50]);
    expect(second.EventSourceMappings?.[0]?.EventSourceArn).toBe(`${STREAM}100`);
    expect(second.NextMarker).toBeUndefined();
    await expect(
      world.lambda.send(new ListEventSourceMappingsCommand({ Marker: 'x' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });
});
