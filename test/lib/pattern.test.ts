import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fits, matchesPattern, specificity } from '../../src/lib/pattern.ts';

/** What the language means, tried out: as slow as it is plain. */
function reference(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '*')
    return text.some((_, index) => reference(rest, text.slice(index))) || reference(rest, []);
  if (text.length === 0) return false;
  return (first === '?' || first === text[0]) && reference(rest, text.slice(1));
}

/** The units of a text, counting how often one is looked at. */
function counted(text: string): { readonly units: ArrayLike<string>; reads: () => number } {
  let reads = 0;
  const units = new Proxy<readonly string[]>(text.split(''), {
    get(target, key) {
      if (key !== 'length') reads += 1;
      const value: unknown = Reflect.get(target, key);
      return value;
    },
  });
  return { units, reads: () => reads };
}

describe('a pattern', () => {
  it.each([
    ['silver-*', 'silver-users', true],
    ['silver-*', 'silver-', true],
    ['silver-*', 'gold-silver-users', false],
    ['*silver*', 'gold-silver-users', true],
    ['*-failed', 'silver-failed-again', false],
    ['SILVER-*', 'silver-users', true],
    ['silver-*', 'Silver-Users', true],
    ['silver-?', 'silver-1', true],
    ['silver-?', 'silver-', false],
    ['silver-?', 'silver-12', false],
    ['🔥?late', '🔥🔥late', true],
    ['?', '🔥', true],
    ['??', '🔥', false],
    ['todo*late', 'todo/.silver/late', true],
    ['a.c', 'abc', false],
    ['{a,b}', 'a', false],
    ['[ab]', 'a', false],
    ['!a', 'b', false],
    ['aba*aba', 'aba', false],
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['?', '', false],
  ])('%j fits %j: %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it('fits what its meaning says', () => {
    const pieces = fc.constantFrom('a', 'b', '🔥');
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.constantFrom('*', '?')), { maxLength: 7 }),
        fc.array(pieces, { maxLength: 9 }),
        (pattern, text) => {
          expect(matchesPattern(pattern.join(''), text.join(''))).toBe(reference(pattern, text));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['*a*a*a*a*b', 'a'.repeat(10_000)],
    [`*${'a'.repeat(100)}b`, 'a'.repeat(10_000)],
    ['*'.repeat(100), 'a'.repeat(10_000)],
    [`${'*?'.repeat(50)}b`, 'a'.repeat(10_000)],
  ])('looks at no more than pattern times text: %#', (pattern, text) => {
    const [inPattern, inText] = [counted(pattern), counted(text)];
    fits(inPattern.units, inText.units);
    // A step looks at one unit of the pattern, and at three of the text at the most.
    expect(inPattern.reads()).toBeLessThanOrEqual(2 * pattern.length * text.length);
    expect(inText.reads()).toBeLessThanOrEqual(6 * pattern.length * text.length);
  });
});

describe('what a pattern says', () => {
  it.each([
    ['silver-users', Infinity],
    ['silver-*', 7],
    ['silver-?', 7],
    ['*', 0],
  ])('%j: %d', (pattern, expected) => {
    expect(specificity(pattern)).toBe(expected);
  });
});
