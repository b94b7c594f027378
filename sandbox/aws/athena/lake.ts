/**
 * The files of the data lake, as S3 would have them: `s3://bucket/key` is `<folder>/bucket/key` on the disk. It writes
 * Parquet and JSON, knows what it wrote, and serves as the catalog where nobody else does. It queries nothing.
 */

import type { DuckDBConnection } from '@duckdb/node-api';

import type { Duck } from './duck.ts';
import type { Column, Partition, Table, TableSource } from './tables.ts';

import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

import { createDuck } from './duck.ts';
import { duckType, literal, partitionName, quoted } from './tables.ts';

/** A table to be put: Parquet and without partitions unless said otherwise. */
export type TableToPut = Pick<Table, 'database' | 'columns' | 'location'> & {
  readonly table: string;
  readonly partitionKeys?: readonly Column[];
  readonly format?: Table['format'];
};

export interface LakeFile {
  /** `s3://bucket/key`. */
  readonly location: string;
  readonly path: string;
  readonly bytes: number;
}

export type Row = Readonly<Record<string, unknown>>;

export interface Lake {
  readonly duck: Duck;
  /** What was put and written here, as a catalog. */
  readonly tables: TableSource;
  /** Declares a table, or replaces its declaration; its files stay. */
  putTable(table: TableToPut): Table;
  /**
   * Writes rows as one file of a partition, or of the table when it has none, and makes the partition known. A file of
   * the same name is replaced.
   */
  write(rows: {
    readonly database: string;
    readonly table: string;
    readonly partition?: Readonly<Record<string, string>>;
    readonly file?: string;
    readonly rows: readonly Row[];
  }): Promise<void>;
  /** Writes what a SELECT of DuckDB gives, partition keys included, into all partitions at once. Parquet only. */
  generate(filling: {
    readonly database: string;
    readonly table: string;
    readonly select: string;
  }): Promise<void>;
  /** What was written below a location, the location itself without a slash at its end included. */
  files(location: string): readonly LakeFile[];
  /** The path of a location on the disk. */
  pathOf(location: string): string;
  close(): Promise<void>;
}

/**
 * A lake in a folder, which comes into being with the first file. Nothing is loaded before. `listed` says how large S3 lists
 * what lies below a location, where that is not what the files on the disk are; null where it lists nothing there.
 */
export function createLake(folder: string, listed: (location: string) => number | null = () => null): Lake {
  const root = resolve(folder);
  const duck = createDuck(root);
  const tables = new Map<string, Table>();
  const partitions = new Map<string, Map<string, Partition>>();
  const filesByFolder = new Map<string, Map<string, LakeFile>>();

  function tableOf(database: string, name: string): Table {
    const table = tables.get(`${database}.${name}`);
    if (table === undefined) throw new Error(`Expected a table that was put, got ${database}.${name}`);
    return table;
  }

  function pathOf(location: string): string {
    const path = resolve(root, location.replace(/^s3:\/\//, ''));
    if (path !== root && !path.startsWith(`${root}/`))
      throw new Error(`Expected s3://bucket/prefix/, got ${location}`);
    return path;
  }

  async function remember(table: Table, path: string): Promise<void> {
    const { size } = await stat(path);
    const where = dirname(path);
    const known = filesByFolder.get(where) ?? new Map<string, LakeFile>();
    known.set(path, { path, location: `s3://${relative(root, path)}`, bytes: size });
    filesByFolder.set(where, known);
    const tail = relative(pathOf(table.location), where);
    if (table.partitionKeys.length === 0) return;
    const values = tail.split('/').map((part) => decodeURIComponent(part.slice(part.indexOf('=') + 1)));
    const name = `${table.database}.${table.name}`;
    const knownPartitions = partitions.get(name) ?? new Map<string, Partition>();
    knownPartitions.set(tail, { values, location: `${withSlash(table.location)}${tail}/` });
    partitions.set(name, knownPartitions);
  }

  return {
    duck,
    pathOf,
    tables: {
      databases: () => [...new Set([...tables.values()].map(({ database }) => database))].toSorted(),
      tables: (database) =>
        [...tables.values()]
          .filter((table) => table.database === database)
          .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      partitions: ({ database, name }) => [...(partitions.get(`${database}.${name}`)?.values() ?? [])],
    },
    putTable: ({ table, partitionKeys = [], format = 'parquet', ...rest }) => {
      const put: Table = { ...rest, name: table, partitionKeys, format };
      pathOf(put.location);
      tables.set(`${put.database}.${table}`, put);
      return put;
    },
    write: async ({ database, table: name, partition = {}, file, rows }) => {
      const table = tableOf(database, name);
      const values = table.partitionKeys.map((key) => partition[key.name] ?? '');
      const where = join(pathOf(table.location), partitionName(table, values));
      const path = join(where, file ?? `part-00000.${table.format}`);
      await mkdir(where, { recursive: true });
      if (table.format === 'json') {
        await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      } else {
        await withConnection(duck, (connection) =>
          connection.run(
            `COPY (SELECT unnest(from_json($1::JSON, ${literal(structure(table))}), recursive := true)) TO ${literal(path)} (FORMAT parquet)`,
            [JSON.stringify(rows, bigintsAsText)],
          ),
        );
      }
      await remember(table, path);
    },
    generate: async ({ database, table: name, select }) => {
      const table = tableOf(database, name);
      const where = pathOf(table.location);
      await mkdir(where, { recursive: true });
      const keys = table.partitionKeys.map((key) => quoted(key.name)).join(', ');
      const columns = [...table.columns, ...table.partitionKeys].map(
        (column) => `CAST(${quoted(column.name)} AS ${duckType(column.type)}) AS ${quoted(column.name)}`,
      );
      const target = keys === '' ? join(where, 'part-00000.parquet') : where;
      const options = keys === '' ? '' : `, PARTITION_BY (${keys}), OVERWRITE_OR_IGNORE, RETURN_FILES`;
      const paths = await withConnection(duck, async (connection) => {
        const result = await connection.run(
          `COPY (SELECT ${columns.join(', ')} FROM (${select})) TO ${literal(target)} (FORMAT parquet${options})`,
        );
        return keys === '' ? [target] : pathsIn(await result.getRowsJson());
      });
      for (const path of paths) await remember(table, path);
    },
    files: (location) => {
      const files = [...(filesByFolder.get(pathOf(location))?.values() ?? [])];
      const bytes = files.length === 0 ? null : listed(location);
      return bytes === null ? files : files.map((file) => ({ ...file, bytes: bytes / files.length }));
    },
    close: () => duck.close(),
  };
}

/** Lends a connection for as long as the work takes. */
export async function withConnection<T>(
  duck: Duck,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await duck.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
  }
}

function structure({ columns }: Table): string {
  return JSON.stringify([Object.fromEntries(columns.map(({ name, type }) => [name, duckType(type)]))]);
}

function pathsIn(rows: readonly (readonly unknown[])[]): readonly string[] {
  return rows.flatMap((row) => row.flatMap((value) => (Array.isArray(value) ? value.map(String) : [])));
}

function bigintsAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function withSlash(location: string): string {
  return location.endsWith('/') ? location : `${location}/`;
}
