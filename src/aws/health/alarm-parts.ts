/** The alarms of a pipeline, as parts of its health: those that fire, and those that could reach nobody. */

import type { Part } from '../../operations/pipeline-health.ts';
import type { ReadAlarm } from '../cloudwatch/read-alarms.ts';
import type { Look } from './look.ts';

import { matchesPattern } from '../../lib/pattern.ts';
import { whyItCannotFire } from '../../operations/alarm-health.ts';
import { asTyped } from '../../operations/arguments.ts';
import { readAlarms } from '../cloudwatch/read-alarms.ts';

export const alarmParts: Look = {
  what: 'alarms',
  asks: ['cloudwatch:DescribeAlarms'],
  async gather(call) {
    const { alarms } = await readAlarms(call);
    return alarms.map((alarm): Part => {
      const stage = call.estate.stages.find((each) =>
        each.alarms.some((pattern) => matchesPattern(pattern, alarm.name)),
      );
      const more = `/etl alarms ${asTyped(alarm.name)}`;
      return { stage: stage?.name ?? null, name: alarm.name, more, ...how(alarm, call.clock()) };
    });
  },
};

function how(alarm: ReadAlarm, now: number): Pick<Part, 'verdict' | 'words' | 'since'> {
  const { state, since } = alarm;
  if (state === 'ALARM') return { verdict: 'fail', words: 'fires', since };
  const mute = whyItCannotFire(alarm, now);
  if (mute !== null) return { verdict: 'warn', words: `could reach nobody: ${mute}`, since: null };
  return state === 'OK'
    ? { verdict: 'ok', words: 'ok', since }
    : { verdict: 'warn', words: 'has no data', since };
}
