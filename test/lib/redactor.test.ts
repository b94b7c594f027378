/** Redaction over texts that follow each other, and what holds of any text. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createRedactor, redact } from '../../src/lib/redact.ts';
import { BASE64, drawn } from './secrets/drawn.ts';
import { HIDDEN_FORMS } from './secrets/hidden.ts';
import { READABLE } from './secrets/readable.ts';

const KEY = [
  '-----BEGIN RSA PRIVATE KEY-----',
  ...[1, 2, 3].map((seed) => drawn(BASE64, 64, seed)),
  `${drawn(BASE64, 22, 4)}==`,
  '-----END RSA PRIVATE KEY-----',
];

/** Pieces of which whatever opens or closes something can be made. */
const PIECES = [
  'password=',
  'password: ',
  '"token": "',
  "'--db-password', '",
  '--secret ',
  '<password>',
  '</password>',
  'Bearer abcdefghij',
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  'MIIE',
  ...KEY,
  '://u:p@h',
  '[redacted]',
  '26/11/12 03:00:00 INFO Job: ',
  ...`'|"|\\"|\n|\r\n| |{|}|[|]|\\|\\n|,|;|&|=|:|a|hunter2|@|.`.split('|'),
  ...HIDDEN_FORMS.map(({ text, secret }) => text.replace('§', () => secret)),
  ...READABLE,
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })), { maxLength: 14 })
  .map((pieces) => pieces.join(''));

/** The lines that are left: a key of many lines is one, and a text of which nothing is left is empty. */
function filled(texts: readonly string[]): readonly string[] {
  return texts.flatMap((one) => one.split('\n')).filter((line) => line.trim() !== '');
}

/** The text cut into pieces of whole lines: `sizes` says how many lines each has. */
function cutAtLines(whole: string, sizes: readonly number[]): readonly string[] {
  const lines = whole.split('\n');
  const cut: string[] = [];
  for (let turn = 0; lines.length > 0; turn += 1)
    cut.push(lines.splice(0, sizes[turn % sizes.length] ?? 1).join('\n'));
  return cut;
}

describe('a redactor', () => {
  it('hides a private key that is logged one line an event, whatever stands before each line', () => {
    for (const before of ['', '26/11/12 03:00:00 INFO Job: ', '  ', 'stdout: ']) {
      const next = createRedactor();
      const shown = ['starting', ...KEY.map((line) => `${before}${line}`), 'ended'].map(next);
      for (const line of KEY.slice(1, -1)) expect(shown.join('\n')).not.toContain(line);
      expect(filled(shown)).toContain('starting');
      expect(filled(shown).at(-1)).toBe('ended');
    }
  });

  it('hides the lines of a key whose beginning it did not see', () => {
    expect(filled(KEY.slice(2).map(createRedactor()))).toEqual(['[redacted]']);
  });

  it('shows what follows a key that never ends', () => {
    const log = [
      '-----BEGIN PRIVATE KEY-----',
      KEY[1] ?? '',
      '26/11/12 03:00:01 ERROR Job: it is no PEM',
      'at Foo(a.scala:1)',
    ];
    expect(filled(log.map(createRedactor()))).toEqual(['[redacted]', ...log.slice(2)]);
  });

  it('hides a quoted secret that goes on in the next event, and ends with the quote or with the next record', () => {
    expect(['password="one', 'two" user=etl'].map(createRedactor())).toEqual([
      'password="[redacted]',
      '[redacted]" user=etl',
    ]);
    expect(['password="one', '2026-11-12T03:00:00Z INFO "two"'].map(createRedactor())).toEqual([
      'password="[redacted]',
      '2026-11-12T03:00:00Z INFO "two"',
    ]);
    const after = ['two', 'three', 'four', 'five'];
    expect(filled(['password="one', ...after].map(createRedactor())).at(-1)).toBe('five');
  });

  it('keeps nothing of one log for another', () => {
    createRedactor()('password="one');
    expect(createRedactor()('two"')).toBe('two"');
  });

  it('hides of a text that is cut at any lines what it hides of the whole', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
        (whole, sizes) => {
          expect(filled(cutAtLines(whole, sizes).map(createRedactor()))).toEqual(filled([redact(whole)]));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('redact, of any text,', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const once = redact(whole);
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it('puts no more in the place of a secret than its mark', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const marks = redact(whole).split('[redacted]').length - 1;
        expect(redact(whole).length).toBeLessThanOrEqual(whole.length + marks * '[redacted]'.length);
        expect(marks).toBeLessThanOrEqual(whole.length);
      }),
    );
  });

  it('adds no line', () => {
    fc.assert(
      fc.property(text, (whole) => {
        expect(redact(whole).split('\n').length).toBeLessThanOrEqual(whole.split('\n').length);
      }),
    );
  });
});
