/** What stands in the place of a secret, and what is asked of a word that may be one. */

export const HIDDEN = '[redacted]';

/**
 * Source of a pattern: an escape, as `\nAKIA…` in JSON, `%3DAKIA…` in a URL, the colours of a terminal. It ends in a
 * letter or a digit and is no part of the word after it.
 */
export const ESCAPE = '(?:\\\\[nrt]|\\\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}|\\x1b\\[[0-9;]{0,8}m)';

const WORDS = /[A-Z]?[a-z]{3,}/g;

/** Whether most of it reads as words: a path or the name of a class, and not what a machine drew by lot. */
export function isMadeOfWords(text: string): boolean {
  let inWords = 0;
  for (const [word] of text.matchAll(WORDS)) inWords += word.length;
  return inWords >= 0.55 * text.length;
}

/** Whether it has capitals, small letters and digits, as base64 of any length worth hiding has. */
export function isMixed(text: string): boolean {
  return /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text);
}
