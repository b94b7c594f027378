/** The words after `/etl`, as keyboards and phones write them. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ArgumentSpec } from '../../src/operations/arguments.ts';
import { readArguments, readWords, usage } from '../../src/handlers/verbs/grammar.ts';

describe('words', () => {
  it.each<[string, string, readonly string[]]>([
    ['', '', []],
    ['   ', '', []],
    ['retry silver-users', 'retry', ['silver-users']],
    ['/etl retry silver-users', 'retry', ['silver-users']],
    ['/ETL  Retry\tsilver-users', 'retry', ['silver-users']],
    ['/etlx', '/etlx', []],
    ['42', '42', []],
    ['#42', '42', []],
    ['# 42', '#', ['42']],
    ['note "two words" three', 'note', ['two words', 'three']],
    ['note \u201Ctwo words\u201D', 'note', ['two words']],
    ['note \u201Etwo words\u201C', 'note', ['two words']],
    ['note \u00ABtwo words\u00BB', 'note', ['two words']],
    ["note 'two words'", 'note', ['two words']],
    ['note \u2018two words\u2019', 'note', ['two words']],
    ["note don't and won't", 'note', ["don't", 'and', "won't"]],
    ['note don\u2019t', 'note', ["don't"]],
    ['note ""', 'note', ['']],
    ['note --text="two words"', 'note', ['--text=two words']],
    ['note 5" pipe', 'note', ['5"', 'pipe']],
    ['retry x \u2014workers 20', 'retry', ['x', '--workers', '20']],
    ['retry x \u2013workers=20', 'retry', ['x', '--workers=20']],
    ['note we waited \u2014 then it ran', 'note', ['we', 'waited', '\u2014', 'then', 'it', 'ran']],
    ['note 3\u20145 runs', 'note', ['3\u20145', 'runs']],
    ['retry\u00A0silver-users', 'retry', ['silver-users']],
  ])('%j is the verb %j with %j', (text, verb, tokens) => {
    expect(readWords(text)).toMatchObject({ verb, tokens });
  });

  it('keep what follows the verb as it was typed', () => {
    expect(readWords('/etl note  it is  "slow", still ').rest).toBe('it is  "slow", still');
  });

  it('come back as they were when they are quoted, by whatever marks', () => {
    const word = fc
      .stringMatching(/^[\p{L}\p{N} _.,:#=/*-]{1,12}$/u)
      .filter((text) => text.trim() !== '' && !/^[\s-]/.test(text));
    const marks = fc.constantFrom(
      ['"', '"'],
      ['\u201C', '\u201D'],
      ['\u201E', '\u201C'],
      ['\u00AB', '\u00BB'],
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(word, marks)), (words) => {
        const typed = words.map(([text, [before, after]]) => `${before}${text}${after}`).join(' ');
        expect(readWords(`retry ${typed}`).tokens).toEqual(words.map(([text]) => text));
      }),
    );
  });

  it('are read the same from a phone that changes dashes', () => {
    const option = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
    const dash = fc.constantFrom('--', '\u2014', '\u2013');
    fc.assert(
      fc.property(fc.array(fc.tuple(dash, option)), (options) => {
        const typed = options.map(([mark, name]) => `${mark}${name}`).join(' ');
        expect(readWords(`retry ${typed}`).tokens).toEqual(options.map(([, name]) => `--${name}`));
      }),
    );
  });

  it('lose no letter and never fail, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const { verb, tokens } = readWords(`x ${text}`);
        const letters = (all: string) => all.replaceAll(/[^\p{L}\p{N}]/gu, '');
        expect(verb).toBe('x');
        expect(letters(tokens.join(''))).toBe(letters(text));
      }),
      { numRuns: 500 },
    );
  });
});

const SPECS: readonly ArgumentSpec[] = [
  { name: 'job', summary: '', form: 'positional', required: true, example: '<job>' },
  { name: 'run', summary: '', form: 'positional', required: false, example: '<run>' },
  { name: 'workers', summary: '', form: 'option', required: false, example: '20' },
  { name: 'dry-run', summary: '', form: 'flag', required: false, example: '' },
];

describe('arguments', () => {
  it.each<[readonly string[], Readonly<Record<string, string>>]>([
    [['silver-users'], { job: 'silver-users' }],
    [['silver-users', 'jr_1'], { job: 'silver-users', run: 'jr_1' }],
    [['--workers', '20', 'silver-users'], { job: 'silver-users', workers: '20' }],
    [['silver-users', '--WORKERS=20'], { job: 'silver-users', workers: '20' }],
    [['silver-users', '--workers=a=b'], { job: 'silver-users', workers: 'a=b' }],
    [['silver-users', '--dry-run', 'jr_1'], { job: 'silver-users', run: 'jr_1', 'dry-run': 'true' }],
    [['silver-users', '--workers', '10', '--workers', '20'], { job: 'silver-users', workers: '20' }],
  ])('%j are %j', (tokens, args) => {
    expect(readArguments({ verb: 'retry', rest: '', typed: '', tokens }, SPECS)).toEqual({
      ok: true,
      value: args,
    });
  });

  it.each<[readonly string[], string]>([
    [
      [],
      'Expected <job> after retry, got nothing. Write /etl retry <job> [<run>] [--workers 20] [--dry-run].',
    ],
    [
      ['a', 'b', 'c d'],
      'Expected no more words, got "c d". Write /etl retry <job> [<run>] [--workers 20] [--dry-run].',
    ],
    [
      ['a', '--job', 'b'],
      'Expected an option of retry, got --job. Write /etl retry <job> [<run>] [--workers 20] [--dry-run].',
    ],
    [
      ['a', '--constructor'],
      'Expected an option of retry, got --constructor. Write /etl retry <job> [<run>] [--workers 20] [--dry-run].',
    ],
    [['a', '--workers'], 'Expected a value after --workers, such as 20.'],
    [['a', '--workers', '--dry-run'], 'Expected a value after --workers, such as 20.'],
  ])('%j are refused with a sentence', (tokens, error) => {
    expect(readArguments({ verb: 'retry', rest: '', typed: '', tokens }, SPECS)).toEqual({
      ok: false,
      error,
    });
  });

  it('of a verb without any are only its name', () => {
    expect(usage('whoami', [])).toBe('/etl whoami');
  });
});

describe('the words of a text', () => {
  const TEXT: readonly ArgumentSpec[] = [
    { name: 'what', summary: 'what', form: 'text', required: true, example: '<SQL>' },
    { name: 'in', summary: 'where', form: 'option', required: false, example: 'eu-west-1' },
  ];
  const read = (typed: string) => readArguments(readWords(typed), TEXT);

  it('are kept as they were typed, quotes and dashes too, but for options at the end', () => {
    expect(read(`query SELECT "a b", 'c' FROM t -- why`)).toEqual({
      ok: true,
      value: { what: `SELECT "a b", 'c' FROM t -- why` },
    });
    expect(
      read('query SELECT a \u2014b, \u201Cc\u201D FROM t WHERE d = \u2019x\u2019 \u2014in eu-west-1'),
    ).toEqual({
      ok: true,
      value: { what: 'SELECT a \u2014b, \u201Cc\u201D FROM t WHERE d = \u2019x\u2019', in: 'eu-west-1' },
    });
    expect(read(`query SELECT 1 --in eu-west-1`)).toEqual({
      ok: true,
      value: { what: 'SELECT 1', in: 'eu-west-1' },
    });
    expect(read(`query SELECT 1 --limit 3`)).toEqual({ ok: true, value: { what: 'SELECT 1 --limit 3' } });
  });

  it('may have options before them, which in one line would be a comment and nothing else', () => {
    const first = { ok: true, value: { what: 'SELECT 1', in: 'eu-west-1' } };
    expect(read('query --in eu-west-1 SELECT 1')).toEqual(first);
    expect(read('query \u2014in=eu-west-1 SELECT 1')).toEqual(first);
    expect(read('query --limit 3 SELECT 1')).toEqual({ ok: true, value: { what: '--limit 3 SELECT 1' } });
    const comment = '--in house numbers\nSELECT 1';
    expect(read(`query ${comment}`)).toEqual({ ok: true, value: { what: comment } });
  });

  it('are asked for when there are none', () => {
    expect(read('query --in eu-west-1')).toEqual({
      ok: false,
      error: 'Expected <SQL> after query, got nothing. Write /etl query <SQL> [--in eu-west-1].',
    });
  });
});
