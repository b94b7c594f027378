/** Short ways to the findings that several operations return. */

import type { Finding } from './finding.ts';
import type { Progress } from './operation.ts';

/** A finding with nothing but what is given. */
export function finding(given: Pick<Finding, 'verdict' | 'summary' | 'trueAt'> & Partial<Finding>): Finding {
  return { facts: [], table: null, series: null, excerpt: null, links: [], next: [], asked: [], ...given };
}

/** Label of the fact that tells a person what they have spent that day. */
export const SPENT = 'Today';

/** What others are shown of it: what one person has spent is nothing to them. */
export function withoutSpending(found: Finding): Finding {
  return { ...found, facts: found.facts.filter(({ label }) => label !== SPENT) };
}

/** Progress of a run that has ended with this finding. */
export function ended(result: Finding): Progress {
  return { state: 'ended', finding: result };
}
