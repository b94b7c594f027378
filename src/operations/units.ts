/** Amounts as people read them, each with its unit. */

import type { Kind } from './arguments.ts';

import { err, ok } from '../lib/result.ts';

/** From so many dollars on, cents say nothing. */
const WHOLE_DOLLARS = 10;
const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `12.4 GB`, in powers of a thousand, as AWS bills them. */
export function bytesText(bytes: number): string {
  const { unit, size } = bytesUnit(bytes);
  return `${decimal(bytes / size, size === 1 ? 0 : 1)} ${unit}`;
}

/** The unit that so many bytes are best said in, and how many bytes it has. */
export function bytesUnit(bytes: number): { readonly unit: string; readonly size: number } {
  let size = 1;
  let place = 0;
  while (Math.abs(bytes / size) >= 999.5 && place < BYTE_UNITS.length - 1) {
    size *= 1_000;
    place += 1;
  }
  return { unit: BYTE_UNITS[place] ?? '', size };
}

/** An amount of bytes as people write it: `10GB`. */
export const BYTES: Kind<number> = {
  read(text, label) {
    const [, number, unit = 'B'] = /^\s*(\d{1,6}(?:\.\d{1,3})?)\s*([KMGTP]?B)?\s*$/i.exec(text) ?? [];
    const power = BYTE_UNITS.findIndex((one) => one === unit.toUpperCase());
    if (number !== undefined && power >= 0) return ok(Number(number) * 1_000 ** power);
    return err(`Expected ${label} to be an amount such as 10GB, got ${JSON.stringify(text.slice(0, 60))}.`);
  },
  // In the largest unit that `read` takes it in, as a run keeps its arguments in these words.
  write: (bytes) => {
    const place = Math.max(
      0,
      BYTE_UNITS.findLastIndex((_, power) => isInThousandths(bytes / 1_000 ** power)),
    );
    return `${Number((bytes / 1_000 ** place).toFixed(3))}${BYTE_UNITS[place]}`;
  },
};

/** `1,234,567`. */
export function numberText(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Hours of data processing units with one digit, `1.2`; empty when nobody says. */
export function hoursText(hours: number | null): string {
  return hours === null ? '' : decimal(hours, 1);
}

/** `93%`; `99.9%` is not rounded up to all. */
export function shareText(share: number): string {
  const percent = share * 100;
  return `${percent > 99 && percent < 100 ? Math.floor(percent * 10) / 10 : Math.round(percent)}%`;
}

/** `about $1.20`, an estimate of what something cost. */
export function aboutDollars(dollars: number): string {
  if (dollars === 0) return '$0';
  return dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`;
}

/** `$12`, `$1.20`: cents where they say something. */
export function dollarsText(dollars: number): string {
  if (dollars === 0) return '$0';
  if (dollars < 0.01) return 'under $0.01';
  return dollars < WHOLE_DOLLARS ? `$${dollars.toFixed(2)}` : `$${numberText(dollars)}`;
}

/** `$12.50`, `$1,000`: a limit, as it was written. */
export function limitText(dollars: number): string {
  return `$${dollars.toLocaleString('en', { minimumFractionDigits: Number.isInteger(dollars) ? 0 : 2, maximumFractionDigits: 6 })}`;
}

/** Whether it is at least one, and three digits after the point say all of it. */
function isInThousandths(amount: number): boolean {
  return amount >= 1 && Math.abs(amount * 1_000 - Math.round(amount * 1_000)) < 1e-6;
}

/** With so many digits after the point, but none where they say nothing. */
function decimal(value: number, digits: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : digits });
}
