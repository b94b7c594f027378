/** Rules of quality asked together, over a simulated account whose Athena is a real engine. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Level } from '../../../src/access/may.ts';
import type { Actor } from '../../../src/access/actor.ts';
import type { Finding } from '../../../src/operations/finding.ts';
import type { Prepared, RunContext } from '../../../src/operations/operation.ts';
import type { NamedQuery, QualityRule, QuerySettings } from '../../../src/operations/query-settings.ts';
import type { AthenaWorld } from '../../sandbox/athena-world.ts';

import { SANDBOX_CREDENTIALS } from '../../../sandbox/aws/server.ts';
import { createCatalog } from '../../../src/aws/catalog.ts';
import { createClientPool, type ClientPool } from '../../../src/aws/client-pool.ts';
import { startAthenaWorld } from '../../sandbox/athena-world.ts';
import { aStage, person } from '../../support/builders.ts';
import { CONTEXT, findingOf, preparedOf, runningOf } from '../account.ts';

const GB = 1_000_000_000;
const HOUR = 3_600_000;
const ZERO = { failAbove: 0, failBelow: null };

function rule(name: string, sql: string, given: Partial<QualityRule & { level: Level }> = {}): NamedQuery {
  const { level = 'viewer', ...of } = given;
  const judging = { table: 'users', ...ZERO, say: `${name} is wrong`, ...of };
  return { name, sql, parameters: [], level, rule: judging };
}

const RULES: readonly NamedQuery[] = [
  rule('ids-there', 'SELECT count_if(id IS NULL) FROM users'),
  rule('scores-there', 'SELECT count_if(score IS NULL) FROM users', { say: 'scores are missing.' }),
  rule('users-came', 'SELECT count(*) FROM users', {
    failAbove: null,
    failBelow: 1_000,
    say: 'few users came',
  }),
  rule('plans-priced', 'SELECT count_if(price IS NULL) FROM plans', { table: 'todo_silver.plans' }),
];

const SETTINGS: QuerySettings = {
  workgroup: 'primary',
  results: null,
  catalogs: [],
  databases: ['todo_silver'],
  runUpTo: 10 * GB,
  askUpTo: 100 * GB,
  timeoutMs: 20_000,
  pricePerTb: 5,
  dailyLimit: 20,
  adHoc: 'operator',
  queries: RULES,
  mask: ['email'],
};

let world: AthenaWorld;
let pool: ClientPool;
/** How far the clock of Handrail was set. */
let setBy = 0;
let asked = 0;

beforeEach(async () => {
  setBy = 0;
  world = await startAthenaWorld();
  pool = createClientPool({
    places: { region: 'eu-central-1', pipelines: [] },
    clock: Date.now,
    client: { endpoint: world.server.url, credentials: SANDBOX_CREDENTIALS },
  });
});
afterEach(async () => {
  pool.destroy();
  await world.close();
});

interface Given {
  readonly settings?: Partial<QuerySettings> | null;
  readonly args?: Readonly<Record<string, string>>;
  readonly by?: Actor;
  readonly levels?: readonly Level[];
  readonly run?: string;
}

interface Asking {
  readonly prepared: Prepared;
  readonly context: RunContext;
  readonly letters: readonly string[];
}

function asking({ settings = {}, args = {}, by = person(), levels = ['viewer'], run }: Given = {}): Asking {
  const catalog = createCatalog({
    pool,
    clock: () => Date.now() + setBy,
    estates: [
      {
        pipeline: 'todo-etl',
        alarms: [],
        queries: settings === null ? null : { ...SETTINGS, ...settings },
        stages: [
          aStage('silver', {
            jobs: ['silver-*'],
            databases: ['todo_silver'],
            tables: ['users', 'plans', 'tasks'],
          }),
        ],
      },
    ],
  });
  asked += 1;
  const letters: string[] = [];
  const context: RunContext = {
    ...CONTEXT,
    run: run ?? `${asked}`.padStart(32, '0'),
    by,
    pipeline: 'todo-etl',
    hasLevel: async (level) => levels.includes(level),
    keepLetter: async (letter) => letters.push(letter) > 0,
  };
  return { prepared: preparedOf({ catalog }, 'quality', args), context, letters };
}

