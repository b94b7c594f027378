/** Reads one bucket of a lake: whether anything is in it, what was left behind, and its tables within so many pages. */

import type { BucketReading, TableReading } from '../../operations/lake-reading.ts';
import type { Call } from '../makers.ts';
import type { Listing, Page } from './listing.ts';
import type { TableToRead } from './read-table.ts';

import { count } from '../../lib/text.ts';
import { isTemporary } from '../../operations/lake-files.ts';
import { isDatedLevel } from './find-partitions.ts';
import { createListing, MOST_PAGES } from './listing.ts';
import { readBeside, readTable, unlooked } from './read-table.ts';

/** With fewer pages left hardly anything can be said of one more table. */
const LEAST_PAGES = 3;

export interface BucketAnswer {
  readonly bucket: Omit<BucketReading, 'sizes'>;
  readonly tables: readonly TableReading[];
}

/** A table, and the level below its prefix where that was listed already. */
interface ListedTable {
  readonly table: TableToRead;
  readonly top: Page | null;
}

/** Reads the bucket; of tables those that the catalog has in it, or else those that its prefixes look like. */
export async function readBucket(
  bucket: string,
  { cataloged, from }: { readonly cataloged: readonly TableToRead[]; readonly from: number },
  call: Call,
): Promise<BucketAnswer> {
  const listing = createListing(bucket, call);
  const root = await listing.page({ prefix: '' });
  if (root === null) {
    return {
      bucket: { bucket, isEmpty: null, beside: [], refused: listing.refused(), unread: [] },
      tables: cataloged.map(unlooked),
    };
  }
  const beside = await readBeside(listing, root);
  const isEmpty = root.prefixes.length === 0 && root.files.length === 0;
  const wanted =
    cataloged.length > 0
      ? cataloged.map((table): ListedTable => ({ table, top: null }))
      : await tablesUnder(listing, root);
  const ofBucket = listing.refused();
  const tables: TableReading[] = [];
  for (const [index, { table, top }] of wanted.entries()) {
    const pages = Math.floor(listing.left() / (wanted.length - index));
    if (isEmpty || (top === null && listing.left() < LEAST_PAGES)) break;
    tables.push(await readTable(listing, table, { top, from, pages }));
  }
  const rest = wanted.slice(tables.length);
  return {
    bucket: {
      bucket,
      isEmpty,
      beside,
      refused: ofBucket,
      unread:
        rest.length === 0 || isEmpty
          ? []
          : [`${tables.length} of ${count(wanted.length, 'table')} of ${bucket}`],
    },
    tables: [...tables, ...rest.map(({ table }) => unlooked(table))],
  };
}

/** What prefixes look like tables: the whole bucket, its folders, or theirs. */
async function tablesUnder(listing: Listing, root: Page): Promise<readonly ListedTable[]> {
  const listed = (prefix: string, top: Page | null): ListedTable => {
    const name = prefix === '' ? listing.bucket : prefix.replace(/\/$/, '');
    return { table: { name, prefix, known: null, isUncataloged: false, hasDates: false, refused: [] }, top };
  };
  if (isDatedLevel(root, '')) return [listed('', root)];
  const tables: ListedTable[] = [];
  for (const folder of foldersOf(root, '')) {
    // The other half is for what is in the tables.
    const page = listing.left() > MOST_PAGES / 2 ? await listing.page({ prefix: folder }) : null;
    const below = page === null || isDatedLevel(page, folder) ? [] : foldersOf(page, folder);
    if (below.length === 0) tables.push(listed(folder, page));
    else tables.push(...below.map((each) => listed(each, null)));
  }
  return tables;
}

/** The folders below this prefix that may be tables, or hold some. */
export function foldersOf({ prefixes }: Page, parent: string): readonly string[] {
  return prefixes.filter((each) => !/^[._]/.test(each.slice(parent.length)) && !isTemporary(each));
}
