import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseAlarmRule } from '../../sandbox/aws/alarm-rule.ts';

const STATES = {
  late: 'ALARM',
  empty: 'OK',
  'arn:aws:cloudwatch:eu-central-1:1:alarm:odd': 'INSUFFICIENT_DATA',
} as const;

describe('an alarm rule', () => {
  it.each([
    ['ALARM(late)', true],
    ['ALARM("late") AND ALARM(empty)', false],
    ['ALARM(late) OR ALARM(empty) AND FALSE', true],
    ['(ALARM(late) OR ALARM(empty)) AND FALSE', false],
    ['NOT OK("late") AND NOT ALARM(empty)', true],
    ['INSUFFICIENT_DATA(arn:aws:cloudwatch:eu-central-1:1:alarm:odd)', true],
    ['TRUE', true],
    ['ALARM("nobody") OR OK("nobody")', false],
  ])('%s is %s', (rule, holds) => {
    const states = new Map(Object.entries(STATES));
    expect(parseAlarmRule(rule).holds((child) => states.get(child) ?? null)).toBe(holds);
  });

  it('names the alarms that it depends on', () => {
    expect(parseAlarmRule('ALARM(a) AND (OK("b c") OR ALARM(a))').children).toEqual(['a', 'b c']);
  });

  it.each(['', 'ALARM', 'ALARM(a', 'ALARM(a) OK(b)', 'BROKEN(a)', 'AT_LEAST(1, ALARM, (a, b))', 'NOT', '()'])(
    '%j is refused',
    (rule) => {
      expect(() => parseAlarmRule(rule)).toThrow('AlarmRule must be');
    },
  );

  it('is read or refused, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), (rule) => {
        try {
          expect(parseAlarmRule(rule).children).toBeInstanceOf(Array);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ValidationError' });
        }
      }),
    );
  });
});
