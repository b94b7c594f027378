/** The literal that a day of a predicate is, once it is known which day it is today. Pure. */

import type { Day, Literal } from '../queries/tree.ts';

const DAY_MS = 86_400_000;
/** Clocks differ, and a query may wait in its queue: so near to midnight nobody knows which day it will see. */
const NEAR_MIDNIGHT_MS = 5 * 60_000;
/** Years that all write with four digits. */
const YEARS = { from: Date.UTC(1000, 0, 1), to: Date.UTC(9999, 11, 31) };

/** The day in UTC, which is Athena's `current_date`; null where it may be another one when the query is run. */
export function todayAt(now: number): string | null {
  const today = dayText(now);
  return dayText(now - NEAR_MIDNIGHT_MS) === today && dayText(now + NEAR_MIDNIGHT_MS) === today
    ? today
    : null;
}

/** The day as it would be written down; null for one that there is not, or that nobody knows. */
export function writtenDay({ from, days, format }: Day, today: string | null): Literal | null {
  const base = from ?? today;
  const begin = base === null ? Number.NaN : Date.parse(`${base}T00:00:00Z`);
  // February 30 would be a day of March.
  if (Number.isNaN(begin) || dayText(begin) !== base) return null;
  const at = begin + days * DAY_MS;
  if (!(at >= YEARS.from && at <= YEARS.to)) return null;
  const text = dayText(at);
  if (format === null) return { type: 'date', text };
  const [year = '', month = '', day = ''] = text.split('-');
  const written = format.replaceAll('%Y', year).replaceAll('%m', month).replaceAll('%d', day);
  return { type: 'string', text: written };
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
