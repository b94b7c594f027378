/** How far a secret's value reaches in a text, and what its line leaves open for the lines after it. */

import type { Named } from './name-in-text.ts';
import type { Doubt } from './names.ts';

import { HIDDEN } from './hidden.ts';
import { endOfQuoted, endOfStructure, QUOTE, RECORD } from './reach.ts';
import { isCount, isNoSecret, isOpaque } from './values.ts';

/** What the last line left open. It is closed by a line that begins a new record, and after some lines by itself. */
export type Open =
  | { readonly kind: 'quoted'; readonly close: string; readonly lines: number }
  | { readonly kind: 'structure'; readonly depth: number; readonly lines: number }
  | { readonly kind: 'below'; readonly doubt: Doubt };

export interface Found {
  readonly from: number;
  readonly to: number;
  readonly open: Open | null;
}

const QUOTED_LINES = 3;
const STRUCTURE_LINES = 40;
const BARE = new RegExp(
  '(?:[^\\s"\'`&;\\\\]' +
    '|["\'`](?=[A-Za-z0-9[])' +
    '|\\\\(?!["\'`]|[nrt](?:[\\w.-]{0,60}[ =:]|["\'\\\\]|$))' +
    '|&(?![\\w.%-]{1,60}=|amp;|quot;|#3[49];)' +
    '|;(?=[^\\sA-Za-z"\'`]))+',
  'y',
);
const BARE_IN_JSON = /[^\s"'`,}\]\\]+/y;
const UP_TO_TAG = /[^<\r\n]*/y;
const PREFIX = /(?:[bBuUrRfF]{1,2}|\()?/y;
const SOLE = /[ \t]*(?:-[ \t]+)?(?:["'`{[]|(?![\w.-]{1,60}[=:])\S+[ \t]*\\?[ \t]*\r?(?:\n|$))/y;
const BELOW = { name: '', isTag: false, isQuotedName: false, isTight: false, isOnOneLine: true, before: '' };

/** What is to be hidden of what stands after a name. */
export function valueOf(text: string, at: number, end: number, named: Named): Found | null {
  if (named.isTag) return inTag(text, at, end);
  if (!isBlank(text, at, end)) return valueAt(text, at, end, named);
  return named.isOnOneLine ? null : { from: at, to: at, open: { kind: 'below', doubt: named.doubt } };
}

/** The value that begins here. */
function valueAt(text: string, at: number, end: number, named: Named): Found | null {
  const { doubt, isQuotedName, isTight } = named;
  // What was hidden before is not looked at again.
  if (text.startsWith(HIDDEN, at)) return null;
  PREFIX.lastIndex = at;
  const inner = at + (PREFIX.exec(text)?.[0].length ?? 0);
  const quote = quoteAt(text, inner) ?? '';
  if (quote !== '') {
    // The quote that the name stands in ends here.
    if (isTight && quote === named.before && !/[\w$]/.test(text.charAt(inner + quote.length))) return null;
    const from = inner + quote.length;
    const close = endOfQuoted(text, from, end, quote);
    const value = text.slice(from, close ?? end);
    const isEmpty = value.trim() === '';
    if (isEmpty ? close !== null : isNoSecret(value.trim())) return null;
    if (doubt === 'doubtful' && !isQuotedName && !isTight && !isOpaque(value)) return null;
    return close === null
      ? { from, to: endWithoutReturn(text, end), open: { kind: 'quoted', close: quote, lines: QUOTED_LINES } }
      : { from, to: close, open: null };
  }
  const first = text.charAt(at);
  if ((first === '{' || first === '[') && (doubt === 'sure' || isQuotedName)) {
    const { to, depth } = endOfStructure(text, at, end, 0);
    if (isNoSecret(text.slice(at, to))) return null;
    if (depth === 0) return { from: at, to, open: null };
    if (isQuotedName || isBlank(text, at + 1, end)) {
      const open: Open = { kind: 'structure', depth, lines: STRUCTURE_LINES };
      return { from: at, to: endWithoutReturn(text, end), open };
    }
  }
  const bare = isQuotedName ? BARE_IN_JSON : BARE;
  bare.lastIndex = at;
  const value = bare.exec(text)?.[0] ?? '';
  const kept = !isQuotedName && value.endsWith(',') ? value.slice(0, -1) : value;
  if (kept === '' || kept.includes(HIDDEN) || !isBareSecret(kept, named)) return null;
  return { from: at, to: at + kept.length, open: null };
}

function isBareSecret(value: string, { doubt, name, isTight }: Named): boolean {
  if (isNoSecret(value)) return false;
  // A block of YAML begins below.
  if (/^[|>][+-]?\d?$/.test(value)) return false;
  // Where the shell is.
  if (/^(?:OLD)?PWD$/.test(name) && value.startsWith('/')) return false;
  // `a.password = b.password` compares two columns.
  if (
    !isTight &&
    /^[A-Za-z_][\w.]*$/.test(value) &&
    value.toLowerCase().endsWith(`.${name.split('.').at(-1)?.toLowerCase()}`)
  )
    return false;
  if (doubt === 'sure') return true;
  if (/auth$/i.test(name)) return value.length >= 12 && isOpaque(value);
  return isTight ? !isCount(value) : isOpaque(value);
}

function inTag(text: string, at: number, end: number): Found | null {
  UP_TO_TAG.lastIndex = at;
  const value = UP_TO_TAG.exec(text)?.[0] ?? '';
  const to = at + value.length;
  const isClosed = text[to] === '<';
  if (isClosed && (value.trim() === '' || isNoSecret(value.trim()))) return null;
  if (isClosed) return { from: at, to, open: null };
  const open: Open = { kind: 'quoted', close: '<', lines: QUOTED_LINES };
  return { from: at, to: value.trim() === '' ? at : endWithoutReturn(text, end), open };
}

/** What of the next line belongs to what is open, and what then is open still. */
export function continued(text: string, at: number, end: number, open: Open): Found {
  RECORD.lastIndex = at;
  const from = afterSpace(text, at, end);
  if (RECORD.test(text)) return { from: at, to: at, open: null };
  switch (open.kind) {
    case 'quoted': {
      const close = endOfQuoted(text, at, end, open.close);
      if (close !== null) return { from: Math.min(from, close), to: close, open: null };
      const lines = open.lines - 1;
      return { from, to: endWithoutReturn(text, end), open: lines > 0 ? { ...open, lines } : null };
    }
    case 'structure': {
      const { to, depth } = endOfStructure(text, at, end, open.depth);
      if (depth === 0) return { from, to, open: null };
      const lines = open.lines - 1;
      const rest = endWithoutReturn(text, end);
      return { from, to: rest, open: lines > 0 ? { ...open, depth, lines } : null };
    }
    case 'below': {
      SOLE.lastIndex = at;
      if (!SOLE.test(text)) return { from: at, to: at, open: null };
      const begin = text.startsWith('- ', from) ? afterSpace(text, from + 1, end) : from;
      const named = { ...BELOW, doubt: open.doubt };
      return valueAt(text, begin, end, named) ?? { from: at, to: at, open: null };
    }
  }
}

function quoteAt(text: string, at: number): string | null {
  QUOTE.lastIndex = at;
  return QUOTE.exec(text)?.[0] ?? null;
}

/** Whether the line ends here: with nothing, with the mark of a block of YAML, or with that of a command that goes on. */
function isBlank(text: string, from: number, end: number): boolean {
  return end - from < 20 && /^(?:[|>][+-]?\d?|\\)?\s*$/.test(text.slice(from, end));
}

function afterSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && /\s/.test(text.charAt(at))) at += 1;
  return at;
}

function endWithoutReturn(text: string, end: number): number {
  return text[end - 1] === '\r' ? end - 1 : end;
}
