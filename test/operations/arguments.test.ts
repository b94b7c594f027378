import type { ArgumentsSpec } from '../../src/operations/arguments.ts';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readArguments, readWords } from '../../src/handlers/verbs/grammar.ts';
import {
  commandOf,
  flag,
  oneOf,
  option,
  optionOr,
  positional,
  specsOf,
  textLike,
  valuesOf,
  wholeNumber,
  written,
} from '../../src/operations/arguments.ts';

interface Wish {
  readonly what: string;
  readonly size: 'small' | 'large' | null;
  readonly times: number;
  readonly least: number | null;
  readonly force: boolean;
}

const SPEC: ArgumentsSpec<Wish> = {
  what: positional(textLike(/^[^\0]{1,40}$/, { expected: 'a name' }), { summary: 'What', example: '<what>' }),
  size: option(oneOf(['small', 'large']), { summary: 'How large', example: 'small' }),
  times: optionOr(3, wholeNumber(1, 9), { summary: 'How often', example: '3' }),
  least: option(wholeNumber(0, 100), { summary: 'At least', example: '10' }),
  force: flag({ summary: 'Whatever happens' }),
};

const wishes: fc.Arbitrary<Wish> = fc.record({
  what: fc.stringMatching(/^[a-z"'\\ü-]{1,3}( [a-z"]{1,3})?$/).filter((what) => !/^-|^'/.test(what)),
  size: fc.constantFrom('small', 'large', null),
  times: fc.integer({ min: 1, max: 9 }),
  least: fc.option(fc.integer({ min: 0, max: 100 })),
  force: fc.boolean(),
});

describe('arguments', () => {
  it('are what the declaration says: numbers, choices and flags, or left out', () => {
    const typed = { what: ' users ', size: 'LARGE', least: '7', force: 'true' };
    expect(valuesOf(SPEC, typed)).toEqual({
      ok: true,
      value: { what: 'users', size: 'large', times: 3, least: 7, force: true },
    });
    expect(valuesOf(SPEC, { what: 'users' })).toEqual({
      ok: true,
      value: { what: 'users', size: null, times: 3, least: null, force: false },
    });
  });

  it.each([
    [{}, 'Expected <what>, got nothing.'],
    [{ what: '\0' }, 'Expected a name, got "\\u0000".'],
    [{ what: 'users', size: 'huge' }, 'Expected --size to be one of small, large, got "huge".'],
    [{ what: 'users', times: '10' }, 'Expected --times to be a whole number from 1 to 9, got "10".'],
    [{ what: 'users', least: '1e1' }, 'Expected --least to be a whole number from 0 to 100, got "1e1".'],
    [{ what: 'users', force: 'no' }, '--force takes no value.'],
  ])('that do not fit are refused in a sentence: %j', (args, error) => {
    expect(valuesOf(SPEC, args)).toEqual({ ok: false, error });
  });

  it('are the same after they were stored', () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        expect(valuesOf(SPEC, written(SPEC, wish))).toEqual({ ok: true, value: wish });
      }),
    );
  });

  it('tell the grammar and help their form, and which values will do', () => {
    expect(specsOf(SPEC).map(({ name, form, required }) => `${name} ${form} ${required}`)).toEqual([
      'what positional true',
      'size option false',
      'times option false',
      'least option false',
      'force flag false',
    ]);
    expect(specsOf(SPEC).find(({ name }) => name === 'size')?.choices).toEqual(['small', 'large']);
  });

  it('are read from the command that they are written as', () => {
    const specs = specsOf(SPEC);
    const command = commandOf(
      'do',
      specs,
      written(SPEC, { what: 'two words', size: null, times: 3, least: 5, force: true }),
    );
    expect(command).toBe('/etl do "two words" --times 3 --least 5 --force');
    expect(readArguments(readWords(command), specs)).toEqual({
      ok: true,
      value: { what: 'two words', times: '3', least: '5', force: 'true' },
    });
  });
});
