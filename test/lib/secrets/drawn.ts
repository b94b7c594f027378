/** Words as a machine draws them, made when the test runs: a secret that stands in a file would be reported as one. */

export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER = LOWER.toUpperCase();
export const DIGITS = '0123456789';
export const HEX = `${DIGITS}abcdef`;
export const ALNUM = `${UPPER}${LOWER}${DIGITS}`;
export const BASE64 = `${ALNUM}+/`;
export const URL_SAFE = `${ALNUM}-_`;

/** The same word for the same arguments: a letter of each kind of the alphabet, then whatever comes. */
export function drawn(alphabet: string, length: number, seed = 1): string {
  let state = seed * 2_654_435_761 + length;
  let word =
    alphabet === HEX
      ? ''
      : [UPPER, LOWER, DIGITS].map((kind) => [...kind].find((one) => alphabet.includes(one)) ?? '').join('');
  while (word.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    word += alphabet.charAt(Math.floor((state / 2 ** 32) * alphabet.length));
  }
  return word.slice(0, length);
}
