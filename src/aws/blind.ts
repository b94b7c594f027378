/**
 * A change that is under way while AWS does not answer: it is looked at again for an hour, then a person is asked to
 * look. Since when it was out of sight travels in the token, across restarts.
 */

import type { Link } from '../operations/finding.ts';
import type { Progress } from '../operations/operation.ts';
import type { AwsErrorReport } from './errors.ts';

import { z } from 'zod';

import { ended, finding } from '../operations/findings.ts';
import { isPassing } from './refusals.ts';

const BLIND_AFTER_MS = 60 * 60_000;

const blindToken = z.strictObject({ blindSince: z.number(), token: z.string() });

export interface OpenToken {
  /** The operation's own. */
  readonly token: string;
  /** When AWS was first out of reach, milliseconds; null while it answers. */
  readonly blindSince: number | null;
}

/** Reads a token as it was given out: the operation's own, or that of a change out of sight. */
export function openToken(text: string): OpenToken {
  const blind = blindToken.safeParse(JSON.parse(text));
  return blind.success ? blind.data : { token: text, blindSince: null };
}

/** Where a change stands that AWS did not show. */
export function goOnBlind(
  report: AwsErrorReport,
  {
    token,
    blindSince,
    links,
    now,
    pollMs,
  }: OpenToken & { readonly links: readonly Link[]; readonly now: number; readonly pollMs: number },
): Progress {
  const since = blindSince ?? now;
  if (isPassing(report) && now - since <= BLIND_AFTER_MS) {
    return {
      state: 'running',
      token: JSON.stringify({ blindSince: since, token }),
      summary: report.sentence,
      links,
      afterMs: pause(now - since, 3 * pollMs),
    };
  }
  const summary = `${report.sentence} ${report.known}: look at the console.`;
  return ended(finding({ verdict: 'unknown', summary, trueAt: now, links }));
}

/** How long to wait with the next look: every 5 s in the first minute, 15 s in the first ten, then 30 s, in proportion to pollMs. */
export function pause(ageMs: number, pollMs: number): number {
  if (ageMs < 60_000) return pollMs;
  return ageMs < 10 * 60_000 ? 3 * pollMs : 6 * pollMs;
}
