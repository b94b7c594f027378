import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { count, firstLine, oneLine, storableText, truncate } from '../../src/lib/text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });
/** Text out of UTF-16 units, halves of characters among them. */
const brokenText = fc
  .array(
    fc.oneof(fc.constantFrom(0x0000, 0xd83d, 0xdca5, 0xd800, 0xdfff), fc.integer({ min: 0, max: 0xffff })),
  )
  .map((units) => String.fromCharCode(...units));

describe('text made storable', () => {
  it('loses NUL and halves of characters, and nothing else', () => {
    expect(storableText('a\u0000b\uD83Dc\uDCA5d💥e')).toBe('abcd💥e');
  });

  it('is well formed, and the same the second time', () => {
    fc.assert(
      fc.property(brokenText, (text) => {
        const stored = storableText(text);
        expect(stored.isWellFormed()).toBe(true);
        expect(stored).not.toContain('\u0000');
        expect(storableText(stored)).toBe(stored);
      }),
    );
  });

  it('stays as it is when nothing is wrong with it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(text.isWellFormed() && !text.includes('\u0000'));
        expect(storableText(text)).toBe(text);
      }),
    );
  });
});

describe('text cut short', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['too long', 5, 'too …'],
    ['a💥b', 3, 'a…'],
    ['💥💥', 2, '…'],
    ['ab', 1, '…'],
    ['ab', 0, ''],
  ])('%j to %d is %j', (text, limit, expected) => {
    expect(truncate(text, limit)).toBe(expected);
  });

  it('never exceeds its limit, never splits a character, and says that it was cut', () => {
    fc.assert(
      fc.property(anyText.map(storableText), fc.integer({ min: 1, max: 50 }), (text, limit) => {
        const cut = truncate(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut === text || cut.endsWith('…')).toBe(true);
      }),
    );
  });
});

describe('the first line', () => {
  it.each([
    ['', ''],
    ['\n  \r\n', ''],
    ['one\ntwo', 'one'],
    ['\n\n  one  \r\ntwo', 'one'],
    ['{\n  "error": "no space"\n}', '"error": "no space"'],
    ['---\n🔥', '---'],
  ])('of %j is %j', (text, expected) => {
    expect(firstLine(text)).toBe(expected);
  });
});

describe('a count', () => {
  it('has its noun in the right number', () => {
    expect([count(0, 'alarm'), count(1, 'alarm'), count(2, 'alarm'), count(2, 'entry', 'entries')]).toEqual([
      '0 alarms',
      '1 alarm',
      '2 alarms',
      '2 entries',
    ]);
  });
});

describe('one line', () => {
  it('moves no cursor, begins no escape of a terminal and reorders nothing, whatever is in it', () => {
    expect(oneLine(' late\n#2  \u001b]0;owned\u0007\u009b2Jred\u202e\t\t now\r\n')).toBe(
      'late #2 ]0;owned2Jred now',
    );
    fc.assert(
      fc.property(anyText, (text) => {
        expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});
