/**
 * Whether what scans is sent, by how much it would: at once, when somebody says so knowing the price, or never. What nobody
 * asked for is sent only where it is known to be little. Pure.
 */

import type { Finding } from './finding.ts';
import type { Estimate } from './query-estimate.ts';
import type { QuerySettings } from './query-settings.ts';

import { finding } from './findings.ts';
import { estimateWords } from './query-estimate.ts';
import { dollarsFor } from './query-price.ts';
import { aboutDollars, BYTES, bytesText } from './units.ts';

interface Wish {
  readonly settings: Pick<QuerySettings, 'askUpTo' | 'pricePerTb'>;
  /** The most bytes that it may scan as it was asked for. */
  readonly upTo: number;
  /** Whether who asked said how many. */
  readonly isSaid: boolean;
  /** Whether nobody asked: Handrail would do it by itself. */
  readonly isUnasked: boolean;
  /** The same command with so many bytes allowed: `/etl query late-users --up-to 40GB`. */
  readonly allowing: (upTo: string) => string;
  readonly now: number;
}

/** Less than so many bytes Handrail scans by itself. */
export const UNASKED_BELOW = 100_000_000;

/** Files grow between a look and the next. */
const ROOM = 1.1;

/** Why it is not sent, with the command that sends it where one may; null when it is. */
export function budgetFinding(
  estimate: Estimate,
  { settings, upTo, isSaid, isUnasked, allowing, now }: Wish,
): Finding | null {
  if (isUnasked) return unaskedFinding(estimate, settings, now);
  const { askUpTo } = settings;
  if (estimate.kind === 'unknown') {
    if (!estimate.isAsked || isSaid) return null;
    const most = aboutDollars(dollarsFor(upTo, settings));
    return finding({
      verdict: 'warn',
      summary: `Not sent yet. What it scans ${estimateWords(estimate)}. Asked for once more it runs, and is stopped at about ${bytesText(upTo)}, ${most}.`,
      trueAt: now,
      next: [allowing(BYTES.write(upTo))],
    });
  }
  const { bytes } = estimate;
  if (bytes <= upTo) return null;
  const words = `${estimateWords(estimate)}, ${aboutDollars(dollarsFor(bytes, settings))}, which is an estimate`;
  if (bytes > askUpTo)
    return finding({
      verdict: 'fail',
      summary: `Not sent. It would scan ${words}; ${bytesText(askUpTo)} is the most, as athena.ask_up_to says. Read fewer partitions: name their days in WHERE.`,
      trueAt: now,
    });
  return finding({
    verdict: 'warn',
    summary: `Not sent yet. It would scan ${words}; ${bytesText(upTo)} ${isSaid ? 'were allowed' : 'run unasked'}. Ask for it once more if that is worth it, or read fewer partitions.`,
    trueAt: now,
    next: [allowing(BYTES.write(Math.min(rounded(bytes * ROOM), askUpTo)))],
  });
}

/** Nobody knows the price then, so that what is not known to be little waits for a person. */
function unaskedFinding(estimate: Estimate, settings: Wish['settings'], now: number): Finding | null {
  const isKnown = estimate.kind === 'about' && !estimate.atLeast;
  if (isKnown && estimate.bytes < UNASKED_BELOW) return null;
  const would =
    estimate.kind === 'unknown'
      ? `What it would scan ${estimateWords(estimate)}`
      : `It would scan ${estimateWords(estimate)}, ${aboutDollars(dollarsFor(estimate.bytes, settings))}`;
  return finding({
    verdict: 'unknown',
    summary: `Not asked yet. ${would}; by itself Handrail scans less than ${bytesText(UNASKED_BELOW)}. Press Run again if that is worth it.`,
    trueAt: now,
  });
}

/** Up to two digits, so that it can be said. */
function rounded(bytes: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(bytes)) - 1);
  return Math.ceil(bytes / step) * step;
}
