/** What is wrong with what is spent: a limit that is passed or will be, a day far above its usual, and what made it. Pure. */

import type { CostLine, CostPart, PartKind } from './cost-parts.ts';
import type { CostSettings } from './cost-settings.ts';
import type { Spend } from './daily-spend.ts';
import type { Verdict } from './finding.ts';

import { dollarsOf } from './cost-parts.ts';
import { addSpends } from './daily-spend.ts';
import { bytesText, dollarsText, limitText } from './units.ts';

export interface CostTrouble {
  readonly of: string;
  readonly verdict: Verdict;
  /** A clause: `$24 today, more than $20 a day`. */
  readonly words: string;
  /** A sentence. */
  readonly remedy: string;
  /** The command that says more; null for none. */
  readonly look: string | null;
}

/** All parts together, in dollars. */
export interface Total {
  readonly spend: Spend;
  /** Whether a part is missing, and it is more. */
  readonly isPart: boolean;
}

export const PART_NAMES: Readonly<Record<PartKind, string>> = {
  storage: 'Storage',
  glue: 'Glue',
  athena: 'Athena',
};
export const ALL = 'All together';
export const TB = 1_000_000_000_000;

/** More than so many times the usual is told, unless it is by less than so many dollars. */
const FAR_ABOVE = 2;
const LEAST_DOLLARS = 5;
/** Of what has no price, in its unit: what costs about as much. */
const LEAST_UNITS = 1;

/** All of it; null where no part has dollars. */
export function totalOf(parts: readonly CostPart[]): Total | null {
  const dollars = parts.map((part) => ({ part, spend: dollarsOf(part) }));
  const known = dollars.flatMap(({ spend }) => spend ?? []);
  if (known.length === 0) return null;
  const spend = addSpends(known);
  const isLacking = dollars.some(
    ({ part, spend: own }) =>
      part.isLacking || part.refused.length > 0 || (own === null && part.spend !== null),
  );
  return { spend, isPart: spend.isPart || isLacking };
}

/** What is wrong, in the order of the parts. */
export function costTroubles(
  parts: readonly CostPart[],
  { limits }: Pick<CostSettings, 'limits'>,
): readonly CostTrouble[] {
  return [
    ...parts.flatMap((part) => {
      const known = limitTroubles(part, limits);
      return [...(known.length > 0 ? known : doubtsOf(part, limits)), ...dayTroubles(part)];
    }),
    ...totalTroubles(parts, limits),
  ];
}

/** The amount of a part as it is said: in dollars, or in bytes where nobody says what they cost. */
export function amountText(amount: number, { price }: Pick<CostPart, 'price'>): string {
  return price === null ? bytesText(amount * TB) : dollarsText(amount * price);
}

function limitTroubles(part: CostPart, limits: CostSettings['limits']): readonly CostTrouble[] {
  const of = PART_NAMES[part.kind];
  const spend = dollarsOf(part);
  if (spend === null) return [];
  const look = part.lines[0]?.look ?? null;
  switch (part.kind) {
    case 'storage': {
      const limit = limits.storageMonthly;
      if (limit === null) return [];
      const month = monthTroubles(of, spend, limit, 'costs.storage_monthly', look);
      const rate = (part.monthly ?? 0) * (part.price ?? 0);
      // What goes on for a month as it stands would pass it, though this one may end before.
      if (month.length > 0 || rate <= limit) return month;
      const words = `${overText(rate, limit)} a month at its size now, more than ${limitText(limit)}`;
      return [trouble(of, 'warn', words, 'costs.storage_monthly', look)];
    }
    case 'glue':
      return limits.glueMonthly === null
        ? []
        : monthTroubles(of, spend, limits.glueMonthly, 'costs.glue_monthly', look);
    case 'athena': {
      const limit = limits.athenaDaily;
      if (limit === null) return [];
      const more = `more than ${limitText(limit)} a day`;
      if (spend.today > limit)
        return [
          trouble(of, 'fail', `${overText(spend.today, limit)} today, ${more}`, 'costs.athena_daily', look),
        ];
      if ((spend.yesterday ?? 0) <= limit) return [];
      const words = `${overText(spend.yesterday ?? 0, limit)} yesterday, ${more}`;
      return [trouble(of, 'warn', words, 'costs.athena_daily', look)];
    }
  }
}

