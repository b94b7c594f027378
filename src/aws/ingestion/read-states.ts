/** Reads how tables, delivery streams and functions are set up; nothing of what went through them. */

import type { DeliveryStreamDescription } from '@aws-sdk/client-firehose';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { Result } from '../../lib/result.ts';
import type { DeliveryState } from '../../operations/ingestion-delivery.ts';
import type { FunctionAnswers, FunctionState, Mapping } from '../../operations/ingestion-function.ts';
import type { Unread } from '../../operations/ingestion-part.ts';
import type { TableState } from '../../operations/ingestion-table.ts';
import type { Call } from '../makers.ts';

import { redact } from '../../lib/redact.ts';
import { oneLine, truncate } from '../../lib/text.ts';
import { answerOrUnread } from './unread.ts';

const MOST_PAGES = 10;
const LONGEST_REASON = 160;
/** What Firehose buffers unless it is told otherwise. */
const DEFAULT_BUFFER_SECONDS = 300;
/** What Lambda gives a function unless it is told otherwise. */
const DEFAULT_TIMEOUT_SECONDS = 3;

/** How a DynamoDB table and its stream are. */
export function readTable(
  table: string,
  { clients, signal }: Pick<Call, 'clients' | 'signal'>,
): Promise<Result<TableState, Unread>> {
  const reading = clients.dynamoDb.describeTable({ TableName: table }, { abortSignal: signal });
  return answerOrUnread(
    reading.then(({ Table = {} }) => toTable(Table)),
    { doing: `look at the table ${table}`, action: 'dynamodb:DescribeTable' },
  );
}

/** How a delivery stream is. */
export function readDelivery(
  stream: string,
  { clients, signal }: Pick<Call, 'clients' | 'signal'>,
): Promise<Result<DeliveryState, Unread>> {
  const reading = clients.firehose.describeDeliveryStream(
    { DeliveryStreamName: stream },
    { abortSignal: signal },
  );
  return answerOrUnread(
    reading.then(({ DeliveryStreamDescription }) => toDelivery(DeliveryStreamDescription)),
    { doing: `look at the delivery stream ${stream}`, action: 'firehose:DescribeDeliveryStream' },
  );
}

/** How a function is, how much of it may run, and what feeds it. */
export async function readFunction(
  name: string,
  { clients, signal }: Pick<Call, 'clients' | 'signal'>,
): Promise<FunctionAnswers> {
  const { lambda } = clients;
  const of = { FunctionName: name };
  const [state, reserved, mappings] = await Promise.all([
    answerOrUnread(lambda.getFunctionConfiguration(of, { abortSignal: signal }).then(toFunction), {
      doing: `look at the function ${name}`,
      action: 'lambda:GetFunctionConfiguration',
    }),
    answerOrUnread(
      lambda
        .getFunctionConcurrency(of, { abortSignal: signal })
        .then(({ ReservedConcurrentExecutions }) => ReservedConcurrentExecutions ?? null),
      { doing: `look how much of ${name} may run at once`, action: 'lambda:GetFunctionConcurrency' },
    ),
    answerOrUnread(allMappings(lambda, name, signal), {
      doing: `list what feeds ${name}`,
      action: 'lambda:ListEventSourceMappings',
    }),
  ]);
  return { state, reserved, mappings };
}

function toTable({ TableStatus, StreamSpecification, LatestStreamArn }: TableDescription): TableState {
  return {
    status: TableStatus ?? 'UNKNOWN',
    isStreamOn: StreamSpecification?.StreamEnabled === true,
    view: StreamSpecification?.StreamViewType ?? null,
    streamArn: LatestStreamArn ?? null,
  };
}

function toDelivery(described: DeliveryStreamDescription | undefined): DeliveryState {
  const destination = described?.Destinations?.[0]?.ExtendedS3DestinationDescription;
  const failure = described?.FailureDescription;
  return {
    status: described?.DeliveryStreamStatus ?? 'UNKNOWN',
    failure: reason(failure === undefined ? undefined : `${failure.Type}: ${failure.Details}`),
    bufferMs: (destination?.BufferingHints?.IntervalInSeconds ?? DEFAULT_BUFFER_SECONDS) * 1_000,
  };
}

function toFunction(configuration: FunctionConfiguration): FunctionState {
  return {
    timeoutMs: (configuration.Timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1_000,
    state: configuration.State ?? 'Active',
    stateReason: reason(configuration.StateReason),
    updateStatus: configuration.LastUpdateStatus ?? 'Successful',
    updateReason: reason(configuration.LastUpdateStatusReason),
    changedAt: momentOf(configuration.LastModified),
  };
}

async function allMappings(
  lambda: Call['clients']['lambda'],
  name: string,
  signal: AbortSignal,
): Promise<readonly Mapping[]> {
  const mappings: Mapping[] = [];
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { EventSourceMappings = [], NextMarker } = await lambda.listEventSourceMappings(
      { FunctionName: name, ...(marker === undefined ? {} : { Marker: marker }) },
      { abortSignal: signal },
    );
    for (const { EventSourceArn = '', State, LastProcessingResult, LastModified } of EventSourceMappings) {
      mappings.push({
        source: sourceOf(EventSourceArn),
        sourceArn: EventSourceArn,
        state: State ?? 'Unknown',
        lastResult: reason(LastProcessingResult) ?? '',
        changedAt: LastModified?.getTime() ?? null,
      });
    }
    if (NextMarker === undefined || NextMarker === '') break;
    marker = NextMarker;
  }
  return mappings;
}

/** `todo-users` of `arn:…:table/todo-users/stream/2026-11-02T10:00:00.000`; of a queue or a stream its own name. */
function sourceOf(arn: string): string {
  const [, table] = /:table\/([^/]+)\/stream\//.exec(arn) ?? [];
  return table ?? arn.split(/[:/]/).at(-1) ?? arn;
}

/** `2026-11-12T03:00:00.000+0000`, as Lambda writes it. */
function momentOf(text: string | undefined): number | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : at;
}

function reason(text: string | undefined): string | null {
  if (text === undefined || text.trim() === '') return null;
  return truncate(oneLine(redact(text)), LONGEST_REASON);
}
