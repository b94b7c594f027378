/** One table as Glue knows it, and whether what Athena would scan of it can be told from that. */

import type { Table } from '@aws-sdk/client-glue';
import type { Result } from '../../lib/result.ts';
import type { TypedKey } from '../../operations/query-narrowing.ts';
import type { CheckedTable } from '../../queries/check.ts';
import type { Call } from '../makers.ts';
import type { Location } from '../s3/read-catalog.ts';

import { err, ok } from '../../lib/result.ts';
import { answerOrReport } from '../refusals.ts';
import { isProjected, locationOf } from '../s3/read-catalog.ts';

export interface CatalogTable {
  readonly database: string;
  readonly table: string;
  readonly keys: readonly TypedKey[];
  readonly location: Location;
  /** As the catalog has it; null when it does not say. */
  readonly bytes: number | null;
}

/** Formats that keep lists of their files, so that the catalog has neither partitions nor sizes, and old files lie about. */
const OWN_LISTS: readonly (readonly [RegExp, string])[] = [
  [/iceberg/i, 'an Iceberg table'],
  [/hudi/i, 'a Hudi table'],
  [/delta/i, 'a Delta table'],
  [/symlink/i, 'a list of links'],
];

/** Why nothing can be told from what Glue says, a clause; and whether that is how the table is made, and stays so. */
export interface Obstacle {
  readonly because: string;
  readonly stays: boolean;
}

/** The table, or why nothing can be told of it. */
export async function readCatalogTable(
  { database, table }: Pick<CheckedTable, 'database' | 'table'>,
  { clients, signal }: Call,
): Promise<Result<CatalogTable, Obstacle>> {
  const name = `${database}.${table}`;
  const answer = await answerOrReport(
    clients.glue.getTable({ DatabaseName: database, Name: table }, { abortSignal: signal }),
    { doing: `look at the table ${name}`, action: 'glue:GetTable' },
  );
  if (!answer.ok && answer.error.kind !== 'not-found')
    return err({ because: answer.error.sentence, stays: false });
  const found = answer.ok ? answer.value.Table : undefined;
  if (found === undefined) return err({ because: `Glue knows no table ${name}`, stays: false });
  const obstacle = obstacleOf(found);
  if (obstacle !== null) return err({ because: `${name} ${obstacle}`, stays: true });
  const location = locationOf(found.StorageDescriptor?.Location);
  if (location === null) return err({ because: `${name} does not lie in S3`, stays: true });
  return ok({
    database,
    table,
    location,
    keys: (found.PartitionKeys ?? []).map(({ Name = '', Type = 'string' }) => ({ name: Name, type: Type })),
    bytes: catalogBytes(found.Parameters),
  });
}

/** What a crawler or a job wrote down; 0 is what is written before there is anything. */
export function catalogBytes(parameters: Readonly<Record<string, string>> = {}): number | null {
  const bytes = Number(parameters['sizeKey'] ?? parameters['totalSize'] ?? '');
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null;
}

function obstacleOf({ TableType, TargetTable, Parameters = {}, StorageDescriptor }: Table): string | null {
  if (TableType !== undefined && /VIEW/i.test(TableType))
    return 'is a view, and what that reads only Athena knows';
  if (TargetTable !== undefined) return 'is a link to another table';
  const formats = [
    Parameters['table_type'],
    Parameters['spark.sql.sources.provider'],
    Parameters['classification'],
    StorageDescriptor?.InputFormat,
  ];
  for (const format of formats)
    for (const [pattern, kind] of OWN_LISTS)
      if (format !== undefined && pattern.test(format))
        return `is ${kind}, whose files the catalog does not know`;
  return isProjected(Parameters)
    ? 'uses partition projection, so that the catalog has no partitions of it'
    : null;
}
