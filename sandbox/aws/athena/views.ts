/**
 * Tables as views of DuckDB over the files of the partitions that the catalog knows, and what a plan says will be
 * read of them. Each view begins with a file without rows that has all columns of the table; its path, which every scan
 * leaves out, tells in a plan whose scan it is.
 */

import type { DuckDBConnection } from '@duckdb/node-api';

import type { Lake, LakeFile } from './lake.ts';
import type { Partition, Table, TableSource } from './tables.ts';

import { Mutex } from 'async-mutex';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

import { CATALOG } from './duck.ts';
import { edited } from './edits.ts';
import { duckType, literal, partitionName, quoted } from './tables.ts';
import { tokensOf } from './tokens.ts';

export interface Views {
  /** Makes it the database that is meant where none is named. */
  use(connection: DuckDBConnection, database: string): Promise<void>;
  /**
   * Makes the views of these tables what the catalog and the lake are now, and holds them so while `plan` is made.
   * `withPath` adds the column `$path`, which `SELECT *` would show too.
   */
  hold<T>(
    connection: DuckDBConnection,
    wanted: { readonly tables: readonly Table[]; readonly withPath: boolean },
    plan: (prepared: readonly Prepared[]) => Promise<T>,
  ): Promise<T>;
}

/** A table with what a query of this moment may read. */
export interface Prepared {
  readonly table: Table;
  readonly marker: string;
  readonly files: readonly (LakeFile & { readonly values: readonly string[] })[];
}

interface PlanNode {
  readonly name: string;
  readonly extra_info: Readonly<Record<string, unknown>>;
  readonly children: readonly PlanNode[];
}

const planNode: z.ZodType<PlanNode> = z.object({
  name: z.string(),
  extra_info: z.record(z.string(), z.unknown()).default({}),
  children: z.lazy(() => z.array(planNode)).default([]),
});

