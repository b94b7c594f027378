/** `queries slow`, over a workgroup and a catalog of a simulated account, asked through the catalog of operations. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EndedQuery } from '../../../sandbox/aws/athena.ts';
import type { Estate } from '../../../src/operations/estate.ts';
import type { Finding } from '../../../src/operations/finding.ts';
import type { Arguments } from '../../../src/operations/arguments.ts';
import { DEFAULT_COSTS } from '../../../src/operations/cost-settings.ts';
import { findingOf, MINUTE, openScene, operationOf, preparedOf, type Scene } from '../account.ts';

const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 12, 3, 0);
const GB = 1_000_000_000;
const WORKGROUP = 'todo-etl';

const ESTATE = {
  pipeline: 'todo-etl',
  alarms: [],
  queries: {
    workgroup: WORKGROUP,
    results: null,
    catalogs: [],
    databases: ['todo_gold'],
    runUpTo: GB,
    askUpTo: GB,
    timeoutMs: 60_000,
    pricePerTb: 5,
    dailyLimit: null,
    adHoc: 'operator',
    queries: [
      { name: 'late-users', sql: 'SELECT id FROM users WHERE dt = ?', parameters: [], level: 'viewer' },
    ],
    mask: ['email'],
  },
  costs: { ...DEFAULT_COSTS, prices: { ...DEFAULT_COSTS.prices, athena: { dollars: 5, isDefault: false } } },
  stages: [],
} as const satisfies Estate;

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ estates: [ESTATE] });
  scene.account.athena.putWorkGroup({ name: WORKGROUP });
  scene.account.catalog.putDatabase({ name: 'todo_silver' });
  for (const [name, keys] of [
    ['users', ['dt']],
    ['tasks', ['dt', 'hour']],
    ['plans', []],
  ] as const)
    scene.account.catalog.putTable({
      database: 'todo_silver',
      name,
      columns: [{ name: 'id', type: 'string' }],
      partitionKeys: keys.map((key) => ({ name: key, type: 'string' })),
      location: `s3://todo-etl-silver/${name}/`,
    });
});
afterEach(() => scene.close());

async function ask(args: Arguments = { which: 'slow' }): Promise<Finding> {
  return findingOf(await preparedOf(scene, 'queries', args).start(scene.context('run-1')));
}

function put(sql: string, given: Partial<EndedQuery> & { readonly hoursAgo?: number } = {}): void {
  const { hoursAgo = 2, ...more } = given;
  scene.account.athena.record({
    sql,
    workGroup: WORKGROUP,
    database: 'todo_silver',
    submittedAt: NOW - hoursAgo * HOUR,
    queuedMs: 100,
    planningMs: 100,
    engineMs: 2_000,
    scannedBytes: GB / 10,
    ...more,
  });
}

async function whyOf(sql: string, given: Partial<EndedQuery> = {}): Promise<string | undefined> {
  put(sql, given);
  return (await ask()).table?.rows[0]?.[1];
}

function callsOf({ asked }: Finding, call: string): number {
  return asked.filter((each) => each.call === call).length;
}

describe('why a query was slow, by its text and the catalog', () => {
  it.each([
    ["SELECT id FROM users WHERE email = 'x'", 'no filter on dt of todo_silver.users'],
    ['SELECT id FROM todo_silver.users WHERE dt = ?', ''],
    ["SELECT id FROM users WHERE dt BETWEEN '2026-11-01' AND '2026-11-02'", ''],
    ["SELECT id FROM users WHERE dt <> '2026-11-01'", 'no filter on dt of todo_silver.users'],
    ["SELECT id FROM tasks WHERE hour = '03'", ''],
    [
      "SELECT u.id FROM users u JOIN tasks t ON u.id = t.id WHERE u.dt = '2026-11-01'",
      'no filter on dt, hour of todo_silver.tasks',
    ],
    ['SELECT id FROM plans', ''],
    ['SELECT id FROM "no_such_table"', ''],
    ['SHOW TABLES', ''],
    ['CREATE TABLE copies AS SELECT * FROM users', ''],
    ['SELECT “id” FROM users', ''],
  ])('%s: %s', async (sql, why) => {
    expect(await whyOf(sql)).toBe(why);
  });

  it('is that it reads all there is of a table without partitions', async () => {
    expect(await whyOf('SELECT * FROM plans', { scannedBytes: 5 * GB })).toBe(
      'SELECT * without WHERE reads all there is',
    );
  });

  it('needs no database of the list, as nothing is sent', async () => {
    expect(await whyOf("SELECT id FROM todo_silver.users WHERE id = 'u1'")).toContain('no filter on dt');
  });

  it('asks for each table once', async () => {
    for (let id = 0; id < 5; id += 1) put(`SELECT id${id} FROM users u JOIN tasks t ON u.id = t.id`);
    expect(callsOf(await ask(), 'glue:GetTable')).toBe(2);
  });

  it('asks for twenty tables at most', async () => {
    const tables = Array.from({ length: 21 }, (_, place) => `t${place}`);
    put(`SELECT t0.id FROM ${tables.join(' CROSS JOIN ')}`);
    expect(callsOf(await ask(), 'glue:GetTable')).toBe(20);
  });
});

describe('what is shown of it', () => {
  it('has no value of the SQL of others, be it long, broken or commented', async () => {
    put("SELECT id FROM users WHERE dt = 'x' AND email = 'zoe@example.com' -- for zoe");
    put('SELECT id FROM users WHERE email = ‘zoe‘');
    put(`SELECT id FROM users WHERE email IN (${"'zoe', ".repeat(3_000)}'zoe')`);
    put('zoe', { failure: { reason: "SYNTAX_ERROR: mismatched input 'zoe'", error: null } });
    const finding = await ask();
    expect(finding.table?.rows.map(([what]) => what)).toEqual(
      expect.arrayContaining([
        'SELECT id FROM users WHERE dt = ? AND email = ?',
        'SELECT …',
        'a text that is no SQL',
      ]),
    );
    expect(JSON.stringify(finding)).not.toContain('zoe');
  });

  it('is one row for texts that differ in their values, and the name of one that has one', async () => {
    for (const id of [1, 2, 3]) put(`SELECT id FROM plans WHERE id = ${id}`);
    put('  SELECT id FROM users WHERE dt = ? ;', { engineMs: 90_000, scannedBytes: 90 * GB });
    const { table, summary } = await ask();
    expect(table?.rows.map(([what, , , times]) => [what, times])).toEqual([
      ['late-users', '1'],
      ['SELECT id FROM plans WHERE id = ?', '3'],
    ]);
    expect(summary).toContain('Slowest: late-users, ');
  });

  it('is of a week, and of 500 at most', async () => {
    for (let place = 0; place < 520; place += 1) put('SELECT 1', { hoursAgo: place / 20 });
    put('SELECT id FROM plans', { hoursAgo: 1, engineMs: 60_000 });
    const finding = await ask();
    expect(callsOf(finding, 'athena:BatchGetQueryExecution')).toBe(10);
    expect(finding.facts[0]?.value).toMatch(
      /^the newest 500 of the workgroup todo-etl, back to 2026-11-11T02:/,
    );
  });

  it('leaves out what is older', async () => {
    put('SELECT 1', { hoursAgo: 24 * 8 });
    expect(await ask()).toMatchObject({
      verdict: 'ok',
      summary: 'No query was sent to todo-etl since 2026-11-05T03:00Z',
    });
  });
});

describe('what AWS refuses', () => {
  it('of the catalog is named beside the rest', async () => {
    scene.faults.set({ operation: 'GetTable', kind: 'access-denied', times: Infinity });
    put('SELECT id FROM users');
    const finding = await ask();
    expect(finding.verdict).toBe('unknown');
    expect(finding.facts.find(({ label }) => label === 'Not known')?.value).toContain('glue:GetTable');
    expect(finding.table?.rows).toHaveLength(1);
  });

  it('of the history is a sentence', async () => {
    scene.faults.set({ operation: 'BatchGetQueryExecution', kind: 'access-denied', times: Infinity });
    put('SELECT 1');
    expect(await ask()).toMatchObject({
      verdict: 'fail',
      summary: expect.stringContaining('athena:BatchGetQueryExecution'),
    });
  });
});

describe('the word', () => {
  it('is slow or none, and without it AWS is asked nothing', async () => {
    expect(operationOf(scene, 'queries').prepare({ which: 'fast' })).toMatchObject({
      ok: false,
      error: 'Expected which to be one of slow, got "fast".',
    });
    expect(await ask({})).toMatchObject({ verdict: 'ok', asked: [], summary: '1 query by name' });
  });

  it('says what to configure where there is no workgroup', async () => {
    await scene.close();
    scene = await openScene({ estates: [{ ...ESTATE, queries: null }] });
    expect(await ask()).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringContaining('pipelines.todo-etl.athena'),
    });
  });
});
