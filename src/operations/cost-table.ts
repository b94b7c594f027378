/** The table and the chart of what a pipeline costs: each part, below it what makes it, the dearest first. Pure. */

import type { CostPart, PartKind } from './cost-parts.ts';
import type { CostSettings } from './cost-settings.ts';
import type { Total } from './cost-troubles.ts';
import type { Spend } from './daily-spend.ts';
import type { Series, Table } from './finding.ts';

import { ALL, amountText, PART_NAMES, TB } from './cost-troubles.ts';
import { byDay } from './daily-spend.ts';
import { DAY_MS, dayOf, dayText } from './lake-dates.ts';
import { bytesText, dollarsText, hoursText, limitText } from './units.ts';

/** Of what makes a part. */
const DEAREST = 5;
/** A chart takes no more. */
const CHARTED = 20;

interface Row {
  readonly name: string;
  readonly spend: Spend;
  readonly money: (amount: number) => string;
  readonly limit: string;
  readonly madeOf: string;
}

/** The rows, all together first; null where nothing is known. */
export function costTable(
  parts: readonly CostPart[],
  settings: CostSettings,
  total: Total | null,
): Table | null {
  const rows: Row[] = [];
  const unread: string[] = [];
  if (total !== null)
    rows.push({
      name: ALL,
      spend: total.spend,
      money: dollarsText,
      limit: limitPer(settings.limits.monthly, 'a month'),
      madeOf: total.isPart ? 'at least' : '',
    });
  for (const part of parts) {
    if (part.spend === null) {
      if (part.refused.length > 0) unread.push(PART_NAMES[part.kind]);
      continue;
    }
    const money = (amount: number): string => amountText(amount, part);
    rows.push({
      name: PART_NAMES[part.kind],
      spend: part.spend,
      money,
      limit: limitOf(part.kind, settings),
      madeOf: madeOf(part.kind, part.monthly ?? part.spend.soFar),
    });
    for (const line of part.lines.slice(0, DEAREST))
      rows.push({
        name: `${PART_NAMES[part.kind]}: ${line.name}`,
        spend: line.spend,
        money,
        limit: '',
        madeOf: line.note === '' ? madeOf(part.kind, line.spend.soFar) : line.note,
      });
  }
  if (rows.length === 0 && unread.length === 0) return null;
  return {
    // A phone shows the first two columns.
    columns: ['What', 'This month', 'By its end', 'Limit', 'Yesterday', 'Usual day', 'Made of'],
    rows: [
      ...rows.map(({ name, spend, money, limit, madeOf: made }) => [
        name,
        money(spend.soFar),
        spend.forecast === null ? '?' : money(spend.forecast),
        limit,
        spend.yesterday === null ? '?' : money(spend.yesterday),
        spend.usual === null ? '?' : money(spend.usual),
        made,
      ]),
      ...unread.map((name) => [name, '?', '?', '', '?', '?', 'could not be read']),
    ],
  };
}

/** Dollars by day, of the parts that have a price; null without any. */
export function costSeries(parts: readonly CostPart[], now: number): Series | null {
  const priced = parts.flatMap(({ kind, uses, price }) =>
    price === null || uses.length === 0 ? [] : [{ kind, days: byDay(uses), price }],
  );
  if (priced.length === 0) return null;
  const days = Array.from({ length: CHARTED }, (_, ago) => dayOf(now) - ago * DAY_MS).toReversed();
  return {
    title: 'Dollars by day, in UTC, today so far',
    shape: 'bar',
    unit: '$',
    labels: days.map(dayText),
    lines: priced.map(({ kind, days: amounts, price }) => ({
      name: PART_NAMES[kind],
      values: days.map((day) => Math.round((amounts.get(day) ?? 0) * price * 100) / 100),
    })),
  };
}

function madeOf(kind: PartKind, amount: number): string {
  switch (kind) {
    case 'storage':
      return bytesText(amount * 2 ** 30);
    case 'glue':
      return `${hoursText(amount)} DPU hours`;
    case 'athena':
      return `${bytesText(amount * TB)} scanned`;
  }
}

function limitOf(kind: PartKind, { limits }: CostSettings): string {
  switch (kind) {
    case 'storage':
      return limitPer(limits.storageMonthly, 'a month');
    case 'glue':
      return limitPer(limits.glueMonthly, 'a month');
    case 'athena':
      return limitPer(limits.athenaDaily, 'a day');
  }
}

function limitPer(dollars: number | null, per: string): string {
  return dollars === null ? '' : `${limitText(dollars)} ${per}`;
}
