import { describe, expect, it } from '@jest/globals';
import type { QuerySettings } from '../../src/operations/query-settings.ts';
import type { Estate, StageEstate } from '../../src/operations/estate.ts';
import { policyOf, type PolicyScope } from '../../src/operations/iam-policy.ts';
import { NO_ESTATE } from '../../src/operations/estate.ts';
import { aStage } from '../support/builders.ts';

const STAGE = aStage('silver', {
  jobs: ['silver-*'],
  deliveryStreams: ['cdc'],
  functions: ['cdc-writer'],
});

function scope(estate: Estate, changes: Partial<PolicyScope> = {}): PolicyScope {
  return { partition: 'aws', region: 'eu-central-1', account: '123456789012', estates: [estate], ...changes };
}

describe('a policy', () => {
  it('has an action of each call once, on what the configuration names', () => {
    const policy = policyOf(
      ['glue:GetJobRuns', 'glue:GetJobRuns', 'logs:GetLogEvents', 'glue:GetJobs'],
      [scope({ pipeline: 'todo-etl', alarms: [], queries: null, stages: [STAGE] })],
    );
    expect(policy).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Jobs',
          Effect: 'Allow',
          Action: ['glue:GetJobRuns'],
          Resource: ['arn:aws:glue:eu-central-1:123456789012:job/silver-*'],
        },
        {
          Sid: 'Logs',
          Effect: 'Allow',
          Action: ['logs:GetLogEvents'],
          Resource: [
            'arn:aws:logs:eu-central-1:123456789012:log-group:/aws-glue/*:*',
            'arn:aws:logs:eu-central-1:123456789012:log-group:/aws/kinesisfirehose/cdc:*',
            'arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/cdc-writer:*',
          ],
        },
        { Sid: 'LookAtWhatCannotBeNarrowed', Effect: 'Allow', Action: ['glue:GetJobs'], Resource: ['*'] },
      ],
    });
  });

  it('narrows what looks at tables, delivery streams and functions to those that are named', () => {
    const policy = policyOf(
      ['dynamodb:DescribeTable', 'firehose:DescribeDeliveryStream', 'lambda:GetFunctionConfiguration'],
      [scope({ ...NO_ESTATE, stages: [{ ...STAGE, streams: ['todo-users'] }] })],
    );
    expect(policy.Statement.map(({ Resource }) => Resource)).toEqual([
      ['arn:aws:firehose:eu-central-1:123456789012:deliverystream/cdc'],
      ['arn:aws:dynamodb:eu-central-1:123456789012:table/todo-users'],
      ['arn:aws:lambda:eu-central-1:123456789012:function:cdc-writer'],
    ]);
    expect(policyOf(['dynamodb:DescribeTable'], [scope(NO_ESTATE)]).Statement).toEqual([]);
  });

  it('is about every job where none is named, in each place and its partition', () => {
    const scopes = [scope(NO_ESTATE), scope(NO_ESTATE, { partition: 'aws-cn', region: 'cn-north-1' })];
    expect(policyOf(['glue:StartJobRun'], scopes).Statement).toEqual([
      expect.objectContaining({
        Resource: [
          'arn:aws-cn:glue:cn-north-1:123456789012:job/*',
          'arn:aws:glue:eu-central-1:123456789012:job/*',
        ],
      }),
    ]);
  });

  it('names the buckets of scripts, and nothing where none are', () => {
    const calls = ['s3:HeadObject', 'cloudtrail:LookupEvents'] as const;
    expect(policyOf(calls, [scope({ ...NO_ESTATE, scripts: ['todo-etl-scripts'] })]).Statement).toEqual([
      {
        Sid: 'LookAtWhatCannotBeNarrowed',
        Effect: 'Allow',
        Action: ['cloudtrail:LookupEvents'],
        Resource: ['*'],
      },
      {
        Sid: 'Scripts',
        Effect: 'Allow',
        Action: ['s3:GetObject'],
        Resource: ['arn:aws:s3:::todo-etl-scripts/*'],
      },
    ]);
    expect(policyOf(['s3:HeadObject'], [scope(NO_ESTATE)]).Statement).toEqual([]);
  });

  it('names the buckets, and of the catalog the databases with their tables', () => {
    const silver: StageEstate = { ...STAGE, buckets: ['todo-silver'], databases: ['todo_silver'] };
    const gold: StageEstate = { ...STAGE, databases: ['todo_gold'], tables: ['kpis'] };
    const of = (...stages: readonly StageEstate[]) =>
      policyOf(
        ['s3:ListObjectsV2', 'glue:GetTables', 'glue:GetPartitions'],
        [scope({ pipeline: 'todo-etl', alarms: [], queries: null, stages })],
      ).Statement;
    expect(of(silver, gold)).toEqual([
      {
        Sid: 'Buckets',
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: ['arn:aws:s3:::todo-silver'],
      },
      {
        Sid: 'Catalog',
        Effect: 'Allow',
        Action: ['glue:GetPartitions', 'glue:GetTables'],
        Resource: [
          'arn:aws:glue:eu-central-1:123456789012:catalog',
          'arn:aws:glue:eu-central-1:123456789012:database/todo_gold',
          'arn:aws:glue:eu-central-1:123456789012:database/todo_silver',
          'arn:aws:glue:eu-central-1:123456789012:table/todo_gold/kpis',
          'arn:aws:glue:eu-central-1:123456789012:table/todo_silver/*',
        ],
      },
    ]);
    expect(of(STAGE)).toEqual([]);
  });

  it('lets a query read the data and write its result, and nothing else', () => {
    const queries: QuerySettings = {
      workgroup: 'todo-etl',
      results: 's3://todo-etl-athena-results/handrail/',
      catalogs: [],
      databases: ['todo_silver'],
      runUpTo: 1,
      askUpTo: 1,
      timeoutMs: 1,
      pricePerTb: 5,
      dailyLimit: null,
      adHoc: 'operator',
      queries: [],
      mask: [],
    };
    const estate = {
      pipeline: 'todo-etl',
      alarms: [],
      queries,
      stages: [{ ...STAGE, buckets: ['todo-silver'] }],
    };
    const { Statement } = policyOf(['athena:StartQueryExecution'], [scope(estate)]);
    const on = (action: string) =>
      Statement.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource);
    expect(on('s3:PutObject')).toEqual(['arn:aws:s3:::todo-etl-athena-results/handrail/*']);
    expect(on('s3:GetObject').toSorted()).toEqual([
      'arn:aws:s3:::todo-etl-athena-results/handrail/*',
      'arn:aws:s3:::todo-silver/*',
    ]);
    expect(on('athena:StartQueryExecution')).toEqual([
      'arn:aws:athena:eu-central-1:123456789012:workgroup/todo-etl',
    ]);
  });

  it('of nothing allows nothing', () => {
    expect(policyOf([], [scope(NO_ESTATE)]).Statement).toEqual([]);
  });

  it('allows results of data quality by rulesets, whatever they are called', () => {
    expect(
      policyOf(['glue:ListDataQualityResults', 'glue:GetDataQualityResult'], [scope(NO_ESTATE)]).Statement,
    ).toEqual([
      {
        Sid: 'Rulesets',
        Effect: 'Allow',
        Action: ['glue:GetDataQualityResult', 'glue:ListDataQualityResults'],
        Resource: ['arn:aws:glue:eu-central-1:123456789012:dataQualityRuleset/*'],
      },
    ]);
  });
});
