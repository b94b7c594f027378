/** Which alarms are one incident: the critics' case is a job, another job, a crawler and a budget on one card. */

import { describe, expect, it } from '@jest/globals';
import type { AlarmEvent } from '../../src/alarms/event.ts';
import type { GroupPart } from '../../src/alarms/group.ts';
import { decode } from '../../src/alarms/decode/index.ts';
import { anywhere, groupOf } from '../../src/alarms/group.ts';
import { aMessage, anEvent, gluePayload, metricPayload } from '../support/messages.ts';

const PIPELINE = [{ name: 'todo-etl', groupBy: null }];

function keyOf(
  event: Partial<AlarmEvent>,
  where: { readonly pipeline?: string | null; readonly stage?: string | null } = {},
): string {
  const subject = { ...anEvent(event), pipeline: 'todo-etl', stage: null, ...where };
  return groupOf(subject, PIPELINE).key;
}

const unrouted = { pipeline: null };

describe('the group of an alarm in a stage', () => {
  it('is its pipeline, its stage and its place, whatever it is about', () => {
    const silver = { stage: 'silver' };
    expect(keyOf({}, silver)).toBe('pipeline:todo-etl/stage:silver/place:123456789012.eu-central-1');
    expect(keyOf({ resources: { job: 'silver-orders' }, name: 'x' }, silver)).toBe(keyOf({}, silver));
  });

  it.each([
    [{ account: '210987654321' }, 'silver'],
    [{ region: 'us-east-1' }, 'silver'],
    [{}, 'gold'],
    [{}, null],
  ])('is not that of %j in stage %s', (changes, stage) => {
    expect(keyOf(changes, { stage })).not.toBe(keyOf({}, { stage: 'silver' }));
  });
});

describe('the group of an alarm in no stage', () => {
  const budget = aMessage('Budget Name: lake-monthly\nACTUAL Amount: $103.45', { subject: 'AWS Budgets' });
  const crawler = aMessage({
    'detail-type': 'Glue Crawler State Change',
    source: 'aws.glue',
    detail: { crawlerName: 'orders-crawler', state: 'Failed' },
  });
  const failure = aMessage(gluePayload());
  const timeout = aMessage(gluePayload({ job: 'gold-kpis', state: 'TIMEOUT' }));

  it('is its pipeline and resource: two jobs, a crawler and a budget are four', () => {
    expect([failure, timeout, crawler, budget].map((message) => keyOf(decode(message)))).toEqual([
      'pipeline:todo-etl/resource:job silver-users',
      'pipeline:todo-etl/resource:job gold-kpis',
      'pipeline:todo-etl/resource:crawler orders-crawler',
      'pipeline:todo-etl/resource:budget lake-monthly',
    ]);
  });

  it('is one for all alarms about one job', () => {
    expect(keyOf(decode(aMessage(metricPayload())))).toBe(keyOf(decode(failure)));
  });

  it('is by its name where it names no resource', () => {
    const names = ['node7-disk', 'Node12-disk', 'node7-memory'].map((name) => keyOf({ name, resources: {} }));
    expect(names[0]).toBe(names[1]);
    expect(names[2]).not.toBe(names[0]);
  });

  it('cannot be another one by a name with slashes', () => {
    expect(keyOf({ resources: { job: 'a/resource:job b' } })).toBe(
      'pipeline:todo-etl/resource:job a%2Fresource:job b',
    );
  });
});

describe('the group of an alarm without a pipeline', () => {
  it.each([
    [{}, { name: 'another-alarm' }],
    [
      { name: 'node7-disk', resources: {} },
      { name: 'node8-disk', resources: {} },
    ],
  ])('joins %j and %j', (one, other) => {
    expect(keyOf(one, unrouted)).toBe(keyOf(other, unrouted));
  });

  it.each([
    [
      { name: 'billing-api-errors', resources: {} },
      { name: 'billing-api-latency', resources: {} },
    ],
    [{}, { account: '210987654321' }],
    [{}, { region: 'us-east-1' }],
    [
      { name: '---', resources: {} },
      { name: '***', resources: {} },
    ],
  ])('keeps %j and %j apart', (one, other) => {
    expect(keyOf(one, unrouted)).not.toBe(keyOf(other, unrouted));
  });
});

describe('group_by of a pipeline', () => {
  const grouped = (groupBy: readonly GroupPart[]) =>
    groupOf({ ...anEvent(), pipeline: 'todo-etl', stage: 'silver' }, [{ name: 'todo-etl', groupBy }]);

  it.each<[readonly GroupPart[], string]>([
    [['pipeline'], 'pipeline:todo-etl'],
    [['stage'], 'pipeline:todo-etl/stage:silver'],
    [['resource', 'place'], 'pipeline:todo-etl/place:123456789012.eu-central-1/resource:job silver-users'],
    [['alarm'], 'pipeline:todo-etl/alarm:glue-job:123456789012:eu-central-1:silver-users'],
  ])('%j gives %s', (groupBy, key) => {
    expect(grouped(groupBy).key).toBe(key);
  });

  it('by stage leaves an alarm in none to its resource', () => {
    const subject = { ...anEvent(), pipeline: 'todo-etl', stage: null };
    expect(groupOf(subject, [{ name: 'todo-etl', groupBy: ['stage', 'place'] }]).key).toBe(keyOf({}));
  });

  it('is the reason', () => {
    expect(grouped(['stage']).because).toBe('pipeline todo-etl, stage silver: group_by of todo-etl says so');
  });
});

describe('the reason of a group', () => {
  it.each([
    [
      { pipeline: 'todo-etl', stage: 'silver' },
      'pipeline todo-etl, stage silver, account 123456789012 in eu-central-1: it is in a stage',
    ],
    [{ pipeline: 'todo-etl', stage: null }, 'pipeline todo-etl, job silver-users: it is in no stage'],
    [
      { pipeline: null, stage: null },
      'account 123456789012 in eu-central-1, job silver-users: no pipeline has it',
    ],
  ])('for %j', (where, because) => {
    expect(groupOf({ ...anEvent(), ...where }, PIPELINE).because).toBe(because);
  });
});

describe('a group anywhere', () => {
  it('is the same wherever its alarms are', () => {
    const one = keyOf({}, { stage: 'silver' });
    const other = keyOf({ account: null, region: null }, { stage: 'silver' });
    expect(anywhere(one)).toBe(other);
    expect(anywhere(other)).toBe(other);
  });
});
