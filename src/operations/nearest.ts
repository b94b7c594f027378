/** The names that a mistyped one may have meant. */

import { distance } from 'fastest-levenshtein';

const MOST = 3;

/** Of the names those that differ in hardly more than a third of their letters, the most alike first, at most three. */
export function nearest(name: string, names: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  return names
    .map((each) => ({ each, apart: distance(wanted, each.toLowerCase()) }))
    .filter(({ each, apart }) => apart <= Math.max(2, Math.ceil(Math.max(each.length, name.length) / 3)))
    .toSorted((left, right) => left.apart - right.apart)
    .slice(0, MOST)
    .map(({ each }) => each);
}
