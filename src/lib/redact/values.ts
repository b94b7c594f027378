/** What stands in the place of a secret's value and is none, and what looks as if a machine had drawn it. */

import { HIDDEN } from './hidden.ts';

const LITERAL =
  /^(?:null|none|nil|undefined|unset|empty|missing|true|false|yes|no|n\/a|\*+|\.{3,}|x{3,}|\?|:\w{1,60}|\$\d{1,2}|%s|%\(\w{1,60}\)s|\[redacted\]|\(?\)?|-)$/i;
const PLACEHOLDER =
  /^(?:\$\{[^{}]{1,200}\}|\$\([^()]{1,200}\)|\{\{[^{}]{1,200}\}\}|<[\w .-]{1,60}>|\*{2,}\w{0,4})$/;
/** A name of something in AWS, not what is in it. */
const REFERENCE = /^(?:arn:aws[\w-]*:|\{\{resolve:|alias\/)/;
/** Source code, as the traces of Python show it: a call, or something looked up. */
const CODE =
  /^[A-Za-z_]\w{0,60}(?:\.[A-Za-z_]\w{0,60}){1,6}[([]|^[a-z]\w{0,60}(?:_\w{1,60}|[a-z][A-Z]\w{0,60})\(/;
const TRAILING = /[)\],.;:}>]$/;

/** Whether this tells that there is no secret, or where it is, and holds none. */
export function isNoSecret(value: string): boolean {
  let text = value;
  for (let cut = 0; cut < 3; cut += 1) {
    if (LITERAL.test(text) || PLACEHOLDER.test(text)) return true;
    if (!TRAILING.test(text)) break;
    text = text.slice(0, -1);
  }
  return REFERENCE.test(value) || CODE.test(value);
}

/** Whether it is a number that counts something. */
export function isCount(value: string): boolean {
  return /^\d{1,9}(?:\.\d{1,6})?[)\],.;}]{0,2}$/.test(value);
}

/** Whether a value of a doubtful name is to be hidden: long, and no single word. What holds a mark was judged before. */
export function isOpaque(value: string): boolean {
  const text = value.replace(/[)\],.;:}>]{1,3}$/, '');
  return (
    text.length >= 8 &&
    !value.includes(HIDDEN) &&
    !isCount(text) &&
    !/^(?:[A-Z]?[a-z]+|[A-Za-z][\w-]*(?:\.[A-Za-z_][\w-]*)+)$/.test(text)
  );
}
