/** One execution in Athena: started once by its token, looked at until it ends or has to be stopped, and read. */

import type { QueryExecution } from '@aws-sdk/client-athena';
import type { QueryEnd, QueryRows } from '../../operations/query-finding.ts';
import type { QuerySettings } from '../../operations/query-settings.ts';
import type { Call } from '../makers.ts';

import { setTimeout as sleep } from 'node:timers/promises';

import { formatDuration } from '../../lib/duration.ts';
import { redact } from '../../lib/redact.ts';
import { oneLine, truncate } from '../../lib/text.ts';
import { bytesText } from '../../operations/units.ts';
import { describeAwsError } from '../errors.ts';
import { answerOf, answerOrReport, AwsRefusal } from '../refusals.ts';
import { MOST_IN_PAGE, readPage } from './result-pages.ts';

/** How an execution ended; `because` is a sentence. */
export type Ended =
  | { readonly state: 'succeeded'; readonly end: QueryEnd }
  | { readonly state: 'failed' | 'stopped'; readonly because: string; readonly end: QueryEnd };

interface Limits extends Pick<QuerySettings, 'timeoutMs'> {
  /** The most bytes that who asks allowed. */
  readonly upTo: number;
}

const FIRST_POLL_MS = 200;
const LONGEST_POLL_MS = 2_000;
const STOP_WITHIN_MS = 5_000;
const REASON_LENGTH = 400;

/** Starts it; returns its id. Throws `AwsRefusal`. */
export async function startQuery(
  { sql, parameters }: { readonly sql: string; readonly parameters: readonly string[] },
  { workgroup, databases, catalogs }: QuerySettings,
  { clients, run, signal }: Call,
): Promise<string> {
  const [catalog] = catalogs;
  const { QueryExecutionId = '' } = await answerOf(
    clients.athena.startQueryExecution(
      {
        QueryString: sql,
        ClientRequestToken: run,
        WorkGroup: workgroup,
        QueryExecutionContext: {
          Database: databases[0],
          ...(catalog === undefined ? {} : { Catalog: catalog }),
        },
        ...(parameters.length === 0 ? {} : { ExecutionParameters: [...parameters] }),
      },
      { abortSignal: signal },
    ),
    { doing: 'start the query', action: 'athena:StartQueryExecution' },
  );
  return QueryExecutionId;
}

/**
 * Looks until it ends. What takes too long, or scans more than was allowed, is stopped; so is what nobody can or will look
 * at any more, though what it scanned is billed all the same. Throws `AwsRefusal`.
 */
export async function untilEnded(id: string, limits: Limits, call: Call): Promise<Ended> {
  try {
    return await watch(id, limits, call);
  } catch (error) {
    await stopQuery(id, call);
    // The pause between two looks is cut off by an error that is none of AWS.
    throw call.signal.aborted && !(error instanceof AwsRefusal)
      ? new AwsRefusal(describeAwsError(error, LOOKING), error)
      : error;
  }
}

const LOOKING = { doing: 'wait for the query, which was stopped', action: 'athena:GetQueryExecution' };

async function watch(id: string, { upTo, timeoutMs }: Limits, call: Call): Promise<Ended> {
  const { clients, clock, signal } = call;
  const began = clock();
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(2 * pause, LONGEST_POLL_MS)) {
    const { QueryExecution: execution = {} } = await answerOf(
      clients.athena.getQueryExecution({ QueryExecutionId: id }, { abortSignal: signal }),
      { doing: 'look at the query', action: 'athena:GetQueryExecution' },
    );
    const ended = endOf(execution);
    if (ended !== null) return ended;
    const { scannedBytes } = statisticsOf(execution);
    const tookMs = clock() - began;
    const because = whyToStop({ scannedBytes, tookMs }, { upTo, timeoutMs });
    if (because !== null) {
      await stopQuery(id, call);
      return { state: 'stopped', because, end: { scannedBytes, tookMs } };
    }
    await sleep(pause, undefined, { signal });
  }
}

function whyToStop({ scannedBytes, tookMs }: QueryEnd, { upTo, timeoutMs }: Limits): string | null {
  if (scannedBytes > upTo)
    return `it scanned ${bytesText(scannedBytes)}, more than the ${bytesText(upTo)} that were allowed`;
  return tookMs > timeoutMs ? `it took longer than ${formatDuration(timeoutMs)}` : null;
}

/** The first rows of its result. Throws `AwsRefusal`. */
export async function readRows(id: string, call: Call): Promise<QueryRows> {
  const { columns, rows, next } = await readPage(id, { most: MOST_IN_PAGE, after: null }, call);
  return { columns: columns.map(({ name }) => name), rows, hadMore: next !== null };
}

/** By a signal of its own: that of the call may have ended by now. */
async function stopQuery(id: string, { clients }: Call): Promise<void> {
  const abortSignal = AbortSignal.timeout(STOP_WITHIN_MS);
  await answerOrReport(clients.athena.stopQueryExecution({ QueryExecutionId: id }, { abortSignal }), {
    doing: 'stop the query',
    action: 'athena:StopQueryExecution',
  });
}

/** Null while it goes on. */
function endOf(execution: QueryExecution): Ended | null {
  const { State, StateChangeReason = 'Athena gave no reason' } = execution.Status ?? {};
  const end = statisticsOf(execution);
  const because = truncate(oneLine(redact(StateChangeReason)), REASON_LENGTH);
  if (State === 'SUCCEEDED') return { state: 'succeeded', end };
  if (State === 'FAILED') return { state: 'failed', because, end };
  return State === 'CANCELLED' ? { state: 'stopped', because, end } : null;
}

function statisticsOf({ Statistics = {} }: QueryExecution): QueryEnd {
  return {
    scannedBytes: Statistics.DataScannedInBytes ?? 0,
    tookMs: Statistics.TotalExecutionTimeInMillis ?? Statistics.EngineExecutionTimeInMillis ?? 0,
  };
}
