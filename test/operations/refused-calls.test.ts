/** One sentence for one cause, however many calls it hit. */

import type { Asked } from '../../src/operations/finding.ts';

import { describe, expect, it } from '@jest/globals';

import {
  causeClause,
  causeSentence,
  causesOf,
  mainCause,
  MOST_ASKED,
  oncePerCause,
} from '../../src/operations/refused-calls.ts';
import { aFinding } from '../support/builders.ts';

const EXPIRED = 'the AWS credentials have expired. Renew them, then try again.';
const BUSY = 'AWS is throttling this account. Wait a minute, then try again.';

function refused(call: string, because: string, times = 1): readonly Asked[] {
  return Array.from({ length: times }, () => ({
    call,
    ok: false,
    error: `Could not call ${call}: ${because}`,
  }));
}

describe('the causes of refused calls', () => {
  const asked = [
    { call: 'glue:GetJobs', ok: true },
    ...refused('s3:ListObjectsV2', BUSY),
    ...refused('glue:GetJobRuns', EXPIRED, 2),
    ...refused('glue:GetTables', EXPIRED),
  ];

  it('are told once each, the most frequent first, with what they hit', () => {
    expect(causesOf(asked)).toMatchObject([
      { because: EXPIRED, calls: ['glue:GetJobRuns', 'glue:GetTables'], hits: 3 },
      { because: BUSY, calls: ['s3:ListObjectsV2'], hits: 1 },
    ]);
    expect(causesOf(asked).map(causeSentence)).toEqual([
      'The AWS credentials have expired: 3 calls were not answered. Renew them, then try again.',
      'AWS is throttling this account: 1 call was not answered. Wait a minute, then try again.',
    ]);
  });

  it('count at least what was written down', () => {
    const all = refused('glue:GetJobRuns', EXPIRED, MOST_ASKED);
    expect(causesOf(all).map(causeClause)).toEqual([
      'the AWS credentials have expired, at least 500 calls were not answered',
    ]);
  });

  it('have a main one only where it hit most of what was refused, and several calls', () => {
    expect(mainCause(asked)?.because).toBe(EXPIRED);
    expect(mainCause([...refused('a:A', EXPIRED, 2), ...refused('b:B', BUSY, 2)])).toBeNull();
    expect(mainCause(refused('a:A', EXPIRED))).toBeNull();
    expect(mainCause([{ call: 'a:A', ok: true }])).toBeNull();
  });
});

describe('a finding', () => {
  const asked = [...refused('glue:GetTables', EXPIRED, 3), ...refused('s3:ListObjectsV2', BUSY)];
  const facts = [
    { label: 'silver users', value: `Could not list the partitions of users: ${EXPIRED}` },
    { label: 'silver tasks', value: `Could not list the partitions of tasks: ${EXPIRED}` },
    { label: 'gold', value: `Could not list gold/: ${BUSY}` },
    { label: 'bronze events', value: `Could not list the tables of bronze: ${EXPIRED}` },
  ];

  it('says one cause in one fact, of what, and keeps what stands alone', () => {
    const told = oncePerCause(aFinding({ summary: `Could not list: ${EXPIRED}`, facts }), asked);
    const sentence =
      'The AWS credentials have expired: 3 calls were not answered. Renew them, then try again.';
    expect(told.summary).toBe(sentence);
    expect(told.facts).toEqual([
      { label: 'Not known: silver users, silver tasks, bronze events', value: sentence },
      facts[2],
    ]);
  });

  it('names two where there are too many to name', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({
      label: `table users-${index}`,
      value: `Could not look at the table users-${index}: ${EXPIRED}`,
    }));
    expect(oncePerCause(aFinding({ facts: many }), asked).facts.map(({ label }) => label)).toEqual([
      'Not known: table users-0, table users-1 and 10 more',
    ]);
  });

  it('stays as it is where each call has a cause of its own', () => {
    const finding = aFinding({ facts });
    expect(oncePerCause(finding, refused('glue:GetTables', EXPIRED))).toEqual(finding);
  });
});
