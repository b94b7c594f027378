/**
 * What was used day by day, against its own past and to the end of the month: all of it in UTC, and no weekday told from
 * another. Pure; an amount has whatever unit the caller counts in.
 */

import { median } from '../lib/median.ts';
import { DAY_MS, dayOf } from './lake-dates.ts';

/** What was used at a moment, milliseconds. */
export interface Use {
  readonly at: number;
  readonly amount: number;
}

/** What stands for the days to come. */
export const FORECAST_DAYS = 7;
/** As many whole days before yesterday say what is usual, and at least so many. */
const USUAL_DAYS = 14;
const LEAST_USUAL_DAYS = 3;

export interface Spend {
  /** Of this month, as far as it was read. */
  readonly soFar: number;
  /** Whether the month began before what was read. */
  readonly isPart: boolean;
  readonly today: number;
  /** Whether today began before what was read, and it is more. */
  readonly isTodayPart: boolean;
  /** Null where it was not read whole. */
  readonly yesterday: number | null;
  /** Median of the days before yesterday; null where too few were read whole. */
  readonly usual: number | null;
  /** To the end of the month, with what was not read of it; null where no whole day was read. */
  readonly forecast: number | null;
  /** How many whole days the forecast is the mean of. */
  readonly meanOf: number;
}

/** When the month of this moment begins and ends. */
export function monthOf(at: number): { readonly begin: number; readonly end: number } {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { begin: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
}

/** Since when uses have to be read, so that everything can be said of them. */
export function spendWindow(now: number): number {
  return Math.min(monthOf(now).begin, dayOf(now) - (USUAL_DAYS + 1) * DAY_MS);
}

/**
 * What these uses come to, all of those since `since`. Of what goes on as it stands now, as the size of a bucket does,
 * `daily` says how much that is a day, whatever it was last week.
 */
export function spendOf(
  uses: readonly Use[],
  {
    now,
    since,
    daily = null,
  }: { readonly now: number; readonly since: number; readonly daily?: number | null },
): Spend {
  const { begin, end } = monthOf(now);
  const today = dayOf(now);
  const days = byDay(uses);
  const of = (ago: number): number | null => {
    const day = today - ago * DAY_MS;
    return day >= since ? (days.get(day) ?? 0) : null;
  };
  const soFar = sum(uses.filter(({ at }) => at >= begin && at <= now).map(({ amount }) => amount));
  const whole = wholeDays(FORECAST_DAYS, 1, of);
  const perDay = daily ?? (whole.length === 0 ? null : sum(whole) / whole.length);
  const unreadMs = Math.max(0, since - begin);
  const before = wholeDays(USUAL_DAYS, 2, of);
  return {
    soFar,
    isPart: unreadMs > 0,
    today: days.get(today) ?? 0,
    isTodayPart: since > today,
    yesterday: of(1),
    usual: before.length < LEAST_USUAL_DAYS ? null : median(before),
    forecast: perDay === null ? null : soFar + (perDay * (end - now + unreadMs)) / DAY_MS,
    meanOf: whole.length,
  };
}

/** What was used on each day, by its beginning. */
export function byDay(uses: readonly Use[]): ReadonlyMap<number, number> {
  const days = new Map<number, number>();
  for (const { at, amount } of uses) days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + amount);
  return days;
}

/** Several together; null where nobody knows of one of them what it was. */
export function addSpends(spends: readonly Spend[]): Spend {
  const all = (read: (spend: Spend) => number | null): number | null =>
    spends.reduce<number | null>((total, spend) => {
      const value = read(spend);
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    soFar: sum(spends.map(({ soFar }) => soFar)),
    isPart: spends.some(({ isPart }) => isPart),
    today: sum(spends.map(({ today }) => today)),
    isTodayPart: spends.some(({ isTodayPart }) => isTodayPart),
    yesterday: all(({ yesterday }) => yesterday),
    usual: all(({ usual }) => usual),
    forecast: all(({ forecast }) => forecast),
    meanOf: Math.min(...spends.map(({ meanOf }) => meanOf)),
  };
}

/** The same in another unit, of which one has so many. */
export function timesSpend(spend: Spend, each: number): Spend {
  const times = (value: number | null): number | null => (value === null ? null : value * each);
  return {
    ...spend,
    soFar: spend.soFar * each,
    today: spend.today * each,
    yesterday: times(spend.yesterday),
    usual: times(spend.usual),
    forecast: times(spend.forecast),
  };
}

/** Of at most so many days that are over, from so many days ago back; those that were not read whole are left out. */
function wholeDays(days: number, from: number, of: (ago: number) => number | null): readonly number[] {
  return Array.from({ length: days }, (_, place) => of(from + place)).filter((amount) => amount !== null);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
