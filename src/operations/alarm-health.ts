/** The alarms of a pipeline: which fire, which lost their data, and which could not fire if they had to. Pure. */

import type { Finding, Verdict } from './finding.ts';

import { formatDuration } from '../lib/duration.ts';
import { count } from '../lib/text.ts';
import { finding } from './findings.ts';
import { formatTime } from '../lib/moment.ts';

export const ALARM_STATE_NAMES = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const;
export type AlarmStateName = (typeof ALARM_STATE_NAMES)[number];

/** An alarm as CloudWatch has it, settled: what the SDK leaves optional is null. */
export interface CloudWatchAlarm {
  readonly name: string;
  readonly kind: 'metric' | 'composite';
  readonly state: AlarmStateName;
  /** When its state began, milliseconds. */
  readonly since: number | null;
  readonly description: string | null;
  /** `> 5 in 2 of 3 × 5m of glue.driver.aggregate.numFailedTasks`, or the rule of a composite one. */
  readonly condition: string;
  readonly actionsEnabled: boolean;
  /** How many actions its ALARM has. */
  readonly actions: number;
}

const DAY_MS = 86_400_000;
const NAMED = 3;

/** Why the alarm would reach nobody, or null when it would. */
export function whyItCannotFire(alarm: CloudWatchAlarm, now: number): string | null {
  if (!alarm.actionsEnabled) return 'its actions are disabled';
  if (alarm.actions === 0) return 'it has no action';
  if (alarm.state === 'INSUFFICIENT_DATA' && alarm.since !== null && now - alarm.since >= DAY_MS)
    return `no data for ${formatDuration(now - alarm.since)}`;
  return null;
}

/** What is told of these alarms, the worst first. `all` is how many there are before a state was asked for. */
export function alarmsFinding(
  alarms: readonly CloudWatchAlarm[],
  { all, now }: { readonly all: number; readonly now: number },
): Finding {
  const told = alarms
    .map((alarm) => ({ alarm, mute: whyItCannotFire(alarm, now) }))
    .toSorted(
      (left, right) => rank(left) - rank(right) || (right.alarm.since ?? 0) - (left.alarm.since ?? 0),
    );
  const firing = told.filter(({ alarm }) => alarm.state === 'ALARM');
  const lost = told.filter(({ alarm }) => alarm.state === 'INSUFFICIENT_DATA');
  const mute = told.filter((each) => each.mute !== null);
  const parts = [
    ...(firing.length === 0 ? [] : [`${named(firing)} ${firing.length === 1 ? 'fires' : 'fire'}`]),
    ...(lost.length === 0 ? [] : [`${count(lost.length, 'alarm')} without data`]),
    ...(mute.length === 0 ? [] : [`${count(mute.length, 'alarm')} could reach nobody`]),
  ];
  return finding({
    verdict: all === 0 ? 'warn' : verdictOf(firing.length, lost.length + mute.length),
    summary:
      parts.length === 0
        ? quietWords(alarms.length, all)
        : `${parts.join('. ')}. ${count(all, 'alarm')} in all`,
    trueAt: now,
    table: {
      columns: ['Alarm', 'State', 'Since', 'Reaches somebody', 'When it fires'],
      rows: told.map(({ alarm, mute: why }) => [
        alarm.name,
        STATE_WORDS[alarm.state],
        alarm.since === null ? '' : formatTime(alarm.since),
        why === null ? 'yes' : `no: ${why}`,
        alarm.condition,
      ]),
    },
    next: firing.slice(0, NAMED).map(({ alarm }) => `/etl alarms ${alarm.name}`),
  });
}

export const STATE_WORDS: Readonly<Record<AlarmStateName, string>> = {
  ALARM: 'fires',
  OK: 'ok',
  INSUFFICIENT_DATA: 'no data',
};

interface Told {
  readonly alarm: CloudWatchAlarm;
  readonly mute: string | null;
}

function rank({ alarm, mute }: Told): number {
  if (alarm.state === 'ALARM') return 0;
  if (alarm.state === 'INSUFFICIENT_DATA') return 1;
  return mute === null ? 3 : 2;
}

function verdictOf(firing: number, faulty: number): Verdict {
  if (firing > 0) return 'fail';
  return faulty > 0 ? 'warn' : 'ok';
}

function named(firing: readonly Told[]): string {
  const words = firing
    .slice(0, NAMED)
    .map(({ alarm: { name, since } }) => (since === null ? name : `${name} since ${formatTime(since)}`));
  const rest = firing.length - NAMED;
  return `${words.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function quietWords(shown: number, all: number): string {
  if (all === 0) return 'There is no alarm here, so nobody is told of anything';
  return shown === 0
    ? `None of ${count(all, 'alarm')} is in that state`
    : `None of ${count(all, 'alarm')} fires, and each could reach somebody`;
}
