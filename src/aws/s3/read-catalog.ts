/** Reads the tables of the Glue catalog and their newest partitions. What the SDK leaves optional is settled here once. */

import type { Column, Partition as GluePartition, Table } from '@aws-sdk/client-glue';
import type { Result } from '../../lib/result.ts';
import type { Partition } from '../../operations/lake-partitions.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';
import type { PartitionKey } from './partition-expressions.ts';

import { datedByAll } from '../../operations/lake-dates.ts';
import { ok } from '../../lib/result.ts';
import { listTables } from '../glue/read-tables.ts';
import { answerOrReport } from '../refusals.ts';
import { expressionsSince } from './partition-expressions.ts';
import { readPartitionPages } from './read-partition-pages.ts';

const PARTITION_PAGES = 5;
const TEXT = /^(?:string|char|varchar|date|timestamp)\b/i;
/** As crawlers name the keys of paths without names, such as `2026/11/11/02`. */
const NAMELESS_KEY = /^partition_\d+$/i;

export interface Location {
  readonly bucket: string;
  /** With its slash; empty for the whole bucket. */
  readonly prefix: string;
}

export interface CatalogTable {
  readonly database: string;
  readonly name: string;
  /** Null when it lies elsewhere than in S3. */
  readonly location: Location | null;
  readonly keys: readonly PartitionKey[];
  /** Whether Athena computes its partitions, or Iceberg keeps them: the catalog then has none. */
  readonly keptBy: 'catalog' | 'projection' | 'iceberg';
}

export interface LocatedPartition extends Partition {
  readonly location: Location | null;
}

export interface TablesAnswer {
  readonly tables: readonly CatalogTable[];
  /** How many were listed, of whatever names. */
  readonly listed: number;
  /** Whether the database has more than were listed. */
  readonly isCut: boolean;
}

export interface PartitionsAnswer {
  /** Those that a date can be read off. */
  readonly partitions: readonly LocatedPartition[];
  /** How many there were at all. */
  readonly found: number;
  /** Whether there were more than are read. */
  readonly isCut: boolean;
}

/** The tables of a database, of these names where any are given, in at most so many calls. */
export async function readTables(
  { database, names }: { readonly database: string; readonly names: readonly string[] },
  call: Call,
  pages?: number,
): Promise<Result<TablesAnswer, AwsErrorReport>> {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const listed = await listTables(database, call, pages);
  if (!listed.ok) return listed;
  const tables = listed.value.tables
    .map((table) => toTable(table, database))
    .filter(({ name }) => wanted.size === 0 || wanted.has(name.toLowerCase()));
  return ok({ tables, listed: listed.value.tables.length, isCut: listed.value.isCut });
}

/** The partitions of a table since `from`, with at most so many calls for each expression. */
export async function readPartitions(
  table: Pick<CatalogTable, 'database' | 'name' | 'keys'>,
  from: number,
  call: Call,
  pages = PARTITION_PAGES,
): Promise<Result<PartitionsAnswer, AwsErrorReport>> {
  const all = async (): Promise<PartitionsAnswer> => {
    const answers: PartitionsAnswer[] = [];
    for (const spellings of expressionsSince(table.keys, { from, to: call.clock() })) {
      for (const expression of spellings) {
        const answer = await readMatching(table, expression, call, pages);
        answers.push(answer);
        if (answer.found > 0) break;
      }
    }
    return {
      partitions: answers.flatMap(({ partitions }) => partitions),
      found: answers.reduce((sum, { found }) => sum + found, 0),
      isCut: answers.some(({ isCut }) => isCut),
    };
  };
  return answerOrReport(all(), {
    doing: `list the partitions of ${table.database}.${table.name}`,
    action: 'glue:GetPartitions',
  });
}

async function readMatching(
  { database, name, keys }: Pick<CatalogTable, 'database' | 'name' | 'keys'>,
  expression: string | null,
  call: Call,
  pages: number,
): Promise<PartitionsAnswer> {
  const wish = { database, table: name, expression, pages };
  const { partitions, isCut } = await readPartitionPages(wish, call, (partition) =>
    locatedBy(keys, partition),
  );
  return { partitions: partitions.filter((one) => one !== null), found: partitions.length, isCut };
}

/** Null where its values are no date. */
function locatedBy(
  keys: readonly PartitionKey[],
  { Values = [], CreationTime, StorageDescriptor }: GluePartition,
): LocatedPartition | null {
  const dated = datedByAll(Values.map((value, place) => segmentOf(keys[place], value)));
  if (dated === null) return null;
  return {
    ...dated,
    cameAt: CreationTime?.getTime() ?? null,
    location: locationOf(StorageDescriptor?.Location),
  };
}

function segmentOf(key: PartitionKey | undefined, value: string): string {
  return key === undefined || NAMELESS_KEY.test(key.name) ? value : `${key.name}=${value}`;
}

function toTable(
  { Name = '', PartitionKeys, StorageDescriptor, Parameters }: Table,
  database: string,
): CatalogTable {
  const isIceberg = Parameters?.['table_type']?.toUpperCase() === 'ICEBERG';
  return {
    database,
    name: Name,
    location: locationOf(StorageDescriptor?.Location),
    keys: (PartitionKeys ?? []).map(toKey),
    keptBy: isIceberg ? 'iceberg' : isProjected(Parameters) ? 'projection' : 'catalog',
  };
}

/** Whether Athena works the partitions out, so that the catalog has none. */
export function isProjected(parameters: Readonly<Record<string, string>> = {}): boolean {
  return parameters['projection.enabled']?.toLowerCase() === 'true';
}

function toKey({ Name = '', Type = 'string' }: Column): PartitionKey {
  return { name: Name, isText: TEXT.test(Type) };
}

/** `s3://bucket/prefix/`, also as Hadoop writes it. */
export function locationOf(text: string | undefined): Location | null {
  const [, bucket, path = ''] = /^s3[an]?:\/\/([^/]+)\/?(.*)$/.exec(text ?? '') ?? [];
  if (bucket === undefined) return null;
  return { bucket, prefix: path === '' || path.endsWith('/') ? path : `${path}/` };
}