/** Follows it to its end, with what it said meanwhile. */
async function ask(
  given: Given = {},
): Promise<{ readonly finding: Finding; readonly said: readonly string[] }> {
  const { prepared, context } = asking(given);
  const said: string[] = [];
  let progress = await prepared.start(context);
  while (progress.state === 'running') {
    said.push(progress.summary);
    progress = await prepared.follow(context, progress.token);
  }
  return { finding: findingOf(progress), said };
}

/** The queries that Athena was sent, by what they read. */
function sent(): readonly string[] {
  return world.account.athena.executions('primary').map(({ asked: { sql } }) => sql);
}

function putResult(
  job: { readonly name: string; readonly run: string } | null,
  failing: readonly string[],
  startedAt = Date.now() - HOUR,
): void {
  world.account.quality.put({
    ruleset: 'users-of-silver',
    table: job === null ? { database: 'todo_silver', name: 'plans' } : null,
    job: job === null ? null : { ...job, context: 'rows' },
    startedAt,
    completedAt: startedAt + 1_000,
    rules: [
      { name: 'Rule_1', description: 'RowCount > 1', result: 'PASS', message: null },
      ...failing.map((description, place) => ({
        name: `Rule_${place + 2}`,
        description,
        result: 'FAIL' as const,
        message: 'Value: 0.9 does not meet the constraint requirement! password=hunter2secret',
      })),
    ],
  });
}

