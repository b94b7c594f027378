import { describe, expect, it } from '@jest/globals';
import { median } from '../../src/lib/median.ts';

describe('the middle', () => {
  it.each([
    [[], null],
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 3, 2], 2],
    [[10, 9, 100], 10],
  ])('of %j is %j', (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});
