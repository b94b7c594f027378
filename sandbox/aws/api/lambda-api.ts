/** Lambda at the wire (REST, JSON): how a function is set up, how much of it may run at once, and what feeds it. */

import type { Account } from '../account.ts';
import type { EventSourceMapping, LambdaFunction } from '../lambda.ts';
import type { Answer, Service } from './operation.ts';

import { createHash } from 'node:crypto';
import { z } from 'zod';

import { AwsRefusal } from '../refusal.ts';
import { page, present, restOperation, seconds } from './operation.ts';

// Limits of both lists, from the API reference of Lambda: more may be asked for than is given.
const FUNCTIONS_PAGE = 50;
const MAPPINGS_PAGE = 100;
const MOST_ITEMS = 10_000;

/** A name, a part of an ARN or all of it, with or without a version behind it. */
const FUNCTION_NAME =
  /^(?:arn:aws:lambda:)?(?:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[\w-]+)(?::(?<version>\$LATEST|[\w-]+))?$/;

const functionName = z.string().min(1).max(256).regex(FUNCTION_NAME);

const paging = {
  Marker: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).max(MOST_ITEMS).optional(),
};

export const lambdaService: Service = {
  name: 'lambda',
  protocol: 'rest-json',
  signingName: 'lambda',
  target: null,
  invalidInputCode: 'ValidationException',
  throttledCode: 'TooManyRequestsException',
  accessDeniedCode: 'AccessDeniedException',
  operations: {
    GetFunctionConfiguration: restOperation(
      { method: 'GET', path: '/2015-03-31/functions/{FunctionName}/configuration' },
      { FunctionName: functionName },
      (account, { FunctionName }) => wireFunction(functionOf(account, FunctionName)),
    ),

    ListFunctions: restOperation(
      {
        method: 'GET',
        path: '/2015-03-31/functions',
        query: { Marker: 'Marker', MaxItems: 'MaxItems' },
      },
      paging,
      ({ lambda }, { Marker, MaxItems }) => {
        const limit = Math.min(MaxItems ?? FUNCTIONS_PAGE, FUNCTIONS_PAGE);
        const found = page(lambda.functions(), { token: Marker, limit, idOf: ({ name }) => name });
        if (!found.knownToken) throw new AwsRefusal('InvalidParameterValueException', 'Invalid Marker');
        return present({ Functions: found.items.map(wireFunction), NextMarker: found.nextToken });
      },
    ),

    GetFunctionConcurrency: restOperation(
      { method: 'GET', path: '/2019-09-30/functions/{FunctionName}/concurrency' },
      { FunctionName: functionName },
      (account, { FunctionName }) =>
        present({ ReservedConcurrentExecutions: functionOf(account, FunctionName).reservedConcurrency }),
    ),

    ListEventSourceMappings: restOperation(
      {
        method: 'GET',
        path: '/2015-03-31/event-source-mappings',
        query: {
          EventSourceArn: 'EventSourceArn',
          FunctionName: 'FunctionName',
          Marker: 'Marker',
          MaxItems: 'MaxItems',
        },
      },
      {
        EventSourceArn: z.string().startsWith('arn:').optional(),
        FunctionName: functionName.optional(),
        ...paging,
      },
      ({ lambda }, { EventSourceArn, FunctionName, Marker, MaxItems }) => {
        const name = FunctionName === undefined ? null : nameIn(FunctionName);
        const wanted = lambda
          .mappings()
          .filter(({ eventSourceArn }) => EventSourceArn === undefined || eventSourceArn === EventSourceArn)
          .filter(({ functionArn }) => name === null || nameIn(functionArn) === name);
        const limit = Math.min(MaxItems ?? MAPPINGS_PAGE, MAPPINGS_PAGE);
        const found = page(wanted, { token: Marker, limit, idOf: ({ id }) => id });
        if (!found.knownToken) throw new AwsRefusal('InvalidParameterValueException', 'Invalid Marker');
        return present({
          EventSourceMappings: found.items.map(wireMapping),
          NextMarker: found.nextToken,
        });
      },
    ),
  },
};

function nameIn(text: string): string {
  return FUNCTION_NAME.exec(text)?.groups?.['name'] ?? text;
}

/** There are no versions but the latest, and no functions of other accounts or regions. */
function functionOf({ lambda, accountId, region }: Account, text: string): LambdaFunction {
  const parts = FUNCTION_NAME.exec(text)?.groups ?? {};
  const found = lambda.function(nameIn(text));
  const isHere =
    (parts['account'] ?? accountId) === accountId &&
    (parts['region'] ?? region) === region &&
    (parts['version'] ?? '$LATEST') === '$LATEST';
  if (isHere) return found;
  throw new AwsRefusal('ResourceNotFoundException', `Function not found: ${text}`, 404);
}

function wireFunction(found: LambdaFunction): Answer {
  return {
    FunctionName: found.name,
    FunctionArn: found.arn,
    Runtime: found.runtime,
    Role: found.arn.replace(/:lambda:[^:]+:(\d+):.*/, `:iam::$1:role/${found.name}`),
    Handler: found.handler,
    CodeSize: found.codeSizeBytes,
    Description: found.description,
    Timeout: found.timeoutSeconds,
    MemorySize: found.memoryMb,
    LastModified: new Date(found.changedAt).toISOString().replace('Z', '+0000'),
    CodeSha256: createHash('sha256').update(found.name).digest('base64'),
    Version: '$LATEST',
    Environment: { Variables: found.environment },
    TracingConfig: { Mode: 'PassThrough' },
    State: found.state,
    LastUpdateStatus: found.lastUpdateStatus,
    PackageType: 'Zip',
    Architectures: ['arm64'],
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${found.name}` },
  };
}

function wireMapping(found: EventSourceMapping): Answer {
  return {
    UUID: found.id,
    StartingPosition: found.startingPosition,
    BatchSize: found.batchSize,
    MaximumBatchingWindowInSeconds: found.batchingWindowSeconds,
    ParallelizationFactor: found.parallelization,
    EventSourceArn: found.eventSourceArn,
    FunctionArn: found.functionArn,
    LastModified: seconds(found.changedAt),
    LastProcessingResult: found.lastResult,
    State: found.state,
    StateTransitionReason: found.stateReason,
    DestinationConfig: found.onFailureArn === null ? {} : { OnFailure: { Destination: found.onFailureArn } },
    MaximumRecordAgeInSeconds: found.recordAgeSeconds,
    BisectBatchOnFunctionError: found.bisectsOnError,
    MaximumRetryAttempts: found.retryAttempts,
    TumblingWindowInSeconds: 0,
  };
}
