/** The Data Catalog of Glue at the wire: databases, tables and partitions. */

import type { Account } from '../account.ts';
import type { CatalogColumn, CatalogDatabase, CatalogPartition, CatalogTable } from '../glue-catalog.ts';
import type { Answer, Operation } from './operation.ts';

import { z } from 'zod';

import { compilePartitionExpression } from '../partition-expression.ts';
import { glueName, gluePage, nextToken } from './glue-page.ts';
import { operation, present, seconds } from './operation.ts';

// Greatest page sizes, and those when none is asked for, from Glue's API reference.
const TABLES_PAGE = 100;
const PARTITIONS_PAGE = 1_000;
const LONGEST_EXPRESSION = 2_048;

const FORMATS = {
  parquet: {
    input: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    serde: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
  },
  json: {
    input: 'org.apache.hadoop.mapred.TextInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    serde: 'org.openx.data.jsonserde.JsonSerDe',
  },
};

const fewAtOnce = z.int().min(1).max(TABLES_PAGE).optional();

export const catalogOperations: Readonly<Record<string, Operation>> = {
  GetDatabases: operation(
    { NextToken: nextToken, MaxResults: fewAtOnce },
    (account, { NextToken, MaxResults }) => {
      const found = gluePage(
        account.catalog.databases(),
        NextToken,
        MaxResults ?? TABLES_PAGE,
        (each) => each.name,
      );
      return present({
        DatabaseList: found.items.map((each) => wireDatabase(account, each)),
        NextToken: found.nextToken,
      });
    },
  ),

  GetTables: operation(
    { DatabaseName: glueName, NextToken: nextToken, MaxResults: fewAtOnce },
    (account, { DatabaseName, NextToken, MaxResults }) => {
      const tables = account.catalog.tables(DatabaseName);
      const found = gluePage(tables, NextToken, MaxResults ?? TABLES_PAGE, (each) => each.name);
      return present({
        TableList: found.items.map((each) => wireTable(account, each)),
        NextToken: found.nextToken,
      });
    },
  ),

  GetTable: operation({ DatabaseName: glueName, Name: glueName }, (account, { DatabaseName, Name }) => ({
    Table: wireTable(account, account.catalog.table(DatabaseName, Name)),
  })),

  GetTableVersions: operation(
    { DatabaseName: glueName, TableName: glueName, NextToken: nextToken, MaxResults: fewAtOnce },
    (account, { DatabaseName, TableName, NextToken, MaxResults }) => {
      const versions = account.catalog.versions(DatabaseName, TableName);
      const found = gluePage(versions, NextToken, MaxResults ?? TABLES_PAGE, (each) => String(each.version));
      return present({
        TableVersions: found.items.map((each) => ({
          Table: wireTable(account, each),
          VersionId: String(each.version),
        })),
        NextToken: found.nextToken,
      });
    },
  ),

  GetPartitions: operation(
    {
      DatabaseName: glueName,
      TableName: glueName,
      Expression: z.string().max(LONGEST_EXPRESSION).optional(),
      ExcludeColumnSchema: z.boolean().optional(),
      NextToken: nextToken,
      MaxResults: z.int().min(1).max(PARTITIONS_PAGE).optional(),
    },
    (account, { DatabaseName, TableName, Expression, ExcludeColumnSchema, NextToken, MaxResults }) => {
      const table = account.catalog.table(DatabaseName, TableName);
      const matches = compilePartitionExpression(Expression ?? '', table.partitionKeys);
      const partitions = account.catalog.partitions(DatabaseName, TableName).filter(matches);
      const found = gluePage(partitions, NextToken, MaxResults ?? PARTITIONS_PAGE, ({ values }) =>
        values.join('/'),
      );
      return present({
        Partitions: found.items.map((each) =>
          wirePartition(account, table, each, ExcludeColumnSchema !== true),
        ),
        NextToken: found.nextToken,
      });
    },
  ),
};

function wireDatabase({ accountId }: Account, { name, description, createdAt }: CatalogDatabase): Answer {
  return present({
    Name: name,
    Description: description,
    CreateTime: seconds(createdAt),
    CatalogId: accountId,
  });
}

function wireTable({ accountId }: Account, table: CatalogTable): Answer {
  return present({
    Name: table.name,
    DatabaseName: table.database,
    Description: table.description,
    CreateTime: seconds(table.createdAt),
    UpdateTime: seconds(table.changedAt),
    Retention: 0,
    StorageDescriptor: wireStorage(table, table.location, true),
    PartitionKeys: table.partitionKeys.map(wireColumn),
    TableType: table.type,
    Parameters: { EXTERNAL: 'TRUE', classification: table.format, ...table.parameters },
    IsRegisteredWithLakeFormation: false,
    CatalogId: accountId,
    VersionId: String(table.version),
  });
}

function wirePartition(
  { accountId }: Account,
  table: CatalogTable,
  { values, location, parameters, createdAt }: CatalogPartition,
  withColumns: boolean,
): Answer {
  return {
    Values: values,
    DatabaseName: table.database,
    TableName: table.name,
    CreationTime: seconds(createdAt),
    StorageDescriptor: wireStorage(table, location, withColumns),
    Parameters: parameters,
    CatalogId: accountId,
  };
}

function wireStorage({ columns, format }: CatalogTable, location: string, withColumns: boolean): Answer {
  const { input, output, serde } = FORMATS[format];
  return {
    ...(withColumns ? { Columns: columns.map(wireColumn) } : {}),
    Location: location,
    InputFormat: input,
    OutputFormat: output,
    Compressed: false,
    NumberOfBuckets: -1,
    SerdeInfo: { SerializationLibrary: serde, Parameters: { 'serialization.format': '1' } },
    StoredAsSubDirectories: false,
  };
}

function wireColumn({ name, type, comment }: CatalogColumn): Answer {
  return present({ Name: name, Type: type, Comment: comment });
}
