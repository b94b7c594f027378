/** An answer of AWS about a part of the ingestion, or why there is none, as what judges it knows it. */

import type { Result } from '../../lib/result.ts';
import type { Unread } from '../../operations/ingestion-part.ts';
import type { Attempted } from '../errors.ts';

import { err, ok } from '../../lib/result.ts';
import { answerOrReport } from '../refusals.ts';

/** The answer, or what AWS said instead of one. Throws a bug as it is. */
export async function answerOrUnread<T>(call: Promise<T>, attempted: Attempted): Promise<Result<T, Unread>> {
  const answer = await answerOrReport(call, attempted);
  if (answer.ok) return ok(answer.value);
  return err({ isMissing: answer.error.kind === 'not-found', sentence: answer.error.sentence });
}
