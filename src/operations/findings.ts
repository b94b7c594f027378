/** Short ways to the findings that several operations return. */

import type { AwsErrorReport } from '../aws/errors.ts';
import type { Finding } from './finding.ts';
import type { Progress } from './operation.ts';

/** A finding with nothing but what is given. */
export function finding(given: Pick<Finding, 'verdict' | 'summary' | 'trueAt'> & Partial<Finding>): Finding {
  return { facts: [], table: null, excerpt: null, links: [], next: [], ...given };
}

/** Progress of a run that has ended with this finding. */
export function ended(result: Finding): Progress {
  return { state: 'ended', finding: result };
}

/** What AWS refused: `unknown` when it may be different the next time, `fail` when it will not. */
export function refusedByAws(report: AwsErrorReport, trueAt: number, more: Partial<Finding> = {}): Finding {
  const verdict = report.retryable || report.ambiguous ? 'unknown' : 'fail';
  return finding({ verdict, summary: report.sentence, trueAt, ...more });
}
