/** What the storage of a lake costs, given the sizes that were read. */

import type { BucketReading, LayerReading } from '../../src/operations/lake-reading.ts';

import { describe, expect, it } from '@jest/globals';

import { storageCost } from '../../src/operations/lake-storage.ts';

const GB = 2 ** 30;
const BUDGET = { monthlyLimit: 100, pricePerGb: 0.02 };

function bucket(name: string, sizes: readonly number[], isEmpty: boolean | null = false): BucketReading {
  return {
    bucket: name,
    isEmpty,
    sizes: sizes.map((gigabytes, day) => ({ day, bytes: gigabytes * GB, objects: null })),
    beside: [],
    refused: [],
    unread: [],
  };
}

function layer(...buckets: readonly BucketReading[]): LayerReading {
  return { layer: 'silver', jobs: [], tables: [], buckets, absent: [], refused: [], unread: [] };
}

const said = (readings: readonly LayerReading[], monthlyLimit = 100): string => {
  const { of, words, standing } = storageCost(readings, { ...BUDGET, monthlyLimit }, null);
  return `${standing}: ${of} ${words}`;
};

describe('the storage of a lake', () => {
  it('costs what its newest sizes do, a bucket of two layers once', () => {
    const shared = bucket('shared', [9_000, 1_000]);
    expect(said([layer(shared, bucket('silver', [2_100])), layer(shared)])).toBe(
      'within: Storage about $62 a month of $100',
    );
    expect(said([layer(bucket('silver', [40]))])).toBe('within: Storage about $0.80 a month of $100');
  });

  it('is above its limit', () => {
    expect(said([layer(bucket('silver', [60_000]))])).toBe(
      'over: Storage about $1,200 a month, more than $100',
    );
    expect(said([layer(bucket('silver', [5_000]))])).toBe('within: Storage about $100 a month of $100');
    expect(said([layer(bucket('silver', [100]))], 1.5)).toBe(
      'over: Storage about $2.00 a month, more than $1.5',
    );
  });

  it('is at least that of the sizes that are known', () => {
    expect(said([layer(bucket('silver', [1_000]), bucket('gold', []))])).toBe(
      'within: Storage at least $20 a month of $100',
    );
    expect(said([layer(bucket('silver', [6_000]), bucket('gold', [], null))])).toBe(
      'over: Storage at least $120 a month, more than $100',
    );
    expect(said([layer(bucket('silver', [1_000]), bucket('gold', [], true))])).toBe(
      'within: Storage about $20 a month of $100',
    );
    expect(said([layer(bucket('silver', []))])).toBe('unknown: Storage not known, since no size is');
  });

  it('of one layer names it, and says by which price', () => {
    expect(storageCost([layer(bucket('silver', [1_000]))], BUDGET, 'silver')).toEqual({
      of: 'Storage of silver',
      words: 'about $20 a month of $100',
      detail: 'about $20 a month of $100, at $0.02 a GB',
      standing: 'within',
    });
  });
});
