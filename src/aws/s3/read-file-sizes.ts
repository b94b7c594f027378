/** How many bytes lie at places of S3, in few pages: one of each place, and then more of those that have more. */

import type { Call } from '../makers.ts';
import type { Listing } from './listing.ts';
import type { Location } from './read-catalog.ts';

import { inParallel } from '../in-parallel.ts';
import { createListing } from './listing.ts';

export interface FileSizes {
  /** Of all places together. */
  readonly bytes: number;
  /** Whether there is more behind what was listed. */
  readonly isCut: boolean;
  /** The sentence of the first refusal; null when nothing was refused. */
  readonly refused: string | null;
}

interface Place {
  readonly listing: Listing;
  readonly prefix: string;
  readonly bytes: number;
  /** The key behind which more follows; null when none does, or nobody may know. */
  readonly after: string | null;
}

/** Of at most as many places as there are pages. What is more than `enough` is not looked at to its end. */
export async function readFileSizes(
  locations: readonly Location[],
  { pages, enough }: { readonly pages: number; readonly enough: number },
  call: Call,
): Promise<FileSizes> {
  const places = await inParallel(locations, call, ({ bucket, prefix }) =>
    goOn({ listing: createListing(bucket, call, pages), prefix, bytes: 0, after: null }),
  );
  let left = pages - places.length;
  let bytes = places.reduce((sum, place) => sum + place.bytes, 0);
  let isCut = false;
  for (const place of places) {
    let reached = place;
    while (reached.after !== null && left > 0 && bytes <= enough) {
      left -= 1;
      const before = reached.bytes;
      reached = await goOn(reached);
      bytes += reached.bytes - before;
    }
    isCut ||= reached.after !== null;
  }
  const [refused = null] = places.flatMap(({ listing }) => listing.refused());
  return { bytes, isCut, refused };
}

async function goOn({ listing, prefix, bytes, after }: Place): Promise<Place> {
  const page = await listing.page({ prefix, deep: true, ...(after === null ? {} : { after }) });
  const files = page?.files ?? [];
  return {
    listing,
    prefix,
    bytes: files.reduce((sum, file) => sum + file.bytes, bytes),
    after: page?.isCut === true ? (files.at(-1)?.key ?? null) : null,
  };
}
