import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  arnsIn,
  DNS_SUFFIXES,
  formatArn,
  isPartition,
  parseArn,
  parseRoleArn,
  parseTopicArn,
  partitionOf,
  type Arn,
} from '../../src/lib/arn.ts';

const word = (pattern: RegExp): fc.Arbitrary<string> => fc.stringMatching(pattern);
const digits = word(/^\d{12}$/);
const region = word(/^[a-z]{2}-[a-z]{1,9}-\d$/);
const partition = fc.oneof(fc.constantFrom(...Object.keys(DNS_SUFFIXES)), word(/^aws-[a-z]{1,8}$/));
const arn: fc.Arbitrary<Arn> = fc.record({
  partition,
  service: word(/^[a-z0-9-]{1,20}$/),
  region: fc.oneof(region, fc.constant('')),
  account: fc.oneof(digits, fc.constantFrom('', 'aws')),
  resource: fc.string({ minLength: 1 }),
});

describe('an ARN', () => {
  it('is split into its parts, and the resource keeps its colons', () => {
    expect(parseArn('arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:todo:etl')).toEqual({
      partition: 'aws-cn',
      service: 'cloudwatch',
      region: 'cn-north-1',
      account: '123456789012',
      resource: 'alarm:todo:etl',
    });
  });

  it.each([
    ['arn:aws:s3:::todo-etl/bronze/users', '', '', 'todo-etl/bronze/users'],
    ['arn:aws:iam::aws:policy/AWSGlueServiceRole', '', 'aws', 'policy/AWSGlueServiceRole'],
    ['arn:aws-moon:glue:moon-dark-1:123456789012:job/a:b', 'moon-dark-1', '123456789012', 'job/a:b'],
    [
      'arn:aws:lambda:eu-central-1:123456789012:function:x\ny',
      'eu-central-1',
      '123456789012',
      'function:x\ny',
    ],
  ])('%j may lack a part, and be of a partition not known here', (text, at, account, resource) => {
    expect(parseArn(text)).toMatchObject({ region: at, account, resource });
  });

  it.each([
    '',
    'arn',
    'arn:aws:sns:EXAMPLE',
    'arn:<partition>:sns:eu-central-1:123456789012:topic',
    'arn:aws:sns:eu-central-1:123456789012:',
    ' arn:aws:s3:::todo-etl',
  ])('%j is not one', (text) => {
    expect(parseArn(text)).toBeNull();
  });

  it('is read as it was written, whatever it names', () => {
    fc.assert(fc.property(arn, (parts) => expect(parseArn(formatArn(parts))).toEqual(parts)));
  });

  it('is written as it was read, and reading never throws', () => {
    const almost = fc
      .array(fc.constantFrom('arn', ':', 'aws', '-', 'sns', '1', 'A', '/', ' ', '\n'))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string(), almost, arn.map(formatArn)), (text) => {
        const parts = parseArn(text);
        expect(parts === null ? text : formatArn(parts)).toBe(text);
      }),
    );
  });
});

describe('the ARN of a topic', () => {
  const name = word(/^[A-Za-z0-9_-]{1,40}$/);

  it('names it, and whether it is a FIFO topic', () => {
    fc.assert(
      fc.property(partition, region, digits, name, fc.boolean(), (where, at, account, bare, isFifo) => {
        const named = isFifo ? `${bare}.fifo` : bare;
        expect(parseTopicArn(`arn:${where}:sns:${at}:${account}:${named}`)).toEqual({
          partition: where,
          region: at,
          account,
          name: named,
          isFifo,
        });
      }),
    );
  });

  it.each([
    'arn:aws:sns:eu-central-1:123456789012:alarms:6b0e71bd-7e97-4d97-80ce-4a0994e55286',
    'arn:aws:sqs:eu-central-1:123456789012:alarms',
    'arn:aws:sns::123456789012:alarms',
    'arn:aws:sns:eu-central-1:12345678901:alarms',
    'arn:aws:sns:eu-central-1:123456789012:alarms.fifo.fifo',
    'arn:aws:sns:eu-central-1:123456789012:a/b',
    'arn:aws:sns:eu-central-1:123456789012:alarms\n',
    `arn:aws:sns:eu-central-1:123456789012:${'a'.repeat(257)}`,
  ])('%j is none', (text) => {
    expect(parseTopicArn(text)).toBeNull();
  });
});

describe('the ARN of a role', () => {
  it('names it with its path, in any partition', () => {
    fc.assert(
      fc.property(
        partition,
        digits,
        word(/^(?:[\w+=,.@-]{1,20}\/){0,2}[\w+=,.@-]{1,20}$/),
        (where, account, name) => {
          const parts = { partition: where, account, name };
          expect(parseRoleArn(`arn:${where}:iam::${account}:role/${name}`)).toEqual(parts);
        },
      ),
    );
  });

  it.each([
    'arn:aws:iam::123456789012:user/handrail',
    'arn:aws:iam::123456789012:role/',
    'arn:aws:iam:eu-central-1:123456789012:role/handrail',
    'arn:aws:iam::aws:role/handrail',
    'arn:aws:sts::123456789012:role/handrail',
    'arn:aws:iam::123456789012:role/hand rail',
  ])('%j is none', (text) => {
    expect(parseRoleArn(text)).toBeNull();
  });
});

describe('ARNs in a text', () => {
  it('end where the sentence goes on', () => {
    expect(
      arnsIn('Job "arn:aws:glue:eu-central-1:123456789012:job/silver-users" of (arn:aws:s3:::todo-etl/x).'),
    ).toEqual(['arn:aws:glue:eu-central-1:123456789012:job/silver-users', 'arn:aws:s3:::todo-etl/x']);
    expect(arnsIn('It is arn:aws:sqs:eu-central-1:123456789012:dead-letters.')).toEqual([
      'arn:aws:sqs:eu-central-1:123456789012:dead-letters',
    ]);
    expect(arnsIn('Such as arn:aws:s3:::. or arn:aws:sqs:::')).toEqual([]);
  });

  it('may stand in a text that is nearly all full stops', () => {
    const found = `arn:aws:s3:::${'.'.repeat(250_000)}x`;
    expect(arnsIn(`${found}...`)).toEqual([found]);
  });

  it('are ARNs, in any text', () => {
    const inText = fc.array(fc.oneof(fc.string(), arn.map(formatArn))).map((all) => all.join(' '));
    fc.assert(
      fc.property(inText, (text) => {
        for (const found of arnsIn(text)) {
          expect(parseArn(found)).not.toBeNull();
          expect(text).toContain(found);
        }
      }),
    );
  });
});

describe('a partition', () => {
  it.each([
    ['eu-central-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['', 'aws'],
  ])('of the region %j is %s', (of, expected) => {
    expect(partitionOf(of)).toBe(expected);
  });

  it('is known by its name, not by a name that every object has', () => {
    expect(['aws', 'aws-iso-f', 'aws-moon', 'constructor'].map(isPartition)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
