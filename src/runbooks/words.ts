/** Words of English text made comparable: "failures", "failed" and "failing" are one. Crude on purpose and the same everywhere. */

export interface Word {
  /** As it was written, in lower case. */
  readonly written: string;
  readonly stem: string;
}

const STOP_WORDS = new Set(
  (
    'a an and any are as at be but by can do does for from had has have how i if in into is it its me my no not of off on or our ' +
    'out so than that the their then there this to too up was we were what when where which who why will with you your'
  ).split(' '),
);
const ENDINGS = ['ations', 'ation', 'ures', 'ings', 'ure', 'ing', 'ies', 'ed', 'es', 's', 'y', 'e'];
const MIN_STEM = 3;
const MIN_PREFIX = 4;

/** The distinct words of a text in order, without stop words and bare numbers. Hyphens, dots and slashes divide. */
export function wordsOf(text: string): readonly Word[] {
  const words = new Map<string, Word>();
  for (const written of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    if (STOP_WORDS.has(written) || /^\d+$/.test(written)) continue;
    const stem = stemOf(written);
    if (!words.has(stem)) words.set(stem, { written, stem });
  }
  return [...words.values()];
}

/** How well a searched word fits another: 1 the same, 0.5 one begins with the other, 0 not at all. */
export function likeness(searched: Word, other: Word): number {
  if (searched.stem === other.stem) return 1;
  const [short, long] =
    searched.stem.length < other.stem.length ? [searched.stem, other.stem] : [other.stem, searched.stem];
  return short.length >= MIN_PREFIX && long.startsWith(short) ? 0.5 : 0;
}

function stemOf(word: string): string {
  const ending = ENDINGS.find((each) => word.endsWith(each) && word.length - each.length >= MIN_STEM);
  const stem = ending === undefined || word.endsWith('ss') ? word : word.slice(0, -ending.length);
  // "running" and "run", "losses" and "loss".
  return /([^aeiou])\1$/.test(stem) && stem.length > MIN_STEM ? stem.slice(0, -1) : stem;
}
