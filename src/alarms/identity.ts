/** Names and times as AWS writes them, and the key that makes two events be about one alarm. Pure. */

import { formatArn, parseArn, partitionOf } from '../lib/arn.ts';

/** Where something is in AWS; null where nobody said. */
export interface Place {
  readonly account: string | null;
  readonly region: string | null;
}

/** The ARN an alarm would have: payloads from before 2021 do not carry it. */
export function alarmArn(account: string | null, region: string | null, name: string): string {
  return formatArn({
    partition: partitionOf(region ?? ''),
    service: 'cloudwatch',
    region: region ?? '',
    account: account ?? '',
    resource: `alarm:${name}`,
  });
}

/** The key of a Glue job's own alarm. */
export function glueJobKey(account: string, region: string, job: string): string {
  return `glue-job:${account}:${region}:${job}`;
}

/** Where the alarm of this key is: the key holds an ARN (its own, or its topic's) or a job's account and region. */
export function placeOfKey(key: string): Place {
  const job = /^glue-job:([^:]*):([^:]*):/.exec(key);
  if (job !== null) return { account: job[1] || null, region: job[2] || null };
  const arn = parseArn(key.replace(/^text:/, ''));
  return { account: arn?.account || null, region: arn?.region || null };
}

/** Whether two places can be one: what is unknown of either is no difference. */
export function canBeSamePlace(one: Place, other: Place): boolean {
  return (['account', 'region'] as const).every(
    (part) => one[part] === null || other[part] === null || one[part] === other[part],
  );
}

/**
 * A time as AWS services write it, in milliseconds: `2026-11-02T03:00:00Z`, with fractions, or with CloudWatch's
 * offset without a colon (`+0000`). Null when it is no time.
 */
export function parseAwsTime(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:?\d{2})?$/.exec(
    text.trim(),
  );
  if (match === null) return null;
  const [, date, time, zone = 'Z'] = match;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const ms = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(ms) ? null : ms;
}

/** One event of one alarm, whatever carried it: the same state at the same moment is the same event. */
export function eventKey(event: {
  readonly key: string;
  readonly state: string;
  readonly changedAt: number;
}): string {
  return `alarm:${event.key}:${event.state}:${event.changedAt}`;
}
