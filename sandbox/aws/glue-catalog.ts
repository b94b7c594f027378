/**
 * The Glue Data Catalog of the simulated account: databases, tables and partitions. It describes data that lies
 * somewhere else and looks at none of it.
 */

import { AwsRefusal } from './refusal.ts';

export interface CatalogColumn {
  readonly name: string;
  /** As Hive calls it: `string`, `bigint`, `array<string>`. */
  readonly type: string;
  readonly comment?: string;
}

export interface CatalogDatabase {
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: number;
}

export interface CatalogTable {
  readonly database: string;
  readonly name: string;
  readonly description: string | null;
  /** Of a view nothing but that it is one: nobody reads its text. */
  readonly type: 'EXTERNAL_TABLE' | 'VIRTUAL_VIEW';
  readonly columns: readonly CatalogColumn[];
  readonly partitionKeys: readonly CatalogColumn[];
  /** `s3://bucket/prefix/` */
  readonly location: string;
  readonly format: 'parquet' | 'json';
  readonly parameters: Readonly<Record<string, string>>;
  /** 0 as it was created; rises with each change. */
  readonly version: number;
  readonly createdAt: number;
  readonly changedAt: number;
}

export interface CatalogPartition {
  /** One for each partition key, in their order. */
  readonly values: readonly string[];
  readonly location: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

export type CatalogTableToPut = Pick<CatalogTable, 'database' | 'name' | 'columns' | 'location'> &
  Partial<Pick<CatalogTable, 'description' | 'type' | 'partitionKeys' | 'format' | 'parameters'>>;

/** Below the table's location, as Hive lays it out, where no other location is given. */
export type PartitionToPut = Pick<CatalogPartition, 'values'> &
  Partial<Pick<CatalogPartition, 'location' | 'parameters' | 'createdAt'>>;

export interface GlueCatalog {
  putDatabase(database: { readonly name: string; readonly description?: string }): CatalogDatabase;
  /** Creates the table or changes it; its partitions stay. Throws `EntityNotFoundException` without the database. */
  putTable(wanted: CatalogTableToPut): CatalogTable;
  putPartition(database: string, table: string, wanted: PartitionToPut): CatalogPartition;
  removePartition(database: string, table: string, values: readonly string[]): void;
  /** By name. */
  databases(): readonly CatalogDatabase[];
  /** By name. Throws `EntityNotFoundException`. */
  tables(database: string): readonly CatalogTable[];
  /** Names in any case, as there. Throws `EntityNotFoundException`. */
  table(database: string, name: string): CatalogTable;
  /** All that the table ever was, the newest first, itself included. Throws `EntityNotFoundException`. */
  versions(database: string, name: string): readonly CatalogTable[];
  /** By their values. Throws `EntityNotFoundException`. */
  partitions(database: string, table: string): readonly CatalogPartition[];
}

interface KeptTable {
  readonly table: CatalogTable;
  /** The newest first. */
  readonly before: readonly CatalogTable[];
  readonly partitions: Map<string, CatalogPartition>;
}

/** A catalog without databases. */
export function createGlueCatalog(now: () => number): GlueCatalog {
  const databases = new Map<string, CatalogDatabase>();
  const tables = new Map<string, Map<string, KeptTable>>();

  function tablesOf(database: string): Map<string, KeptTable> {
    const found = tables.get(database.toLowerCase());
    if (found === undefined) {
      throw new AwsRefusal('EntityNotFoundException', `Database ${database} not found.`);
    }
    return found;
  }

  function kept(database: string, name: string): KeptTable {
    const found = tablesOf(database).get(name.toLowerCase());
    if (found === undefined) throw new AwsRefusal('EntityNotFoundException', `Table ${name} not found.`);
    return found;
  }

  return {
    putDatabase: ({ name: given, description = null }) => {
      const name = given.toLowerCase();
      const put = { name, description, createdAt: databases.get(name)?.createdAt ?? now() };
      databases.set(name, put);
      if (!tables.has(name)) tables.set(name, new Map());
      return put;
    },
    putTable: (wanted) => {
      const name = wanted.name.toLowerCase();
      const within = tablesOf(wanted.database);
      const before = within.get(name);
      const table: CatalogTable = {
        description: null,
        type: 'EXTERNAL_TABLE',
        partitionKeys: [],
        format: 'parquet',
        parameters: {},
        ...wanted,
        database: wanted.database.toLowerCase(),
        name,
        version: before === undefined ? 0 : before.table.version + 1,
        createdAt: before?.table.createdAt ?? now(),
        changedAt: now(),
      };
      within.set(name, {
        table,
        before: before === undefined ? [] : [before.table, ...before.before],
        partitions: before?.partitions ?? new Map<string, CatalogPartition>(),
      });
      return table;
    },
    putPartition: (database, name, { values, location, parameters = {}, createdAt = now() }) => {
      const { table, partitions } = kept(database, name);
      if (values.length !== table.partitionKeys.length) {
        throw new AwsRefusal(
          'InvalidInputException',
          'The number of partition keys do not match the number of partition values',
        );
      }
      const put = { values, location: location ?? hivePath(table, values), parameters, createdAt };
      partitions.set(keyOf(values), put);
      return put;
    },
    removePartition: (database, name, values) => void kept(database, name).partitions.delete(keyOf(values)),
    databases: () => [...databases.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    tables: (database) =>
      [...tablesOf(database).values()]
        .map(({ table }) => table)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    table: (database, name) => kept(database, name).table,
    versions: (database, name) => {
      const { table, before } = kept(database, name);
      return [table, ...before];
    },
    partitions: (database, name) =>
      [...kept(database, name).partitions]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, partition]) => partition),
  };
}

function hivePath({ location, partitionKeys }: CatalogTable, values: readonly string[]): string {
  const folders = partitionKeys.map(({ name }, index) => `${name}=${values[index]}/`);
  return `${location.replace(/\/?$/, '/')}${folders.join('')}`;
}

function keyOf(values: readonly string[]): string {
  return values.join('\u0000');
}
