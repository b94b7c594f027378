/** Hides what is a secret by its own shape: the table of shapes, and the AWS secret key, which has none but its length. */

import { ESCAPE, HIDDEN, isMadeOfWords, isMixed } from './hidden.ts';
import { TOKEN_SHAPES } from './token-shapes.ts';

const PREFIXED = TOKEN_SHAPES.filter(({ begins }) => begins !== '');
const OTHERS = TOKEN_SHAPES.filter(({ begins }) => begins === '');
const ANY = TOKEN_SHAPES.map(({ begins, rest }) => `${begins}${rest}`).join('|');
// 40 characters of base64. The length is asked first, as hardly any word has it.
const KEY = '(?=[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-]))[A-Za-z0-9/+]{40}';

// What stands before is asked once the prefix is there: asked at every place, it costs ten times as much.
const TOKENS = new RegExp(
  PREFIXED.map(({ begins, rest }) => `${begins}(?<![A-Za-z0-9]${begins})${rest}`).join('|'),
  'g',
);
const OTHER_TOKENS = new RegExp(`(?<![A-Za-z0-9])(?:${OTHERS.map(({ rest }) => rest).join('|')})`, 'g');
const ESCAPED_TOKENS = new RegExp(`(${ESCAPE})(?:${ANY})`, 'g');
const AWS_SECRET_KEYS = new RegExp(`(?<![A-Za-z0-9/+_-])${KEY}`, 'g');
const ESCAPED_AWS_SECRET_KEYS = new RegExp(`(${ESCAPE})(${KEY})`, 'g');

/** What an escape begins with. */
const ESCAPING = ['\\', '%', '\u001b'];

/** The text without tokens of known shapes. */
export function withoutTokens(text: string): string {
  const shown = text
    .replace(TOKENS, HIDDEN)
    .replace(OTHER_TOKENS, HIDDEN)
    .replace(AWS_SECRET_KEYS, withoutSecretKey);
  if (!ESCAPING.some((begin) => shown.includes(begin))) return shown;
  return shown
    .replace(ESCAPED_TOKENS, `$1${HIDDEN}`)
    .replace(
      ESCAPED_AWS_SECRET_KEYS,
      (_found, escape: string, key: string) => `${escape}${withoutSecretKey(key)}`,
    );
}

// A hash of 40 hex digits is none, and neither is a path of that length.
function withoutSecretKey(word: string): string {
  return isMixed(word) && /[G-Zg-z/+]/.test(word) && !isMadeOfWords(word) ? HIDDEN : word;
}
