import { describe, expect, it } from '@jest/globals';
import type { DailySize } from '../../src/operations/lake-size.ts';
import { sizeHealth, together } from '../../src/operations/lake-size.ts';

const DAY = 86_400_000;
const LAST = Date.UTC(2026, 10, 11);

/** A size a day, the last of them on 11 November. */
function sizes(bytes: readonly number[], objects: number | null = null): readonly DailySize[] {
  return bytes.map((each, place) => ({
    day: LAST - (bytes.length - 1 - place) * DAY,
    bytes: each,
    objects,
  }));
}

const words = (bytes: readonly number[]): readonly string[] =>
  sizeHealth(sizes(bytes)).troubles.map((trouble) => trouble.words);

describe('the size of a bucket', () => {
  it('is nothing where nobody says', () => {
    expect(sizeHealth([])).toEqual({ size: '', objects: '', growth: '', troubles: [] });
  });

  it('has no growth without the week before, and nothing usual without a past', () => {
    expect(sizeHealth(sizes([1e9, 2e9]))).toMatchObject({ size: '2 GB', growth: '' });
    expect(sizeHealth(sizes([100, 1, 1, 1, 1, 1, 1, 110]))).toMatchObject({ growth: '+10%' });
  });

  it('fell on a day of the last week', () => {
    expect(words([100, 100, 88])).toEqual(['12% smaller on 2026-11-11 than the day before']);
    expect(words([100, 80, 81, 81])).toEqual(['20% smaller on 2026-11-09 than the day before']);
  });

  it('did not fall when it was made up for, when it was little, or when it was long ago', () => {
    expect(words([100, 80, 101])).toEqual([]);
    expect(words([100, 96])).toEqual([]);
    expect(words([100, 50, 50, 50, 50, 50, 50, 50, 50])).toEqual([]);
  });

  it('of buckets together is that of the days that all have', () => {
    const one = sizes([1, 2, 3], 10);
    const other = sizes([20, 30]);
    expect(together([one, other])).toEqual([
      { day: LAST - DAY, bytes: 22, objects: null },
      { day: LAST, bytes: 33, objects: null },
    ]);
    expect(together([])).toEqual([]);
  });
});
