/** What is told of all rules of quality together, beside what Glue Data Quality found. */

import type { GlueHalf, GlueResult, GlueRule } from '../../src/operations/glue-quality.ts';
import type { Quality } from '../../src/operations/quality-report.ts';
import type { RuleOutcome } from '../../src/operations/rule-outcome.ts';

import { describe, expect, it } from '@jest/globals';

import { newestOf, oncePerRuleset } from '../../src/operations/glue-quality.ts';
import { qualityFinding } from '../../src/operations/quality-report.ts';
import { isTable } from '../../src/operations/quality-rules.ts';
import { aStage, MINUTE, NIGHT } from '../support/builders.ts';

const MB = 1_000_000;
const HOLDS: RuleOutcome = {
  name: 'ids-there',
  table: 'users',
  verdict: 'ok',
  says: '',
  value: '0',
  wanted: 'at most 0',
  scannedBytes: 60 * MB,
  isBilled: true,
};
const FAILS: RuleOutcome = {
  ...HOLDS,
  name: 'scores',
  verdict: 'fail',
  says: 'scores are missing',
  value: '14',
};
const FEW: RuleOutcome = {
  ...FAILS,
  name: 'few',
  says: 'few users came',
  value: '120',
  wanted: 'at least 1,000',
};
const UNKNOWN: RuleOutcome = {
  ...HOLDS,
  name: 'dark',
  verdict: 'unknown',
  says: 'Athena refused it',
  value: null,
  isBilled: false,
};
const READ: GlueHalf = { state: 'read', results: [], days: 8, missing: [] };
const PASSED: GlueRule = { rule: 'RowCount > 1', verdict: 'ok', message: '' };
const RESULT: GlueResult = {
  id: 'r1',
  table: null,
  job: { name: 'silver-users', run: 'jr_1' },
  startedAt: NIGHT,
  name: 'users',
  score: 1,
  rules: [PASSED],
};

function told(changes: Partial<Quality>) {
  return qualityFinding({
    outcomes: [HOLDS],
    leftOut: { withheld: [], more: 0 },
    upTo: 1_000 * MB,
    glue: READ,
    pipeline: 'todo-etl',
    table: null,
    near: [],
    settings: { pricePerTb: 5, dailyLimit: null },
    links: [],
    now: NIGHT,
    ...changes,
  });
}

function glue(...results: readonly GlueResult[]): GlueHalf {
  return { state: 'read', results, days: 8, missing: [] };
}

describe('all rules together', () => {
  it.each<readonly [outcomes: readonly RuleOutcome[], verdict: string, words: string]>([
    [[HOLDS], 'ok', 'ids-there holds'],
    [[HOLDS, HOLDS], 'ok', 'All 2 rules hold'],
    [
      [HOLDS, FAILS, FEW],
      'fail',
      '2 of 3 rules fail: scores are missing (14), few users came (120 of at least 1,000)',
    ],
    [[HOLDS, UNKNOWN], 'unknown', '1 of 2 rules says nothing: dark (Athena refused it)'],
    [[UNKNOWN, UNKNOWN], 'unknown', '2 of 2 rules say nothing: Athena refused it'],
    [
      [UNKNOWN, FAILS],
      'fail',
      '1 of 2 rules fails: scores are missing (14); 1 of 2 rules says nothing: dark (Athena refused it)',
    ],
    [[], 'unknown', 'No rule of quality is configured: write some under pipelines.todo-etl.quality'],
  ])('that came out as %j are %s', (outcomes, verdict, words) => {
    expect(told({ outcomes })).toMatchObject({
      verdict,
      summary: `${words}. Glue Data Quality has no result of the last 8 days.`,
    });
  });

  it('cost what each was billed, and say where that was more than was allowed', () => {
    const { bill, facts } = told({ outcomes: [HOLDS, FAILS, UNKNOWN], upTo: 100 * MB });
    expect(bill).toMatchObject({ scannedBytes: 120 * MB, dollars: expect.closeTo(0.0006) });
    expect(facts).toEqual([
      { label: 'Budget', value: expect.stringMatching(/^100 MB were allowed for all rules together\./) },
      { label: 'Scanned', value: '120 MB by 3 rules, less than $0.01' },
    ]);
    expect(told({ upTo: 1 }).verdict).toBe('warn');
  });

  it('name what was not asked, by the level that it needs', () => {
    const withheld = ['a', 'b'].map((name) => ({ name, level: 'operator' }));
    expect(told({ leftOut: { withheld, more: 3 } }).facts).toEqual([
      { label: 'Not asked', value: '2 rules that need operator: a, b' },
      { label: 'Not asked', value: '3 rules more: name a table' },
      { label: 'Scanned', value: expect.anything() },
    ]);
  });
});

