/** Reads the newest partitions of the tables of one bucket, as many as so many calls reach; of the others nothing. */

import type { Partition } from '../../operations/lake-partitions.ts';
import type { TableReading } from '../../operations/lake-reading.ts';
import type { Call } from '../makers.ts';
import type { Listing, Page } from './listing.ts';
import type { CatalogTable } from './read-catalog.ts';

import { DAY_MS, dayOf } from '../../operations/lake-dates.ts';
import { findNewest, isAboveDays, isDatedLevel } from './find-partitions.ts';
import { createListing } from './listing.ts';
import { expressionsSince, isDateKey } from './partition-expressions.ts';
import { foldersOf } from './read-bucket.ts';
import { readPartitions } from './read-catalog.ts';

/** How far back the catalog is asked: enough days to know when they usually come. */
const CATALOG_DAYS = 8;
/** Tables lie at most so many folders deep where no catalog says where. */
const DEPTH = 2;
const NOT_REACHED = 'Its newest partition takes more calls than a look at everything makes.';

export interface NewestTables {
  /** Null when nobody looked, or nobody can say. */
  readonly isEmpty: boolean | null;
  readonly tables: readonly TableReading[];
  /** How many more there are, or seem to be, that no call was left for. */
  readonly left: number;
  /** Sentences of what was refused of the bucket. */
  readonly refused: readonly string[];
}

/** Those that the prefixes of the bucket look like. */
export async function listNewest(listing: Listing, now: number): Promise<NewestTables> {
  const root = await listing.page({ prefix: '' });
  if (root === null) return { isEmpty: null, tables: [], left: 0, refused: listing.refused() };
  const tables: TableReading[] = [];
  const ofDays: { readonly prefix: string; readonly top: Page }[] = [];
  const folders: { readonly prefix: string; readonly depth: number }[] = [];
  let at: { readonly prefix: string; readonly depth: number; readonly top: Page } | null = {
    prefix: '',
    depth: 0,
    top: root,
  };
  while (at !== null) {
    const { prefix, depth, top } = at;
    if (!isDatedLevel(top, prefix)) {
      const below = depth < DEPTH ? foldersOf(top, prefix) : [];
      folders.push(...below.map((each) => ({ prefix: each, depth: depth + 1 })));
    } else if (isAboveDays(top, prefix)) tables.push(await newestOf(listing, { prefix, top, now }));
    // Its days are known already; pages that are left in the end go into hours.
    else ofDays.push({ prefix, top });
    const [next] = folders;
    const page = next === undefined ? null : await listing.page({ prefix: next.prefix });
    at = next === undefined || page === null ? null : { ...next, top: page };
    if (at !== null) folders.shift();
  }
  const refused = listing.refused();
  for (const each of ofDays) tables.push(await newestOf(listing, { ...each, now }));
  const isEmpty = root.prefixes.length === 0 && root.files.length === 0;
  return { isEmpty, tables, left: folders.length, refused };
}

/** Those of the catalog; where it has none of the last days, what lies in the bucket counts. */
export async function readCataloged(
  tables: readonly CatalogTable[],
  { bucket, calls }: { readonly bucket: string; readonly calls: number },
  call: Call,
): Promise<NewestTables> {
  const now = call.clock();
  const from = dayOf(now) - CATALOG_DAYS * DAY_MS;
  const read: TableReading[] = [];
  let left = calls;
  const dated = tables.filter(({ keptBy, keys }) => keptBy !== 'iceberg' && keys.some(isDateKey));
  for (const table of dated) {
    const isAsked = table.keptBy === 'catalog';
    const cost = isAsked ? expressionsSince(table.keys, { from, to: now }).flat().length : 0;
    if (left === 0 || cost > left) continue;
    left -= cost;
    const answer = isAsked ? await readPartitions(table, from, call, 1) : null;
    if (answer?.ok === false) {
      read.push(tableOf(table.name, [], [answer.error.sentence]));
    } else if (answer !== null && answer.value.found > 0) {
      // What is cut comes in no order, and says nothing of the newest.
      const { partitions, isCut } = answer.value;
      if (!isCut) read.push({ ...tableOf(table.name, partitions, []), isDated: partitions.length > 0 });
    } else {
      const listing = createListing(bucket, call, left);
      const prefix = table.location?.prefix ?? '';
      const top = await listing.page({ prefix });
      read.push(
        top === null
          ? tableOf(table.name, [], left === 0 ? [NOT_REACHED] : listing.refused())
          : { ...(await newestOf(listing, { prefix, top, now })), name: table.name },
      );
      left = listing.left();
    }
  }
  return { isEmpty: null, tables: read, left: dated.length - read.length, refused: [] };
}

async function newestOf(
  listing: Listing,
  { prefix, top, now }: { readonly prefix: string; readonly top: Page; readonly now: number },
): Promise<TableReading> {
  const name = prefix === '' ? listing.bucket : prefix.replace(/\/$/, '');
  const before = listing.refused().length;
  // A table of the catalog whose prefix holds no dates is empty, or lies elsewhere.
  const partitions = isDatedLevel(top, prefix) ? await findNewest(listing, { prefix, top, now }) : [];
  const refused = listing.refused().slice(before);
  const isLost = partitions.length === 0 && refused.length === 0 && isAboveDays(top, prefix);
  return tableOf(name, partitions, isLost ? [NOT_REACHED] : refused);
}

function tableOf(name: string, partitions: readonly Partition[], refused: readonly string[]): TableReading {
  return {
    name,
    isDated: true,
    isUncataloged: false,
    partitions,
    contents: [],
    beside: [],
    refused,
  };
}
