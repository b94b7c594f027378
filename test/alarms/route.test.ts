import { describe, expect, it } from '@jest/globals';
import type { AlarmEvent } from '../../src/alarms/event.ts';
import type { PipelineRule, RouteRule, Routing, StageRule } from '../../src/alarms/route.ts';
import { matches, route, upstreamOf } from '../../src/alarms/route.ts';
import { anEvent } from '../support/messages.ts';

function stage(name: string, changes: Partial<StageRule> = {}): StageRule {
  return { name, match: null, jobs: [], after: [], severity: null, ...changes };
}

function pipeline(name: string, changes: Partial<PipelineRule> = {}): PipelineRule {
  return { name, match: null, stages: [], channel: null, severity: null, groupBy: null, ...changes };
}

function rule(changes: Partial<RouteRule>): RouteRule {
  return {
    match: {},
    pipeline: null,
    stage: null,
    severity: null,
    channel: null,
    procedure: null,
    ...changes,
  };
}

const TODO = pipeline('todo-etl', {
  stages: [
    stage('bronze', { jobs: ['bronze-*'] }),
    stage('silver', { jobs: ['silver-*'], after: ['bronze'] }),
    stage('gold', { match: { name: ['*gold*'] }, after: ['silver'] }),
  ],
});

function routing(changes: Partial<Routing> = {}): Routing {
  return { routes: [], pipelines: [TODO], defaultChannel: '#todo-etl-alerts', ...changes };
}

describe('a route', () => {
  it.each<[string, Partial<AlarmEvent>, Routing, object]>([
    [
      'finds the stage by the job',
      { resources: { job: 'silver-users' } },
      routing(),
      { pipeline: 'todo-etl', stage: 'silver', reason: 'job silver-users is of stage silver' },
    ],
    [
      'finds the stage by its match when no job belongs to it',
      { name: 'todo-gold-late', resources: {} },
      routing(),
      { pipeline: 'todo-etl', stage: 'gold', reason: 'stage gold matches' },
    ],
    [
      'lets the job decide before the name',
      { name: 'gold-like', resources: { job: 'silver-users' } },
      routing(),
      { stage: 'silver' },
    ],
    [
      'gives what no stage knows to the only pipeline',
      { name: 'billing', resources: {} },
      routing(),
      { pipeline: 'todo-etl', stage: null, reason: 'todo-etl is the only pipeline' },
    ],
    [
      'says that nothing matches when there are two pipelines',
      { name: 'billing', resources: {} },
      routing({ pipelines: [TODO, pipeline('other')] }),
      {
        pipeline: null,
        stage: null,
        channel: '#todo-etl-alerts',
        reason: 'no pipeline of the configuration matches',
      },
    ],
    [
      'says that nothing matches when the only pipeline is for others',
      { name: 'billing', resources: {} },
      routing({ pipelines: [pipeline('todo-etl', { match: { name: ['todo-*'] } })] }),
      { pipeline: null },
    ],
    [
      'finds the pipeline by its match, without a stage',
      { name: 'todo-cost', resources: {} },
      routing({ pipelines: [pipeline('other'), pipeline('todo-etl', { match: { name: ['todo-*'] } })] }),
      { pipeline: 'todo-etl', stage: null, reason: 'todo-etl matches, none of its stages does' },
    ],
    [
      'keeps the jobs of two accounts apart',
      { account: '210987654321', resources: { job: 'silver-users' } },
      routing({
        pipelines: [
          { ...TODO, match: { account: ['123456789012'] } },
          { ...TODO, name: 'todo-dev', match: { account: ['210987654321'] } },
        ],
      }),
      { pipeline: 'todo-dev', stage: 'silver' },
    ],
    [
      'works without any pipeline',
      {},
      routing({ pipelines: [] }),
      { pipeline: null, stage: null, channel: '#todo-etl-alerts' },
    ],
  ])('%s', (_, event, given, expected) => {
    expect(route(anEvent(event), given)).toMatchObject(expected);
  });

  it('takes the first rule that matches, and no later one', () => {
    const routes = [
      rule({ match: { name: ['other-*'] }, channel: '#other' }),
      rule({ match: { name: ['silver-*'] }, channel: '#first', procedure: 'jobs' }),
      rule({ match: { name: ['silver-users'] }, channel: '#second', severity: 1 }),
    ];
    expect(route(anEvent(), routing({ routes }))).toEqual({
      pipeline: 'todo-etl',
      stage: 'silver',
      severity: 2,
      channel: '#first',
      procedure: 'jobs',
      reason: 'route 2 of the configuration matches; job silver-users is of stage silver',
    });
  });

  it('goes to the stage that its rule names', () => {
    const routes = [rule({ match: { name: ['*'] }, pipeline: 'todo-etl', stage: 'gold' })];
    expect(route(anEvent(), routing({ routes }))).toMatchObject({
      pipeline: 'todo-etl',
      stage: 'gold',
      reason: 'route 1 of the configuration matches; it names stage gold',
    });
  });

  it('goes to the pipeline that its rule names, though another would match', () => {
    const other = pipeline('other', { channel: '#other' });
    const routes = [rule({ match: { job: ['silver-*'] }, pipeline: 'other' })];
    expect(route(anEvent(), routing({ routes, pipelines: [TODO, other] }))).toMatchObject({
      pipeline: 'other',
      stage: null,
      channel: '#other',
    });
  });
});

