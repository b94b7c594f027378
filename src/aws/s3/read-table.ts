/** Reads one table of a lake: what lies beside its partitions, which there are, and what lies in the newest of them. */

import type { Content, StoredFile } from '../../operations/lake-files.ts';
import type { TableReading } from '../../operations/lake-health.ts';
import type { PlacedPartition } from './find-partitions.ts';
import type { Listing, Page } from './listing.ts';

import { isTemporary } from '../../operations/lake-files.ts';
import { findPartitions, isDatedLevel } from './find-partitions.ts';

/** The files of so many partitions are read. */
const CONTENTS = 3;
/** Prefixes of temporary files that are looked into, at one place. */
const TEMPORARY_PREFIXES = 2;

export interface TableToRead {
  readonly name: string;
  /** With its slash; empty for the whole bucket. */
  readonly prefix: string;
  /** As the catalog has it; null where prefixes are to be looked at. */
  readonly known:
    (Pick<TableReading, 'isDated'> & { readonly partitions: readonly PlacedPartition[] }) | null;
  readonly isUncataloged: boolean;
  /** Sentences of what was refused already. */
  readonly refused: readonly string[];
}

export interface TableScope {
  /** The level below the prefix where it was listed already. */
  readonly top: Page | null;
  /** Since when partitions count, milliseconds. */
  readonly from: number;
  readonly pages: number;
}

/** Reads the table with at most about `pages` pages of the listing. What was refused on the way is told beside the rest. */
export async function readTable(
  listing: Listing,
  table: TableToRead,
  { top: listed, from, pages }: TableScope,
): Promise<TableReading> {
  const until = listing.left() - pages;
  const refusedBefore = listing.refused().length;
  const top = listed ?? (await listing.page({ prefix: table.prefix }));
  const { isDated, partitions } = table.known ?? (await partitionsUnder(listing, table.prefix, top, from));
  const contents: Content[] = isDated || top === null ? [] : [contentOf(null, top)];
  for (const { name, prefix } of finestFirst(partitions).slice(0, CONTENTS)) {
    const isOver = listing.left() <= until && contents.length > 0;
    const page = prefix === null || isOver ? null : await listing.page({ prefix, deep: true });
    if (page === null) break;
    contents.push(contentOf(name, page));
  }
  const beside = top === null ? [] : await readBeside(listing, top);
  return {
    name: table.name,
    isDated,
    isUncataloged: table.isUncataloged,
    partitions,
    contents,
    beside,
    refused: [...table.refused, ...listing.refused().slice(refusedBefore)],
  };
}

/** What is known of the table without looking into its bucket. */
export function unlooked({ name, known, isUncataloged, refused }: TableToRead): TableReading {
  const { isDated, partitions } = known ?? { isDated: false, partitions: [] };
  return { name, isDated, isUncataloged, partitions, contents: [], beside: [], refused };
}

/** What may be temporary at this level: its files, and some of what lies under such prefixes. */
export async function readBeside(listing: Listing, page: Page): Promise<readonly StoredFile[]> {
  const files = page.files.filter(({ key }) => isTemporary(key));
  for (const prefix of page.prefixes.filter(isTemporary).slice(0, TEMPORARY_PREFIXES)) {
    const below = await listing.page({ prefix, deep: true });
    files.push(...(below?.files ?? []));
  }
  return files;
}

async function partitionsUnder(
  listing: Listing,
  prefix: string,
  top: Page | null,
  from: number,
): Promise<NonNullable<TableToRead['known']>> {
  if (top === null || !isDatedLevel(top, prefix)) return { isDated: false, partitions: [] };
  return { isDated: true, partitions: await findPartitions(listing, { prefix, top, from }) };
}

function contentOf(partition: string | null, { files, isCut }: Page): Content {
  return { partition, files, isWhole: !isCut };
}

/** The hours, or else the days, the newest first. */
function finestFirst(partitions: readonly PlacedPartition[]): readonly PlacedPartition[] {
  const hours = partitions.filter(({ unit }) => unit === 'hour');
  return (hours.length > 0 ? hours : partitions).toSorted((left, right) => right.at - left.at);
}
