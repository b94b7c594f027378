/** The partitions of a table that a query's predicates leave, where they lie and how large they are, as far as Glue says it. */

import type { Result } from '../../lib/result.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';
import type { Location } from '../s3/read-catalog.ts';
import type { CatalogTable } from './read-catalog-table.ts';

import { answerOrReport } from '../refusals.ts';
import { locationOf } from '../s3/read-catalog.ts';
import { catalogBytes } from './read-catalog-table.ts';

export interface PartitionLeft {
  /** Null when it lies elsewhere than in S3. */
  readonly location: Location | null;
  /** As the catalog has it; null when it does not say. */
  readonly bytes: number | null;
}

export interface PartitionsLeft {
  readonly partitions: readonly PartitionLeft[];
  /** Whether there are more than are read. */
  readonly isCut: boolean;
}

const PAGE_SIZE = 1_000;

/** Those that meet the expression, in at most so many pages, and one call more. */
export async function readPartitionsLeft(
  table: Pick<CatalogTable, 'database' | 'table'>,
  { expression, pages }: { readonly expression: string | null; readonly pages: number },
  call: Call,
): Promise<Result<PartitionsLeft, AwsErrorReport>> {
  const doing = {
    doing: `list the partitions of ${table.database}.${table.table}`,
    action: 'glue:GetPartitions',
  };
  const answer = await answerOrReport(readPages(table, { expression, pages }, call), doing);
  // A key may be called as a word of Glue's own, or have values that are none of its type: all of them are more then.
  return answer.ok || answer.error.kind !== 'invalid' || expression === null
    ? answer
    : answerOrReport(readPages(table, { expression: null, pages }, call), doing);
}

async function readPages(
  { database, table }: Pick<CatalogTable, 'database' | 'table'>,
  { expression, pages }: { readonly expression: string | null; readonly pages: number },
  { clients, signal }: Call,
): Promise<PartitionsLeft> {
  const partitions: PartitionLeft[] = [];
  let token: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer = await clients.glue.getPartitions(
      {
        DatabaseName: database,
        TableName: table,
        ...(expression === null ? {} : { Expression: expression }),
        ExcludeColumnSchema: true,
        MaxResults: PAGE_SIZE,
        NextToken: token,
      },
      { abortSignal: signal },
    );
    for (const { StorageDescriptor, Parameters } of answer.Partitions ?? [])
      partitions.push({
        location: locationOf(StorageDescriptor?.Location),
        bytes: catalogBytes(Parameters),
      });
    token = answer.NextToken;
    if (token === undefined || token === '') return { partitions, isCut: false };
  }
  return { partitions, isCut: true };
}
