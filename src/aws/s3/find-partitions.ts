/** Finds the newest partitions below a prefix level by level, the newest first, whatever way of writing dates it has. */

import type { Dated } from '../../operations/lake-dates.ts';
import type { Partition } from '../../operations/lake-partitions.ts';
import type { Listing, Page } from './listing.ts';

import { datedBelow, endOf, segmentOfDay } from '../../operations/lake-dates.ts';

/** Hours are looked at on so many of the newest days. */
const HOURS_OF_DAYS = 2;

/** A partition, and where its files lie. */
export interface PlacedPartition extends Partition {
  /** With its slash; null where they lie in no bucket that is looked at. */
  readonly prefix: string | null;
}

interface Place extends Dated {
  readonly prefix: string;
}

/** Whether the level below this prefix is one of dates. */
export function isDatedLevel(page: Page, prefix: string): boolean {
  return placesOf(page, prefix, null).length > 0;
}

/**
 * The partitions since `from`, or the newest when none is as new, given the page of the level below the prefix. Hours
 * are those of the newest days.
 */
export async function findPartitions(
  listing: Listing,
  { prefix, top, from }: { readonly prefix: string; readonly top: Page; readonly from: number },
): Promise<readonly PlacedPartition[]> {
  let level = placesOf(await newestPage(listing, { prefix, top, from }), prefix, null);
  while (level.some(({ unit }) => unit === 'year' || unit === 'month')) {
    const below = await levelBelow(listing, sinceOrNewest(level, from));
    if (below.length === 0) break;
    level = below;
  }
  const days = sinceOrNewest(level, from);
  const hours: Place[] = [];
  for (const day of days.slice(0, HOURS_OF_DAYS)) {
    const found = day.unit === 'day' ? await levelBelow(listing, [day]) : [];
    if (found.length === 0) break;
    hours.push(...found);
  }
  return [...days, ...hours].map((place) => ({ ...place, cameAt: null }));
}

/** The page itself, or when it was cut the one that begins with the window: keys come oldest first. */
async function newestPage(
  listing: Listing,
  { prefix, top, from }: { readonly prefix: string; readonly top: Page; readonly from: number },
): Promise<Page> {
  const [first] = placesOf(top, prefix, null);
  if (!top.isCut || first === undefined || first.unit === 'year') return top;
  const after = `${prefix}${segmentOfDay(segmentOf(first.prefix, prefix), from)}`;
  const page = await listing.page({ prefix, after });
  return page === null || page.prefixes.length === 0 ? top : page;
}

async function levelBelow(listing: Listing, places: readonly Place[]): Promise<readonly Place[]> {
  const found: Place[] = [];
  for (const place of places) {
    const page = await listing.page({ prefix: place.prefix });
    if (page === null) break;
    found.push(...placesOf(page, place.prefix, place));
  }
  return found;
}

function placesOf(page: Page, prefix: string, parent: Dated | null): readonly Place[] {
  return page.prefixes.flatMap((each) => {
    const dated = datedBelow(parent, segmentOf(each, prefix));
    return dated === null ? [] : [{ ...dated, prefix: each }];
  });
}

function segmentOf(prefix: string, parent: string): string {
  return prefix.slice(parent.length).replace(/\/$/, '');
}

/** Those that are not over at `from`, newest first; or else the newest alone. */
function sinceOrNewest(places: readonly Place[], from: number): readonly Place[] {
  const sorted = places.toSorted((left, right) => right.at - left.at);
  const since = sorted.filter((place) => endOf(place) > from);
  return since.length > 0 ? since : sorted.slice(0, 1);
}
