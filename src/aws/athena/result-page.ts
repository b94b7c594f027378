/** One page of what an execution brought, without the row of names that Athena begins a SELECT with. */

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