describe('quality', () => {
  it('asks every rule and says the worst first, with what all of it cost', async () => {
    const { finding, said } = await ask();
    expect(finding).toMatchObject({
      verdict: 'fail',
      summary:
        '2 of 4 rules fail: scores are missing (2), few users came (4 of at least 1,000). Glue Data Quality has no result of the last 8 days.',
      next: ['/etl ingestion'],
      bill: { scannedBytes: expect.any(Number), dailyLimit: 20 },
    });
    expect(finding.table).toEqual({
      columns: ['Rule', 'How it is', 'Says', 'Value', 'Wanted', 'Table'],
      rows: [
        ['scores-there', 'fails', 'scores are missing', '2', 'at most 0', 'users'],
        ['users-came', 'fails', 'few users came', '4', 'at least 1,000', 'users'],
        ['ids-there', 'holds', '', '0', 'at most 0', 'users'],
        ['plans-priced', 'holds', '', '0', 'at most 0', 'todo_silver.plans'],
      ],
    });
    expect(finding.facts).toEqual([
      { label: 'Scanned', value: expect.stringMatching(/^\S+ K?B by 4 rules, less than \$0\.01$/) },
    ]);
    expect(said.at(0)).toMatch(/^3 of 4 rules asked, \S+ K?B scanned so far$/);
  });

  it('asks those about one table, by its name with or without its database', async () => {
    for (const table of ['plans', 'todo_silver.plans', 'PLANS']) {
      const { finding } = await ask({ args: { table } });
      expect(finding.summary).toMatch(/^plans-priced holds\. /);
    }
    const { finding } = await ask({ args: { table: 'userz' } });
    expect(finding).toMatchObject({
      verdict: 'fail',
      summary: 'No table here is called userz. The nearest: users.',
      next: ['/etl quality users'],
      asked: [],
    });
    expect((await ask({ args: { table: 'tasks' } })).finding).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringMatching(
        /^No rule about tasks is configured: write some under pipelines\.todo-etl\.quality\. /,
      ),
    });
  });

  it('says of a rule that answers anything but one number what was expected, and shows nothing of it', async () => {
    const queries = [
      rule('nothing', 'SELECT id FROM users WHERE id > 99'),
      rule('two-columns', 'SELECT id, score FROM users WHERE id = 1'),
      rule('two-rows', 'SELECT id FROM users'),
      rule('null', 'SELECT max(score) FROM users WHERE id > 99'),
      rule('text', "SELECT 'a secret word'"),
      rule('masked', 'SELECT email FROM users WHERE id = 1'),
      rule('bad-cast', "SELECT count(*) FROM users WHERE CAST('a secret word' AS integer) = 1"),
      rule('no-column', 'SELECT count(nothing) FROM users'),
    ];
    const { finding } = await ask({ settings: { queries } });
    expect(finding).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringMatching(
        /^8 of 8 rules say nothing: nothing, two-columns, two-rows and 5 more\. /,
      ),
      next: ['/etl query nothing'],
    });
    const says = Object.fromEntries(
      (finding.table?.rows ?? []).map(([name = '', , words = '']) => [name, words]),
    );
    const got = (came: string) =>
      `expected one number, got ${came}: its SQL has to answer one row of one column`;
    expect(says).toEqual({
      nothing: got('no row'),
      'two-columns': got('2 columns'),
      'two-rows': got('more than one row'),
      null: got('NULL'),
      text: got('text'),
      masked: got('what is masked'),
      'bad-cast': expect.stringMatching(/^Athena refused it: /),
      'no-column': expect.stringMatching(/^Athena refused it: COLUMN_NOT_FOUND: .*nothing/),
    });
    expect(JSON.stringify(finding)).not.toMatch(/a secret word|ann@example/);
  });

  it('has no more than three under way, each sent once under a token of its own', async () => {
    world.account.athena.slowDown(60_000);
    const { prepared, context, letters } = asking();
    const begun = runningOf(await prepared.start(context));
    expect(sent()).toHaveLength(3);
    expect(begun.summary).toMatch(/^3 of 4 rules asked, /);
    expect(letters).toHaveLength(1);
    const again = runningOf(await prepared.follow(context, begun.token));
    await prepared.start({ ...context, letter: letters[0] ?? null });
    expect(sent()).toHaveLength(3);
    expect(await prepared.cancel?.(context, again.token)).toMatchObject({ state: 'stopped' });
    expect(states()).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
  });

  it('sends the next one only once the run has kept what it will send', async () => {
    const { prepared, context } = asking();
    const first = runningOf(await prepared.start(context));
    expect(sent()).toHaveLength(3);
    const kept = runningOf(await prepared.follow(context, first.token));
    expect([sent().length, kept.afterMs]).toEqual([3, 0]);
    expect(kept.token).toContain('count_if(price IS NULL)');
    // The same turn twice, as after a crash before its record.
    const [one, other] = await Promise.all([
      prepared.follow(context, kept.token),
      prepared.follow(context, kept.token),
    ]);
    expect(sent()).toHaveLength(4);
    expect([findingOf(one).verdict, findingOf(other).verdict]).toEqual(['fail', 'fail']);
  });

  it('given up while the next one is on its way stops that too', async () => {
    const { prepared, context } = asking();
    const first = runningOf(await prepared.start(context));
    const kept = runningOf(await prepared.follow(context, first.token));
    world.account.athena.slowDown(60_000);
    runningOf(await prepared.follow(context, kept.token));
    expect(await prepared.cancel?.(context, kept.token)).toMatchObject({
      state: 'stopped',
      bill: { scannedBytes: expect.any(Number) },
    });
    expect(states()).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'CANCELLED']);
  });

  it('given up by its letter alone stops what that sent', async () => {
    world.account.athena.slowDown(60_000);
    const { prepared, context, letters } = asking();
    await prepared.start(context);
    expect(await prepared.cancel?.({ ...context, letter: letters[0] ?? null }, null)).toMatchObject({
      state: 'stopped',
    });
    expect(states()).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
  });

  it('goes on with the others when one is refused, and tries again what AWS only does not answer now', async () => {
    world.server.faults.set({ operation: 'StartQueryExecution', kind: 'throttle', times: 12 });
    const { prepared, context } = asking();
    const held = runningOf(await prepared.start(context));
    expect(held.summary).toMatch(/^0 of 4 rules asked, .* AWS is throttling/);
    world.server.faults.clear();
    world.server.faults.set({ operation: 'StartQueryExecution', kind: 'access-denied', times: 1 });
    let progress = await prepared.follow(context, held.token);
    while (progress.state === 'running') progress = await prepared.follow(context, progress.token);
    const finding = findingOf(progress);
    expect(finding.summary).toMatch(
      /; 1 of 4 rules says nothing: \S+ \(Could not start the query: .*athena:StartQueryExecution/,
    );
    expect(finding.table?.rows.filter(([, how]) => how === 'unknown')).toHaveLength(1);
  });

  it('that nobody hears of for an hour is over, and told as what may go on', async () => {
    world.account.athena.slowDown(6 * HOUR);
    const { prepared, context } = asking({ settings: { timeoutMs: 24 * HOUR } });
    const begun = runningOf(await prepared.start(context));
    world.server.faults.set({ operation: 'GetQueryExecution', kind: 'throttle', times: 9_999 });
    const blind = runningOf(await prepared.follow(context, begun.token));
    expect(blind.summary).toMatch(/AWS is throttling/);
    setBy += 2 * HOUR;
    const finding = findingOf(await prepared.follow(context, blind.token));
    expect(finding.verdict).toBe('unknown');
    const says = finding.table?.rows.map(([, , words]) => words) ?? [];
    expect(says.filter((words) => words?.endsWith('and it may go on in Athena: look there'))).toHaveLength(3);
    expect(says.filter((words) => words?.startsWith('not asked: '))).toHaveLength(1);
  });

  it('stops what takes too long or would not be sent any more, and says so of that rule', async () => {
    world.account.athena.slowDown(60_000);
    const { finding } = await ask({ settings: { timeoutMs: 300 } });
    expect(finding.summary).toMatch(/^4 of 4 rules say nothing: it was stopped: it took longer than 0s\. /);
    const { prepared, context } = asking();
    const begun = runningOf(await prepared.start(context));
    const [, ...others] = RULES;
    const changed = asking({ settings: { queries: others }, run: context.run });
    const goesOn = runningOf(await changed.prepared.follow(context, begun.token));
    expect(goesOn.token).toContain('stopped, as by now it would not be sent');
    await changed.prepared.cancel?.(context, goesOn.token);
  });
});

