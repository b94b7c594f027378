import { describe, expect, it } from '@jest/globals';
import {
  alarmArn,
  canBeSamePlace,
  eventKey,
  glueJobKey,
  parseAwsTime,
  placeOfKey,
} from '../../src/alarms/identity.ts';

const THREE = Date.UTC(2026, 10, 12, 3, 0, 0);

describe('a time as AWS writes it', () => {
  it.each([
    ['2026-11-12T03:00:00Z', THREE],
    ['2026-11-12T03:00:00', THREE],
    ['2026-11-12 03:00:00', THREE],
    ['2026-11-12T03:00:00.123+0000', THREE + 123],
    ['2026-11-12T04:30:00+0130', THREE],
    ['2026-11-12T04:30:00+01:30', THREE],
    ['2026-11-11T22:00:00.000-0500', THREE],
    [' 2026-11-12T03:00:00.123456789Z ', THREE + 123],
  ])('%j is understood', (text, ms) => {
    expect(parseAwsTime(text)).toBe(ms);
  });

  it.each([
    '',
    'date',
    '2026-11-12',
    '2026-13-12T03:00:00Z',
    '12/11/26 03:00:00',
    '2026-11-12T03:00Z',
    '1794452400',
  ])('%j is no time', (text) => {
    expect(parseAwsTime(text)).toBeNull();
  });
});

describe('the ARN of an alarm', () => {
  it.each([
    ['eu-central-1', 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:late'],
    ['cn-north-1', 'arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:late'],
    ['us-gov-west-1', 'arn:aws-us-gov:cloudwatch:us-gov-west-1:123456789012:alarm:late'],
  ])('in %s is built as AWS would', (region, arn) => {
    expect(alarmArn('123456789012', region, 'late')).toBe(arn);
  });
});

describe('the key of an event', () => {
  const event = { key: 'k', state: 'ALARM', changedAt: 5 };

  it('is the same for the same alarm, state and moment, whatever carried it', () => {
    expect(eventKey({ ...event })).toBe(eventKey(event));
  });

  it('differs when any of the three differs', () => {
    const keys = [event, { ...event, key: 'l' }, { ...event, state: 'OK' }, { ...event, changedAt: 6 }].map(
      eventKey,
    );
    expect(new Set(keys).size).toBe(4);
  });
});

describe('the place of an alarm', () => {
  const place = { account: '123456789012', region: 'eu-central-1' };

  it.each([
    [alarmArn(place.account, place.region, 'x'), place],
    [glueJobKey(place.account, place.region, 'silver:users'), place],
    ['text:arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms:Late:0a1b', place],
    [alarmArn(null, null, 'x'), { account: null, region: null }],
    ['something-else', { account: null, region: null }],
  ])('stands in its key %s', (key, expected) => {
    expect(placeOfKey(key)).toEqual(expected);
  });

  it('can be another one where a part of it is unknown, never where one differs', () => {
    expect(canBeSamePlace(place, { ...place, account: null })).toBe(true);
    expect(canBeSamePlace(place, { account: null, region: 'us-east-1' })).toBe(false);
  });
});
