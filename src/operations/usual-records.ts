/**
 * How many records came in an hour, against the same weekday and hour of the four weeks before: a pipeline that is quiet
 * on Sunday night is not broken. Pure: the hourly sums were read before.
 */

import type { Series } from './finding.ts';
import type { Sign } from './ingestion-part.ts';
import type { Point } from './points.ts';

import { formatTime } from '../lib/moment.ts';
import { median } from '../lib/median.ts';
import { numberText } from './units.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const WEEKS = 4;
/** With fewer there is no "usual". */
const LEAST_PAST = 2;
/** Fewer than this part of the usual is told. */
const FEW = 0.5;
/** More than so many times the usual is told beside it. */
const MANY = 2;
/** A chart takes no more. */
export const HOURS_SHOWN = 20;
/** How far back hourly sums are needed. */
export const PAST_MS = WEEKS * WEEK_MS + HOURS_SHOWN * HOUR_MS;

export interface Hour {
  /** Its begin, milliseconds. */
  readonly at: number;
  readonly records: number;
  /** Median of the hours that it is compared with; null when there are too few. */
  readonly usual: number | null;
  /** The fewest that came in one of them. */
  readonly least: number | null;
}

/** The last full hours, the newest first. An hour without a datapoint had no records, unless it is before the first of all. */
export function hoursOf(sums: readonly Point[], now: number): readonly Hour[] {
  const byHour = new Map(sums.map(({ at, value }) => [at, value]));
  const first = sums[0]?.at ?? Infinity;
  const last = Math.floor(now / HOUR_MS) * HOUR_MS - HOUR_MS;
  return Array.from({ length: HOURS_SHOWN }, (_, index) => {
    const at = last - index * HOUR_MS;
    const past = Array.from({ length: WEEKS }, (__, week) => at - (week + 1) * WEEK_MS)
      .filter((hour) => hour >= first)
      .map((hour) => byHour.get(hour) ?? 0);
    const isUsual = past.length >= LEAST_PAST;
    return {
      at,
      records: byHour.get(at) ?? 0,
      usual: isUsual ? median(past) : null,
      least: isUsual ? Math.min(...past) : null,
    };
  });
}

/** The hours of several streams as one: usual only where it is known of each. */
export function together(streams: readonly (readonly Hour[])[]): readonly Hour[] {
  const [first = [], ...rest] = streams;
  return first.map((hour, index) =>
    rest.reduce((sum, hours) => {
      const other = hours[index];
      return other === undefined ? sum : added(sum, other);
    }, hour),
  );
}

/** What is wrong with the records of a stream, given its hours, the newest first; null when there is nothing. */
export function recordsSign(subject: string, hours: readonly Hour[]): Sign | null {
  const [last] = hours;
  if (last === undefined || last.usual === null || !isFew(last)) return null;
  const well = hours.findIndex((hour) => !isFew(hour));
  const since = well === -1 ? 'before' : (hours[well - 1]?.at ?? null);
  const usual = numberText(last.usual);
  return isNone(last)
    ? { verdict: 'fail', subject, words: 'gets no records', since, detail: `usually ${usual} an hour` }
    : {
        verdict: 'warn',
        subject,
        words: 'gets few records',
        since,
        detail: `${numberText(last.records)} ${spanWords(last)}, usually ${usual}`,
      };
}

/**
 * `11,950 records came in between 2026-11-12T02:00Z and 2026-11-12T03:00Z, as usual`. Beside what is not well the usual
 * is a number: nobody is to read that all is as usual.
 */
export function hourWords(hour: Hour, isWell: boolean): string {
  const { records, usual } = hour;
  const told = `${numberText(records)} ${records === 1 ? 'record' : 'records'} came in ${spanWords(hour)}`;
  if (usual === null) return told;
  return !isWell || isFew(hour) || records > MANY * usual
    ? `${told}, usually ${numberText(usual)}`
    : `${told}, as usual`;
}

/**
 * `input 3.1 × the usual of its hour`; null where nobody knows what is usual, and beside what is not well where it is as
 * usual: see `hourWords`.
 */
export function inputClue({ records, usual }: Hour, isWell: boolean): string | null {
  if (usual === null || usual === 0) return null;
  const times = records / usual;
  if (times >= FEW && times <= MANY) return isWell ? 'input as usual' : null;
  return `input ${times < 10 ? times.toFixed(1) : Math.round(times)} × the usual of its hour`;
}

/** Records an hour beside the usual, the oldest first; null when nothing came in any of them. */
export function recordsSeries(hours: readonly Hour[]): Series | null {
  if (hours.every(({ records, usual }) => records === 0 && (usual ?? 0) === 0)) return null;
  const shown = hours.toReversed();
  return {
    title: 'Records an hour',
    shape: 'line',
    unit: 'records an hour',
    labels: shown.map(({ at }) => formatTime(at)),
    lines: [
      { name: 'records', values: shown.map(({ records }) => records) },
      { name: 'usual', values: shown.map(({ usual }) => usual) },
    ],
  };
}

/** Which hour it was: the last full one may have ended an hour ago. */
function spanWords({ at }: Hour): string {
  return `between ${formatTime(at)} and ${formatTime(at + HOUR_MS)}`;
}

function isFew({ records, usual }: Pick<Hour, 'records' | 'usual'>): boolean {
  return usual !== null && records < FEW * usual;
}

function isNone({ records, least }: Hour): boolean {
  return records === 0 && least !== null && least > 0;
}

function added(one: Hour, other: Hour): Hour {
  return {
    at: one.at,
    records: one.records + other.records,
    usual: one.usual === null || other.usual === null ? null : one.usual + other.usual,
    least: one.least === null || other.least === null ? null : one.least + other.least,
  };
}
