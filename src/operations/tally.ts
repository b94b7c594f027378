/** How far a read is: what it set out to read, what it has of that, and how many of its calls were answered. */

import { count } from '../lib/text.ts';

export interface Tally {
  /** So many parts are to be read, besides those it knows of. */
  expect(parts: number): void;
  /** One of them is read, whatever came of it. */
  readOne(): void;
  /** One call was answered or refused. */
  answered(): void;
  /** `31 of 52 parts read`; of a read that has no parts, how many calls were answered. */
  words(): string;
}

/** One of a read that has not begun. */
export function createTally(): Tally {
  let expected = 0;
  let read = 0;
  let calls = 0;
  return {
    expect: (parts) => void (expected += parts),
    readOne: () => void (read += 1),
    answered: () => void (calls += 1),
    words: () => (expected > 1 ? `${read} of ${expected} parts read` : `${count(calls, 'call')} answered`),
  };
}
