/** What the rule of a composite alarm makes of the states of the alarms that it names. Pure. */

import type { Alarm, CompositeAlarm, StateValue, Verdict } from './alarm.ts';

import { parseAlarmRule } from './alarm-rule.ts';
import { stamp } from './alarm.ts';

/** The state that the rule calls for. An alarm that is not there is in none of the states. */
export function evaluateComposite(
  { arn, rule, state }: CompositeAlarm,
  alarms: readonly Alarm[],
  at: number,
): Verdict {
  const { children, holds } = parseAlarmRule(rule);
  const known = alarms.filter((each) => children.includes(each.name) || children.includes(each.arn));
  const stateOf = (child: string): StateValue | null =>
    known.find((each) => each.name === child || each.arn === child)?.state.value ?? null;
  const value = holds(stateOf) ? 'ALARM' : 'OK';
  const last = known.toSorted((a, b) => b.state.since - a.state.since)[0];
  return {
    value,
    reason:
      last === undefined || state.value === 'INSUFFICIENT_DATA'
        ? `${arn} was created and its alarm rule evaluates to ${value}`
        : `${last.arn} transitioned to ${last.state.value} at ${longDate(at)}`,
    reasonData: JSON.stringify({
      triggeringAlarms: known
        .filter((each) => value === 'OK' || each.state.value === 'ALARM')
        .map((each) => ({
          arn: each.arn,
          state: { value: each.state.value, timestamp: stamp(each.state.since) },
        })),
    }),
  };
}

// Making one costs more than everything else of an evaluation.
const DAY = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: '2-digit',
  month: 'long',
});

/** `Friday 22 July, 2022 15:57:45 UTC`. */
function longDate(at: number): string {
  const date = new Date(at);
  const parts = DAY.formatToParts(date);
  const part = (type: 'weekday' | 'day' | 'month'): string =>
    parts.find((each) => each.type === type)?.value ?? '';
  const day = `${part('weekday')} ${part('day')} ${part('month')}`;
  return `${day}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`;
}
