/** Which columns of a result are hidden, and what stands in their place, wherever the result is shown. Pure. */

import type { Hidden } from '../queries/masks.ts';

export const MASKED = '•••';

/** For each column whether it is hidden: by its place, or by its name in whatever case. */
export function maskedColumns(columns: readonly string[], { places, names }: Hidden): readonly boolean[] {
  const byPlace = new Set(places);
  const byName = new Set(names);
  return columns.map((name, place) => byPlace.has(place) || byName.has(name.toLowerCase()));
}
