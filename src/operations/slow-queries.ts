/** The queries of a workgroup, those of one text together, and which of them took longest, cost most or failed. Pure. */

import type { PastQuery } from './past-query.ts';

import { median } from '../lib/median.ts';
import { failureOf } from './query-failure.ts';
import { billedBytes } from './past-query.ts';

/** Queries of one text, or of texts that differ in their values only. */
export interface QueryGroup {
  /** Its name, or its SQL without values. */
  readonly what: string;
  readonly isNamed: boolean;
  /** The one that took longest. */
  readonly slowest: PastQuery;
  /** Of those that succeeded, the median of what they took but for the queue; null of fewer than three. */
  readonly usualMs: number | null;
  readonly times: number;
  readonly failed: number;
  /** The last that failed or was stopped; null for none. */
  readonly lastFailed: PastQuery | null;
  readonly billedBytes: number;
  readonly lastAt: number;
}

/** How the queries of the last hour did, where that is far slower than usual. */
export interface SlowHour {
  readonly queries: number;
  readonly tookMs: number;
  readonly usualMs: number;
}

/** Of those that took longest, and of those that cost most. */
const MOST_OF_A_KIND = 8;
const MOST_FAILING = 4;
const LEAST_PAST = 3;
const HOUR_MS = 3_600_000;
const SLOWER_TIMES = 3;
const LEAST_SLOWER_MS = 5_000;

/** One group a text. */
export function groupQueries(
  queries: readonly { readonly query: PastQuery; readonly what: string }[],
): readonly QueryGroup[] {
  // A name and a text are told apart, however much alike they are.
  const [named, texts] = [new Map<string, PastQuery[]>(), new Map<string, PastQuery[]>()];
  for (const { query, what } of queries) {
    const groups = query.name === null ? texts : named;
    const known = groups.get(what);
    if (known === undefined) groups.set(what, [query]);
    else known.push(query);
  }
  return [
    ...[...named].flatMap(([what, members]) => groupOf(what, true, members)),
    ...[...texts].flatMap(([what, members]) => groupOf(what, false, members)),
  ];
}

/** The groups that are worth a look: the slowest, the dearest, those that fail; the slowest first. */
export function worthALook(groups: readonly QueryGroup[]): readonly QueryGroup[] {
  const slowest = groups
    .toSorted((left, right) => right.slowest.tookMs - left.slowest.tookMs)
    .slice(0, MOST_OF_A_KIND);
  const dearest = groups
    .filter((group) => group.billedBytes > 0)
    .toSorted((left, right) => right.billedBytes - left.billedBytes)
    .slice(0, MOST_OF_A_KIND);
  const failing = groups
    .filter(({ failed }) => failed > 0)
    .toSorted((left, right) => (right.lastFailed?.sentAt ?? 0) - (left.lastFailed?.sentAt ?? 0))
    .slice(0, MOST_FAILING);
  return [...new Set([...slowest, ...dearest, ...failing])].toSorted(
    (left, right) => right.slowest.tookMs - left.slowest.tookMs,
  );
}

/** The last hour, where it is far slower than all before it; null where it is not, or too few were sent. */
export function slowHour(queries: readonly PastQuery[], now: number): SlowHour | null {
  const [lately, before] = [
    queries.filter(({ sentAt }) => sentAt > now - HOUR_MS),
    queries.filter(({ sentAt }) => sentAt <= now - HOUR_MS),
  ].map((some) =>
    some.filter(({ state }) => state !== 'failed' && state !== 'stopped').map(({ tookMs }) => tookMs),
  );
  if (lately === undefined || before === undefined) return null;
  if (lately.length < LEAST_PAST || before.length < LEAST_PAST) return null;
  const [tookMs, usualMs] = [median(lately) ?? 0, median(before) ?? 0];
  const isSlow = tookMs >= SLOWER_TIMES * usualMs && tookMs - usualMs >= LEAST_SLOWER_MS;
  return isSlow ? { queries: lately.length, tookMs, usualMs } : null;
}

/** What half of them took at most; null without any. */
export function usualOf(queries: readonly PastQuery[]): number | null {
  const took = queries.filter(({ state }) => state === 'succeeded').map(({ tookMs }) => tookMs);
  return median(took);
}

/** How often queries failed or were stopped for each cause, the most frequent first: `6 × out of resources`. */
export function failuresText(queries: readonly PastQuery[]): string {
  const causes = new Map<string, number>();
  for (const query of queries) {
    const failure = failureOf(query);
    if (failure !== null) causes.set(failure.words, (causes.get(failure.words) ?? 0) + 1);
  }
  return [...causes]
    .toSorted(([, left], [, right]) => right - left)
    .map(([words, times]) => `${times} × ${words}`)
    .join('; ');
}

function groupOf(what: string, isNamed: boolean, members: readonly PastQuery[]): QueryGroup | [] {
  const [slowest] = members.toSorted((left, right) => right.tookMs - left.tookMs);
  if (slowest === undefined) return [];
  const well = members.filter(({ state }) => state === 'succeeded');
  const failed = members
    .filter(({ state }) => state === 'failed' || state === 'stopped')
    .toSorted((left, right) => right.sentAt - left.sentAt);
  return {
    what,
    isNamed,
    slowest,
    usualMs: well.length < LEAST_PAST ? null : median(well.map(({ tookMs, queuedMs }) => tookMs - queuedMs)),
    times: members.length,
    failed: failed.length,
    lastFailed: failed[0] ?? null,
    billedBytes: members.reduce((sum, query) => sum + billedBytes(query), 0),
    lastAt: Math.max(...members.map(({ sentAt }) => sentAt)),
  };
}
