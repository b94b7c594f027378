/**
 * How a Glue job is doing against its own past: its streak of failures, its success rate, and what a run of it usually
 * takes. Pure: its runs were read before.
 */

import type { Verdict } from './finding.ts';
import type { GlueRun } from './glue-run.ts';

import { formatDuration } from '../lib/duration.ts';
import { median } from '../lib/median.ts';
import { redact } from '../lib/redact.ts';
import { count } from '../lib/text.ts';
import { hasFailed, isActive } from './glue-run.ts';
import { formatTime } from '../lib/moment.ts';
import { findRootCause } from './log-errors.ts';

export interface JobHealth {
  readonly job: string;
  readonly verdict: Verdict;
  /** A clause that says how it is: `failed twice, out of memory`. */
  readonly words: string;
  /** Since when it fails, milliseconds; null while it does not. */
  readonly since: number | null;
  readonly last: GlueRun | null;
  /** Of the runs that ended within a week, those that succeeded. */
  readonly week: { readonly succeeded: number; readonly ended: number };
  /** Median of the runs that succeeded before the last one, milliseconds; null with fewer than three of them. */
  readonly usualMs: number | null;
  /** Of the last run, so far or to its end, milliseconds. */
  readonly lastedMs: number | null;
  /** Of a week; null where Glue does not say what the runs cost. */
  readonly dpuHours: number | null;
}

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** With fewer there is no "usual". */
const LEAST_PAST = 3;
/** Longer than this many times the usual is told, unless it is by less than `LEAST_SLOWER_MS`. */
const SLOW = 1.5;
const LEAST_SLOWER_MS = 5 * 60_000;
const LEAST_RATE = 0.9;

/** How the job is doing, given its runs, the newest first. */
export function jobHealth(job: string, runs: readonly GlueRun[], now: number): JobHealth {
  const [last = null] = runs;
  const week = runs.filter(({ startedAt }) => startedAt !== null && startedAt >= now - WEEK_MS);
  const ended = week.filter((run) => run.state === 'SUCCEEDED' || hasFailed(run));
  const succeeded = ended.filter(({ state }) => state === 'SUCCEEDED').length;
  const past = runs
    .filter((run) => run.state === 'SUCCEEDED' && run !== last)
    .map(({ lastedMs }) => lastedMs);
  const usualMs = past.length < LEAST_PAST ? null : median(past);
  const lastedMs = last === null ? null : lastedSoFar(last, now);
  const counted = {
    job,
    last,
    week: { succeeded, ended: ended.length },
    usualMs,
    lastedMs,
    dpuHours: dpuHoursOf(week),
  };
  return { ...counted, since: null, ...judged(runs, counted, now) };
}

/** The clause with the moment: `failed twice since 2026-11-12T03:00Z, out of memory`. */
export function sinceWords({ words, since }: Pick<JobHealth, 'words' | 'since'>): string {
  if (since === null) return words;
  const [head = '', ...rest] = words.split(', ');
  return [`${head} since ${formatTime(since)}`, ...rest].join(', ');
}

/** `41m, usually 22m`. */
export function durationWords({ lastedMs, usualMs }: Pick<JobHealth, 'lastedMs' | 'usualMs'>): string {
  if (lastedMs === null) return '';
  return `${formatDuration(lastedMs)}${usualMs === null ? '' : `, usually ${formatDuration(usualMs)}`}`;
}

/** `last good run 2026-11-12T02:00Z, the last one took 41m, usually 22m`, given the runs, the newest first. */
export function pastClue({ lastedMs, usualMs, last }: JobHealth, runs: readonly GlueRun[]): string {
  const good = runs.find(({ state }) => state === 'SUCCEEDED');
  const parts = [
    good?.endedAt == null ? 'no good run among the last' : `last good run ${formatTime(good.endedAt)}`,
    ...(lastedMs === null || good === last
      ? []
      : [`this one ${last !== null && isActive(last) ? 'runs for' : 'took'} ${formatDuration(lastedMs)}`]),
    ...(usualMs === null ? [] : [`usually ${formatDuration(usualMs)}`]),
  ];
  return parts.join(', ');
}

/** `12 of 14`, or `none ended`. */
export function rateWords({ week: { succeeded, ended } }: Pick<JobHealth, 'week'>): string {
  return ended === 0 ? 'none ended' : `${succeeded} of ${ended}`;
}

/** Hours of data processing units that the runs took; null when Glue says it of none. */
export function dpuHoursOf(runs: readonly Pick<GlueRun, 'dpuHours'>[]): number | null {
  const told = runs.flatMap(({ dpuHours }) => (dpuHours === null ? [] : [dpuHours]));
  return told.length === 0 ? null : told.reduce((sum, hours) => sum + hours, 0);
}

type Counted = Omit<JobHealth, 'verdict' | 'words' | 'since'>;

function judged(
  runs: readonly GlueRun[],
  counted: Counted,
  now: number,
): Pick<JobHealth, 'verdict' | 'words'> & { readonly since?: number } {
  const { last, week, lastedMs, usualMs } = counted;
  if (last === null) return { verdict: 'unknown', words: 'has never run' };
  const streak = failuresInARow(runs);
  const [newest] = streak;
  const first = streak.at(-1);
  if (newest !== undefined && first !== undefined) {
    const again = isActive(last) ? ', and runs again' : '';
    return {
      verdict: 'fail',
      words: `failed ${times(streak.length)}${reasonOf(newest)}${again}`,
      since: first.endedAt ?? first.startedAt ?? 0,
    };
  }
  if (last.state === 'STOPPED') return { verdict: 'warn', words: 'was stopped, and has not run since' };
  const slower = usualMs !== null && lastedMs !== null && isSlow(lastedMs, usualMs);
  if (slower) {
    const verb = isActive(last) ? 'has run for' : 'took';
    return { verdict: 'warn', words: `${verb} ${durationWords(counted)}` };
  }
  const rate = week.ended === 0 ? 1 : week.succeeded / week.ended;
  // What was mended days ago is told by the rate, and wants no look.
  const failedLately = runs.some((run) => hasFailed(run) && (run.endedAt ?? 0) > now - DAY_MS);
  if (rate < LEAST_RATE && failedLately)
    return {
      verdict: 'warn',
      words: `failed ${times(week.ended - week.succeeded)} of ${week.ended} in 7 days`,
    };
  return isActive(last)
    ? { verdict: 'ok', words: `has run for ${durationWords(counted)}` }
    : { verdict: 'ok', words: `ran well in ${durationWords(counted)}` };
}

/** The failures that nothing but each other and a run under way came after, the newest first. */
function failuresInARow(runs: readonly GlueRun[]): readonly GlueRun[] {
  const ended = runs.filter((run) => !isActive(run) && run.state !== 'STOPPED');
  const well = ended.findIndex((run) => !hasFailed(run));
  return well === -1 ? ended : ended.slice(0, well);
}

function reasonOf({ state, errorMessage }: GlueRun): string {
  if (state === 'TIMEOUT') return ', out of time';
  const cause = errorMessage === null ? null : findRootCause(redact(errorMessage), []);
  return cause === null ? '' : `, ${cause.cause.words}`;
}

function isSlow(lastedMs: number, usualMs: number): boolean {
  return lastedMs > SLOW * usualMs && lastedMs - usualMs >= LEAST_SLOWER_MS;
}

function lastedSoFar(run: GlueRun, now: number): number {
  return isActive(run) && run.startedAt !== null ? now - run.startedAt : run.lastedMs;
}

function times(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : count(n, 'time');
}
