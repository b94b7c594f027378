import { describe, expect, it } from '@jest/globals';
import { groupKey } from '../../src/alarms/group.ts';
import { anEvent } from '../support/messages.ts';

const unrouted = { pipeline: null, stage: null };

describe('the group of an alarm', () => {
  it('is its pipeline and stage', () => {
    expect(groupKey(anEvent(), { pipeline: 'todo-etl', stage: 'silver' })).toBe('pipeline:todo-etl/silver');
    expect(groupKey(anEvent(), { pipeline: 'todo-etl', stage: null })).toBe('pipeline:todo-etl/*');
  });

  it('is not shared by two stages', () => {
    const groups = ['silver', 'gold', null].map((stage) =>
      groupKey(anEvent(), { pipeline: 'todo-etl', stage }),
    );
    expect(new Set(groups).size).toBe(3);
  });

  it.each([
    [{ name: 'billing-api-errors' }, { name: 'billing-api-latency' }],
    [{ name: 'Billing 5xx' }, { name: 'billing_queue' }],
    [{ name: 'node7-disk' }, { name: 'node8-disk' }],
  ])('without a route joins %j and %j', (one, other) => {
    expect(groupKey(anEvent(one), unrouted)).toBe(groupKey(anEvent(other), unrouted));
  });

  it.each([
    [{ name: 'billing-api' }, { name: 'search-api' }],
    [{ name: 'billing' }, { name: 'billing', account: '210987654321' }],
    [{ name: 'billing' }, { name: 'billing', region: 'us-east-1' }],
    [{ name: '---' }, { name: '***' }],
  ])('without a route keeps %j and %j apart', (one, other) => {
    expect(groupKey(anEvent(one), unrouted)).not.toBe(groupKey(anEvent(other), unrouted));
  });
});
