/** Finds the names of secrets where they stand before a value, in any of the ways in which names and values are written. */

import type { Doubt } from './names.ts';

export interface Named {
  readonly doubt: Doubt;
  readonly name: string;
  /** `<name>`. */
  readonly isTag: boolean;
  readonly isQuotedName: boolean;
  /** `name=value`, without a space: no sentence is written so. */
  readonly isTight: boolean;
  /** Whether its value cannot stand on the next line. */
  readonly isOnOneLine: boolean;
  /** The character before the name. */
  readonly before: string;
}

const LONGEST_NAME = 64;

// How a name may end. What it begins with is looked back for, from here: trying every place where a name may begin made
// long text cost a second.
const STEM =
  '(?:pass(?:word|wd|phrase|code)?s?|pwd|pw|secrets?|tokens?|keys?|credentials?|creds|signature|sig|auth|jwt)';
const WHICH =
  '(?:[_.-]?(?:prod(?:uction)?|dev|test|qa|stag(?:e|ing)|new|old|current|previous|value|plain(?:text)?|text|b64|base64|primary|secondary|\\d{1,2}))?';
const MARKS = '(?:=>|->|:=|={1,2}|:(?![:>]|//)|%3[ad]|\\\\u003[ad])';
const CLOSING = '(?:(?:\\\\{0,3}["\'`]{1,2}|&quot;|&#3[49];|\\\\u002[27]|%2[27])\\]?)?';
const NAMED = new RegExp(
  `(${STEM})${WHICH}(?:` +
    `(\\\\?["'][ \\t]{0,9},?[ \\t]{0,9}\\\\?["']?value\\\\?["']?[ \\t]{0,9}[:=][ \\t]{0,9})` +
    `|(${CLOSING})([ \\t]{0,20}${MARKS}[ \\t]{0,20})` +
    `|((?:[ \\t]+[\\w:.-]{1,40}=(?:"[^"<>\\r\\n]{0,80}"|'[^'<>\\r\\n]{0,80}')){0,5}>)` +
    `|(\\\\?["'],[ \\t]{0,9})(?=\\\\?["'])` +
    `|([ \\t]{1,20}))`,
  'gi',
);

/** The next thing like a name, from this place. */
export function nextName(text: string, from: number): RegExpExecArray | null {
  NAMED.lastIndex = from;
  return NAMED.exec(text);
}

/** Whether nothing but white space stands behind the name that was found: it may stand before the next. */
export function isBeforeGap(match: RegExpExecArray): boolean {
  return match[7] !== undefined;
}

/** The name that stands here, if its value is a secret; null when it is none, or names nothing. */
export function nameOf(
  text: string,
  match: RegExpExecArray,
  known: (name: string) => Doubt | null,
): Named | null {
  const [whole, stem = '', pair, quote = '', mark, tag, list, gap] = match;
  const begin = nameBegins(text, match.index);
  const before = text.charAt(begin - 1);
  const isFlag = text[begin] === '-' && (before === '' || /[\s"'`[(=,\\]/.test(before));
  if (list !== undefined && !isFlag) return null;
  const next = text.charAt(match.index + whole.length);
  if (gap !== undefined && (isFlag ? next === '-' : next !== "'")) return null;
  const name = text.slice(begin, match.index + stem.length);
  const doubt = known(name);
  if (doubt === null) return null;
  // `PASSWORD 'hunter2'` is SQL; `secret 'todo-db'` is the name of one.
  if (gap !== undefined && !isFlag && (doubt !== 'sure' || /secret$/i.test(name))) return null;
  if (
    tag !== undefined &&
    before !== '<' &&
    !/<[\w.-]{1,40}:$/.test(text.slice(Math.max(0, begin - 42), begin))
  )
    return null;
  // The account of an ARN stands before it: what follows is the name of a secret.
  if (mark === ':' && before === ':' && /\d/.test(text.charAt(begin - 2))) return null;
  if (name.length === 3 && /^sig$/i.test(name) && !(mark === '=' && /[?&;]/.test(before))) return null;
  return {
    doubt,
    name,
    isTag: tag !== undefined,
    isQuotedName: quote !== '' || pair !== undefined,
    isTight: isFlag || mark === '=' || mark?.toLowerCase() === '%3d',
    isOnOneLine: gap !== undefined && next !== '\\',
    before: list === undefined ? before : '',
  };
}

/** Where the name begins that ends here. The letter of an escape, as in `\npassword`, is none of it. */
function nameBegins(text: string, stem: number): number {
  let begin = stem;
  const first = Math.max(0, stem - LONGEST_NAME);
  while (begin > first && isOfName(text.charCodeAt(begin - 1))) begin -= 1;
  const isEscaped = begin < stem && text[begin - 1] === '\\' && /[nrtbf]/.test(text.charAt(begin));
  return isEscaped ? begin + 1 : begin;
}

/** Letters, digits, `_`, `-`, `.`, `$`. */
function isOfName(code: number): boolean {
  if (code >= 97) return code <= 122;
  if (code >= 65) return code <= 90 || code === 95;
  return (code >= 48 && code <= 57) || code === 45 || code === 46 || code === 36;
}
