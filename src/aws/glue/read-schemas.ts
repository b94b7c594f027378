/** Reads the versions of tables in the Glue catalog. What the SDK leaves optional is settled here once. */

import type { Column, Table, TableVersion as GlueVersion } from '@aws-sdk/client-glue';
import type { Result } from '../../lib/result.ts';
import type { TableReading } from '../../operations/schema-history.ts';
import type { SchemaColumn, TableVersion } from '../../operations/table-schema.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';

import { redact } from '../../lib/redact.ts';
import { oneLine, truncate } from '../../lib/text.ts';
import { formatOf } from '../../operations/table-schema.ts';
import { answerOrReport } from '../refusals.ts';

const PAGE_SIZE = 100;
const LONGEST_TYPE = 4_000;
const LONGEST_LOCATION = 500;

/** The versions of this table, in at most so many calls. */
export function readVersions(
  table: Table & { readonly Name: string },
  { database, pages }: { readonly database: string; readonly pages: number },
  { clients, signal }: Call,
): Promise<Result<TableReading, AwsErrorReport>> {
  const name = table.Name;
  const all = async (): Promise<TableReading> => {
    const found: GlueVersion[] = [];
    let token: string | undefined;
    for (let page = 0; page < pages; page += 1) {
      const { TableVersions = [], NextToken } = await clients.glue.getTableVersions(
        { DatabaseName: database, TableName: name, MaxResults: PAGE_SIZE, NextToken: token },
        { abortSignal: signal },
      );
      found.push(...TableVersions);
      token = NextToken === '' ? undefined : NextToken;
      if (token === undefined) break;
    }
    const versions = found.flatMap(({ VersionId, Table: then }) =>
      then === undefined ? [] : [toVersion(then, VersionId ?? then.VersionId ?? '0')],
    );
    return {
      database,
      name,
      createdAt: table.CreateTime?.getTime() ?? null,
      changedAt: table.UpdateTime?.getTime() ?? table.CreateTime?.getTime() ?? null,
      versions: versions.length === 0 ? [toVersion(table, table.VersionId ?? '0')] : versions,
      isCut: token !== undefined,
    };
  };
  return answerOrReport(all(), {
    doing: `read the versions of ${database}.${name}`,
    action: 'glue:GetTableVersions',
  });
}

function toVersion(
  {
    UpdateTime,
    CreateTime,
    StorageDescriptor = {},
    PartitionKeys = [],
    Parameters = {},
    TableType = '',
    Description = '',
  }: Table,
  id: string,
): TableVersion {
  const { Columns = [], Location = '', SerdeInfo = {} } = StorageDescriptor;
  const described = {
    columns: Columns.map(toColumn),
    keys: PartitionKeys.map(toColumn),
    location: clean(Location, LONGEST_LOCATION),
    serde: clean(SerdeInfo.SerializationLibrary ?? '', LONGEST_LOCATION),
    settings: SerdeInfo.Parameters ?? {},
  };
  return {
    id,
    at: UpdateTime?.getTime() ?? CreateTime?.getTime() ?? null,
    schema: {
      ...described,
      format: formatOf({ ...described, tableType: TableType, parameters: Parameters }),
    },
    comments: [Description, ...[...Columns, ...PartitionKeys].map(({ Comment = '' }) => Comment)],
    parameters: Parameters,
  };
}

function toColumn({ Name = '', Type = 'string' }: Column): SchemaColumn {
  return { name: clean(Name, LONGEST_LOCATION), type: clean(Type, LONGEST_TYPE) };
}

function clean(text: string, limit: number): string {
  return truncate(oneLine(redact(text)), limit);
}
