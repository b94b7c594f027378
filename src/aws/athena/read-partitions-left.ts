/** The partitions of a table that a query's predicates leave, where they lie and how large they are, as far as Glue says it. */

import type { Partition } from '@aws-sdk/client-glue';
import type { Result } from '../../lib/result.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';
import type { Location } from '../s3/read-catalog.ts';
import type { PartitionPages } from '../s3/read-partition-pages.ts';
import type { CatalogTable } from './read-catalog-table.ts';

import { answerOrReport } from '../refusals.ts';
import { locationOf } from '../s3/read-catalog.ts';
import { readPartitionPages } from '../s3/read-partition-pages.ts';
import { catalogBytes } from './read-catalog-table.ts';

export interface PartitionLeft {
  /** Null when it lies elsewhere than in S3. */
  readonly location: Location | null;
  /** As the catalog has it; null when it does not say. */
  readonly bytes: number | null;
}

/** Those that meet the expression, in at most so many pages, and one call more. */
export async function readPartitionsLeft(
  table: Pick<CatalogTable, 'database' | 'table'>,
  { expression, pages }: { readonly expression: string | null; readonly pages: number },
  call: Call,
): Promise<Result<PartitionPages<PartitionLeft>, AwsErrorReport>> {
  const doing = {
    doing: `list the partitions of ${table.database}.${table.table}`,
    action: 'glue:GetPartitions',
  };
  const answer = await answerOrReport(
    readPartitionPages({ ...table, expression, pages }, call, leftOf),
    doing,
  );
  // A key may be called as a word of Glue's own, or have values that are none of its type: all of them are more then.
  return answer.ok || answer.error.kind !== 'invalid' || expression === null
    ? answer
    : answerOrReport(readPartitionPages({ ...table, expression: null, pages }, call, leftOf), doing);
}

function leftOf({ StorageDescriptor, Parameters }: Partition): PartitionLeft {
  return { location: locationOf(StorageDescriptor?.Location), bytes: catalogBytes(Parameters) };
}
