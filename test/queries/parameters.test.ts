import type { ParameterSpec, ParameterType } from '../../src/queries/parameters.ts';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { bindParameters, readBound } from '../../src/queries/parameters.ts';
import { allowed } from './decide.ts';

const TYPES: readonly ParameterType[] = ['date', 'timestamp', 'string', 'integer', 'decimal', 'boolean'];

const INJECTIONS = [
  "' OR '1'='1",
  "'; DROP TABLE users; --",
  "\\'; DROP TABLE users; --",
  "''",
  "'",
  '1 OR 1=1',
  '1; DROP TABLE users',
  '(SELECT max(email) FROM users)',
  "2026-11-12' OR dt <> '",
  'true OR true',
  '1e3',
  '0x10',
  '?',
  'NULL',
  '',
  "' /*",
  '\n-- ',
  '１',
];

describe('a parameter', () => {
  it.each<readonly [ParameterType, string, string]>([
    ['date', '2026-11-12', "DATE '2026-11-12'"],
    ['date', '2028-02-29', "DATE '2028-02-29'"],
    ['timestamp', '2026-11-12 03:00:00', "TIMESTAMP '2026-11-12 03:00:00'"],
    ['timestamp', '2026-11-12T03:00:00.123', "TIMESTAMP '2026-11-12 03:00:00.123'"],
    ['string', "it's", "'it''s'"],
    ['string', '', "''"],
    ['string', '“ü” \\', "'“ü” \\'"],
    ['integer', '-42', '-42'],
    ['integer', '9223372036854775807', '9223372036854775807'],
    ['decimal', '0.25', '0.25'],
    ['boolean', 'true', 'true'],
  ])('of type %s, %j, is %s', (type, value, literal) => {
    expect(bindParameters([{ name: 'p', type }], { p: value })).toEqual({ ok: true, value: [literal] });
  });

  it.each<readonly [ParameterType, string, string]>([
    ['date', '2026-11-12', 'date:2026-11-12'],
    ['timestamp', '2026-11-12T03:00:00', 'timestamp:2026-11-12 03:00:00'],
    ['string', "it's\n''", "string:it's\n''"],
    ['string', "DATE '2026-11-12'", "string:DATE '2026-11-12'"],
    ['integer', '-42', 'number:-42'],
    ['decimal', '0.25', 'number:0.25'],
    ['boolean', 'false', 'boolean:false'],
  ])('of type %s, %j, is read again as %s', (type, value, expected) => {
    const bound = bindParameters([{ name: 'p', type }], { p: value });
    const literals = bound.ok ? bound.value.map(readBound) : [];
    expect(literals.map((literal) => `${literal.type}:${literal.text}`)).toEqual([expected]);
  });

  it.each<readonly [ParameterType, string]>([
    ['date', '2026-02-30'],
    ['date', '2026-1-1'],
    ['date', '2026-11-12 '],
    ['timestamp', '2026-11-12'],
    ['timestamp', '2026-11-12 25:00:00'],
    ['timestamp', '2026-11-12 24:00:00'],
    ['timestamp', '2026-11-12 03:00:00Z'],
    ['string', 'a\u0000b'],
    ['string', '\uD800'],
    ['integer', '9223372036854775808'],
    ['integer', '1.0'],
    ['integer', '+1'],
    ['decimal', '.5'],
    ['decimal', '1'.repeat(39)],
    ['boolean', 'TRUE'],
  ])('of type %s is not %j', (type, value) => {
    const bound = bindParameters([{ name: 'since', type }], { since: value });
    expect(bound).toEqual({
      ok: false,
      error: expect.stringMatching(/^Expected since to be .*, got something else\.$/),
    });
  });

  it('has at most as many characters as Athena takes, quotes counted', () => {
    const spec: readonly ParameterSpec[] = [{ name: 'p', type: 'string' }];
    expect(bindParameters(spec, { p: 'x'.repeat(1_022) }).ok).toBe(true);
    expect(bindParameters(spec, { p: 'x'.repeat(1_023) })).toEqual({
      ok: false,
      error: 'Expected p to be at most 1024 characters of SQL, got 1025.',
    });
    expect(bindParameters(spec, { p: "'".repeat(512) }).ok).toBe(false);
  });

  it('may be one of a few only', () => {
    const spec: readonly ParameterSpec[] = [{ name: 'stage', type: 'string', choices: ['silver', 'gold'] }];
    expect(bindParameters(spec, { stage: 'gold' })).toEqual({ ok: true, value: ["'gold'"] });
    expect(bindParameters(spec, { stage: 'bronze' })).toEqual({
      ok: false,
      error: 'Expected stage to be one of silver, gold, got something else.',
    });
  });
});

describe('parameters', () => {
  const spec: readonly ParameterSpec[] = [
    { name: 'b', type: 'integer' },
    { name: 'a', type: 'string' },
  ];

  it('come in the order of the query, whatever the order they were given in', () => {
    expect(bindParameters(spec, { a: 'x', b: '1' })).toEqual({ ok: true, value: ['1', "'x'"] });
  });

  it('are neither left out nor added', () => {
    expect(bindParameters(spec, { a: 'x' })).toEqual({
      ok: false,
      error: 'Expected b to be a whole number of 64 bits, such as 42, got nothing.',
    });
    expect(bindParameters(spec, { a: 'x', b: '1', c: '2' })).toEqual({
      ok: false,
      error: 'Expected b, a, got c.',
    });
    expect(bindParameters([], { constructor: '1' }).ok).toBe(false);
    expect(bindParameters([{ name: 'constructor', type: 'string' }], {}).ok).toBe(false);
  });
});

describe('a value that carries SQL', () => {
  it.each(TYPES.flatMap((type) => INJECTIONS.map((value) => ({ type, value }))))(
    'stays one value, or is refused: $type $value',
    ({ type, value }) => {
      expectOneLiteral(type, value);
    },
  );

  it('stays one value, whatever it is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc
        .array(fc.constantFrom("'", '"', '\\', '--', '/*', '*/', ';', '\n', 'OR 1=1', '0'), { maxLength: 20 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), text, (type, value) => {
        expectOneLiteral(type, value);
      }),
      { numRuns: 1_000 },
    );
  });

  /** Read where it stands for a `?`, it is one literal with this value, and nothing else of the statement changes. */
  function expectOneLiteral(type: ParameterType, value: string): void {
    const bound = bindParameters([{ name: 'p', type }], { p: value });
    if (!bound.ok) return;
    const literal = bound.value[0] ?? '';
    // The guard takes no controls and marks of direction in a text; a parameter may carry them.
    const shown = literal.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, ' ');
    const { predicates, tables } = allowed(`SELECT id FROM users WHERE a = ${shown} AND b = 2`);
    expect(tables).toHaveLength(1);
    expect(predicates.map(({ column, literals }) => [column, literals.length])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    if (type === 'string')
      expect(predicates[0]?.literals[0]?.text).toBe(value.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, ' '));
  }
});