function totalTroubles(
  parts: readonly CostPart[],
  { monthly }: CostSettings['limits'],
): readonly CostTrouble[] {
  const total = totalOf(parts);
  if (total === null || monthly === null) return [];
  const known = monthTroubles(ALL, total.spend, monthly, 'costs.monthly', null);
  if (known.length > 0) return known;
  const isLacking = parts.some((part) => part.isLacking);
  return doubt(ALL, isLacking ? NOT_ALL : endDoubt(total.spend), `${limitText(monthly)} a month`);
}

const NOT_ALL = 'not all of it was read';

/** Why nobody can say that a limit holds which is not known to be passed. */
function doubtsOf(part: CostPart, limits: CostSettings['limits']): readonly CostTrouble[] {
  const { kind, spend, isLacking } = part;
  const of = PART_NAMES[kind];
  if (spend !== null && part.price === null) return [];
  const isDaily = kind === 'athena';
  const limit = { storage: limits.storageMonthly, glue: limits.glueMonthly, athena: limits.athenaDaily }[
    kind
  ];
  if (limit === null) return [];
  const late = isDaily ? (spend?.isTodayPart === true ? 'today was not read whole' : null) : endDoubt(spend);
  return doubt(of, isLacking ? NOT_ALL : late, `${limitText(limit)} ${isDaily ? 'a day' : 'a month'}`);
}

function endDoubt(spend: Spend | null): string | null {
  return spend !== null && spend.forecast === null ? 'no whole day was read' : null;
}

function doubt(of: string, because: string | null, limit: string): readonly CostTrouble[] {
  if (because === null) return [];
  return [
    {
      of,
      verdict: 'unknown',
      words: `${because}, so that it may be more than ${limit}`,
      remedy: 'What was read stands below; the bill is in the Billing console.',
      look: null,
    },
  ];
}

function monthTroubles(
  of: string,
  { soFar, forecast }: Spend,
  limit: number,
  key: string,
  look: string | null,
): readonly CostTrouble[] {
  const more = `more than ${limitText(limit)}`;
  if (soFar > limit)
    return [trouble(of, 'fail', `${overText(soFar, limit)} this month already, ${more}`, key, look)];
  if (forecast === null || forecast <= limit) return [];
  return [trouble(of, 'warn', `${overText(forecast, limit)} by the end of the month, ${more}`, key, look)];
}

/** Rounded to the limit itself, it would read as if it were not above it. */
function overText(amount: number, limit: number): string {
  return Math.round(amount) <= limit ? `$${amount.toFixed(2)}` : dollarsText(amount);
}

function trouble(of: string, verdict: Verdict, words: string, key: string, look: string | null): CostTrouble {
  return { of, verdict, words, remedy: `See what makes it, or raise ${key} in the configuration.`, look };
}

/** Today, or else yesterday, where it is far above what is usual. */
function dayTroubles(part: CostPart): readonly CostTrouble[] {
  const { spend, price, lines } = part;
  if (spend === null || spend.usual === null) return [];
  const { usual } = spend;
  const least = price === null ? LEAST_UNITS : LEAST_DOLLARS / Math.max(price, Number.MIN_VALUE);
  for (const day of ['today', 'yesterday'] as const) {
    const amount = spend[day];
    if (amount === null || amount <= FAR_ABOVE * usual || amount - usual < least) continue;
    const maker = makerOf(lines, day, amount - usual);
    return [
      {
        of: PART_NAMES[part.kind],
        verdict: 'warn',
        words: `${amountText(amount, part)} ${day}, usually ${amountText(usual, part)} a day${maker === null ? '' : `, most of it ${maker.name}`}`,
        remedy: 'See what makes it.',
        look: maker?.look ?? null,
      },
    ];
  }
  return [];
}

/** The one that makes more than half of what is above the usual. */
function makerOf(lines: readonly CostLine[], day: 'today' | 'yesterday', excess: number): CostLine | null {
  return lines.find(({ spend }) => (spend[day] ?? 0) - (spend.usual ?? 0) > excess / 2) ?? null;
}
