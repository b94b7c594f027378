/**
 * What day or hour a partition of a lake is of, read off its path segment by segment: `dt=2026-11-11`, then `hour=02`;
 * `year=2026`, `month=11`, `day=11`; `2026/11/11/02` as Firehose writes it. Pure; all of it in UTC.
 */

export type DateUnit = 'year' | 'month' | 'day' | 'hour';

/** A time that a path says. */
export interface Dated {
  /** As it stands in the lake, `dt=2026-11-11/hour=02`; of years, months and days apart only their numbers. */
  readonly name: string;
  /** When it begins, milliseconds. */
  readonly at: number;
  readonly unit: DateUnit;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** How far back a lake is looked at. */
const WINDOW_DAYS = 30;
const NEXT: Readonly<Record<DateUnit, DateUnit | null>> = {
  year: 'month',
  month: 'day',
  day: 'hour',
  hour: null,
};
const KEYS: Readonly<Record<DateUnit, RegExp>> = {
  year: /^(?:y|yy|yyyy|year)$/i,
  month: /^(?:m|mm|month)$/i,
  day: /^(?:d|dd|day)$/i,
  hour: /^(?:h|hh|hr|hour)$/i,
};
const YEAR = /^(\d{4})$/;
const MONTH = /^(\d{4})-(\d\d)$/;
const DAY = /^(\d{4})-?(\d\d)-?(\d\d)$/;
const HOUR = /^(\d{4})-?(\d\d)-?(\d\d)[T _-]?(\d\d)(?::?\d\d){0,2}Z?$/;

/** What this segment says below what those before it said; null when it says no time. */
export function datedBelow(parent: Dated | null, segment: string): Dated | null {
  const { key, value } = parts(segment);
  if (parent === null) return whole(segment, key, value);
  const unit = NEXT[parent.unit];
  if (unit === null || (key !== null && !KEYS[unit].test(key)) || !/^\d{1,2}$/.test(value)) return null;
  const began = new Date(parent.at);
  const number = Number(value);
  const year = began.getUTCFullYear();
  const month = unit === 'month' ? number : began.getUTCMonth() + 1;
  const day = unit === 'day' ? number : began.getUTCDate();
  const at = timeOf(year, month, unit === 'month' ? 1 : day, unit === 'hour' ? number : 0);
  if (at === null) return null;
  return { name: `${parent.name}/${parent.name.includes('=') ? segment : value}`, at, unit };
}

/** What these segments say together; those that say no time are passed over. */
export function datedByAll(segments: readonly string[]): Dated | null {
  return segments.reduce<Dated | null>((found, segment) => datedBelow(found, segment) ?? found, null);
}

/** When the time is over. */
export function endOf({ at, unit }: Pick<Dated, 'at' | 'unit'>): number {
  const began = new Date(at);
  switch (unit) {
    case 'year':
      return Date.UTC(began.getUTCFullYear() + 1, 0);
    case 'month':
      return Date.UTC(began.getUTCFullYear(), began.getUTCMonth() + 1);
    case 'day':
      return at + DAY_MS;
    case 'hour':
      return at + HOUR_MS;
  }
}

/** The beginning of the day. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/** Since when partitions are looked at. */
export function windowStart(now: number): number {
  return dayOf(now) - WINDOW_DAYS * DAY_MS;
}

/** `2026-11-11`. */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** A segment of the same form as this one, of the day of `at`: whatever is of it or later sorts behind it. */
export function segmentOfDay(like: string, at: number): string {
  const { key, value } = parts(like);
  const day = value.includes('-') ? dayText(at) : dayText(at).replaceAll('-', '');
  return key === null ? day : `${key}=${day}`;
}

function parts(segment: string): { readonly key: string | null; readonly value: string } {
  const at = segment.indexOf('=');
  return at === -1
    ? { key: null, value: segment }
    : { key: segment.slice(0, at), value: segment.slice(at + 1) };
}

/** A date in one segment, whatever its key is called; or a year, to which others add. */
function whole(segment: string, key: string | null, value: string): Dated | null {
  const found =
    read(HOUR, value, 'hour') ??
    read(DAY, value, 'day') ??
    read(MONTH, value, 'month') ??
    (key === null || KEYS.year.test(key) ? read(YEAR, value, 'year') : null);
  if (found === null) return null;
  return { ...found, name: found.unit === 'year' ? value : segment };
}

function read(shape: RegExp, value: string, unit: DateUnit): Pick<Dated, 'at' | 'unit'> | null {
  const match = shape.exec(value);
  if (match === null) return null;
  const [year = 0, month = 1, day = 1, hour = 0] = match.slice(1).map(Number);
  const at = timeOf(year, month, day, hour);
  return at === null ? null : { at, unit };
}

/** Null for a day that no calendar has, and for a number that is hardly a year. */
function timeOf(year: number, month: number, day: number, hour: number): number | null {
  if (year < 1970 || year > 2199 || hour > 23) return null;
  const at = Date.UTC(year, month - 1, day, hour);
  const made = new Date(at);
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? at : null;
}
