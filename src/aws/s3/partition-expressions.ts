/** What GetPartitions is asked, so that it lists the last days and not every partition since the beginning. Pure. */

import { dayText } from '../../operations/lake-dates.ts';

export interface PartitionKey {
  readonly name: string;
  /** Whether its values are compared as text: of numbers Glue wants no quotes. */
  readonly isText: boolean;
}

const YEAR_KEY = /^year$/i;
const DATE_KEY = /(?:^|_)(?:dt|ds|date|day)$/i;

/** Whether the values of this key are dates, or the years of them. */
export function isDateKey({ name }: Pick<PartitionKey, 'name'>): boolean {
  return DATE_KEY.test(name) || YEAR_KEY.test(name);
}

/**
 * Expressions that together match the partitions since `from` and not many others. A number as text may be written with
 * a zero before it or without: each entry has its spellings, of which one matches.
 */
export function expressionsSince(
  keys: readonly PartitionKey[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly (readonly (string | null)[])[] {
  const year = keys.find(({ name }) => YEAR_KEY.test(name));
  const month = keys.find(({ name }) => /^month$/i.test(name));
  if (year !== undefined && month !== undefined)
    return monthsBetween(from, to).map((at) => spellingsOf(year, month, at));
  const date = keys.find(({ name }) => DATE_KEY.test(name));
  if (date === undefined || year !== undefined) return [[null]];
  return [
    [
      date.isText
        ? `${date.name} >= '${dayText(from)}'`
        : `${date.name} >= ${dayText(from).replaceAll('-', '')}`,
    ],
  ];
}

function spellingsOf(year: PartitionKey, month: PartitionKey, at: number): readonly string[] {
  const [inYear = '', padded = ''] = dayText(at).split('-');
  const bare = String(Number(padded));
  const spellings = month.isText ? [...new Set([padded, bare])] : [bare];
  return spellings.map((inMonth) => `${is(year, inYear)} AND ${is(month, inMonth)}`);
}

function is({ name, isText }: PartitionKey, value: string): string {
  return `${name} = ${isText ? `'${value}'` : value}`;
}

function monthsBetween(from: number, to: number): readonly number[] {
  const first = new Date(from);
  const months: number[] = [];
  for (let ahead = 0; ; ahead += 1) {
    const at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + ahead);
    if (at > to) return months;
    months.push(at);
  }
}
