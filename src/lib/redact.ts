/**
 * Takes secrets out of outside text, once, where it enters. It errs on the side of hiding: a reader loses a value,
 * never its label. It is no proof that nothing secret is left, only that the usual shapes are gone. What is a secret
 * stands as data in `redact/`: `names.ts`, `token-shapes.ts`, `phrases.ts`.
 */

import { withoutAddressPasswords } from './redact/addresses.ts';
import { createNamed } from './redact/named.ts';
import { withoutPhrases } from './redact/phrases.ts';
import { createPrivateKeys } from './redact/private-keys.ts';
import { withoutTokens } from './redact/tokens.ts';

/**
 * Of texts that follow each other, as the events of a log do: each of whole lines, in their order. A private key and a
 * value in quotes that one text begins are hidden in the next ones. A line of a key is not shown at all.
 */
export type Redactor = (text: string) => string;

/** For one log, read from its first line to its last. */
export function createRedactor(): Redactor {
  const withoutKeys = createPrivateKeys();
  const withoutNamed = createNamed();
  return (text) => {
    const rest = withoutKeys(text);
    if (rest === null) return '';
    return withoutTokens(withoutAddressPasswords(withoutPhrases(withoutNamed(rest))));
  };
}

/**
 * The text with `[redacted]` in place of access keys, tokens, passwords, connection-string passwords and private
 * keys. Applying it again changes nothing.
 */
export function redact(text: string): string {
  return createRedactor()(text);
}
