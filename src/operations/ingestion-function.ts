/** How a function that takes data in is: whether it may run, is fed, fails, falls behind or runs out of time. Pure. */

import type { Fact } from '../alarms/event.ts';
import type { Result } from '../lib/result.ts';
import type { Part, Sign, Unread, Window } from './ingestion-part.ts';
import type { Point } from './points.ts';

import { formatDuration } from '../lib/duration.ts';
import { titleOf, unknownPart, unreadSign } from './ingestion-part.ts';
import { badSince, greatest, pointsSince, sumOf } from './points.ts';
import { numberText } from './units.ts';

export interface FunctionState {
  readonly timeoutMs: number;
  /** `Active`, `Inactive`, `Pending`, `Failed`. */
  readonly state: string;
  readonly stateReason: string | null;
  /** `Successful`, `InProgress`, `Failed`. */
  readonly updateStatus: string;
  readonly updateReason: string | null;
  /** When its code or its configuration was last changed, milliseconds; null when Lambda does not say. */
  readonly changedAt: number | null;
}

/** What hands records to a function. */
export interface Mapping {
  /** The name of the table, stream or queue. */
  readonly source: string;
  readonly sourceArn: string;
  /** `Enabled`, `Disabled` … */
  readonly state: string;
  /** `OK`, `No records processed`, or `PROBLEM: …`. */
  readonly lastResult: string;
  readonly changedAt: number | null;
}

export interface FunctionAnswers {
  readonly state: Result<FunctionState, Unread>;
  /** How many may run at once of it, at most; null when nothing is reserved. */
  readonly reserved: Result<number | null, Unread>;
  readonly mappings: Result<readonly Mapping[], Unread>;
}

/** What it counted; null when it could not be read. */
export interface FunctionCounts {
  readonly invocations: readonly Point[];
  readonly errors: readonly Point[];
  readonly throttles: readonly Point[];
  /** How old a record was when it was handed over, milliseconds. */
  readonly iteratorAge: readonly Point[];
  /** Milliseconds. */
  readonly duration: readonly Point[];
}

const HOUR_MS = 3_600_000;
/** Failing more often than this is a failure. */
const OFTEN = 0.5;
const BEHIND_MS = 10 * 60_000;
const FAR_BEHIND_MS = HOUR_MS;
/** A table's stream forgets after a day: from here on somebody has to hurry. */
const NEARLY_LOST_MS = 18 * HOUR_MS;
const NEAR_TIMEOUT = 0.9;
const STOPPED = new Set(['Disabled', 'Disabling', 'Deleting']);

/** How the function is. */
export function functionPart(
  name: string,
  { state, reserved, mappings }: FunctionAnswers,
  counts: FunctionCounts | null,
  window: Window,
): Part {
  const part = { kind: 'function', name } as const;
  if (!state.ok && state.error.isMissing) return unknownPart(part, state.error);
  const signs = [
    ...(state.ok ? stateSigns(name, state.value) : [unreadSign(part, 'settings ')]),
    ...(reserved.ok ? reservedSigns(name, reserved.value) : [unreadSign(part, 'concurrency ')]),
    ...(mappings.ok ? mappings.value.flatMap(mappingSigns) : [unreadSign(part, 'mappings ')]),
    ...(counts === null
      ? [unreadSign(part, 'counts ')]
      : countSigns(name, counts, state.ok ? state.value.timeoutMs : null, window)),
  ];
  return {
    ...part,
    signs,
    well: 'runs well',
    figure: counts === null ? '' : figureOf(counts, state.ok ? state.value.timeoutMs : null, window),
    unread: [
      ...unreadFact(state, titleOf(part)),
      ...unreadFact(reserved, `${titleOf(part)}, concurrency`),
      ...unreadFact(mappings, `${titleOf(part)}, mappings`),
    ],
  };
}

