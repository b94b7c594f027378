/** What was read of a log of a while, and how it is told: how much of it, and since when it says what it says. Pure. */

import type { Fact } from '../alarms/event.ts';

import { formatDuration } from '../lib/duration.ts';
import { count } from '../lib/text.ts';
import { formatTime } from '../lib/moment.ts';

export interface LogWindow {
  /** Milliseconds. */
  readonly from: number;
  readonly now: number;
  /** Whether there may be older events that were not read. */
  readonly hadMore: boolean;
  /** Whether some of what was read was longer than is shown. */
  readonly hadLonger: boolean;
  /** Why not all was read, as a sentence; null when nothing stood in the way. */
  readonly refusal: string | null;
}

const HOUR_MS = 3_600_000;
/** Longer is told in days. */
const MOST_HOURS = 48;

/** ` since 2026-11-12T02:10Z`, or that it may be longer. */
export function sinceWords(first: number, { hadMore }: Pick<LogWindow, 'hadMore'>): string {
  return ` since ${formatTime(first)}${hadMore ? ' or longer' : ''}`;
}

/** `24 hours`, or what is not in whole hours as any duration. */
export function periodWords({ from, now }: Pick<LogWindow, 'from' | 'now'>): string {
  const hours = (now - from) / HOUR_MS;
  return Number.isInteger(hours) && hours <= MOST_HOURS ? count(hours, 'hour') : formatDuration(now - from);
}

/** What is to be known of the log itself: how far back it was read where not all was, what was cut, what was refused. */
export function logFacts(first: number | null, { hadMore, hadLonger, refusal }: LogWindow): readonly Fact[] {
  const told = [
    ...(hadMore
      ? [first === null ? 'only the newest part was read' : `read back to ${formatTime(first)}`]
      : []),
    ...(hadLonger ? ['lines that are very long were cut'] : []),
    ...(refusal === null ? [] : [refusal]),
  ];
  return told.length === 0 ? [] : [{ label: 'Log', value: told.join('; ') }];
}
