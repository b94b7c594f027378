/** Changes to a text that remember where each piece came from, so that a fault is told at the place that a person wrote. */

export interface Edit {
  /** Of the text before: what stands from here … */
  readonly start: number;
  /** … to here, not included, gives way to `text`. The same place twice: both go in, in their order. */
  readonly end: number;
  readonly text: string;
}

export interface Edited {
  readonly text: string;
  /** Where in the text before a place of the new text came from; `null` inside of what was put in. */
  sourceOf(offset: number): number | null;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly source: number | null;
}

/** Makes all edits at once. They do not overlap. */
export function edited(before: string, edits: readonly Edit[]): Edited {
  const pieces: Piece[] = [];
  const parts: string[] = [];
  let length = 0;
  let taken = 0;
  const add = (part: string, source: number | null): void => {
    if (part === '') return;
    pieces.push({ start: length, end: length + part.length, source });
    parts.push(part);
    length += part.length;
  };
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    add(before.slice(taken, start), taken);
    add(text, null);
    taken = end;
  }
  add(before.slice(taken), taken);
  return {
    text: parts.join(''),
    sourceOf: (offset) => {
      const piece = pieces[indexAt(pieces, offset)];
      if (piece === undefined || offset >= piece.end) return before.length;
      return piece.source === null ? null : piece.source + offset - piece.start;
    },
  };
}

/** The last piece that begins at or before a place. */
function indexAt(pieces: readonly Piece[], offset: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((pieces[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
