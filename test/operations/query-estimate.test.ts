import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { TableScan } from '../../src/operations/query-estimate.ts';

import { addUp, allTogether, estimateWords, spread } from '../../src/operations/query-estimate.ts';

const GB = 1_000_000_000;
const USERS: TableScan = {
  table: 'silver.users',
  times: 1,
  bytes: 3.2 * GB,
  partitions: 4,
  sample: null,
  unseen: null,
  isUnknowable: false,
};
const PLANS: TableScan = { ...USERS, table: 'silver.plans', bytes: GB, partitions: null };
const UNSEEN: TableScan = { ...PLANS, bytes: 0, unseen: 'silver.plans is a view' };

describe('an estimate', () => {
  it.each<readonly [scans: readonly TableScan[], words: string]>([
    [[], 'about 0 B in no table'],
    [[USERS], 'about 3.2 GB in 4 partitions of silver.users'],
    [[{ ...USERS, partitions: 1 }], 'about 3.2 GB in 1 partition of silver.users'],
    [[{ ...USERS, bytes: 0, partitions: 0 }], 'about 0 B in 0 partitions of silver.users'],
    [[PLANS, USERS], 'about 4.2 GB in 4 partitions of silver.users, silver.plans'],
    [[{ ...USERS, times: 3 }], 'about 9.6 GB in 4 partitions of silver.users, 3 times'],
    [
      [{ ...USERS, partitions: 8_760, sample: 48 }],
      'about 3.2 GB in 8,760 partitions of silver.users (measured: 48 of them)',
    ],
    [
      [PLANS, PLANS, USERS, PLANS, PLANS],
      'about 7.2 GB in 4 partitions of silver.users, silver.plans, silver.plans and 2 tables more',
    ],
    [[UNSEEN], 'cannot be estimated: silver.plans is a view'],
    [[PLANS, UNSEEN], 'cannot be estimated: silver.plans is a view'],
    [
      [UNSEEN, USERS],
      'at least 3.2 GB in 4 partitions of silver.users, silver.plans; not all was seen: silver.plans is a view',
    ],
  ])('of %j is %s', (scans, words) => {
    expect(estimateWords(addUp(scans, 2 * GB))).toBe(words);
  });

  it('of part of a table says something only where that is much by itself', () => {
    const part = { ...PLANS, unseen: 'silver.plans has more files than were listed' };
    expect(addUp([part], 2 * GB)).toEqual({
      kind: 'unknown',
      because: part.unseen,
      isAsked: false,
    });
    expect(addUp([{ ...part, times: 3 }], 2 * GB)).toMatchObject({
      kind: 'about',
      bytes: 3 * GB,
      atLeast: true,
    });
  });
});

describe('several estimates', () => {
  const about = (bytes: number, atLeast = false) =>
    ({ kind: 'about', bytes, atLeast, because: 'silver.users' }) as const;
  const unknown = (isAsked: boolean) =>
    ({ kind: 'unknown', because: 'silver.plans is a view', isAsked }) as const;
  const together = (...estimates: readonly (ReturnType<typeof about> | ReturnType<typeof unknown>)[]) =>
    allTogether(
      estimates.map((estimate, place) => ({ name: `rule-${place + 1}`, estimate })),
      10 * GB,
    );

  it('are added up, the heaviest named', () => {
    expect(estimateWords(together(about(GB)))).toBe('about 1 GB in silver.users');
    expect(estimateWords(together(about(GB), about(3 * GB)))).toBe(
      'about 4 GB in 2 rules, 3 GB of that in rule-2',
    );
    expect(estimateWords(together(about(0), about(0)))).toBe('about 0 B in 2 rules');
    expect(together(about(GB), about(GB, true))).toMatchObject({ bytes: 2 * GB, atLeast: true });
  });

  it('say nothing where one says nothing, unless the others are much by themselves', () => {
    expect(together(about(GB), unknown(false), unknown(true))).toEqual({
      kind: 'unknown',
      because: 'of rule-3, silver.plans is a view',
      isAsked: true,
    });
    expect(together(about(11 * GB), unknown(false))).toMatchObject({
      kind: 'about',
      bytes: 11 * GB,
      atLeast: true,
    });
  });
});

describe('a spread', () => {
  it('has as many as wanted, each once, and one of each stretch', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 60 }), (length, most) => {
        const chosen = spread(numbersTo(length), most);
        expect(new Set(chosen).size).toBe(Math.min(length, most));
        const stretch = length / Math.min(length, most);
        for (const [place, one] of chosen.entries())
          expect(Math.abs(one - place * stretch)).toBeLessThan(stretch + 1);
      }),
    );
  });

  it.each([
    ['hours', 48 * 24, 24],
    ['days', 48 * 7, 7],
  ])('is of no %s that are like each other', (_, length, period) => {
    const phases = spread(numbersTo(length), 48).map((one) => one % period);
    for (let phase = 0; phase < period; phase += 1)
      expect(phases.filter((each) => each === phase).length).toBeLessThanOrEqual(Math.ceil(48 / period) + 1);
  });
});

function numbersTo(length: number): readonly number[] {
  return Array.from({ length }, (_, n) => n);
}
