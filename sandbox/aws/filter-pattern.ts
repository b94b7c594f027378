/**
 * The unstructured filter patterns of CloudWatch Logs: `ERROR "out of memory"` wants all, `?ERROR ?Exception` any,
 * `-DEBUG` none. As there, a `?` is ignored beside any other term. JSON, column and regular expression patterns are
 * refused, not guessed at.
 */

import { AwsRefusal } from './refusal.ts';

/** Whether a message matches. */
export type MessageFilter = (message: string) => boolean;

const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))\s*/y;
const NOT_IN_A_BARE_TERM = /[^\p{L}\p{N}_]/u;

/** Compiles a pattern; terms are case-sensitive and match anywhere in the message. Throws `InvalidParameterException`. */
export function compileFilterPattern(pattern: string): MessageFilter {
  const all: string[] = [];
  const any: string[] = [];
  const none: string[] = [];
  const text = pattern.trim();
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    const match = TERM.exec(text);
    if (match === null) throw new AwsRefusal('InvalidParameterException', 'Invalid filter pattern');
    const [, sign, quoted, bare = ''] = match;
    const odd = quoted === undefined ? NOT_IN_A_BARE_TERM.exec(bare) : null;
    if (odd !== null) {
      throw new AwsRefusal('InvalidParameterException', `Invalid character(s) in term '${odd[0]}'`);
    }
    const term = quoted === undefined ? bare : quoted.replaceAll(/\\(.)/g, '$1');
    (sign === '?' ? any : sign === '-' ? none : all).push(term);
  }
  const anyCounts = any.length > 0 && all.length === 0 && none.length === 0;
  return (message) =>
    all.every((term) => message.includes(term)) &&
    !none.some((term) => message.includes(term)) &&
    (!anyCounts || any.some((term) => message.includes(term)));
}
