/**
 * Estimates what a statement would scan before it is sent: which partitions its predicates leave, as Glue has them, and how
 * large these are, by the catalog or else by the files in S3. In few calls and little time; what these do not reach is told.
 */

import type { AwsCall } from '../../operations/calls.ts';
import type { Estimate, TableScan } from '../../operations/query-estimate.ts';
import type { Known } from '../../operations/query-narrowing.ts';
import type { QueryRead } from '../../operations/query-reads.ts';
import type { QuerySettings } from '../../operations/query-settings.ts';
import type { Checked } from '../../queries/check.ts';
import type { Call } from '../makers.ts';
import type { FileSizes } from '../s3/read-file-sizes.ts';
import type { CatalogTable } from './read-catalog-table.ts';

import { formatDuration } from '../../lib/duration.ts';
import { todayAt } from '../../operations/query-days.ts';
import { addUp, spread } from '../../operations/query-estimate.ts';
import { narrowingOf } from '../../operations/query-narrowing.ts';
import { readsOf } from '../../operations/query-reads.ts';
import { ATHENA_CATALOG } from '../../queries/check.ts';
import { readBound } from '../../queries/parameters.ts';
import { inParallel } from '../in-parallel.ts';
import { readFileSizes } from '../s3/read-file-sizes.ts';
import { readCatalogTable } from './read-catalog-table.ts';
import { readPartitionsLeft } from './read-partitions-left.ts';

/** The calls that an operation which estimates has to declare. */
export const ESTIMATE_ASKS = [
  'glue:GetTable',
  'glue:GetPartitions',
  's3:ListObjectsV2',
] as const satisfies readonly AwsCall[];

export interface EstimateLimits {
  readonly calls: number;
  readonly withinMs: number;
}

export type EstimateSettings = Pick<QuerySettings, 'runUpTo' | 'askUpTo'>;

/** Of one estimate: a person waits for it. */
export const ESTIMATE_LIMITS: EstimateLimits = { calls: 60, withinMs: 8_000 };
/** One for the table, two for its partitions, one for its files. */
const LEAST_CALLS = 4;
const MOST_PARTITION_PAGES = 10;

/** What each table may cost of the calls, and with how many bytes it is enough. */
interface Share {
  readonly calls: number;
  readonly enough: number;
}

/** What the statement would scan at most, with the literals that are bound to its parameters. */
export async function estimateScan(
  checked: Checked,
  bound: readonly string[],
  { runUpTo, askUpTo }: EstimateSettings,
  call: Call,
  { calls, withinMs }: EstimateLimits = ESTIMATE_LIMITS,
): Promise<Estimate> {
  const reads = readsOf(checked);
  const most = Math.floor(calls / LEAST_CALLS);
  if (reads.length > most)
    return {
      kind: 'unknown',
      because: `it reads ${reads.length} tables, and ${most} are looked at`,
      isAsked: false,
    };
  const deadline = AbortSignal.timeout(withinMs);
  const within: Call = { ...call, signal: AbortSignal.any([call.signal, deadline]) };
  const share = { calls: Math.floor(calls / Math.max(1, reads.length)), enough: askUpTo };
  const known: Known = { bound: bound.map(readBound), today: todayAt(call.clock()) };
  const scans = await inParallel(reads, within, (read) => scanOf(read, known, share, within));
  const late = `looking took longer than ${formatDuration(withinMs)}`;
  return addUp(
    deadline.aborted ? scans.map((scan) => (scan.unseen === null ? scan : { ...scan, unseen: late })) : scans,
    runUpTo,
  );
}

async function scanOf(
  { table, predicates, times }: QueryRead,
  known: Known,
  share: Share,
  call: Call,
): Promise<TableScan> {
  const name = `${table.database}.${table.table}`;
  const scan: TableScan = {
    table: name,
    times,
    bytes: 0,
    partitions: null,
    sample: null,
    unseen: null,
    isUnknowable: false,
  };
  if (table.catalog.toLowerCase() !== ATHENA_CATALOG.toLowerCase())
    return {
      ...scan,
      unseen: `${name} is of the catalog ${table.catalog}, which is not Glue's`,
      isUnknowable: true,
    };
  const found = await readCatalogTable(table, call);
  if (!found.ok) return { ...scan, unseen: found.error.because, isUnknowable: found.error.stays };
  const { keys, location, bytes } = found.value;
  if (keys.length > 0)
    return {
      ...scan,
      ...(await partitionsOf(found.value, narrowingOf(predicates, keys, known), share, call)),
    };
  if (bytes !== null) return { ...scan, bytes };
  const files = await readFileSizes([location], { pages: share.calls - 1, enough: share.enough }, call);
  return { ...scan, bytes: files.bytes, unseen: unseenOf(name, files) };
}

async function partitionsOf(
  table: CatalogTable,
  expression: string | null,
  { calls, enough }: Share,
  call: Call,
): Promise<Partial<TableScan>> {
  const pages = Math.max(1, Math.min(MOST_PARTITION_PAGES, Math.floor(calls / LEAST_CALLS)));
  const left = await readPartitionsLeft(table, { expression, pages }, call);
  if (!left.ok) return { unseen: left.error.sentence };
  const { partitions, isCut } = left.value;
  // What all of it has, no part of it exceeds.
  if (isCut && table.bytes !== null) return { bytes: table.bytes };
  const said = partitions.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const unsaid = partitions.filter(({ bytes }) => bytes === null);
  const locations = unsaid.flatMap(({ location }) => location ?? []);
  const looked = spread(locations, calls - 2 - pages);
  const files = await readFileSizes(looked, { pages: calls - 2 - pages, enough }, call);
  const isSample = looked.length < locations.length;
  const name = `${table.database}.${table.table}`;
  return {
    bytes: said + (isSample ? Math.round((files.bytes / looked.length) * locations.length) : files.bytes),
    partitions: partitions.length,
    sample: isSample ? looked.length : null,
    unseen: isCut
      ? `${name} has more partitions than were listed`
      : locations.length < unsaid.length
        ? `${name} has partitions that do not lie in S3`
        : unseenOf(name, files),
  };
}

function unseenOf(name: string, { isCut, refused }: FileSizes): string | null {
  return refused ?? (isCut ? `${name} has more files than were listed` : null);
}
