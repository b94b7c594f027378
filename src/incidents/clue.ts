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

/** A look that was refused. */
export interface Unseen {
  readonly command: string;
  /** The sentence why. */
  readonly because: string;
}

/** All that was found out of the present trouble. */
export interface Evidence {
  readonly clues: readonly Clue[];
  /** What could not be looked at, and was told. */
  readonly unseen: readonly Unseen[];
  /** Since when it is about the present trouble: what began before tells of another, milliseconds. */
  readonly since: number;
}

/** Lines that say how things stand: what is so no longer once all has recovered, and of which nothing is known when it fails anew. */
const STANDING: readonly ClueLine[] = ['past', 'input', 'stages'];

/** Nothing is known yet. */
export function noEvidence(since: number): Evidence {
  return { clues: [], unseen: [], since };
}

/** With this clue in place of what stood in its line. */
export function withClue(evidence: Evidence, clue: Clue): Evidence {
  return { ...evidence, clues: [...evidence.clues.filter(({ line }) => line !== clue.line), clue] };
}

/** Once all has recovered: why it failed and what changed stay true. */
export function recoveredEvidence({ clues }: Evidence, since: number): Evidence {
  return { clues: clues.filter(({ line }) => !STANDING.includes(line)), unseen: [], since };
}

/** When it fails anew, all that was found is of the failure before but what changed. */
export function failedEvidence({ clues }: Evidence, since: number): Evidence {
  return { clues: clues.filter(({ line }) => line === 'changes'), unseen: [], since };
}

/** Whether the same stands there already, found when it may. */
export function isKnown({ clues }: Evidence, clue: Omit<Clue, 'at'>): boolean {
  return clues.some(
    ({ line, command, text, verdict }) =>
      line === clue.line && command === clue.command && text === clue.text && verdict === clue.verdict,
  );
}

/** Whether this refusal was told already. */
export function isToldUnseen({ unseen }: Evidence, { command, because }: Unseen): boolean {
  return unseen.some((one) => one.command === command && one.because === because);
}
