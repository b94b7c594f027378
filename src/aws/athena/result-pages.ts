/**
 * What an execution brought, page by page, without the row of names that Athena begins a SELECT with. A page is parsed in one
 * go, so who reads them all asks for as many rows of each as do not hold the loop for long.
 */

import type { ResultSet } from '@aws-sdk/client-athena';
import type { QueryColumn } from '../../operations/query-finding.ts';
import type { Call } from '../makers.ts';

import { answerOf } from '../refusals.ts';

export interface ResultPage {
  readonly columns: readonly QueryColumn[];
  /** Null for a value that is not there. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** What the page after it is asked by; null on the last. */
  readonly next: string | null;
}

/** The most that Athena gives at once, the row of names counted. */
export const MOST_IN_PAGE = 1_000;

/** The row of names and one more: nobody knows yet how long they are. */
const FIRST_ROWS = 2;
/** The few rows of a page may say little of the others. */
const MOST_GROWTH = 10;
/** Some 10 ms of the loop. */
export const PAGE_WEIGHT = 1_500_000;
/** So many characters of a text take as long as a cell with nothing in it. */
const CELL_WEIGHT = 100;

/** What was being done, for the sentence of a refusal. */
export const READING = { doing: 'read the result', action: 'athena:GetQueryResults' };

/** Of `most` rows at most, `after` what came before; from the first row on where that is null. Throws `AwsRefusal`. */
export async function readPage(
  id: string,
  { most, after }: { readonly most: number; readonly after: string | null },
  { clients, signal }: Pick<Call, 'clients' | 'signal'>,
): Promise<ResultPage> {
  const { ResultSet: result = {}, NextToken } = await answerOf(
    clients.athena.getQueryResults(
      { QueryExecutionId: id, MaxResults: most, ...(after === null ? {} : { NextToken: after }) },
      { abortSignal: signal },
    ),
    READING,
  );
  const columns = columnsOf(result);
  const rows = (result.Rows ?? []).map(({ Data = [] }) =>
    Data.map(({ VarCharValue }) => VarCharValue ?? null),
  );
  return {
    columns,
    rows: after === null && isHeader(rows[0] ?? [], columns) ? rows.slice(1) : rows,
    next: NextToken === undefined || NextToken === '' ? null : NextToken,
  };
}

/**
 * All pages in their order, each asked for when the one before it is done with. How many rows are asked for changes under
 * way: Athena documents it as of one request, and its token as of a place. Throws `AwsRefusal`.
 */
export async function* readPages(
  id: string,
  call: Pick<Call, 'clients' | 'signal'>,
): AsyncGenerator<ResultPage, void, undefined> {
  const all = { rows: 0, weight: 0 };
  let most = FIRST_ROWS;
  let after: string | null = null;
  do {
    const page: ResultPage = await readPage(id, { most, after }, call);
    yield page;
    const weight = weightOf(page);
    all.rows += page.rows.length;
    all.weight += weight;
    // By both, one row without its long cell does not make the next page a long one, and pages shrink where rows grow.
    const each = Math.max(1, all.weight / Math.max(1, all.rows), weight / Math.max(1, page.rows.length));
    most = Math.max(1, Math.min(Math.floor(PAGE_WEIGHT / each), MOST_GROWTH * most, MOST_IN_PAGE));
    after = page.next;
  } while (after !== null);
}

/** How long its rows take to be parsed, as so many characters of one text would. */
export function weightOf({ rows }: Pick<ResultPage, 'rows'>): number {
  let weight = 0;
  for (const row of rows) for (const cell of row) weight += CELL_WEIGHT + (cell?.length ?? 0);
  return weight;
}

function columnsOf({ ResultSetMetadata }: ResultSet): readonly QueryColumn[] {
  return (ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => ({
    name: Name,
    type: Type,
  }));
}

/** Of a SELECT the first row is the names of the columns; SHOW and DESCRIBE have none. */
function isHeader(first: readonly (string | null)[], columns: readonly QueryColumn[]): boolean {
  return (
    columns.length > 0 &&
    first.length === columns.length &&
    first.every((cell, place) => cell === columns[place]?.name)
  );
}
