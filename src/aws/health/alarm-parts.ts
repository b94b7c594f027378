/** The alarms of a pipeline, as parts of its health: those that fire, and those that could reach nobody. */

import type { Part } from '../../operations/pipeline-health.ts';
import type { ReadAlarm } from '../cloudwatch/read-alarms.ts';
import type { Call } from '../makers.ts';
import type { Look } from './look.ts';

import { matchesPattern } from '../../lib/pattern.ts';
import { ok } from '../../lib/result.ts';
import { whyItCannotFire } from '../../operations/alarm-health.ts';
import { asTyped } from '../../operations/arguments.ts';
import { readAlarms } from '../cloudwatch/read-alarms.ts';
import { orSentence } from '../refusals.ts';

export const alarmParts: Look = {
  what: 'alarms',
  asks: ['cloudwatch:DescribeAlarms'],
  isIn: ({ alarms }) => alarms.length > 0,
  async gather(call) {
    const read = await orSentence(readAlarms(call));
    if (!read.ok) return read;
    const { alarms, hadMore } = read.value;
    return ok([...(hadMore ? [UNREAD] : []), ...alarms.map((alarm) => toPart(alarm, call))]);
  },
};

/** What there is beyond the bound is not well only because nobody looked. */
const UNREAD: Part = {
  stage: null,
  name: 'alarms',
  verdict: 'unknown',
  words: 'of the account were not all looked at',
  since: null,
  more: '/etl alarms',
};

function toPart(alarm: ReadAlarm, { estate, clock }: Call): Part {
  const { name } = alarm;
  const stage = estate.stages.find(({ alarms }) => alarms.some((pattern) => matchesPattern(pattern, name)));
  return { stage: stage?.name ?? null, name, more: `/etl alarms ${asTyped(name)}`, ...how(alarm, clock()) };
}

function how(alarm: ReadAlarm, now: number): Pick<Part, 'verdict' | 'words' | 'since'> {
  const { state, since } = alarm;
  if (state === 'ALARM') return { verdict: 'fail', words: 'fires', since };
  const mute = whyItCannotFire(alarm, now);
  if (mute !== null) return { verdict: 'warn', words: `could reach nobody: ${mute}`, since: null };
  return state === 'OK'
    ? { verdict: 'ok', words: 'ok', since }
    : { verdict: 'warn', words: 'has no data', since };
}
