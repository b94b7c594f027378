/** Outside text made safe to store, to print and to cut: no NUL, no lone surrogates, never split inside a character. */

// NUL ends a string in some stores; lone surrogates cannot be encoded as UTF-8.
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

// Controls, and the marks that reorder a line so that it reads as another. Tabs stay for code blocks.
const CONTROL = /(?!\t)[\p{Cc}\p{Bidi_Control}]/gu;

/** Removes NUL and lone surrogates, the two things that a store or an encoder cannot carry. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '').replace(LONE_SURROGATE, '');
}

/** Removes what moves a cursor, begins an escape of a terminal, or reorders the line. */
export function withoutControls(text: string): string {
  return text.replaceAll(CONTROL, '');
}

/** A single line of clean text: no controls, runs of white space as one space. */
export function oneLine(text: string): string {
  return withoutControls(storableText(text).replaceAll(/\s+/g, ' ')).trim();
}

/** Cuts to at most `limit` UTF-16 units, ending in an ellipsis when cut, without splitting a surrogate pair. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  if (limit < 1) return '';
  let end = limit - 1;
  const last = text.charCodeAt(end - 1);
  if (end > 0 && last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** The first line with a letter or a digit, trimmed; without such a line the first that is not blank, or nothing. */
export function firstLine(text: string): string {
  let filled = '';
  // Line by line, and not split: of a long text the first lines are enough.
  for (let begin = 0; begin <= text.length;) {
    const newline = text.indexOf('\n', begin);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(begin, end).trim();
    if (/[\p{L}\p{N}]/u.test(line)) return line;
    if (filled === '') filled = line;
    begin = end + 1;
  }
  return filled;
}

/** `1 alarm`, `2 alarms`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`;
}

/** The text as a sentence begins. */
export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A title without its full stop, so that it can stand inside a sentence. */
export function withoutStop(text: string): string {
  return withoutEnd(text.trim(), /[.\s]/);
}

/** The text up to the last character that is of another kind. A loop, as `kind+$` would try every run of a long text. */
export function withoutEnd(text: string, kind: RegExp): string {
  let end = text.length;
  while (end > 0 && kind.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
