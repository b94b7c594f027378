/** Several verdicts as one: the worst counts, and what nobody can say is never well. */

import type { Verdict } from './finding.ts';

const ORDER: readonly Verdict[] = ['fail', 'unknown', 'warn', 'ok'];

/** The worst of them; `ok` when there are none. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return ORDER.find((verdict) => verdicts.includes(verdict)) ?? 'ok';
}

/** The items with the worst first, and in their order where they are alike. */
export function worstFirst<T>(items: readonly T[], verdictOf: (item: T) => Verdict): readonly T[] {
  return items.toSorted((left, right) => ORDER.indexOf(verdictOf(left)) - ORDER.indexOf(verdictOf(right)));
}
