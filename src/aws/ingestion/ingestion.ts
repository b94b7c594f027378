/** `ingestion`: whether data is coming in, by every table, delivery stream and function that the configuration names. */

import type { Finding } from '../../operations/finding.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Part } from '../../operations/ingestion-part.ts';
import type { Call, Makers } from '../makers.ts';

import { metricsLink } from '../../lib/console-links.ts';
import { named } from '../../operations/estate.ts';
import { deliveryPart } from '../../operations/ingestion-delivery.ts';
import { ingestionFinding, nothingNamed } from '../../operations/ingestion-finding.ts';
import { functionPart } from '../../operations/ingestion-function.ts';
import { unknownPart } from '../../operations/ingestion-part.ts';
import { tablePart } from '../../operations/ingestion-table.ts';
import { together } from '../../operations/usual-records.ts';
import { inParallel } from '../in-parallel.ts';
import { readCounts } from './read-counts.ts';
import { readDelivery, readFunction, readTable } from './read-states.ts';

const DAY_MS = 24 * 3_600_000;
const NO_COUNTS = { freshness: null, success: null, throttled: null, hours: null };

/** The operation behind `/etl ingestion`. */
export function createIngestion({ read }: Makers): Operation {
  return read({
    verb: 'ingestion',
    summary:
      'Whether data is coming in: tables, delivery streams and functions, and records against the usual',
    arguments: {},
    asks: [
      'dynamodb:DescribeTable',
      'firehose:DescribeDeliveryStream',
      'lambda:GetFunctionConfiguration',
      'lambda:GetFunctionConcurrency',
      'lambda:ListEventSourceMappings',
      'cloudwatch:GetMetricData',
    ],
    intent: () => 'Look whether data is coming in',
    links: (_, region) => [metricsLink(region)],
    look: (_, call) => look(call),
  });
}

async function look(call: Call): Promise<Finding> {
  const { estate, clients } = call;
  const tables = named(estate, 'streams');
  const deliveryStreams = named(estate, 'deliveryStreams');
  const functions = named(estate, 'functions');
  const now = call.clock();
  if (tables.length + deliveryStreams.length + functions.length === 0)
    return nothingNamed(estate.pipeline, now);

  const window = { now, from: now - DAY_MS };
  const [tableStates, deliveryStates, functionStates, counts] = await Promise.all([
    inParallel(tables, async (name) => ({ name, state: await readTable(name, call) })),
    inParallel(deliveryStreams, async (name) => ({ name, state: await readDelivery(name, call) })),
    inParallel(functions, async (name) => ({ name, answers: await readFunction(name, call) })),
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
  return ingestionFinding(
    {
      parts,
      hours: known.length > 0 && known.length === hours.length ? together(known) : null,
      unread: counts.refusals.map((value) => ({ label: 'Metrics', value })),
    },
    { trueAt: now, links: [metricsLink(clients.region)] },
  );
}
