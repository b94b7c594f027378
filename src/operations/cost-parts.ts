/**
 * What a pipeline costs, part by part: the storage of its layers, its Glue jobs, the queries of its workgroup; each with what
 * it is made of, so that it can be said who made a day dear. Pure: what is counted was read before.
 */

import type { CostSettings } from './cost-settings.ts';
import type { Spend, Use } from './daily-spend.ts';
import type { DailySize } from './lake-size.ts';
import type { PastQueries, PastQuery } from './past-query.ts';

import { asTyped } from './arguments.ts';
import { addSpends, monthOf, spendOf, spendWindow, timesSpend } from './daily-spend.ts';
import { DAY_MS, dayOf } from './lake-dates.ts';
import { sizeHealth } from './lake-size.ts';
import { billedBytes } from './past-query.ts';
import { billedTb } from './query-price.ts';

/** S3 bills storage in powers of two. */
const GB = 2 ** 30;

export interface CostLine {
  readonly name: string;
  /** In the unit of its part. */
  readonly spend: Spend;
  /** What is said beside it: `1.2 TB, in 7 days +3%`; empty for nothing. */
  readonly note: string;
  /** The command that looks at it. */
  readonly look: string;
}

export type PartKind = 'storage' | 'glue' | 'athena';

export interface CostPart {
  readonly kind: PartKind;
  /** Null where nothing could be read. */
  readonly spend: Spend | null;
  /** What it is made of, the dearest first. */
  readonly lines: readonly CostLine[];
  /** Dollars a unit: a GB and month, a DPU hour, 10^12 bytes; null where nobody says. */
  readonly price: number | null;
  /** In its unit by day, for a chart. */
  readonly uses: readonly Use[];
  /** Of what goes on as it stands, as storage does, its amount a month; null for what is used. */
  readonly monthly: number | null;
  /** Sentences of what was refused. */
  readonly refused: readonly string[];
  /** Whether there is something of it that nobody could count, so that it is more. */
  readonly isLacking: boolean;
  /** What was read where that was not all, and why nothing was, as clauses. */
  readonly read: readonly string[];
}

/** What was read of something that is used; `since` when all of it was. */
export interface Used {
  readonly name: string;
  readonly uses: readonly Use[];
  readonly since: number;
}

export interface Layer {
  readonly name: string;
  /** In the order of the days; none where nobody says. */
  readonly sizes: readonly DailySize[];
}

type Read = Pick<CostPart, 'refused' | 'read' | 'isLacking'>;

/** The layers, by their sizes day by day. */
export function storagePart(
  layers: readonly Layer[],
  { refused, read, isLacking }: Read,
  { prices }: CostSettings,
  now: number,
): CostPart {
  const known = layers.filter(({ sizes }) => sizes.length > 0);
  const lines = known.map(({ name, sizes }) => {
    const { size, growth } = sizeHealth(sizes);
    return {
      name,
      // Before its first size a bucket had nothing.
      spend: spendOf(storageUses(sizes, now), {
        now,
        since: spendWindow(now),
        daily: perDay(newestOf(sizes), now),
      }),
      note: growth === '' ? size : `${size}, in 7 days ${growth}`,
      look: `/etl lake ${asTyped(name)}`,
    };
  });
  const bytes = known.reduce((sum, { sizes }) => sum + newestOf(sizes), 0);
  return {
    ...partOf('storage', lines, prices.storage.dollars),
    monthly: lines.length === 0 ? null : bytes / GB,
    uses: known.flatMap(({ sizes }) => storageUses(sizes, now)),
    refused,
    read,
    isLacking,
  };
}

/** The jobs, by the DPU hours of their runs. */
export function gluePart(
  jobs: readonly Used[],
  { refused, read, isLacking }: Read,
  { prices }: CostSettings,
  now: number,
): CostPart {
  const lines = jobs.map(({ name, uses, since }) => ({
    name,
    spend: spendOf(uses, { now, since }),
    note: '',
    look: `/etl runs ${asTyped(name)}`,
  }));
  return {
    ...partOf('glue', lines, prices.glue.dollars),
    uses: jobs.flatMap(({ uses }) => uses),
    refused,
    read,
    isLacking,
  };
}

/** The queries of the workgroup, those of each name together. */
export function athenaPart(
  { queries, since }: Pick<PastQueries, 'queries' | 'since'>,
  { read, isLacking }: Omit<Read, 'refused'>,
  { prices }: CostSettings,
  now: number,
): CostPart {
  const byName = new Map<string | null, PastQuery[]>();
  for (const query of queries) byName.set(query.name, [...(byName.get(query.name) ?? []), query]);
  const lines = [...byName].map(([name, those]) => ({
    name: name ?? 'other SQL',
    spend: spendOf(usesOf(those), { now, since }),
    note: '',
    look: '/etl queries slow',
  }));
  return {
    ...partOf('athena', lines, prices.athena?.dollars ?? null),
    spend: spendOf(usesOf(queries), { now, since }),
    uses: usesOf(queries),
    refused: [],
    read,
    isLacking,
  };
}

/** A part of which nothing is known. */
export function unknownPart(kind: PartKind, { refused, read }: Omit<Read, 'isLacking'>): CostPart {
  return { ...partOf(kind, [], null), refused, read, isLacking: refused.length > 0 };
}

/** The part in dollars; null without a price, or without anything that was read. */
export function dollarsOf({ spend, price }: Pick<CostPart, 'spend' | 'price'>): Spend | null {
  return spend === null || price === null ? null : timesSpend(spend, price);
}

function partOf(
  kind: PartKind,
  lines: readonly CostLine[],
  price: number | null,
): Omit<CostPart, keyof Read> {
  return {
    kind,
    price,
    spend: lines.length === 0 ? null : addSpends(lines.map(({ spend }) => spend)),
    lines: lines.toSorted((left, right) => weightOf(right.spend) - weightOf(left.spend)),
    uses: [],
    monthly: null,
  };
}

/** In the first days of a month little has been used, and what is to come says more. */
function weightOf({ soFar, forecast }: Spend): number {
  return forecast ?? soFar;
}

/** A month of a GB, day by day; a day that S3 has not reported is as the one before it, and today is as much as has passed. */
function storageUses(sizes: readonly DailySize[], now: number): readonly Use[] {
  const first = sizes[0]?.day ?? Infinity;
  const byDay = new Map(sizes.map(({ day, bytes }) => [day, bytes]));
  const uses: Use[] = [];
  let bytes = 0;
  for (let day = dayOf(first); day <= now; day += DAY_MS) {
    bytes = byDay.get(day) ?? bytes;
    uses.push({ at: day, amount: (perDay(bytes, day) * Math.min(DAY_MS, now - day)) / DAY_MS });
  }
  return uses;
}

function newestOf(sizes: readonly DailySize[]): number {
  return sizes.at(-1)?.bytes ?? 0;
}

/** What a day of this size is of a GB and month. */
function perDay(bytes: number, day: number): number {
  const { begin, end } = monthOf(day);
  return bytes / GB / ((end - begin) / DAY_MS);
}

function usesOf(queries: readonly PastQuery[]): readonly Use[] {
  return queries.map((query) => ({ at: query.sentAt, amount: billedTb(billedBytes(query)) }));
}
