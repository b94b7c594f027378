/** What Athena bills for a query, by the price in the configuration: an estimate. Pure. */

import type { QuerySettings } from './query-settings.ts';

const TB = 1_000_000_000_000;
/** Athena bills no query that scans anything for less. */
const LEAST_BILLED = 10_000_000;

/** Dollars for so many bytes; a statement that scans nothing, as SHOW does, is free. */
export function dollarsFor(bytes: number, { pricePerTb }: Pick<QuerySettings, 'pricePerTb'>): number {
  return billedTb(bytes) * pricePerTb;
}

/** In units of 10^12 bytes, as Athena bills them. */
export function billedTb(bytes: number): number {
  return bytes === 0 ? 0 : Math.max(bytes, LEAST_BILLED) / TB;
}
