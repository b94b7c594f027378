/**
 * The one pattern language, of configuration and runbooks alike: `*` stands for anything, also nothing, `?` for one
 * character, and the rest is taken literally, upper and lower case alike. Whatever pattern and text are, the work is
 * bounded by the product of their lengths.
 */

/** Whether the whole text fits the pattern. */
export function matchesPattern(pattern: string, text: string): boolean {
  return fits(pattern.toLowerCase(), text.toLowerCase());
}

/** How much a pattern says: its literal characters. A pattern without `*` and `?` says more than any with one. */
export function specificity(pattern: string): number {
  return /[*?]/.test(pattern) ? pattern.replaceAll(/[*?]/g, '').length : Infinity;
}

/** As {@link matchesPattern}, with upper and lower case apart, on whatever is read by index. */
export function fits(pattern: ArrayLike<string>, text: ArrayLike<string>): boolean {
  let inPattern = 0;
  let inText = 0;
  // Where to go on when what follows the last star does not fit: the star takes one more. An earlier star need never
  // take more, as the last one can take whatever that would leave, so there is one place to come back to.
  let afterStar: number | null = null;
  let taken = 0;
  while (inText < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      inPattern += 1;
      afterStar = inPattern;
      taken = inText;
    } else if (wanted === '?') {
      inPattern += 1;
      inText += unitsAt(text, inText);
    } else if (wanted !== undefined && wanted === text[inText]) {
      inPattern += 1;
      inText += 1;
    } else if (afterStar === null) {
      return false;
    } else {
      taken += 1;
      inPattern = afterStar;
      inText = taken;
    }
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
}

/** A character outside the basic plane is two units long. */
function unitsAt(text: ArrayLike<string>, index: number): 1 | 2 {
  const first = text[index] ?? '';
  const second = text[index + 1] ?? '';
  return /[\uD800-\uDBFF]/.test(first) && /[\uDC00-\uDFFF]/.test(second) ? 2 : 1;
}
