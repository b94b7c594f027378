/**
 * Hides private keys: from the line that begins one to the line that ends it, in one text or over many, as a log writes
 * one line an event. A key that never ends is hidden as far as its lines look like one. So are lines of a key whose
 * beginning was never seen.
 */

import { HIDDEN, isMadeOfWords, isMixed } from './hidden.ts';
import { RECORD } from './reach.ts';

interface Open {
  /** Whether its beginning was seen. */
  readonly isSure: boolean;
  /** Whether a line of it was seen. */
  readonly hasBody: boolean;
  readonly lines: number;
}

/** Of a key of 16,384 bits, with room. */
const MOST_LINES = 300;
const BEGIN = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}/;
const END = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}/;
/** A whole line of a key: of the width that PEM has, or another that is in use. */
const BODY = /^[ \t]*[A-Za-z0-9+/]{60,76}={0,2}[ \t]*\r?$/m;
const HEADER =
  /^(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|Encryption|Private-Lines|Public-Lines|Private-MAC): /;
/** One word of base64, perhaps in quotes, as source code has it. */
const SOLE = /^[ \t"'>|*]*=?[A-Za-z0-9+/]+={0,2}(?:\\[nr])*[ \t"',+\\]*\r?$/;
/** A word of base64 at the end of a line of a log. */
const LAST = /(?<![A-Za-z0-9+/])=?[A-Za-z0-9+/]{2,}={0,2}(?:\\[nr])*["']?\r?$/;

interface Read {
  /** What may be shown of the line; null when nothing is left of it. */
  readonly shown: string | null;
  readonly open: Open | null;
}

/** Takes texts in order, each of whole lines, and gives them back without private keys; null when nothing is left. */
export function createPrivateKeys(): (text: string) => string | null {
  let open: Open | null = null;
  return (text) => {
    // Nearly all texts hold none.
    if (open === null && !BEGIN.test(text) && !BODY.test(text)) return text;
    const lines: string[] = [];
    for (const line of text.split('\n')) {
      const read: Read = open === null ? begun(line) : within(line, open);
      open = read.open;
      if (read.shown !== null) lines.push(read.shown);
    }
    return lines.length === 0 ? null : lines.join('\n');
  };
}

/** A line where no key is open. */
function begun(line: string): Read {
  let shown = '';
  let rest = line;
  for (let begin = BEGIN.exec(rest); begin !== null; begin = BEGIN.exec(rest)) {
    shown += `${rest.slice(0, begin.index)}${HIDDEN}`;
    rest = rest.slice(begin.index + begin[0].length);
    const end = END.exec(rest);
    if (end === null) {
      const hasBody = /[A-Za-z0-9+/]{16}/.test(rest);
      return { shown, open: { isSure: true, hasBody, lines: MOST_LINES } };
    }
    rest = rest.slice(end.index + end[0].length);
  }
  if (shown === '' && line.length < 100 && BODY.test(line) && isMixed(line) && !isMadeOfWords(line))
    return { shown: HIDDEN, open: { isSure: false, hasBody: true, lines: MOST_LINES } };
  return { shown: shown + rest, open: null };
}

/** A line while a key is open. */
function within(line: string, open: Open): Read {
  const end = END.exec(line);
  if (end !== null) {
    const rest = line.slice(end.index + end[0].length);
    return rest.trim() === '' ? { shown: null, open: null } : begun(rest);
  }
  if (open.lines === 0 || BEGIN.test(line)) return begun(line);
  const further = { ...open, hasBody: true, lines: open.lines - 1 };
  if (!open.isSure) {
    const isOfKey = SOLE.test(line) && (isMixed(line) || line.includes('='));
    return isOfKey ? { shown: null, open: further } : begun(line);
  }
  if (line.trim() === '' || HEADER.test(line) || SOLE.test(line)) return { shown: null, open: further };
  const last = LAST.exec(line);
  if (last !== null && isOfBody(last[0]))
    return { shown: `${line.slice(0, last.index)}${HIDDEN}`, open: further };
  RECORD.lastIndex = 0;
  // Right after its beginning stands the key, whatever it looks like; a record of its own is none.
  return open.hasBody || RECORD.test(line) ? begun(line) : { shown: null, open: further };
}

function isOfBody(word: string): boolean {
  return (word.length >= 16 && !isMadeOfWords(word)) || word.includes('=') || isMixed(word);
}
