/** What AWS refused, as a finding. */

import type { Finding } from '../operations/finding.ts';
import type { AwsErrorReport } from './errors.ts';

import { finding } from '../operations/findings.ts';

/** What AWS refused: `unknown` when it may be different the next time, `fail` when it will not. */
export function refusedByAws(report: AwsErrorReport, trueAt: number, more: Partial<Finding> = {}): Finding {
  const verdict = report.retryable || report.ambiguous ? 'unknown' : 'fail';
  return finding({ verdict, summary: report.sentence, trueAt, ...more });
}
