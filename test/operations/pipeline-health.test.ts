import { describe, expect, it } from '@jest/globals';
import type { Estate } from '../../src/operations/estate.ts';
import type { Part } from '../../src/operations/pipeline-health.ts';
import { healthFinding } from '../../src/operations/pipeline-health.ts';
import { aStage } from '../support/builders.ts';

const NOW = Date.UTC(2026, 10, 12, 3, 0);
const SINCE = Date.UTC(2026, 10, 12, 2, 10);

const stage = (name: string, after: readonly string[] = []) => aStage(name, { after });

const ESTATE: Estate = {
  pipeline: 'todo-etl',
  alarms: [],
  queries: null,
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

describe('the clue of a health', () => {
  it('is how data flows through the stages', () => {
    const parts = [
      FAILED,
      part({ stage: 'ingestion', verdict: 'warn' }),
      part({ stage: 'bronze', verdict: 'unknown' }),
    ];
    expect(told(parts).clue).toBe(
      'ingestion wants a look › bronze not known › SILVER FAILS › gold waits › serving waits',
    );
  });

  it('of many stages never leaves out the one that fails', () => {
    const names = Array.from({ length: 14 }, (_, index) => `stage-${index}-of-many`);
    const estate = {
      ...ESTATE,
      stages: names.map((name, index) => stage(name, index === 0 ? [] : [names[index - 1] ?? ''])),
    };
    const parts = names.map((name, index) => part({ stage: name, verdict: index === 9 ? 'fail' : 'ok' }));
    expect(healthFinding(estate, { parts, unasked: [], now: NOW }).clue).toBe(
      '9 stages ok › STAGE-9-OF-MANY FAILS › 4 stages wait',
    );
  });

  it('is none where nothing was looked at, or there is but one stage', () => {
    expect(told([], [{ what: 'jobs', because: 'Not allowed.', stages: ['silver'] }]).clue).toBeUndefined();
    expect(
      healthFinding({ ...ESTATE, stages: [stage('silver')] }, { parts: [FAILED], unasked: [], now: NOW })
        .clue,
    ).toBeUndefined();
  });
});

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

  it('has a row for each part that is ill, however many', () => {
    const ill = Array.from({ length: 130 }, (_, index) => ({ ...FAILED, name: `silver-${index}` }));
    expect(told(ill).table?.rows).toHaveLength(130);
  });

  it('says since when the stage that it names is ill, not another', () => {
    const before = part({
      stage: 'bronze',
      name: 'b',
      verdict: 'fail',
      words: 'fires',
      since: SINCE - 3_600_000,
    });
    expect(told([FAILED, before]).summary).toMatch(/^todo-etl: silver fails since 2026-11-12T02:10Z\. /);
  });

  it('never takes what could not be asked for well', () => {
    const finding = told(
      [part({})],
      [{ what: 'alarms', because: 'Could not list the alarms: AWS denied it.', stages: [] }],
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

  it('does not take a stage for well of which nothing could be asked', () => {
    const unasked = [{ what: 'ingestion', because: 'AWS denied it.', stages: ['ingestion', 'silver'] }];
    expect(told([part({})], unasked).summary).toBe(
      'todo-etl: ingestion could not be asked. ingestion not known · bronze ok · silver ok · gold ok · serving ok',
    );
  });

  it('fits a phone: a stage is cut, and what is well gives way first', () => {
    const long = told([{ ...FAILED, name: 'n'.repeat(200), words: 'failed '.repeat(40) }]).summary;
    const [, cut = ''] = /(SILVER .*?) · /.exec(long) ?? [];
    expect(cut).toMatch(/^SILVER n+… failed .*…$/);
    expect(cut.length).toBeLessThanOrEqual(80);

    const words = 'took far longer than it usually does on this weekday';
    const ill = ['silver', 'gold', 'serving'].map((name) =>
      part({ stage: name, name: `${name}-of-all-users`, verdict: 'warn', words }),
    );
    const well = Array.from({ length: 15 }, (_, index) => stage(`in-${index}`));
    const estate = { ...ESTATE, stages: [...well, ...ESTATE.stages.slice(2)] };
    const { summary } = healthFinding(estate, { parts: ill, unasked: [], now: NOW });
    expect(summary).toContain(`. ${well.map(({ name }) => name).join(', ')} ok · SILVER`);
    expect(summary.length).toBeLessThanOrEqual(400);
  });

  it('names the worst where not even those that are ill fit, and counts the others', () => {
    const stages = Array.from({ length: 40 }, (_, index) => stage(`stage-${index}`));
    const parts = stages.map(({ name }, index) =>
      part({
        stage: name,
        name: `job-of-${name}`,
        verdict: index === 30 ? 'fail' : index % 2 === 0 ? 'warn' : 'ok',
        words: 'did what nobody wants to read about at night',
      }),
    );
    const { summary } = healthFinding({ ...ESTATE, stages }, { parts, unasked: [], now: NOW });
    expect(summary).toMatch(/^todo-etl: stage-30 fails\. STAGE-0 .* · STAGE-30 .* · 3\d more$/);
    expect(summary.length).toBeLessThanOrEqual(400);
    const all = stages.map(({ name }) => part({ stage: name }));
    expect(healthFinding({ ...ESTATE, stages }, { parts: all, unasked: [], now: NOW }).summary).toBe(
      'todo-etl: all well, 40 parts looked at. 40 stages ok',
    );
  });
});
