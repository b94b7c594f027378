/** The reasons that are written by hand: each is taken by the one line that it is about, and one that is left over is a fault. */

import type { RunbookFault } from '../../src/runbooks/runbook.ts';
import type { Line } from './lines.ts';

import { allLines } from './lines.ts';

/**
 * Why no command answers a line, as the end of "none, because". Where its prose names commands that show something towards
 * it, that is said by `rest`: a reason of before, when there was none, does not hold by itself any more.
 */
export type Reason = string | { readonly rest: string };

/** By the place of what a line stands below, and its text. */
export type Reasons = Readonly<Record<string, Readonly<Record<string, Reason>>>>;

export interface Taken {
  readonly because: string;
  /** Whether it is what is left beside commands in the prose. */
  readonly isRest: boolean;
  /** A line of the same place and text was here before. */
  readonly again: boolean;
}

export interface Shelf {
  /** The reason for this line below this place; null where there is none. */
  take(place: string, line: Line): Taken | null;
  /** A fault for each reason that no line has taken, at the heading that it was to stand below. */
  leftOver(lines: readonly Line[]): readonly RunbookFault[];
}

export function shelfOf(reasons: Reasons): Shelf {
  const taken = new Set<string>();
  return {
    take(place, { text }) {
      const reason = reasons[place]?.[text];
      if (reason === undefined) return null;
      const again = taken.has(keyOf(place, text));
      taken.add(keyOf(place, text));
      return typeof reason === 'string'
        ? { because: reason, isRest: false, again }
        : { because: reason.rest, isRest: true, again };
    },
    leftOver(lines) {
      const all = lines.flatMap((line) => [...allLines(line)]);
      return Object.entries(reasons).flatMap(([place, each]) => {
        const above = all.find((line) => line.place === place);
        const [file = place] = place.split('/');
        return Object.keys(each)
          .filter((text) => !taken.has(keyOf(place, text)))
          .map((text) => ({
            file,
            line: above?.source.line ?? 1,
            problem: `There is a reason for ${JSON.stringify(text)} below ${place}, where no such line stands: correct it, or take it out`,
          }));
      });
    },
  };
}

function keyOf(place: string, text: string): string {
  return `${place}\n${text}`;
}
