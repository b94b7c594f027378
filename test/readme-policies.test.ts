/** The policies that people paste from the README into AWS: each is a document, and none has what AWS does not take. */

import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { readSource } from './support/sources.ts';

const README = readSource('README.md');
const EVENTS = 'events.amazonaws.com';
const ALARMS = 'cloudwatch.amazonaws.com';

const oneOrMany = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value));
const statement = z.strictObject({
  Sid: z
    .string()
    .regex(/^[A-Za-z0-9]+$/)
    .optional(),
  Effect: z.literal('Allow'),
  Principal: z.strictObject({ Service: oneOrMany.optional(), AWS: oneOrMany.optional() }).optional(),
  Action: oneOrMany,
  /** Absent in a trust policy: it is about its own role. */
  Resource: oneOrMany.optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMany)).optional(),
});
const policy = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement) });
type Statement = z.infer<typeof statement>;

const blocks = [...README.matchAll(/^```json\n(.*?)^```$/gms)].map(
  ([, text = '']): unknown => JSON.parse(text) as unknown,
);
const policies = blocks.flatMap((block) =>
  typeof block === 'object' && block !== null && 'Statement' in block ? [policy.parse(block).Statement] : [],
);
const ofTopic = policyWith('sns:Publish');
const ofKey = policyWith('kms:GenerateDataKey*');
const ofRole = policyWith('sts:AssumeRole');

describe('the policies in the README', () => {
  it('are those of the topic, of its key and of a role that trusts Handrail, whole documents all of them', () => {
    expect(policies).toHaveLength(3);
    expect(new Set(policies)).toEqual(new Set([ofTopic, ofKey, ofRole]));
    expect(blocks.filter((block) => JSON.stringify(block).includes('"Effect"'))).toHaveLength(3);
  });

  it('let CloudWatch and EventBridge publish to the topic', () => {
    for (const service of [ALARMS, EVENTS]) {
      expect(actionsOf(ofTopic, service)).toEqual(['sns:Publish']);
    }
  });

  it('let both use the key, which is one that can be changed', () => {
    for (const service of [ALARMS, EVENTS]) {
      expect(actionsOf(ofKey, service)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey*']);
    }
    expect(
      ofKey.some(({ Principal, Action }) => Principal?.AWS !== undefined && Action.includes('kms:*')),
    ).toBe(true);
  });

  it('trust Handrail by its role and the external id of the configuration beside them', () => {
    expect(ofRole).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam::123456789012:role/handrail'] },
        Action: ['sts:AssumeRole'],
        Condition: { StringEquals: { 'sts:ExternalId': ['todo-etl'] } },
      },
    ]);
    expect(README).toContain('      external_id: todo-etl\n');
    expect([...ofTopic, ...ofKey].filter(({ Resource }) => Resource === undefined)).toEqual([]);
  });

  it('have no condition where EventBridge is let in', () => {
    const forEvents = policies.flat().filter(({ Principal }) => Principal?.Service?.includes(EVENTS));
    expect(forEvents).toHaveLength(2);
    expect(forEvents.filter(({ Condition }) => Condition !== undefined)).toEqual([]);
  });

  it('let CloudWatch in for the alarms of one account only', () => {
    const alarms = ofTopic.find(({ Principal }) => Principal?.Service?.includes(ALARMS));
    const keys = Object.values(alarms?.Condition ?? {}).flatMap((operator) => Object.keys(operator));
    expect(keys.toSorted()).toEqual(['aws:SourceAccount', 'aws:SourceArn']);
  });

  it('are about one topic, the one of the configuration beside them', () => {
    const named = new Set(ofTopic.flatMap(({ Resource }) => Resource ?? []));
    expect([...named]).toEqual(['arn:aws:sns:eu-central-1:123456789012:todo-etl-alarms']);
    expect(README).toContain(`    - ${[...named].join('')}\n`);
  });
});

function policyWith(action: string): readonly Statement[] {
  const found = policies.filter((statements) => statements.some(({ Action }) => Action.includes(action)));
  expect(found).toHaveLength(1);
  return found[0] ?? [];
}

function actionsOf(statements: readonly Statement[], service: string): readonly string[] {
  return statements.flatMap(({ Principal, Action }) =>
    Principal?.Service?.includes(service) === true ? Action : [],
  );
}