describe("Glue's results", () => {
  it('are told one by one, those that do not hold as rows beside the rules', () => {
    const failed: GlueRule = { rule: 'IsComplete "id"', verdict: 'fail', message: 'Value: 0.9' };
    const dark: GlueRule = { ...failed, rule: 'Nothing', verdict: 'unknown' };
    const bad = { ...RESULT, score: 0.5, rules: [failed, PASSED] };
    const found = told({ glue: glue(RESULT, { ...bad, name: 'others', table: 'silver.plans', job: null }) });
    expect(found).toMatchObject({
      verdict: 'fail',
      summary: 'ids-there holds. In Glue 1 of 2 rules of others fails.',
    });
    expect(found.facts.slice(0, 2)).toEqual([
      { label: 'Glue: others', value: '50%: 1 of 2 rules hold, evaluated 2026-11-12T03:00Z on demand' },
      {
        label: 'Glue: users',
        value: '100%: 1 of 1 rule hold, evaluated 2026-11-12T03:00Z by a run of silver-users, jr_1',
      },
    ]);
    expect(found.table?.rows).toEqual([
      ['IsComplete "id"', 'fails', 'Value: 0.9', '', '', 'silver.plans (Glue)'],
      ['ids-there', 'holds', '', '0', 'at most 0', 'users'],
    ]);
    expect(told({ glue: glue({ ...bad, rules: [dark] }) })).toMatchObject({
      verdict: 'unknown',
      summary: 'ids-there holds. In Glue 1 of 1 rule of users say nothing.',
    });
  });

  it('are those of the newest run of each job and the newest of each table, of this pipeline alone', () => {
    const listed = (id: string, job: string | null, run: string, table: string | null, ago: number) => ({
      id,
      table,
      job: job === null ? null : { name: job, run },
      startedAt: NIGHT - ago * MINUTE,
    });
    const all = [
      listed('old', 'silver-users', 'jr_1', null, 90),
      listed('new-1', 'silver-users', 'jr_2', null, 30),
      listed('new-2', 'silver-users', 'jr_2', null, 29),
      listed('tasks', 'silver-user-tasks', 'jr_3', null, 10),
      listed('theirs', 'billing', 'jr_4', null, 1),
      listed('table', null, '', 'todo_silver.users', 40),
      listed('their-table', null, '', 'billing.users', 2),
    ];
    const stages = [aStage('silver', { jobs: ['silver-*'], databases: ['todo_silver'] })];
    const estate = { pipeline: 'todo-etl', alarms: [], queries: null, stages };
    const ids = (table: string | null) => newestOf(all, estate, table).map(({ id }) => id);
    expect(ids(null)).toEqual(['tasks', 'new-2', 'new-1', 'table']);
    expect(ids('users')).toEqual(['new-2', 'new-1', 'table']);
    expect(ids('user_tasks')).toEqual(['tasks']);
    expect(
      oncePerRuleset([RESULT, { ...RESULT, id: 'r2' }, { ...RESULT, name: 'b' }]).map(({ id, name }) => [
        id,
        name,
      ]),
    ).toEqual([
      ['r1', 'users'],
      ['r1', 'b'],
    ]);
  });
});

it('a table is the same with or without its database, in any case of letters', () => {
  expect(isTable('todo_silver.users', 'Users')).toBe(true);
  expect(isTable('users', 'todo_silver.users')).toBe(true);
  expect(isTable('gold.users', 'silver.users')).toBe(false);
  expect(isTable('power_users', 'users')).toBe(false);
  expect(isTable(null, 'users')).toBe(false);
});
