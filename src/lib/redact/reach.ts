/** How far a value reaches: to its closing quote, to the end of its object, or to where a log begins a new record. */

/** Sticky: an opening quote, doubled, plain, escaped or as an entity. */
export const QUOTE = /""(?=[^\s"',;:)}\]&])|\\{0,7}["'`]|&quot;|&#3[49];|\\u002[27]|%2[27]/y;

/** Sticky: a line that begins a record of its own, and so goes on with nothing. */
export const RECORD =
  /[ \t]*(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]|\d\d[/.]\d\d[/.]\d{2,4}[T ]\d\d:|\[?\d\d:\d\d:\d\d|\[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE)\b|Traceback \(|at [\w$.]+\(|Caused by:|(?:START|END|REPORT) RequestId)/y;

/** Where the quote closes before the end of the line, or null. An escaped or doubled quote closes nothing. */
export function endOfQuoted(text: string, from: number, end: number, quote: string): number | null {
  let at = text.indexOf(quote, from);
  while (at !== -1 && at < end) {
    if (isEscaped(text, at, from, quote)) at = text.indexOf(quote, at + quote.length);
    else if (quote === "'" && text[at + 1] === "'") at = text.indexOf(quote, at + 2);
    else return at;
  }
  return null;
}

/** Where the brackets close that are open; with those that are open still where they do not close on this line. */
export function endOfStructure(
  text: string,
  from: number,
  end: number,
  before: number,
): { readonly to: number; readonly depth: number } {
  let depth = before;
  for (let at = from; at < end; at += 1) {
    const character = text[at];
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth <= 0) return { to: at + 1, depth: 0 };
    }
  }
  return { to: end, depth };
}

function isEscaped(text: string, at: number, from: number, quote: string): boolean {
  let slashes = 0;
  for (let before = at - 1; before >= from && text[before] === '\\'; before -= 1) slashes += 1;
  // A quote that is escaped itself closes; with more slashes it is one inside.
  return quote.startsWith('\\') ? slashes > 0 : slashes % 2 === 1;
}
