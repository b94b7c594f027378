/**
 * Reads every table, delivery stream and function that a pipeline names, and how each is: what `ingestion` tells at
 * length, and `health` in a clause.
 */

import type { Result } from '../../lib/result.ts';
import type { AwsCall } from '../../operations/calls.ts';
import type { Ingestion } from '../../operations/ingestion-finding.ts';
import type { Part, Unread } from '../../operations/ingestion-part.ts';
import type { Call } from '../makers.ts';

import { named } from '../../operations/estate.ts';
import { deliveryPart } from '../../operations/ingestion-delivery.ts';
import { functionPart } from '../../operations/ingestion-function.ts';
import { unknownPart } from '../../operations/ingestion-part.ts';
import { tablePart } from '../../operations/ingestion-table.ts';
import { together } from '../../operations/usual-records.ts';
import { inParallel } from '../in-parallel.ts';
import { readCounts } from './read-counts.ts';
import { readDelivery, readFunction, readTable } from './read-states.ts';

const DAY_MS = 24 * 3_600_000;
const NO_COUNTS = { freshness: null, success: null, throttled: null, hours: null };

/** Every call that reading it makes. */
export const INGESTION_ASKS: readonly AwsCall[] = [
  'dynamodb:DescribeTable',
  'firehose:DescribeDeliveryStream',
  'lambda:GetFunctionConfiguration',
  'lambda:GetFunctionConcurrency',
  'lambda:ListEventSourceMappings',
  'cloudwatch:GetMetricData',
];

/** How it all is; null where the pipeline names none of it, and nothing is asked. Throws a bug as it is. */
export async function readIngestion(call: Call): Promise<Ingestion | null> {
  const { estate } = call;
  const tables = named(estate, 'streams');
  const deliveryStreams = named(estate, 'deliveryStreams');
  const functions = named(estate, 'functions');
  if (tables.length + deliveryStreams.length + functions.length === 0) return null;

  const now = call.clock();
  const window = { now, from: now - DAY_MS };
  const [tableStates, deliveryStates, functionStates, counts] = await Promise.all([
    inParallel(tables, call, async (name) => ({ name, state: await readTable(name, call) })),
    inParallel(deliveryStreams, call, async (name) => ({ name, state: await readDelivery(name, call) })),
    inParallel(functions, call, async (name) => ({ name, answers: await readFunction(name, call) })),
    readCounts({ deliveryStreams, functions }, window, call),
  ]);

  const mappings = functionStates.map(({ answers }) => answers.mappings);
  const readers =
    mappings.length > 0 && mappings.every((answer) => answer.ok)
      ? mappings.flatMap((answer) => (answer.ok ? answer.value : []))
      : null;
  const parts: readonly Part[] = [
    ...tableStates.map(({ name, state }) =>
      state.ok ? tablePart(name, state.value, readers) : unknownPart({ kind: 'table', name }, state.error),
    ),
    ...deliveryStates.map(({ name, state }) =>
      state.ok
        ? deliveryPart(name, state.value, counts.deliveries.get(name) ?? NO_COUNTS, window)
        : unknownPart({ kind: 'delivery stream', name }, state.error),
    ),
    ...functionStates.map(({ name, answers }) =>
      functionPart(name, answers, counts.functions.get(name) ?? null, window),
    ),
  ];
  const hours = deliveryStreams.map((name) => counts.deliveries.get(name)?.hours ?? null);
  const known = hours.filter((each) => each !== null);
  const areFunctionsCounted = [...counts.functions.values()].some((each) => each !== null);
  return {
    parts,
    hours: known.length > 0 && known.length === hours.length ? together(known) : null,
    unread: counts.refusals.map((value) => ({ label: 'Metrics', value })),
    refused: areFunctionsCounted
      ? null
      : refusedWhole([
          ...tableStates.map(({ state }) => state),
          ...deliveryStates.map(({ state }) => state),
          ...functionStates.flatMap(({ answers }) => [answers.state, answers.reserved, answers.mappings]),
        ]),
  };
}

/** The first sentence where there is no answer at all: that something is missing is one. */
function refusedWhole(answers: readonly Result<unknown, Unread>[]): string | null {
  const refusals = answers.flatMap((answer) => (answer.ok || answer.error.isMissing ? [] : [answer.error]));
  return refusals.length === answers.length ? (refusals[0]?.sentence ?? null) : null;
}