describe('what quality may scan', () => {
  /** Files of this size behind both tables. */
  function setSizes(bytes: number): void {
    const { catalog, s3 } = world.account;
    s3.createBucket('todo-lake');
    catalog.putDatabase({ name: 'todo_silver' });
    for (const name of ['users', 'plans']) {
      const location = `s3://todo-lake/silver/${name}/`;
      catalog.putTable({ database: 'todo_silver', name, columns: [], partitionKeys: [], location });
      s3.put('todo-lake', { key: `silver/${name}/part-0`, sizeBytes: bytes });
    }
  }

  it('is the sum over its rules: asked for once more with the price, and refused above what anybody may', async () => {
    setSizes(4 * GB);
    const { finding } = await ask({ args: { table: 'users' } });
    expect(finding).toMatchObject({
      verdict: 'warn',
      summary: expect.stringMatching(
        /^Not sent yet\. It would scan about 12 GB in 3 rules, 4 GB of that in ids-there, about \$0\.06, /,
      ),
      next: ['/etl quality users --up-to 14GB'],
    });
    expect((await ask({ args: { table: 'users', 'up-to': '14GB' } })).finding.verdict).toBe('fail');
    setSizes(40 * GB);
    expect((await ask({ args: { table: 'users', 'up-to': '99GB' } })).finding.summary).toMatch(
      /^Not sent\. It would scan about 120 GB /,
    );
    expect((await ask({ args: { 'up-to': '200GB' } })).finding).toMatchObject({
      verdict: 'fail',
      summary: expect.stringMatching(/^Not sent\. Expected --up-to of at most 100 GB/),
    });
  });

  it('is by itself less than 100 MB that are known; else it waits, with what Glue found', async () => {
    setSizes(20_000_000);
    const by = { kind: 'handrail' } as const;
    expect((await ask({ by })).finding.summary).toMatch(/^2 of 4 rules fail/);
    setSizes(30_000_000);
    putResult({ name: 'silver-users', run: 'jr_1' }, []);
    const before = sent().length;
    const { finding } = await ask({ by });
    expect(finding).toMatchObject({
      verdict: 'unknown',
      summary:
        'Not asked yet. It would scan about 120 MB in 4 rules, 30 MB of that in ids-there, less than $0.01; by itself Handrail scans less than 100 MB. Press Run again if that is worth it. In Glue the newest result is good.',
    });
    expect(sent()).toHaveLength(before);
  });

  it('waits by itself where nobody knows, and is asked for once more of an Iceberg table', async () => {
    expect((await ask({ by: { kind: 'handrail' } })).finding.summary).toMatch(
      /^Not asked yet\. What it would scan cannot be estimated: of ids-there, Glue knows no table/,
    );
    setSizes(10);
    const location = 's3://todo-lake/silver/plans/';
    world.account.catalog.putTable({
      database: 'todo_silver',
      name: 'plans',
      columns: [],
      partitionKeys: [],
      location,
      parameters: { table_type: 'ICEBERG' },
    });
    expect((await ask()).finding).toMatchObject({
      verdict: 'warn',
      summary: expect.stringMatching(
        /^Not sent yet\. What it scans cannot be estimated: of plans-priced, todo_silver\.plans is an Iceberg table/,
      ),
      next: ['/etl quality --up-to 10GB'],
    });
  });
});

