import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../src/lib/duration.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a duration that a person wrote', () => {
  it.each([
    ['30s', 30 * SECOND],
    ['5m', 5 * MINUTE],
    ['24h', 24 * HOUR],
    ['7d', 7 * DAY],
    [' 90 s ', 90 * SECOND],
    ['0s', 0],
  ])('%j is read as %d milliseconds', (text, ms) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: ms });
  });

  it.each(['', 's', '5', '5 minutes', '1.5h', '-5m', '5M', '5m 3s', '1234567890s'])(
    '%j is refused',
    (text) => {
      expect(parseDuration(text)).toEqual({
        ok: false,
        error: `Expected a duration such as 30s, 5m, 24h or 7d, got ${JSON.stringify(text)}`,
      });
    },
  );
});

describe('a duration that a person reads', () => {
  it.each([
    [0, '0s'],
    [-5 * SECOND, '0s'],
    [45 * SECOND, '45s'],
    [59.6 * SECOND, '1m'],
    [12 * MINUTE, '12m'],
    [59.7 * MINUTE, '1h'],
    [2 * HOUR, '2h'],
    [2 * HOUR + 5 * MINUTE, '2h 5m'],
    [3 * DAY, '3d'],
    [3 * DAY + 4 * HOUR + 20 * MINUTE, '3d 4h'],
  ])('%d milliseconds are %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('is read back as it was when it is whole', () => {
    const whole = fc.oneof(
      fc.integer({ min: 0, max: 59 }).map((n) => n * SECOND),
      fc.integer({ min: 1, max: 59 }).map((n) => n * MINUTE),
      fc.integer({ min: 1, max: 23 }).map((n) => n * HOUR),
      fc.integer({ min: 1, max: 9_999 }).map((n) => n * DAY),
    );
    fc.assert(
      fc.property(whole, (ms) => {
        expect(parseDuration(formatDuration(ms))).toEqual({ ok: true, value: ms });
      }),
    );
  });
});
