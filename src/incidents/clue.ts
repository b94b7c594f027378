/** What Handrail found out about an incident by itself: one clue a line of the card, each with the command that says more. */

import type { Verdict } from '../operations/finding.ts';
import type { ClueLine } from '../operations/operation.ts';

export interface Clue {
  readonly line: ClueLine;
  /** `/etl runs silver-users`. */
  readonly command: string;
  /** A clause, with moments as findings write them. */
  readonly text: string;
  readonly verdict: Verdict;
  /** When it was found, milliseconds. */
  readonly at: number;
}

/** The clues with this one in place of what stood in its line. */
export function withClue(clues: readonly Clue[], clue: Clue): readonly Clue[] {
  return [...clues.filter(({ line }) => line !== clue.line), clue];
}

/** Whether the same stands there already, found when it may. */
export function isKnown(clues: readonly Clue[], clue: Omit<Clue, 'at'>): boolean {
  return clues.some(
    ({ line, command, text, verdict }) =>
      line === clue.line && command === clue.command && text === clue.text && verdict === clue.verdict,
  );
}
