/** What the storage of a lake costs a month, an estimate from sizes and the price in the configuration. Pure. */

import type { BucketReading, LayerReading } from './lake-reading.ts';

import { numberText } from './units.ts';

/** S3 bills storage in powers of two. */
const GB = 2 ** 30;
/** From so many dollars on, cents say nothing. */
const WHOLE_DOLLARS = 10;

export interface StorageBudget {
  /** Dollars. */
  readonly monthlyLimit: number;
  /** Dollars a GB and month, whatever the class. */
  readonly pricePerGb: number;
}

export interface StorageCost {
  /** `Storage`, or `Storage of silver`. */
  readonly of: string;
  /** `about $62 a month of $100`, `at least $162 a month, more than $100`. */
  readonly words: string;
  /** The words with the price that they came by. */
  readonly detail: string;
  readonly standing: 'within' | 'over' | 'unknown';
}

/** What the buckets of these layers cost, each once; of one layer alone when `only` names it. */
export function storageCost(
  readings: readonly LayerReading[],
  { monthlyLimit, pricePerGb }: StorageBudget,
  only: string | null,
): StorageCost {
  const of = only === null ? 'Storage' : `Storage of ${only}`;
  const buckets = new Map(readings.flatMap((layer) => layer.buckets.map((each) => [each.bucket, each])));
  const known = [...buckets.values()].map(sizeOf).filter((bytes) => bytes !== null);
  if (known.length === 0) {
    const words = 'not known, since no size is';
    return { of, words, detail: words, standing: 'unknown' };
  }
  const dollars = (known.reduce((sum, bytes) => sum + bytes, 0) / GB) * pricePerGb;
  const cost = `${known.length < buckets.size ? 'at least' : 'about'} $${amountText(dollars)} a month`;
  const isOver = dollars > monthlyLimit;
  const words = isOver ? `${cost}, more than $${monthlyLimit}` : `${cost} of $${monthlyLimit}`;
  return { of, words, detail: `${words}, at $${pricePerGb} a GB`, standing: isOver ? 'over' : 'within' };
}

/** S3 writes no size of a bucket that has nothing; null when nobody says. */
function sizeOf({ sizes, isEmpty }: BucketReading): number | null {
  return sizes.at(-1)?.bytes ?? (isEmpty === true ? 0 : null);
}

function amountText(dollars: number): string {
  return dollars < WHOLE_DOLLARS ? dollars.toFixed(2) : numberText(dollars);
}
