/** Text without what changes from one message to the next, so that two messages about the same thing are equal. Pure. */

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const WEEKDAY = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?';

/** In order: what an earlier one takes, a later one no longer sees in parts. */
const CHANGING: readonly RegExp[] = [
  /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi,
  new RegExp(`\\b(?:${WEEKDAY}\\s+)?(?:${MONTH}\\s+\\d{1,2}|\\d{1,2}\\s+${MONTH})\\b`, 'gi'),
  // A word of hex with a digit in it: `facade` is a word, `0a1b2c` an id.
  /(?<![a-z0-9])(?=[a-f]*\d)(?:0x)?[0-9a-f]{6,}(?![a-z0-9])/gi,
  /\d+(?:[.,:]\d+)*/g,
];

/** Digits, hex, UUIDs and dates become `0`. */
export function masked(text: string): string {
  return CHANGING.reduce((rest, changing) => rest.replace(changing, '0'), text);
}
