/** How a delivery stream is: whether what comes in reaches its bucket, in time, and as much as usual. Pure. */

import type { Part, Sign, Window } from './ingestion-part.ts';
import type { Point } from './points.ts';
import type { Hour } from './usual-records.ts';

import { formatDuration } from '../lib/duration.ts';
import { unreadSign } from './ingestion-part.ts';
import { badSince, pointsSince, sumOf } from './points.ts';
import { numberText } from './units.ts';
import { hourWords, recordsSign } from './usual-records.ts';

export interface DeliveryState {
  /** As Firehose says it: `ACTIVE`. */
  readonly status: string;
  /** Why it could not be made or deleted. */
  readonly failure: string | null;
  /** How long records may wait for others. */
  readonly bufferMs: number;
}

/** What it counted; of what is null nothing could be read. */
export interface DeliveryCounts {
  /** The age of the oldest record that waits, seconds. */
  readonly freshness: readonly Point[] | null;
  /** The part of deliveries that succeeded. */
  readonly success: readonly Point[] | null;
  readonly throttled: readonly Point[] | null;
  /** The newest first. */
  readonly hours: readonly Hour[] | null;
}

const HOUR_MS = 3_600_000;
/** Later than its buffer by so much is told, and by so much is a failure. */
const LATE_MS = 5 * 60_000;
const TOO_LATE_MS = 25 * 60_000;

/** How the delivery stream is. */
export function deliveryPart(
  name: string,
  state: DeliveryState,
  counts: DeliveryCounts,
  window: Window,
): Part {
  const { freshness, success, throttled, hours } = counts;
  const isUnread = [freshness, success, throttled, hours].includes(null);
  const signs = [
    statusSign(name, state),
    freshness === null ? null : lateSign(name, state, freshness, window),
    success === null ? null : successSign(name, success, window),
    throttled === null ? null : throttledSign(name, throttled, window),
    hours === null ? null : recordsSign(name, hours),
    isUnread ? unreadSign({ kind: 'delivery stream', name }, 'counts ') : null,
  ].filter((sign) => sign !== null);
  const last = hours?.[0];
  return {
    kind: 'delivery stream',
    name,
    signs,
    well: 'delivers in time',
    figure: last === undefined ? '' : hourWords(last, signs.length === 0),
    unread: [],
  };
}

function statusSign(subject: string, { status, failure }: DeliveryState): Sign | null {
  if (status === 'ACTIVE') return null;
  return {
    verdict: status === 'CREATING' ? 'warn' : 'fail',
    subject,
    words: `is ${status.toLowerCase().replaceAll('_', ' ')}`,
    since: null,
    ...(failure === null ? {} : { detail: failure }),
  };
}

function lateSign(
  subject: string,
  { bufferMs }: DeliveryState,
  freshness: readonly Point[],
  window: Window,
): Sign | null {
  const newest = pointsSince(freshness, window.now - HOUR_MS).at(-1);
  if (newest === undefined) return null;
  const isLate = (seconds: number): boolean => seconds * 1_000 > bufferMs + LATE_MS;
  if (!isLate(newest.value)) return null;
  return {
    verdict: newest.value * 1_000 > bufferMs + TOO_LATE_MS ? 'fail' : 'warn',
    subject,
    words: `delivers ${formatDuration(newest.value * 1_000)} late`,
    since: badSince(freshness, isLate, { ...window, graceMs: 0 }),
  };
}

function successSign(subject: string, success: readonly Point[], window: Window): Sign | null {
  const newest = pointsSince(success, window.now - HOUR_MS).at(-1);
  const isBad = (share: number): boolean => share < 1;
  const since = badSince(success, isBad, { ...window, graceMs: HOUR_MS });
  if (newest === undefined || since === null) return null;
  const cannot = newest.value === 0;
  return {
    verdict: cannot ? 'fail' : 'warn',
    subject,
    words: cannot ? 'cannot deliver to its bucket' : 'fails to deliver at times',
    since,
  };
}

function throttledSign(subject: string, throttled: readonly Point[], window: Window): Sign | null {
  const records = sumOf(pointsSince(throttled, window.now - HOUR_MS));
  if (records === 0) return null;
  return {
    verdict: 'warn',
    subject,
    words: 'refuses records above its limit',
    since: badSince(throttled, (value) => value > 0, { ...window, graceMs: HOUR_MS }),
    detail: `${numberText(records)} in the last hour`,
  };
}
