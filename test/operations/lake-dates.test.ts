import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { datedBelow, datedByAll, dayText, endOf, segmentOfDay } from '../../src/operations/lake-dates.ts';

const DAY = Date.UTC(2026, 10, 11);
const HOUR = Date.UTC(2026, 10, 11, 2);

describe('a date in the path of a partition', () => {
  it.each([
    ['dt=2026-11-11', 'dt=2026-11-11', DAY, 'day'],
    ['event_date=20261111', 'event_date=20261111', DAY, 'day'],
    ['2026-11-11', '2026-11-11', DAY, 'day'],
    ['dt=2026-11-11/hour=02', 'dt=2026-11-11/hour=02', HOUR, 'hour'],
    ['dt=2026-11-11-02', 'dt=2026-11-11-02', HOUR, 'hour'],
    ['year=2026/month=11/day=11', '2026/11/11', DAY, 'day'],
    ['year=2026/month=11/day=11/hour=2', '2026/11/11/2', HOUR, 'hour'],
    ['2026/11/11/02', '2026/11/11/02', HOUR, 'hour'],
    ['month=2026-11/day=11', 'month=2026-11/day=11', DAY, 'day'],
    ['region=eu/dt=2026-11-11', 'dt=2026-11-11', DAY, 'day'],
  ])('is read off %s', (path, name, at, unit) => {
    expect(datedByAll(path.split('/'))).toEqual({ name, at, unit });
  });

  it.each(['users', 'v1', '_temporary', 'dt=2026-02-30', 'dt=__HIVE_DEFAULT_PARTITION__', 'id=2026', '0007'])(
    'is not seen in %s',
    (segment) => {
      expect(datedBelow(null, segment)).toBeNull();
    },
  );

  it('is not seen in a number that no month, day or hour has', () => {
    const year = datedBelow(null, '2026');
    expect(datedBelow(year, '13')).toBeNull();
    expect(datedBelow(year, 'day=11')).toBeNull();
    expect(datedBelow(datedBelow(null, 'dt=2026-11-11'), 'hour=24')).toBeNull();
  });

  it('has an end', () => {
    const at = Date.UTC(2026, 11, 1);
    expect(endOf({ at, unit: 'month' })).toBe(Date.UTC(2027, 0, 1));
    expect(endOf({ at, unit: 'hour' })).toBe(Date.UTC(2026, 11, 1, 1));
  });

  it('of any text is a time or none, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 5 }), (segments) => {
        const dated = datedByAll(segments);
        return dated === null || Number.isFinite(dated.at);
      }),
    );
  });

  it('sorts behind the segment of the window, in the same form', () => {
    const days = fc.integer({ min: 0, max: 40_000 }).map((day) => day * 86_400_000);
    const forms = [(at: number) => `dt=${dayText(at)}`, (at: number) => dayText(at).replaceAll('-', '')];
    fc.assert(
      fc.property(days, days, fc.constantFrom(...forms), (one, other, form) => {
        const after = segmentOfDay(form(one), other);
        return form(one) >= after === one >= other;
      }),
    );
  });
});
