/** One execution in Athena: started once by its token, looked at, stopped when it has to be, and read. */

import type { QueryExecution } from '@aws-sdk/client-athena';
import type { QueryEnd, QueryRows } from '../../operations/query-finding.ts';
import type { QuerySettings } from '../../operations/query-settings.ts';
import type { Call } from '../makers.ts';
import type { Letter } from './letter.ts';

import { formatDuration } from '../../lib/duration.ts';
import { redact } from '../../lib/redact.ts';
import { oneLine, truncate } from '../../lib/text.ts';
import { bytesText } from '../../operations/units.ts';
import { answerOf, answerOrReport, AwsRefusal, isPassing, orReport } from '../refusals.ts';
import { PAGE_WEIGHT, readPages, weightOf } from './result-pages.ts';

/** Where an execution stands; `because` is a sentence. */
export type Standing =
  | { readonly state: 'running' | 'succeeded'; readonly end: QueryEnd }
  | { readonly state: 'failed' | 'stopped'; readonly because: string; readonly end: QueryEnd };

export interface Limits extends Pick<QuerySettings, 'timeoutMs'> {
  /** The most bytes that who asks allowed. */
  readonly upTo: number;
  /** When it was started, milliseconds. */
  readonly since: number;
}

const STOP_WITHIN_MS = 5_000;
const REASON_LENGTH = 400;
const MOST_ROWS = 999;
const MOST_WEIGHT = 4 * PAGE_WEIGHT;

/** Starts what the letter says; returns its id, the same for the same letter of a run. Throws `AwsRefusal`. */
export async function startQuery(
  { sql, parameters, workgroup, database, catalog }: Letter,
  { clients, run, signal }: Call,
): Promise<string> {
  const { QueryExecutionId = '' } = await answerOf(
    clients.athena.startQueryExecution(
      {
        QueryString: sql,
        ClientRequestToken: run,
        WorkGroup: workgroup,
        QueryExecutionContext: {
          Database: database,
          ...(catalog === null ? {} : { Catalog: catalog }),
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
 * Where it stands now. What takes too long, or has scanned more than was allowed, is stopped; so is what nobody may look at
 * any more, though what it scanned is billed all the same. Throws `AwsRefusal`, also where Athena does not stop it: who looks
 * again asks again.
 */
export async function lookAt(id: string, { since, upTo, timeoutMs }: Limits, call: Call): Promise<Standing> {
  const standing = await standingOf(id, call);
  if (standing.state !== 'running') return standing;
  const { scannedBytes } = standing.end;
  const tookMs = Math.max(0, call.clock() - since);
  const because = whyToStop({ scannedBytes, tookMs }, { upTo, timeoutMs });
  if (because === null) return { state: 'running', end: { scannedBytes, tookMs } };
  await cancelQuery(id, call);
  return { state: 'stopped', because, end: { scannedBytes, tookMs } };
}

/** The same, and stops nothing because of what it scanned. Throws `AwsRefusal`. */
export async function standingOf(id: string, call: Call): Promise<Standing> {
  const { clients, signal } = call;
  const looked = await answerOrReport(
    clients.athena.getQueryExecution({ QueryExecutionId: id }, { abortSignal: signal }),
    { doing: 'look at the query', action: 'athena:GetQueryExecution' },
  );
  if (looked.ok) return standingIn(looked.value.QueryExecution ?? {});
  // There is something else to say of it, whatever comes of this.
  if (!isPassing(looked.error)) await orReport(cancelQuery(id, call));
  throw new AwsRefusal(looked.error, null);
}

function whyToStop(
  { scannedBytes, tookMs }: QueryEnd,
  { upTo, timeoutMs }: Pick<Limits, 'upTo' | 'timeoutMs'>,
): string | null {
  if (scannedBytes > upTo)
    return `it scanned ${bytesText(scannedBytes)}, more than the ${bytesText(upTo)} that were allowed`;
  return tookMs > timeoutMs ? `it took longer than ${formatDuration(timeoutMs)}` : null;
}

/**
 * The first rows of its result: more than are shown, so that it can be said how many there are, but no more of long ones than
 * a few pages, as each may have megabytes. Throws `AwsRefusal`.
 */
export async function readRows(id: string, call: Call): Promise<QueryRows> {
  let columns: readonly string[] = [];
  const rows: QueryRows['rows'][number][] = [];
  let weight = 0;
  let hadMore = false;
  for await (const page of readPages(id, call)) {
    columns = page.columns.map(({ name }) => name);
    rows.push(...page.rows);
    weight += weightOf(page);
    hadMore = page.next !== null || rows.length > MOST_ROWS;
    if (rows.length >= MOST_ROWS || weight >= MOST_WEIGHT) break;
  }
  return { columns, rows: rows.slice(0, MOST_ROWS), hadMore };
}

/** Asks Athena to stop it, by a signal of its own: that of the call may have ended by now. Throws `AwsRefusal`. */
export async function cancelQuery(id: string, { clients }: Call): Promise<void> {
  await answerOf(
    clients.athena.stopQueryExecution(
      { QueryExecutionId: id },
      { abortSignal: AbortSignal.timeout(STOP_WITHIN_MS) },
    ),
    { doing: 'stop the query', action: 'athena:StopQueryExecution' },
  );
}

function standingIn(execution: QueryExecution): Standing {
  const { State, StateChangeReason = 'Athena gave no reason' } = execution.Status ?? {};
  const end = statisticsOf(execution);
  const because = truncate(oneLine(redact(StateChangeReason)), REASON_LENGTH);
  if (State === 'SUCCEEDED') return { state: 'succeeded', end };
  if (State === 'FAILED') return { state: 'failed', because, end };
  return State === 'CANCELLED' ? { state: 'stopped', because, end } : { state: 'running', end };
}

function statisticsOf({ Statistics = {} }: QueryExecution): QueryEnd {
  return {
    scannedBytes: Statistics.DataScannedInBytes ?? 0,
    tookMs: Statistics.TotalExecutionTimeInMillis ?? Statistics.EngineExecutionTimeInMillis ?? 0,
  };
}
