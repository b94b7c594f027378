/** Why a query was slow or dear, as far as its figures and its text show it. What can only be guessed says "maybe". Pure. */

import type { PastQuery } from './past-query.ts';

import { formatDuration } from '../lib/duration.ts';
import { bytesText } from './units.ts';

/** What the text of a query says of what it reads. */
export interface QueryForm {
  /** Whether its outermost SELECT has a star. */
  readonly hasStar: boolean;
  /** Whether anything at all is left out by WHERE or ON. */
  readonly isFiltered: boolean;
  /** Partitioned tables none of whose keys it filters, with those keys. */
  readonly unfiltered: readonly { readonly table: string; readonly keys: readonly string[] }[];
}

export interface SlowReason {
  /** A clause: `no filter on dt of todo_silver.tasks`. */
  readonly words: string;
  /** A sentence. */
  readonly remedy: string;
  /** Whether it is only likely. */
  readonly isGuess: boolean;
}

/** Less than this is nobody's trouble. */
const LEAST_MS = 5_000;
/** A text that took so many times as long as it usually does is not slow by itself. */
const TIMES_USUAL = 3;
const MUCH_BYTES = 1_000_000_000;
/** Athena reads far more in a second, so that something else took the time. */
const LONG_MS = 30_000;
const FEW_BYTES_A_SECOND = 10_000_000;

/** The reasons, the plainest first; `usualMs` is what the same text takes, null where nobody knows. */
export function slowReasons(
  query: PastQuery,
  form: QueryForm | null,
  usualMs: number | null,
): readonly SlowReason[] {
  const { tookMs, queuedMs, planningMs, scannedBytes } = query;
  const workedMs = Math.max(0, tookMs - queuedMs);
  const sure: SlowReason[] = [];
  const say = (words: string, remedy: string): void => {
    sure.push({ words, remedy, isGuess: false });
  };
  if (queuedMs >= LEAST_MS && queuedMs > tookMs / 2)
    say(
      `waited ${formatDuration(queuedMs)} of ${formatDuration(tookMs)} in the queue`,
      'Spread what asks at the same time, or give it a workgroup with capacity of its own.',
    );
  if (planningMs !== null && planningMs >= LEAST_MS && planningMs > workedMs / 2)
    say(
      `${formatDuration(planningMs)} of ${formatDuration(tookMs)} went into planning, as with many partitions`,
      'Filter on the partition keys, so that fewer are listed.',
    );
  for (const { table, keys } of form?.unfiltered ?? []) {
    const [first = ''] = keys;
    say(`no filter on ${keys.join(', ')} of ${table}`, `Add ${first} = … to its WHERE.`);
  }
  const isWhole = form !== null && !form.isFiltered && form.unfiltered.length === 0;
  if (isWhole && scannedBytes >= MUCH_BYTES)
    say(
      form.hasStar ? 'SELECT * without WHERE reads all there is' : 'no WHERE: it reads the whole table',
      'Name what is wanted in WHERE, and the columns.',
    );
  else if (form?.hasStar === true && scannedBytes >= MUCH_BYTES)
    say('SELECT * reads every column', 'Name the columns.');
  const isOutlier = usualMs !== null && workedMs >= TIMES_USUAL * usualMs && workedMs - usualMs >= LEAST_MS;
  if (isOutlier && sure.length === 0)
    return [
      {
        words: `the same text usually takes ${formatDuration(usualMs)}`,
        remedy: 'Its SQL is not why: see what Athena and the lake had at that time.',
        isGuess: false,
      },
    ];
  const perSecond = scannedBytes / Math.max(1, workedMs / 1_000);
  if (sure.length > 0 || scannedBytes === 0 || workedMs < LONG_MS || perSecond >= FEW_BYTES_A_SECOND)
    return sure;
  return [
    {
      words: `maybe skew, a large join or many small files: ${formatDuration(workedMs)} for ${bytesText(scannedBytes)}`,
      remedy: 'See the small files with /etl lake, and its plan with EXPLAIN ANALYZE.',
      isGuess: true,
    },
  ];
}