describe('the severity of a route', () => {
  const rated = {
    ...TODO,
    severity: 3,
    stages: [stage('silver', { jobs: ['silver-*'], severity: 4 })],
  } as const;
  const unstaged = { name: 'x', resources: {} };

  it.each<[string, Partial<AlarmEvent>, Routing, number]>([
    [
      'is that of the rule',
      {},
      routing({ routes: [rule({ match: { name: ['*'] }, severity: 1 })], pipelines: [rated] }),
      1,
    ],
    ['else that of the stage', {}, routing({ pipelines: [rated] }), 4],
    ['else that of the pipeline', unstaged, routing({ pipelines: [rated] }), 3],
    ['else 2 for a job', {}, routing(), 2],
    ['else 3 for a metric', { kind: 'metric' }, routing(), 3],
    ['else 3 for a text', { kind: 'text' }, routing(), 3],
  ])('%s', (_, event, given, severity) => {
    expect(route(anEvent(event), given).severity).toBe(severity);
  });
});

describe('the channel of a route', () => {
  const own = { ...TODO, channel: '#todo' };

  it.each<[string, Routing, string]>([
    [
      'is that of the rule',
      routing({ routes: [rule({ match: { name: ['*'] }, channel: '#rule' })], pipelines: [own] }),
      '#rule',
    ],
    ['else that of the pipeline', routing({ pipelines: [own] }), '#todo'],
    ['else the default one', routing(), '#todo-etl-alerts'],
  ])('%s', (_, given, channel) => {
    expect(route(anEvent(), given).channel).toBe(channel);
  });
});

describe('a match', () => {
  it.each([
    [{}, false],
    [{ name: [] }, false],
    [{ name: ['silver-*'] }, true],
    [{ name: ['gold-*', 'silver-*'] }, true],
    [{ name: ['SILVER-*'] }, true],
    [{ name: ['silver-*'], account: ['999999999999'] }, false],
    [{ account: ['123456789012'], region: ['eu-*'], kind: ['glue-job'], job: ['*-users'] }, true],
    [{ name: ['*users*'] }, true],
    [{ name: ['!silver-users'] }, false],
  ])('%j matches the failed job: %s', (match, expected) => {
    expect(matches(match, anEvent())).toBe(expected);
  });

  it('matches slashes and dots like any other letter', () => {
    expect(matches({ name: ['todo*late'] }, anEvent({ name: 'todo/.silver/late' }))).toBe(true);
  });

  it('matches nothing that the alarm does not say', () => {
    expect(matches({ account: ['*'] }, anEvent({ account: null }))).toBe(false);
  });
});

describe('what is upstream of a stage', () => {
  const stages = [
    stage('bronze'),
    stage('silver', { after: ['bronze'] }),
    stage('gold', { after: ['silver'] }),
  ];

  it.each([
    ['gold', ['bronze', 'silver']],
    ['silver', ['bronze']],
    ['bronze', []],
    ['unknown', []],
  ])('%s waits for %j', (name, expected) => {
    expect([...upstreamOf(name, stages)].toSorted()).toEqual(expected);
  });

  it('is found even when stages wait for each other', () => {
    const circle = [stage('a', { after: ['b'] }), stage('b', { after: ['a'] })];
    expect([...upstreamOf('a', circle)].toSorted()).toEqual(['a', 'b']);
  });
});
