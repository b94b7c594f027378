/** Finds the newest partitions below a prefix level by level, the newest first, whatever way of writing dates it has. */

import type { Dated } from '../../operations/lake-dates.ts';
import type { Partition } from '../../operations/lake-partitions.ts';
import type { Listing, Page } from './listing.ts';

import {
  datedBelow,
  DAY_MS,
  dayText,
  endOf,
  segmentOfDay,
  windowStart,
} from '../../operations/lake-dates.ts';

/** Hours are looked at on so many of the newest days. */
const HOURS_OF_DAYS = 2;
/** A page has the hours of the first, and the days of the second, up to the window. */
const DAYS_BEFORE = [0, 40, 900] as const;

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

/** Whether it takes further pages to come from this level to days. */
export function isAboveDays(page: Page, prefix: string): boolean {
  return placesOf(page, prefix, null).some(({ unit }) => unit === 'year' || unit === 'month');
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
  return withHours(listing, sinceOrNewest(level, from));
}

/**
 * The newest partitions with as few pages as that takes: below years, the days of a month are looked for where they would
 * be. Empty when the pages were used up before there were days.
 */
export async function findNewest(
  listing: Listing,
  { prefix, top, now }: { readonly prefix: string; readonly top: Page; readonly now: number },
): Promise<readonly PlacedPartition[]> {
  const years = placesOf(top, prefix, null).filter(({ unit }) => unit === 'year');
  const isNameless = years.some((year) => !segmentOf(year.prefix, prefix).includes('='));
  // With names there are several ways to write a month, so where there are pages for it the level is looked at.
  const isLast = listing.left() === 1;
  const months = isNameless || isLast ? monthsBy(years, prefix, now) : [];
  // The first day of a month may have nothing yet, and is not due before the second.
  for (const month of isLast && new Date(now).getUTCDate() === 1 ? months.toReversed() : months) {
    const days = await levelBelow(listing, [month]);
    if (days.length > 0) return withHours(listing, sinceOrNewest(days, month.at));
  }
  const from = years.length === 0 ? windowStart(now) : now - DAY_MS;
  const found = await findPartitions(listing, { prefix, top, from });
  return found.filter(({ unit }) => unit === 'day' || unit === 'hour');
}

/** This month and the one before, as they are written below their years where that is usual. */
function monthsBy(years: readonly Place[], prefix: string, now: number): readonly Place[] {
  const date = new Date(now);
  const begins = [0, -1].map((ahead) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead));
  return begins.flatMap((at) => {
    const year = years.find((each) => each.at <= at && at < endOf(each));
    if (year === undefined) return [];
    const number = dayText(at).slice(5, 7);
    const segment = segmentOf(year.prefix, prefix).includes('=') ? `month=${number}` : number;
    const dated = datedBelow(year, segment);
    return dated === null ? [] : [{ ...dated, prefix: `${year.prefix}${segment}/` }];
  });
}

/** These days, the newest first, and the hours of the newest. */
async function withHours(listing: Listing, days: readonly Place[]): Promise<readonly PlacedPartition[]> {
  const hours: Place[] = [];
  for (const day of days.slice(0, HOURS_OF_DAYS)) {
    const found = day.unit === 'day' ? await levelBelow(listing, [day]) : [];
    if (found.length === 0) break;
    hours.push(...found);
  }
  return [...days, ...hours].map((place) => ({ ...place, cameAt: null }));
}

/**
 * The page itself, or when it was cut the one that begins with the window, since keys come oldest first; and when nothing
 * is as new, one from before it.
 */
async function newestPage(
  listing: Listing,
  { prefix, top, from }: { readonly prefix: string; readonly top: Page; readonly from: number },
): Promise<Page> {
  const [first] = placesOf(top, prefix, null);
  if (!top.isCut || first === undefined || first.unit === 'year') return top;
  for (const days of DAYS_BEFORE) {
    const after = `${prefix}${segmentOfDay(segmentOf(first.prefix, prefix), from - days * DAY_MS)}`;
    const page = await listing.page({ prefix, after });
    if (page === null) break;
    if (page.prefixes.length > 0) return page;
  }
  return top;
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
