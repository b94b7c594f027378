/** `alarms [name]`: what fires and since when, what lost its data, what could not fire; of one alarm its history. */

import type { Operation } from '../../operations/operation.ts';
import type { Makers } from '../makers.ts';

import { alarmLink, alarmsLink } from '../../lib/console-links.ts';
import { matchesPattern } from '../../lib/pattern.ts';
import { ALARM_STATE_NAMES, alarmsFinding } from '../../operations/alarm-health.ts';
import { oneOf, option, optional, textLike } from '../../operations/arguments.ts';
import { noneCalled } from '../../operations/nearest.ts';
import { alarmFinding } from './alarm-past.ts';
import { readAlarms } from './read-alarms.ts';

const ALARM_NAME = textLike(/^[\u0020-\uD7FF\uE000-\uFFFD]{1,255}$/, {
  expected: 'the name of an alarm or a pattern such as silver-*',
});

/** The operation behind `/etl alarms`. */
export function createAlarms({ read }: Makers): Operation {
  return read({
    verb: 'alarms',
    summary:
      'Which alarms fire and since when, which lost their data, which could reach nobody; of one its history',
    arguments: {
      name: optional(ALARM_NAME, { summary: 'One alarm, or those of a pattern', example: 'silver-late' }),
      state: option(oneOf(ALARM_STATE_NAMES), { summary: 'Only alarms in this state', example: 'ALARM' }),
    },
    asks: ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory', 'cloudwatch:GetMetricData'],
    intent: ({ name }) => (name === null ? 'Look at the alarms' : `Look at the alarm ${name}`),
    links: ({ name }, region) => [name === null ? alarmsLink(region) : alarmLink(region, name)],
    async look({ name, state }, call) {
      const { alarms, hadMore } = await readAlarms(call);
      const exact = alarms.find((alarm) => alarm.name === name);
      if (exact !== undefined) return alarmFinding(exact, call);
      const meant = name === null ? alarms : alarms.filter((alarm) => matchesPattern(name, alarm.name));
      if (name !== null && meant.length === 0)
        return noneCalled(name, {
          what: 'alarm',
          known: alarms.map((alarm) => alarm.name),
          verb: 'alarms',
          trueAt: call.clock(),
          links: [alarmsLink(call.clients.region)],
        });
      const shown = state === null ? meant : meant.filter((alarm) => alarm.state === state);
      const told = alarmsFinding(shown, { all: meant.length, now: call.clock() });
      const more = [{ label: 'Read', value: 'the first 2,000 alarms of the account; it has more' }];
      return { ...told, links: [alarmsLink(call.clients.region)], ...(hadMore ? { facts: more } : {}) };
    },
  });
}
