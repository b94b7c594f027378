/**
 * What AWS refuses is thrown as `AwsRefusal`, with the sentence for it, and made a finding where the operation was
 * called. What did not come from AWS is a bug, and goes through both as it is.
 */

import type { Finding } from '../operations/finding.ts';
import type { Attempted, AwsErrorReport } from './errors.ts';

import { err, ok, type Result } from '../lib/result.ts';
import { finding } from '../operations/findings.ts';
import { describeAwsError, isOfAws } from './errors.ts';

export class AwsRefusal extends Error {
  override readonly name = 'AwsRefusal';
  readonly report: AwsErrorReport;

  constructor(report: AwsErrorReport, cause: unknown) {
    super(report.sentence, { cause });
    this.report = report;
  }
}

/** The answer of a call to AWS. Throws `AwsRefusal` when AWS refused it or did not answer, and a bug as it is. */
export async function answerOf<T>(call: Promise<T>, attempted: Attempted): Promise<T> {
  try {
    return await call;
  } catch (error) {
    // The credentials were refused on the way, and the sentence is made already.
    if (error instanceof AwsRefusal) throw error;
    throw isOfAws(error) ? new AwsRefusal(describeAwsError(error, attempted), error) : error;
  }
}

/** The answer, or what AWS said instead of one: for whoever can do something else then. */
export async function answerOrReport<T>(
  call: Promise<T>,
  attempted: Attempted,
): Promise<Result<T, AwsErrorReport>> {
  return orReport(answerOf(call, attempted));
}

/** What the work brought, or the refusal that ended it. Throws a bug as it is. */
export async function orReport<T>(work: Promise<T>): Promise<Result<T, AwsErrorReport>> {
  try {
    return ok(await work);
  } catch (error) {
    if (error instanceof AwsRefusal) return err(error.report);
    throw error;
  }
}

/** What the work brought, or the sentence of the refusal that ended it. Throws a bug as it is. */
export async function orSentence<T>(work: Promise<T>): Promise<Result<T, string>> {
  const answer = await orReport(work);
  return answer.ok ? answer : err(answer.error.sentence);
}

/** Whether AWS may answer the same question later: credentials, too, are renewed while a run goes on. */
export function isPassing(report: AwsErrorReport): boolean {
  return report.retryable || report.ambiguous || report.kind === 'credentials';
}

/** What AWS refused: `unknown` when it may be different the next time, `fail` when it will not. */
export function refusedByAws(report: AwsErrorReport, trueAt: number, more: Partial<Finding> = {}): Finding {
  const verdict = isPassing(report) ? 'unknown' : 'fail';
  return finding({ verdict, summary: report.sentence, trueAt, ...more });
}
