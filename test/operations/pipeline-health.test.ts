import { describe, expect, it } from '@jest/globals';
import type { Estate, StageEstate } from '../../src/operations/estate.ts';
import type { Part } from '../../src/operations/pipeline-health.ts';
import { healthFinding } from '../../src/operations/pipeline-health.ts';

const NOW = Date.UTC(2026, 10, 12, 3, 0);
const SINCE = Date.UTC(2026, 10, 12, 2, 10);

function stage(name: string, after: readonly string[] = []): StageEstate {
  const none: readonly string[] = [];
  return {
    name,
    after,
    alarms: none,
    jobs: none,
    streams: none,
    deliveryStreams: none,
    functions: none,
    buckets: none,
    databases: none,
    tables: none,
  };
}

const ESTATE: Estate = {
  pipeline: 'todo-etl',
  alarms: [],
  stages: [
    stage('ingestion'),
    stage('bronze', ['ingestion']),
    stage('silver', ['bronze']),
    stage('gold', ['silver']),
    stage('serving', ['gold']),
  ],
};

function part(given: Partial<Part>): Part {
  return {
    stage: 'silver',
    name: 'silver-users',
    verdict: 'ok',
    words: 'ran well',
    since: null,
    more: '/etl runs silver-users',
    ...given,
  };
}

const FAILED = part({
  verdict: 'fail',
  words: 'failed twice, out of memory',
  since: SINCE,
  more: '/etl logs silver-users',
});

function told(parts: readonly Part[], unasked: Parameters<typeof healthFinding>[1]['unasked'] = []) {
  return healthFinding(ESTATE, { parts, unasked, now: NOW });
}

describe('the health of a pipeline', () => {
  it('is one sentence over every stage: which fails since when, and which waits for it', () => {
    const finding = told([FAILED, part({ stage: 'bronze', name: 'bronze-events' })]);
    expect(finding.summary).toBe(
      'todo-etl: silver fails since 2026-11-12T02:10Z. ingestion ok · bronze ok · SILVER silver-users failed twice, out of memory · gold waits · serving waits',
    );
    expect(finding).toMatchObject({
      verdict: 'fail',
      table: { rows: [['silver', 'silver-users', 'failed twice, out of memory', '2026-11-12T02:10Z']] },
      next: ['/etl logs silver-users'],
    });
  });

  it('puts the worst first, whatever the order of the stages', () => {
    const late = part({
      stage: 'bronze',
      name: 'bronze-events',
      verdict: 'warn',
      words: 'took 41m, usually 22m',
    });
    const { table, verdict, summary } = told([late, FAILED]);
    expect(table?.rows.map(([, name]) => name)).toEqual(['silver-users', 'bronze-events']);
    expect(verdict).toBe('fail');
    expect(summary).toContain('BRONZE bronze-events took 41m, usually 22m · SILVER');
  });

  it('never takes what could not be asked for well', () => {
    const finding = told(
      [part({})],
      [{ what: 'alarms', because: 'Could not list the alarms: AWS denied it.' }],
    );
    expect(finding.verdict).toBe('unknown');
    expect(finding.summary).toMatch(/^todo-etl: alarms could not be asked\. /);
    expect(finding.facts).toEqual([
      { label: 'Not known: alarms', value: 'Could not list the alarms: AWS denied it.' },
    ]);
    const half = told([part({ verdict: 'unknown', words: 'could not be read' })]);
    expect(half.verdict).toBe('unknown');
    expect(half.summary).toContain('silver silver-users could not be read · gold ok');
  });

  it('says that all is well, and of how much', () => {
    expect(told([part({}), part({ name: 'silver-tasks' })])).toMatchObject({
      verdict: 'ok',
      summary:
        'todo-etl: all well, 2 parts looked at. ingestion ok · bronze ok · silver ok · gold ok · serving ok',
      table: null,
      next: [],
    });
    expect(told([]).summary).toMatch(/^todo-etl: nothing to look at\./);
  });

  it('has a line for what is of no stage, and none where every part has one', () => {
    expect(told([part({ stage: null, name: 'cost', verdict: 'fail', words: 'fires' })]).summary).toMatch(
      /^todo-etl: cost fails\. .*· OTHERS cost fires$/,
    );
  });

  it('ends although the stages wait for one another in a circle', () => {
    const circle = { ...ESTATE, stages: [stage('a', ['b']), stage('b', ['a'])] };
    const finding = healthFinding(circle, { parts: [], unasked: [], now: NOW });
    expect(finding.summary).toContain('a ok · b ok');
  });
});