describe('the level of a rule', () => {
  const queries = [...RULES, rule('salaries', 'SELECT count(*) FROM plans', { level: 'operator' })];

  it('leaves it out for whoever has less, who is told', async () => {
    const { finding } = await ask({ settings: { queries } });
    expect(finding.facts).toContainEqual({
      label: 'Not asked',
      value: '1 rule that needs operator: salaries',
    });
    expect(sent().some((sql) => sql.includes('count(*) FROM plans'))).toBe(false);
    const all = await ask({ settings: { queries }, levels: ['viewer', 'operator'] });
    expect(all.finding.summary).toMatch(/^3 of 5 rules fail/);
  });

  it('leaves a person without any of it the other half', async () => {
    const { finding } = await ask({ settings: { queries }, levels: [] });
    expect(finding).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringMatching(/^You may ask none of the 5 rules\. Glue Data Quality has no result/),
    });
    expect(finding.bill).toBeUndefined();
  });
});

describe("Glue's half", () => {
  it('has the newest result of each ruleset, by whom and when, and the rules that failed, redacted', async () => {
    const now = Date.now();
    putResult({ name: 'silver-users', run: 'jr_old' }, ['IsUnique "id"', 'IsComplete "id"'], now - 3 * HOUR);
    putResult({ name: 'silver-users', run: 'jr_new' }, ['IsComplete "id"'], now - HOUR);
    putResult({ name: 'other-pipeline', run: 'jr_x' }, ['IsComplete "x"'], now - HOUR);
    putResult(null, [], now - 2 * HOUR);
    const { finding } = await ask({ args: { table: 'users' } });
    expect(finding.summary).toMatch(/\. In Glue 1 of 2 rules of users-of-silver fails\.$/);
    expect(finding.facts[0]).toEqual({
      label: 'Glue: users-of-silver',
      value: expect.stringMatching(
        /^50%: 1 of 2 rules hold, evaluated \S+Z by a run of silver-users, jr_new$/,
      ),
    });
    const row = finding.table?.rows.find(([name]) => name === 'IsComplete "id"');
    expect(row).toEqual([
      'IsComplete "id"',
      'fails',
      expect.stringMatching(/^Value: 0\.9 /),
      '',
      '',
      'silver-users (Glue)',
    ]);
    expect(JSON.stringify(finding)).not.toContain('hunter2secret');
    expect(finding.next).toEqual(['/etl runs silver-users', '/etl ingestion']);
    const { finding: plans } = await ask({ args: { table: 'plans' } });
    expect(plans).toMatchObject({
      verdict: 'ok',
      summary: 'plans-priced holds. In Glue the newest result is good.',
      facts: [{ value: expect.stringMatching(/ on demand$/) }, { label: 'Scanned' }],
    });
  });

  it('stands where Athena is not configured', async () => {
    putResult({ name: 'silver-users', run: 'jr_new' }, ['IsComplete "id"']);
    expect((await ask({ settings: null })).finding).toMatchObject({
      verdict: 'fail',
      summary:
        'Athena is not configured here: write workgroup and databases under pipelines.todo-etl.athena, and rules under pipelines.todo-etl.quality. In Glue 1 of 2 rules of users-of-silver fails.',
    });
  });

  it('that is refused is named, and the other stands', async () => {
    putResult({ name: 'silver-users', run: 'jr_new' }, []);
    for (const operation of ['ListDataQualityResults', 'GetDataQualityResult']) {
      world.server.faults.set({ operation, kind: 'access-denied', times: 9 });
      const { finding } = await ask({ args: { table: 'users' }, settings: { queries: RULES.slice(0, 1) } });
      expect(finding).toMatchObject({
        verdict: 'unknown',
        summary: 'ids-there holds. What Glue Data Quality found is not known.',
        table: { rows: [['ids-there', 'holds', '', '0', 'at most 0', 'users']] },
      });
      expect(finding.facts[0]).toEqual({
        label: 'Not known: Glue Data Quality',
        value: expect.stringContaining(`glue:${operation}`),
      });
      world.server.faults.clear();
    }
  });
});

function states(): readonly string[] {
  return world.account.athena
    .executions('primary')
    .map(({ state }) => state)
    .toReversed();
}
