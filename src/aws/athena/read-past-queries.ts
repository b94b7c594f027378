/** Reads what was sent to a workgroup lately, page by page from the newest back, and no further than so many pages. */

import type { QueryExecution } from '@aws-sdk/client-athena';
import type { Result } from '../../lib/result.ts';
import type { PastQueries, PastQuery } from '../../operations/past-query.ts';
import type { QuerySettings } from '../../operations/query-settings.ts';
import type { AwsCall } from '../../operations/calls.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';

import { redact } from '../../lib/redact.ts';
import { oneLine, truncate } from '../../lib/text.ts';
import { answerOf, orReport } from '../refusals.ts';

/** The calls that an operation which reads these has to declare. */
export const PAST_QUERIES_ASKS = [
  'athena:ListQueryExecutions',
  'athena:BatchGetQueryExecution',
] as const satisfies readonly AwsCall[];

/** AWS gives no more at once. */
const PAGE_SIZE = 50;
/** Athena forgets them then. */
const KEPT_MS = 45 * 86_400_000;
/** Longer texts are rare, and fifty of them a page may be megabytes: what tells one from another stands at the beginning. */
const KEPT_CHARACTERS = 8_192;
const REASON_LENGTH = 400;

const STATES: Readonly<Record<string, PastQuery['state']>> = {
  QUEUED: 'waiting',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'stopped',
};

export interface Reach {
  /** Milliseconds. */
  readonly since: number;
  /** Of fifty each. */
  readonly pages: number;
}

/** Those since this moment, on at most so many pages; of more, the newest. */
export async function readPastQueries(
  settings: Pick<QuerySettings, 'workgroup' | 'queries'>,
  reach: Reach,
  call: Call,
): Promise<Result<PastQueries, AwsErrorReport>> {
  return orReport(readPages(settings, reach, call));
}

async function readPages(
  { workgroup, queries: named }: Pick<QuerySettings, 'workgroup' | 'queries'>,
  { since, pages }: Reach,
  call: Call,
): Promise<PastQueries> {
  const names = new Map(named.map(({ sql, name }) => [textOf(sql), name]));
  const known = Math.max(since, call.clock() - KEPT_MS);
  const queries: PastQuery[] = [];
  let untold = 0;
  let token: string | undefined;
  let reachesBack = false;
  for (let page = 0; page < pages && !reachesBack; page += 1) {
    const { ids, next } = await readIds(workgroup, token, call);
    const told = ids.length === 0 ? [] : await readAll(ids, call);
    const found = told.flatMap((execution) => pastQuery(execution, names, call.clock()) ?? []);
    untold += ids.length - found.length;
    queries.push(...found);
    token = next;
    reachesBack = token === undefined || found.some(({ sentAt }) => sentAt < known);
  }
  const newestFirst = queries.toSorted((left, right) => right.sentAt - left.sentAt);
  const oldest = newestFirst.at(-1)?.sentAt ?? call.clock();
  return {
    queries: newestFirst.filter(({ sentAt }) => sentAt >= known),
    since: reachesBack ? known : oldest,
    isCut: !reachesBack,
    untold,
  };
}

async function readIds(
  workgroup: string,
  token: string | undefined,
  { clients, signal }: Call,
): Promise<{ readonly ids: readonly string[]; readonly next: string | undefined }> {
  const { QueryExecutionIds = [], NextToken } = await answerOf(
    clients.athena.listQueryExecutions(
      { WorkGroup: workgroup, MaxResults: PAGE_SIZE, NextToken: token },
      { abortSignal: signal },
    ),
    { doing: `list the queries of ${workgroup}`, action: 'athena:ListQueryExecutions' },
  );
  return { ids: QueryExecutionIds, next: NextToken === '' ? undefined : NextToken };
}

async function readAll(
  ids: readonly string[],
  { clients, signal }: Call,
): Promise<readonly QueryExecution[]> {
  const { QueryExecutions = [] } = await answerOf(
    clients.athena.batchGetQueryExecution({ QueryExecutionIds: [...ids] }, { abortSignal: signal }),
    { doing: 'look at the queries', action: 'athena:BatchGetQueryExecution' },
  );
  return QueryExecutions;
}

/** Null for one of which nobody says when it was sent. */
function pastQuery(
  { QueryExecutionId = '', Query = '', QueryExecutionContext, Status = {}, Statistics = {} }: QueryExecution,
  names: ReadonlyMap<string, string>,
  now: number,
): PastQuery | null {
  const sentAt = Status.SubmissionDateTime?.getTime();
  const state = STATES[Status.State ?? ''];
  if (sentAt === undefined || state === undefined) return null;
  const isOver = state !== 'waiting' && state !== 'running';
  const endedAt = isOver ? (Status.CompletionDateTime?.getTime() ?? sentAt) : now;
  const soFarMs = Math.max(0, endedAt - sentAt);
  const reason = Status.StateChangeReason ?? '';
  return {
    id: QueryExecutionId,
    name: names.get(textOf(Query)) ?? null,
    sql: Query.slice(0, KEPT_CHARACTERS),
    isCut: Query.length > KEPT_CHARACTERS,
    database: QueryExecutionContext?.Database ?? null,
    state,
    because: reason === '' ? null : truncate(oneLine(redact(reason)), REASON_LENGTH),
    sentAt,
    tookMs: isOver ? (Statistics.TotalExecutionTimeInMillis ?? soFarMs) : soFarMs,
    queuedMs: Statistics.QueryQueueTimeInMillis ?? (state === 'waiting' ? soFarMs : 0),
    planningMs: Statistics.QueryPlanningTimeInMillis ?? null,
    scannedBytes: Statistics.DataScannedInBytes ?? 0,
  };
}

/** What two texts of one query have in common: only white space and a semicolon at its end may differ. */
function textOf(sql: string): string {
  const text = sql.trim();
  return text.endsWith(';') ? text.slice(0, -1).trim() : text;
}
