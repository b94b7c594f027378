/** The partitions of a table that meet an expression of Glue, page after page. */

import type { Partition } from '@aws-sdk/client-glue';
import type { Call } from '../makers.ts';

export interface PartitionsWish {
  readonly database: string;
  readonly table: string;
  /** As Glue writes them; null for all. */
  readonly expression: string | null;
  /** How many calls may be made. */
  readonly pages: number;
}

export interface PartitionPages<T> {
  readonly partitions: readonly T[];
  /** Whether there are more than are read. */
  readonly isCut: boolean;
}

const PAGE_SIZE = 1_000;

/** What `of` makes of each of them. Rejects as the client does. */
export async function readPartitionPages<T>(
  { database, table, expression, pages }: PartitionsWish,
  { clients, signal }: Pick<Call, 'clients' | 'signal'>,
  of: (partition: Partition) => T,
): Promise<PartitionPages<T>> {
  const partitions: T[] = [];
  let token: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const { Partitions = [], NextToken } = await clients.glue.getPartitions(
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
    partitions.push(...Partitions.map(of));
    token = NextToken;
    if (token === undefined || token === '') return { partitions, isCut: false };
  }
  return { partitions, isCut: true };
}