function stateSigns(
  subject: string,
  { state, stateReason, updateStatus, updateReason }: FunctionState,
): readonly Sign[] {
  const signs: Sign[] = [];
  const because = (reason: string | null): { detail?: string } => (reason === null ? {} : { detail: reason });
  if (state === 'Failed' || state === 'Pending') {
    const verdict = state === 'Failed' ? 'fail' : 'warn';
    signs.push({
      verdict,
      subject,
      words: `is ${state.toLowerCase()}`,
      since: null,
      ...because(stateReason),
    });
  }
  if (updateStatus === 'Failed') {
    const words = 'was not updated, and runs what it ran before';
    signs.push({ verdict: 'warn', subject, words, since: null, ...because(updateReason) });
  }
  return signs;
}

function reservedSigns(subject: string, reserved: number | null): readonly Sign[] {
  if (reserved !== 0) return [];
  return [
    {
      verdict: 'fail',
      subject,
      words: 'may not run',
      since: null,
      detail: 'its reserved concurrency is zero',
    },
  ];
}

function mappingSigns({ source, state, lastResult, changedAt }: Mapping): readonly Sign[] {
  const subject = `the mapping of ${source}`;
  if (STOPPED.has(state))
    return [{ verdict: 'fail', subject, words: `is ${state.toLowerCase()}`, since: changedAt }];
  if (!lastResult.startsWith('PROBLEM')) return [];
  const problem = lastResult.replace(/^PROBLEM:?\s*/, '');
  return [{ verdict: 'warn', subject, words: 'has a problem', since: null, detail: problem }];
}

function countSigns(
  subject: string,
  counts: FunctionCounts,
  timeoutMs: number | null,
  window: Window,
): readonly Sign[] {
  const lately = (points: readonly Point[]): readonly Point[] => pointsSince(points, window.now - HOUR_MS);
  const since = (points: readonly Point[], isBad: (value: number) => boolean, graceMs = HOUR_MS) =>
    badSince(points, isBad, { ...window, graceMs });
  const isSome = (value: number): boolean => value > 0;
  const signs: Sign[] = [];
  const errors = sumOf(lately(counts.errors));
  const invocations = sumOf(lately(counts.invocations));
  if (errors > 0)
    signs.push({
      verdict: errors > OFTEN * invocations ? 'fail' : 'warn',
      subject,
      words: 'fails',
      since: since(counts.errors, isSome),
      detail: `${numberText(errors)} of ${numberText(invocations)} invocations in the last hour`,
    });
  const throttles = sumOf(lately(counts.throttles));
  if (throttles > 0)
    signs.push({
      verdict: 'warn',
      subject,
      words: 'is throttled',
      since: since(counts.throttles, isSome),
      detail: `${numberText(throttles)} times in the last hour`,
    });
  const age = lately(counts.iteratorAge).at(-1)?.value ?? 0;
  if (age > BEHIND_MS)
    signs.push({
      verdict: age > FAR_BEHIND_MS ? 'fail' : 'warn',
      subject,
      words: `is ${formatDuration(age)} behind`,
      since: since(counts.iteratorAge, (value) => value > BEHIND_MS, 0),
      ...(age > NEARLY_LOST_MS ? { detail: "a table's stream keeps nothing longer than 24h" } : {}),
    });
  const longest = greatest(lately(counts.duration)) ?? 0;
  if (timeoutMs !== null && longest >= NEAR_TIMEOUT * timeoutMs)
    signs.push({
      verdict: 'warn',
      subject,
      words: 'nearly times out',
      since: since(counts.duration, (value) => value >= NEAR_TIMEOUT * timeoutMs),
      detail: `took ${formatDuration(longest)} of ${formatDuration(timeoutMs)}`,
    });
  return signs;
}

function figureOf(
  { invocations, duration }: FunctionCounts,
  timeoutMs: number | null,
  { now }: Window,
): string {
  const runs = sumOf(pointsSince(invocations, now - HOUR_MS));
  const longest = greatest(pointsSince(duration, now - HOUR_MS));
  const took =
    longest === null || timeoutMs === null
      ? ''
      : `, up to ${longest < 1_000 ? `${Math.round(longest)} ms` : formatDuration(longest)} of ${formatDuration(timeoutMs)}`;
  return `${numberText(runs)} ${runs === 1 ? 'invocation' : 'invocations'} in the last hour${took}`;
}

function unreadFact(answer: Result<unknown, Unread>, label: string): readonly Fact[] {
  return answer.ok ? [] : [{ label, value: answer.error.sentence }];
}