/** The views of one DuckDB. */
export function createViews(lake: Lake, source: TableSource): Views {
  const made = new Map<string, string>();
  const mutex = new Mutex();

  /** Only while nobody else does: DuckDB refuses two who make one at the same time, even where it need not be made. */
  async function makeSchema(connection: DuckDBConnection, database: string): Promise<void> {
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${CATALOG}.${quoted(database)}`);
  }

  async function prepare(connection: DuckDBConnection, table: Table, withPath: boolean): Promise<Prepared> {
    const partitions = source.partitions(table);
    const prepared = { table, marker: markerOf(lake, table), files: filesOf(lake, table, partitions) };
    const statement = viewOf(prepared, withPath);
    const name = `${table.database}.${table.name}`;
    if (made.get(name) === statement) return prepared;
    await writeMarker(connection, prepared);
    await makeSchema(connection, table.database);
    await connection.run(statement);
    await connection.run(partitionsView(table, partitions));
    made.set(name, statement);
    return prepared;
  }

  return {
    use: async (connection, database) => {
      await mutex.runExclusive(() => makeSchema(connection, database));
      await connection.run(`USE ${CATALOG}.${quoted(database)}`);
    },
    hold: (connection, { tables, withPath }, plan) =>
      mutex.runExclusive(async () => {
        const prepared: Prepared[] = [];
        for (const table of tables) prepared.push(await prepare(connection, table, withPath));
        return plan(prepared);
      }),
  };
}

/** How many bytes the scans of a plan read: those of the whole files that their partitions leave. */
export async function scannedBytes(
  connection: DuckDBConnection,
  plan: string,
  prepared: readonly Prepared[],
): Promise<number> {
  let bytes = 0;
  for (const { said, fileFilters } of scansIn(z.array(planNode).parse(JSON.parse(plan)), '')) {
    const read = prepared.find(({ marker }) => said.includes(marker));
    if (read !== undefined) bytes += await bytesLeft(connection, read, fileFilters);
  }
  return bytes;
}

async function bytesLeft(
  connection: DuckDBConnection,
  { table, files }: Prepared,
  filters: unknown,
): Promise<number> {
  if (typeof filters !== 'string' || files.length === 0) {
    return files.reduce((sum, { bytes }) => sum + bytes, 0);
  }
  const rows = files.map(({ bytes, values }) => `(${[bytes, ...values.map(literal)].join(', ')})`);
  const keys = table.partitionKeys.map(
    ({ name, type }, index) => `CAST(v${index} AS ${duckType(type)}) AS ${quoted(name)}`,
  );
  const columns = ['bytes', ...table.partitionKeys.map((_, index) => `v${index}`)].join(', ');
  const result = await connection.run(
    `SELECT CAST(coalesce(sum(bytes), 0) AS DOUBLE) FROM (SELECT bytes, ${keys.join(', ')} FROM (VALUES ${rows.join(', ')}) AS v (${columns})) WHERE ${conjunction(filters)}`,
  );
  return Number((await result.getRowsJson())[0]?.[0]);
}

/** A plan writes its filters one behind the other: `(dt = 'x')(hour = 3)`. */
function conjunction(filters: string): string {
  const tokens = tokensOf(filters);
  let depth = 0;
  const gaps = tokens.flatMap(({ text, end }, index) => {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    return text === ')' && depth === 0 && index < tokens.length - 1 ? [end] : [];
  });
  return edited(
    filters,
    gaps.map((gap) => ({ start: gap, end: gap, text: ' AND ' })),
  ).text;
}

interface Scan {
  /** Its own words and those of what stands above it, where the file without rows is left out. */
  readonly said: string;
  readonly fileFilters: unknown;
}

function* scansIn(nodes: readonly PlanNode[], above: string): Generator<Scan> {
  for (const { name, extra_info: info, children } of nodes) {
    const own = JSON.stringify(info);
    if (name.trim().startsWith('READ_')) yield { said: above + own, fileFilters: info['File Filters'] };
    yield* scansIn(children, own);
  }
}

function filesOf(lake: Lake, table: Table, partitions: readonly Partition[]): Prepared['files'] {
  const places = table.partitionKeys.length === 0 ? [{ values: [], location: table.location }] : partitions;
  return places.flatMap(({ values, location }) => lake.files(location).map((file) => ({ ...file, values })));
}

function markerOf(lake: Lake, table: Table): string {
  // A value that every type of key can be read from.
  const values = table.partitionKeys.map(({ type }) =>
    /^(?:date|timestamp)/.test(type) ? '1970-01-01' : '0',
  );
  const folder = partitionName(table, values);
  return lake.pathOf(`s3://.columns/${table.database}.${table.name}/${folder}/none.${table.format}`);
}

async function writeMarker(connection: DuckDBConnection, { table, marker }: Prepared): Promise<void> {
  await mkdir(dirname(marker), { recursive: true });
  if (table.format === 'json') return writeFile(marker, '');
  const columns = table.columns.map(({ name, type }) => `CAST(NULL AS ${duckType(type)}) AS ${quoted(name)}`);
  await connection.run(
    `COPY (SELECT ${columns.join(', ')} WHERE false) TO ${literal(marker)} (FORMAT parquet)`,
  );
}

function viewOf({ table, marker, files }: Prepared, withPath: boolean): string {
  const columns = [...table.columns, ...table.partitionKeys].map(
    ({ name, type }) => `CAST(${quoted(name)} AS ${duckType(type)}) AS ${quoted(name)}`,
  );
  const path = `'s3://' || substr("$path", ${rootLength(table, marker) + 1}) AS "$path"`;
  const options = [
    "filename = '$path'",
    ...(table.format === 'parquet' ? ['union_by_name = true'] : [jsonOptions(table)]),
    ...(table.partitionKeys.length === 0 ? ['hive_partitioning = false'] : [hiveOptions(table)]),
  ];
  const paths = [marker, ...files.map((file) => file.path)].map(literal).join(', ');
  return `CREATE OR REPLACE VIEW ${nameOf(table)} AS SELECT ${[...columns, ...(withPath ? [path] : [])].join(', ')} FROM read_${table.format}([${paths}], ${options.join(', ')}) WHERE "$path" <> ${literal(marker)}`;
}

/** The length of the lake's folder with its slash: what comes before the bucket in a path. */
function rootLength({ database, name }: Table, marker: string): number {
  return marker.lastIndexOf(`.columns/${database}.${name}/`);
}

function hiveOptions({ partitionKeys }: Table): string {
  const types = partitionKeys.map(({ name, type }) => `${literal(name)}: ${duckType(type)}`);
  return `hive_partitioning = true, hive_types = {${types.join(', ')}}`;
}

function jsonOptions({ columns }: Table): string {
  const types = columns.map(({ name, type }) => `${literal(name)}: ${literal(duckType(type))}`);
  return `format = 'newline_delimited', columns = {${types.join(', ')}}`;
}

/** `"t$partitions"`: one row for each partition. */
function partitionsView(table: Table, partitions: readonly Partition[]): string {
  const { partitionKeys: keys } = table;
  const rows = [keys.map(() => 'NULL'), ...partitions.map(({ values }) => values.map(literal))];
  const columns = keys.map(
    ({ name, type }, index) => `CAST(v${index} AS ${duckType(type)}) AS ${quoted(name)}`,
  );
  const select =
    keys.length === 0
      ? 'SELECT 1 AS none WHERE false'
      : `SELECT ${columns.join(', ')} FROM (VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}) AS v (${keys.map((_, index) => `v${index}`).join(', ')}) WHERE v0 IS NOT NULL`;
  return `CREATE OR REPLACE VIEW ${nameOf(table, '$partitions')} AS ${select}`;
}

function nameOf({ database, name }: Table, suffix = ''): string {
  return `${CATALOG}.${quoted(database)}.${quoted(`${name}${suffix}`)}`;
}
