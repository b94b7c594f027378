/** Whether the partitions of a table come as they usually do: how late the newest is, and which are missing. Pure. */

import type { Verdict } from './finding.ts';
import type { Dated } from './lake-dates.ts';

import { median } from '../lib/median.ts';
import { count } from '../lib/text.ts';
import { formatTime } from '../lib/moment.ts';
import { DAY_MS, dayOf, dayText, HOUR_MS, windowStart } from './lake-dates.ts';

/** A partition of a day or an hour. */
export interface Partition extends Dated {
  /** When it was made; null when nobody says. */
  readonly cameAt: number | null;
}

/** Something to look at, as a clause: `newest is dt=2026-11-10, 1 day late, due since 2026-11-12T00:00Z`. */
export interface Trouble {
  readonly verdict: Exclude<Verdict, 'ok'>;
  readonly words: string;
  /** What to do about it, a sentence. */
  readonly remedy: string;
  /** The words where there is room for few: `1 day late`. */
  readonly brief?: string;
  /** Since when, milliseconds, where the words say it. */
  readonly since?: number;
}

export interface PartitionHealth {
  /** Null when there is none that a date can be read off. */
  readonly newest: Partition | null;
  /** `2 days`; empty when it is in time. */
  readonly late: string;
  readonly troubles: readonly Trouble[];
}

interface Step {
  readonly noun: 'day' | 'hour';
  readonly ms: number;
  /** How long after its beginning a partition has to be there: today's may still come, and so may the last hour's. */
  readonly allowedMs: number;
  /** From so many steps on it fails. */
  readonly failsAt: number;
  /** Later than this after its beginning no partition usually comes: they were made anew, and say nothing. */
  readonly mostUsualMs: number;
}

const DAILY: Step = { noun: 'day', ms: DAY_MS, allowedMs: DAY_MS, failsAt: 2, mostUsualMs: 3 * DAY_MS };
const HOURLY: Step = {
  noun: 'hour',
  ms: HOUR_MS,
  allowedMs: 2 * HOUR_MS,
  failsAt: 3,
  mostUsualMs: 6 * HOUR_MS,
};
/** With fewer there is no "usual". */
const LEAST_PAST = 5;
const SPANS_NAMED = 3;
const SEE_JOBS = 'See whether what fills it ran.';

/** How the partitions come, given those of the window, or at least the newest. */
export function partitionHealth(partitions: readonly Partition[], now: number): PartitionHealth {
  const known = partitions.toSorted((left, right) => left.at - right.at);
  // A default such as 2099-12-31 would hide that nothing came.
  const farthest = known.findLast(({ at }) => at > now + DAY_MS);
  const past = known.filter(({ at }) => at <= now + DAY_MS);
  const hours = past.filter(({ unit }) => unit === 'hour');
  const days = past.filter(({ unit }) => unit === 'day');
  const step = hours.length > 0 ? HOURLY : DAILY;
  const newest = (hours.length > 0 ? hours : days).at(-1) ?? null;
  const future: readonly Trouble[] =
    farthest === undefined
      ? []
      : [
          {
            verdict: 'warn',
            words: `${farthest.name} is in the future`,
            remedy: 'See which rows have such a date.',
          },
        ];
  if (newest === null) return { newest: past.at(-1) ?? null, late: '', troubles: future };
  const lateness = latenessOf(newest, hours.length > 0 ? hours : days, step, now);
  return {
    newest,
    late: lateness.late,
    troubles: [
      ...lateness.troubles,
      ...missingOf(
        past.map(({ at }) => dayOf(at)),
        DAILY,
        now,
      ),
      ...missingHours(
        hours.map(({ at }) => at),
        now,
      ),
      ...future,
    ],
  };
}

function latenessOf(
  newest: Partition,
  all: readonly Partition[],
  step: Step,
  now: number,
): Pick<PartitionHealth, 'late' | 'troubles'> {
  const allowedMs = Math.max(step.allowedMs, usuallyByMs(all, step));
  const dueNow = Math.floor((now - allowedMs) / step.ms) * step.ms;
  const steps = Math.floor((dueNow - newest.at) / step.ms);
  if (steps <= 0) return { late: '', troubles: [] };
  const late = count(steps, step.noun);
  const since = newest.at + step.ms + allowedMs;
  return {
    late,
    troubles: [
      {
        verdict: steps >= step.failsAt ? 'fail' : 'warn',
        words: `newest is ${newest.name}, ${late} late, due since ${formatTime(since)}`,
        remedy: SEE_JOBS,
        brief: `${late} late`,
        since,
      },
    ],
  };
}

/** After how long from its beginning a partition is usually there, with some patience; 0 when nobody knows. */
function usuallyByMs(all: readonly Partition[], { ms, mostUsualMs }: Step): number {
  const took = all.flatMap(({ at, cameAt }) => (cameAt === null || cameAt < at ? [] : [cameAt - at]));
  if (took.length < LEAST_PAST) return 0;
  const usualMs = median(took) ?? 0;
  return usualMs > mostUsualMs ? 0 : usualMs + ms / 12;
}

/** Hours that are missing on days of which hours are known: whole days are told as such. */
function missingHours(hours: readonly number[], now: number): readonly Trouble[] {
  const days = new Set(hours.map(dayOf));
  return missingOf(hours, HOURLY, now, (hour) => days.has(dayOf(hour)));
}

/** What is missing between the first within the window and the newest, by these steps. */
function missingOf(
  there: readonly number[],
  { noun, ms }: Step,
  now: number,
  counts: (at: number) => boolean = () => true,
): readonly Trouble[] {
  const within = there.filter((at) => at >= windowStart(now));
  const known = new Set(within);
  const missing: number[] = [];
  for (let at = Math.min(...within); at < Math.max(...within); at += ms)
    if (!known.has(at) && counts(at)) missing.push(at);
  if (missing.length === 0) return [];
  const named = noun === 'day' ? dayText : formatTime;
  const spans = spansOf(missing, ms);
  const told = spans
    .slice(0, SPANS_NAMED)
    .map(({ from, to }) => (from === to ? named(from) : `${named(from)} to ${named(to)}`));
  const rest = spans.length - told.length;
  return [
    {
      verdict: 'warn',
      words: `${count(missing.length, noun)} missing: ${told.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
      remedy: SEE_JOBS,
    },
  ];
}

/** Times in a row as one span each. */
function spansOf(
  times: readonly number[],
  ms: number,
): readonly { readonly from: number; readonly to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const at of times) {
    const last = spans.at(-1);
    if (last !== undefined && at === last.to + ms) last.to = at;
    else spans.push({ from: at, to: at });
  }
  return spans;
}
