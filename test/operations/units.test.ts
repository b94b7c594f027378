/** Amounts of bytes are read back as they were written, since runs and buttons keep them in words. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { BYTES, dollarsText, limitText } from '../../src/operations/units.ts';

function read(text: string): number {
  const value = BYTES.read(text, 'up-to');
  if (!value.ok) throw new Error(value.error);
  return value.value;
}

describe('an amount of bytes', () => {
  it.each([
    ['10GB', '10GB'],
    ['1.5 tb', '1.5TB'],
    ['0.5GB', '500MB'],
    ['999.6GB', '999.6GB'],
    ['1234.567GB', '1234.567GB'],
    ['0', '0B'],
  ])('%s is written as %s', (given, written) => {
    expect(BYTES.write(read(given))).toBe(written);
  });

  it('is the same after it was written, in whatever unit it was given', () => {
    const thousandths = fc.integer({ min: 1, max: 999_999_999 });
    fc.assert(
      fc.property(thousandths, fc.constantFrom('KB', 'MB', 'GB', 'TB', 'PB'), (amount, unit) => {
        const given = read(`${amount / 1_000}${unit}`);
        expect(read(BYTES.write(given)) / given).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('dollars', () => {
  it.each([
    [0, '$0'],
    [0.004, 'under $0.01'],
    [1.234, '$1.23'],
    [12.5, '$13'],
    [1_234.5, '$1,235'],
  ])('%d that were spent are %s', (dollars, text) => {
    expect(dollarsText(dollars)).toBe(text);
  });

  it.each([
    [12.5, '$12.50'],
    [100, '$100'],
    [0.125, '$0.125'],
    [2_000, '$2,000'],
  ])('a limit of %d is not rounded: %s', (dollars, text) => {
    expect(limitText(dollars)).toBe(text);
  });
});
