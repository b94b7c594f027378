/** Names and times as AWS writes them, and the key that makes two events be about one alarm. Pure. */

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Splits an ARN into its six parts; null for anything else. The resource keeps its own colons. */
export function parseArn(text: string): Arn | null {
  const match = /^arn:([a-z0-9-]+):([a-z0-9-]+):([a-z0-9-]*):(\d*):(.+)$/s.exec(text);
  if (match === null) return null;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match;
  return { partition, service, region, account, resource };
}

/** The ARN an alarm would have: payloads from before 2021 do not carry it. */
export function alarmArn(account: string | null, region: string | null, name: string): string {
  const partition = region?.startsWith('cn-')
    ? 'aws-cn'
    : region?.startsWith('us-gov-')
      ? 'aws-us-gov'
      : 'aws';
  return `arn:${partition}:cloudwatch:${region ?? ''}:${account ?? ''}:alarm:${name}`;
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
