/** Queries over a simulated account whose Athena is a real engine, asked through the catalog as every surface does. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/operations/finding.ts';
import type { Prepared, Progress, RunContext } from '../../../src/operations/operation.ts';
import type { OperationCatalog } from '../../../src/operations/catalog.ts';
import type { QuerySettings } from '../../../src/operations/query-settings.ts';
import type { AthenaWorld } from '../../sandbox/athena-world.ts';

import { SANDBOX_CREDENTIALS } from '../../../sandbox/aws/server.ts';
import { createCatalog } from '../../../src/aws/catalog.ts';
import { createClientPool, type ClientPool } from '../../../src/aws/client-pool.ts';
import { startAthenaWorld } from '../../sandbox/athena-world.ts';
import { person } from '../../support/builders.ts';
import { CONTEXT, findingOf, preparedOf, runningOf } from '../account.ts';

const GB = 1_000_000_000;
const SETTINGS: QuerySettings = {
  workgroup: 'primary',
  results: null,
  catalogs: [],
  databases: ['todo_silver'],
  runUpTo: 10 * GB,
  askUpTo: 100 * GB,
  timeoutMs: 20_000,
  pricePerTb: 5,
  dailyLimit: null,
  adHoc: 'operator',
  queries: [
    {
      name: 'users-of',
      sql: 'SELECT id FROM users WHERE dt = ? ORDER BY id',
      parameters: [{ name: 'day', type: 'string' }],
      level: 'viewer',
    },
    {
      name: 'users-scored',
      sql: 'SELECT count_if(score IS NULL) FROM users',
      parameters: [],
      level: 'responder',
      rule: { table: 'users', failAbove: 2, failBelow: null, say: 'scores are missing' },
    },
  ],
  mask: ['email'],
};

let world: AthenaWorld;
let pool: ClientPool;
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

let asked = 0;

interface Asking {
  readonly prepared: Prepared;
  readonly context: RunContext;
}

function catalogOf(queries: QuerySettings | null): OperationCatalog {
  return createCatalog({
    pool,
    clock: () => Date.now() + setBy,
    estates: [{ pipeline: 'todo-etl', alarms: [], queries, stages: [] }],
  });
}

/** How far the clock of the machine was set. */
let setBy = 0;

function asking(what: string, settings: Partial<QuerySettings> = {}, upTo?: string): Asking {
  const catalog = catalogOf({ ...SETTINGS, ...settings });
  const prepared = preparedOf({ catalog }, 'query', {
    what,
    ...(upTo === undefined ? {} : { 'up-to': upTo }),
  });
  asked += 1;
  const run = `${asked}`.padStart(32, '0');
  return { prepared, context: { ...CONTEXT, by: person('U0RESPONDER'), run, pipeline: 'todo-etl' } };
}

/** Asks and follows it to its end. */
async function ask(...given: Parameters<typeof asking>): Promise<Finding> {
  const { prepared, context } = asking(...given);
  let progress = await prepared.start(context);
  while (progress.state === 'running') progress = await prepared.follow(context, progress.token);
  return findingOf(progress);
}

/** What is written before this is sent. */
async function letterOf(what: string, upTo?: string): Promise<string> {
  const { prepared, context } = asking(what, {}, upTo);
  const letters: string[] = [];
  const keepLetter = async (letter: string) => letters.push(letter) === 0;
  await prepared.start({ ...context, keepLetter });
  return letters[0] ?? '';
}

function idOf({ token }: Extract<Progress, { state: 'running' }>): string {
  return (JSON.parse(token) as { readonly id: string }).id;
}

describe('query', () => {
  it('brings the rows of SQL that was typed, with what it scanned and cost, and hides what is masked', async () => {
    const finding = await ask('SELECT id, email, score FROM todo_silver.users ORDER BY id');
    expect(finding.verdict).toBe('ok');
    expect(finding.summary).toMatch(/^4 rows\. Scanned \S+ KB in 0s, less than \$0\.01$/);
    expect(finding.table).toEqual({
      columns: ['id', 'email', 'score'],
      rows: [
        ['1', '•••', '1.5'],
        ['2', '•••', 'NULL'],
        ['3', '•••', '1.5'],
        ['4', '•••', 'NULL'],
      ],
    });
    expect(finding.facts).toEqual([{ label: 'Masked', value: 'email' }]);
    expect(finding.links).toEqual([expect.objectContaining({ label: 'Query in the Athena console' })]);
  });

  it('binds the parameters of a named query as values, whatever they hold', async () => {
    expect((await ask('users-of day=2026-03-01')).table?.rows).toEqual([['1'], ['2']]);
    expect(await ask(`users-of day="' OR 1=1 --"`)).toMatchObject({
      verdict: 'ok',
      summary: expect.stringMatching(/^No row\./),
    });
    expect(await ask('users-of')).toMatchObject({
      verdict: 'fail',
      summary: expect.stringMatching(
        /^Not sent\. Expected day to be .*, got nothing\. Write \/etl query users-of day=<string>\.$/,
      ),
    });
    expect(await ask('users-fo day=1')).toMatchObject({
      verdict: 'fail',
      summary: 'Not sent. Expected SQL or the name of a query, got "users-fo". Did you mean users-of?',
    });
  });

  it('sends nothing that writes, reads elsewhere, or tells of a masked column', async () => {
    for (const [sql, said] of [
      ['DROP TABLE users', /^Not sent\. /],
      ['SELECT 1; DELETE FROM users', /^Not sent\. /],
      [
        'SELECT * FROM todo_bronze.events',
        /Expected a database of the list, todo_silver, got todo_bronze \(line 1, column 15\)/,
      ],
      ["SELECT id FROM users WHERE email LIKE 'a%'", /email/],
    ] as const) {
      const finding = await ask(sql);
      expect(finding).toMatchObject({ verdict: 'fail', summary: expect.stringMatching(said), asked: [] });
    }
  });

  it('shows the plan of what reads a masked column, which holds no value of it', async () => {
    const finding = await ask('EXPLAIN SELECT id, email FROM todo_silver.users');
    expect(finding).toMatchObject({ verdict: 'ok', table: { columns: ['Query Plan'] } });
    expect(JSON.stringify(finding.table)).toMatch(/email/);
    expect(JSON.stringify(finding.table)).not.toContain('•••');
  });

  it('says what Athena says of a query that fails', async () => {
    const finding = await ask('SELECT nothing FROM users');
    expect(finding.verdict).toBe('fail');
    expect(finding.summary).toMatch(/^Athena refused it: COLUMN_NOT_FOUND: .*nothing/);
  });

  it('stops what takes too long', async () => {
    world.account.athena.slowDown(60_000);
    const finding = await ask('SELECT id FROM users', { timeoutMs: 300 });
    expect(finding.verdict).toBe('fail');
    expect(finding.summary).toMatch(/^It was stopped: it took longer than 0s\./);
    expect(finding.asked.map(({ call }) => call).at(-1)).toBe('athena:StopQueryExecution');
  });

  it('that Athena does not stop for now is asked to stop until it does', async () => {
    world.account.athena.slowDown(60_000);
    world.server.faults.set({ operation: 'StopQueryExecution', kind: 'throttle', times: 99 });
    const { prepared, context } = asking('SELECT id FROM users', { timeoutMs: 300 });
    const begun = runningOf(await prepared.start(context));
    const goesOn = runningOf(await prepared.follow(context, begun.token));
    expect(goesOn.summary).toMatch(/^Could not stop the query: AWS is throttling/);
    world.server.faults.clear();
    expect(findingOf(await prepared.follow(context, goesOn.token))).toMatchObject({
      verdict: 'fail',
      summary: expect.stringMatching(/^It was stopped: it took longer than /),
      bill: expect.anything(),
    });
  });

  it('is stopped in time, also when the clock is set back', async () => {
    world.account.athena.slowDown(60_000);
    const { prepared, context } = asking('SELECT id FROM users', { timeoutMs: 60_000 });
    const begun = runningOf(await prepared.start(context));
    setBy = -3_600_000;
    const goesOn = runningOf(await prepared.follow(context, begun.token));
    setBy += 61_000;
    expect(findingOf(await prepared.follow(context, goesOn.token)).summary).toMatch(
      /^It was stopped: it took longer than 1m\./,
    );
  });

  it('goes on beyond two seconds with what it scanned so far, and stops at a word', async () => {
    world.account.athena.slowDown(60_000);
    const { prepared, context } = asking('SELECT id FROM users');
    const begun = runningOf(await prepared.start(context));
    expect(begun.summary).toMatch(/^Scanned \S+ \S+ so far, [12]s$/);
    expect(begun.links).toEqual([expect.objectContaining({ label: 'Query in the Athena console' })]);
    expect(await prepared.cancel?.(context, begun.token)).toEqual({
      state: 'stopped',
      bill: { scannedBytes: 0, dollars: 0, dailyLimit: null },
    });
    expect(findingOf(await prepared.follow(context, begun.token))).toMatchObject({
      verdict: 'fail',
      summary: expect.stringMatching(/^It was stopped: /),
    });
  });

  it('begun again after a crash is the same query, followed to its rows', async () => {
    world.account.athena.slowDown(6_000);
    const { prepared, context } = asking('SELECT id, email FROM users ORDER BY id');
    const first = runningOf(await prepared.start(context));
    let progress = await prepared.start(context);
    expect(JSON.parse(runningOf(progress).token)).toMatchObject({ id: idOf(first) });
    while (progress.state === 'running') progress = await prepared.follow(context, progress.token);
    expect(findingOf(progress)).toMatchObject({
      verdict: 'ok',
      table: {
        rows: [
          ['1', '•••'],
          ['2', '•••'],
          ['3', '•••'],
          ['4', '•••'],
        ],
      },
    });
  });

  it('is asked for once more where it would scan too much, and begun before a crash is not refused for that by now', async () => {
    const { catalog } = world.account;
    catalog.putDatabase({ name: 'todo_silver' });
    catalog.putTable({
      database: 'todo_silver',
      name: 'plans',
      columns: [{ name: 'id', type: 'int' }],
      location: 's3://todo-lake/silver/plans/',
      parameters: { sizeKey: String(40 * GB) },
    });
    const { prepared, context } = asking('SELECT id FROM plans');
    expect(findingOf(await prepared.start(context))).toMatchObject({
      verdict: 'warn',
      summary: expect.stringMatching(
        /^Not sent yet\. It would scan about 40 GB in todo_silver\.plans, about \$0\.20/,
      ),
      next: ['/etl query SELECT id FROM plans --up-to 44GB'],
    });
    const letter = await letterOf('SELECT id FROM plans', '44GB');
    const again = findingOf(await prepared.start({ ...context, letter }));
    expect(again.summary).toMatch(/^1 row\. /);
    expect((await ask('SELECT id FROM plans', {}, '44GB')).summary).toMatch(/^1 row\. /);
  });

  it('is stopped when it may not be looked at, and followed on when it only cannot be now', async () => {
    world.account.athena.slowDown(60_000);
    world.server.faults.set({ operation: 'GetQueryExecution', kind: 'access-denied', times: 9 });
    const denied = await ask('SELECT id FROM users');
    expect(denied.summary).toMatch(/^Could not look at the query: AWS denied it/);
    expect(denied.asked.map(({ call }) => call).at(-1)).toBe('athena:StopQueryExecution');
    world.server.faults.clear();
    const { prepared, context } = asking('SELECT id FROM users');
    const begun = runningOf(await prepared.start(context));
    world.server.faults.set({ operation: 'GetQueryExecution', kind: 'throttle', times: 99 });
    const blind = runningOf(await prepared.follow(context, begun.token));
    expect(blind.summary).toMatch(/^Could not look at the query: /);
    world.server.faults.clear();
    expect(runningOf(await prepared.follow(context, blind.token)).token).toBe(begun.token);
  });

  it('is objected to before a run is made of it, where that can be told without AWS', async () => {
    const objection = async (what: string) => {
      const { prepared, context } = asking(what);
      return prepared.objection?.(context);
    };
    expect(await objection('DROP TABLE users')).toMatchObject({
      verdict: 'fail',
      summary: expect.stringMatching(/^Not sent\. /),
      asked: [],
    });
    expect(await objection('SELECT id FROM users')).toBeNull();
  });

  it('lets nobody allow more than the configuration does', async () => {
    expect(await ask('SELECT id FROM users', {}, '200GB')).toMatchObject({
      verdict: 'fail',
      summary: expect.stringContaining(
        'Expected --up-to of at most 100 GB, as athena.ask_up_to says, got 200 GB.',
      ),
    });
    expect(await ask('SELECT id FROM users', {}, '50GB')).toMatchObject({ verdict: 'ok' });
  });

  it('shows the first rows and columns of many, and says so', async () => {
    const columns = Array.from({ length: 12 }, (_, index) => `${index} AS c${index}`).join(', ');
    const finding = await ask(`SELECT ${columns} FROM users CROSS JOIN UNNEST(sequence(1, 30)) AS t (n)`);
    expect(finding.summary).toMatch(/^120 rows, the first 20 shown\./);
    expect(finding.table?.rows).toHaveLength(20);
    expect(finding.table?.columns).toHaveLength(8);
    expect(finding.facts).toEqual([{ label: 'Columns', value: 'the first 8 of 12' }]);
    expect(finding.whole?.name).toMatch(/^query-\d{4}-\d\d-\d\d-\d{4}\.csv$/);
  });

  it('counts the rows of a result that is long, and of one that is long and wide says that there are more', async () => {
    const narrow = (rows: number) => `SELECT n FROM UNNEST(sequence(1, ${rows})) AS t (n)`;
    expect((await ask(narrow(20))).summary).toMatch(/^20 rows\. /);
    expect((await ask(narrow(21))).summary).toMatch(/^21 rows, the first 20 shown\./);
    const columns = Array.from({ length: 2_000 }, (_, index) => `n AS c${index}`).join(', ');
    const wide = await ask(`SELECT ${columns} FROM UNNEST(sequence(1, 200)) AS t (n)`);
    const counted = /^More than (\d+) rows, the first 20 shown\./.exec(wide.summary)?.[1];
    expect(Number(counted)).toBeLessThan(100);
    expect(wide.table?.rows.at(-1)?.[0]).toBe('20');
  });

  it('reads of long rows no more than a message needs, and says that there are more', async () => {
    const finding = await ask(
      `SELECT n, rpad('é', 500000, 'x') AS long FROM UNNEST(sequence(1, 30)) AS t (n)`,
    );
    expect(finding.summary).toMatch(/^More than \d+ rows, the first \d+ shown\./);
    expect(finding.table?.rows[0]).toEqual(['1', `é${'x'.repeat(298)}…`]);
    expect(finding.whole).toBeDefined();
  });

  it('counts the rows up to a thousand, and cuts what is said of long names', async () => {
    const rows = (n: number) => `SELECT n AS "${'n'.repeat(400)}" FROM UNNEST(sequence(1, ${n})) AS t (n)`;
    expect((await ask(rows(999))).summary).toMatch(/^999 rows, the first 20 shown\./);
    const finding = await ask(rows(1_000));
    expect(finding.summary).toMatch(/^More than 999 rows, the first 20 shown\./);
    expect(finding.table?.columns).toEqual([`${'n'.repeat(299)}…`]);
  });

  it('shows what SHOW and DESCRIBE answer, which have no row of names', async () => {
    const finding = await ask('SHOW TABLES');
    expect(finding.table?.rows).toEqual([['plans'], ['users']]);
    expect(finding.whole).toBeUndefined();
    expect(finding.bill).toEqual({ scannedBytes: 0, dollars: 0, dailyLimit: null });
  });
});

describe('a query that was sent before the configuration changed', () => {
  const LATE = { name: 'late', sql: 'SELECT id, email FROM users', parameters: [], level: 'viewer' } as const;
  const OTHER = { ...LATE, sql: 'SELECT email, id FROM users' };
  const CHANGES: readonly (readonly [change: string, what: string, settings: Partial<QuerySettings>])[] = [
    ['is gone', 'late', { queries: [] }],
    ['has other SQL', 'late', { queries: [OTHER] }],
    ['reads a database that is not listed', 'SELECT id FROM users', { databases: ['todo_gold'] }],
    ['asks of a column that is masked', 'SELECT id FROM users WHERE score > 1', { mask: ['score'] }],
    ['may scan more than is allowed', 'SELECT id FROM users', { runUpTo: 2 * GB, askUpTo: GB }],
  ];
  const before: Partial<QuerySettings> = { queries: [LATE], timeoutMs: 600_000 };

  /** Sends it as a process that then dies: what it kept, and by which id Athena knows it. */
  async function sent(what: string) {
    const { prepared, context } = asking(what, before);
    const letters: string[] = [];
    const keepLetter = async (letter: string) => letters.push(letter) > 0;
    const begun = runningOf(await prepared.start({ ...context, keepLetter }));
    return { context, letter: letters[0] ?? '', begun };
  }

  function again(what: string, settings: Partial<QuerySettings> | null): Prepared {
    const queries = settings === null ? null : { ...SETTINGS, ...before, ...settings };
    return preparedOf({ catalog: catalogOf(queries) }, 'query', { what });
  }

  const STOPPED = {
    verdict: 'fail',
    summary: expect.stringMatching(
      /^It was sent and is stopped, and its rows are not shown: by now it would not be sent\. .*[Ss]canned /,
    ),
    table: null,
    links: [expect.objectContaining({ label: 'Query in the Athena console' })],
  };
  const statesOfAll = () => world.account.athena.executions('primary').map(({ state }) => state);

  beforeEach(() => world.account.athena.slowDown(60_000));

  it.each(CHANGES)(
    'and %s is found by its letter or by its id, stopped, and told so',
    async (_, what, settings) => {
      const { context, letter, begun } = await sent(what);
      expect(findingOf(await again(what, settings).start({ ...context, letter }))).toMatchObject({
        ...STOPPED,
        bill: expect.anything(),
      });
      expect(findingOf(await again(what, settings).follow(context, begun.token))).toMatchObject(STOPPED);
      expect(statesOfAll()).toEqual(['CANCELLED']);
    },
  );

  it('by a pipeline that is gone, or asks Athena nothing any more, is stopped as well', async () => {
    const { context, letter } = await sent('SELECT id FROM users');
    const finding = findingOf(await again('SELECT id FROM users', null).start({ ...context, letter }));
    expect(finding).toMatchObject(STOPPED);
    expect(finding.bill).toBeUndefined();
    expect(statesOfAll()).toEqual(['CANCELLED']);
  });

  it('in another workgroup is followed where it was sent', async () => {
    const { context, letter, begun } = await sent('SELECT id FROM users');
    const goesOn = await again('SELECT id FROM users', { workgroup: 'other' }).start({ ...context, letter });
    expect(idOf(runningOf(goesOn))).toBe(idOf(begun));
  });

  it('in a workgroup that is gone is told as what may run, with where to look', async () => {
    const { context, letter } = await sent('SELECT id FROM users');
    world.server.faults.set({ operation: 'StartQueryExecution', kind: 'access-denied', times: 9 });
    const finding = findingOf(await again('late', { queries: [] }).start({ ...context, letter }));
    expect(finding).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringMatching(
        /^It may have been sent, and then it runs in AWS and is billed: .* Look at the recent queries of workgroup primary\.$/,
      ),
      links: [
        { label: 'Recent queries in the Athena console', url: expect.stringMatching(/history$/) },
        { label: 'Athena console', url: expect.stringMatching(/primary$/) },
      ],
    });
  });

  it('is stopped by its letter when it was given up, and is then billed', async () => {
    const { context, letter } = await sent('late');
    const given = { ...context, letter };
    expect(await again('late', { queries: [] }).cancel?.(given, null)).toEqual({
      state: 'stopped',
      bill: expect.objectContaining({ scannedBytes: 0 }),
    });
    expect(statesOfAll()).toEqual(['CANCELLED']);
  });

  it('and ended shows no row, although its name is that of another query by now', async () => {
    world.account.athena.slowDown(0);
    const { prepared, context } = asking('late', before);
    const letters: string[] = [];
    const keepLetter = async (letter: string) => letters.push(letter) > 0;
    const brought = findingOf(await prepared.start({ ...context, keepLetter }));
    expect(brought.table?.rows[0]).toEqual(['1', '•••']);
    const found = findingOf(
      await again('late', { queries: [OTHER] }).start({ ...context, letter: letters[0] ?? '' }),
    );
    expect(found).toMatchObject({
      verdict: 'fail',
      summary: expect.stringMatching(
        /^It was sent and had ended, and its rows are not shown: .* other SQL or another database /,
      ),
      table: null,
      bill: expect.anything(),
    });
  });

  it('writes no file of its rows, as nobody knows what to hide in them', async () => {
    world.account.athena.slowDown(0);
    const many = { ...LATE, sql: 'SELECT n, email FROM users CROSS JOIN UNNEST(sequence(1, 30)) AS t (n)' };
    const { prepared, context } = asking('late', { queries: [many] });
    const { whole } = findingOf(await prepared.start(context));
    const pieces: string[] = [];
    const take = async (text: string) => void pieces.push(text);
    const by = (sql: string) =>
      again('late', { queries: [{ ...many, sql }] }).writeWhole?.(context, whole?.token ?? '', take);
    expect(await by('SELECT email, id FROM users')).toMatchObject({
      error: {
        because: expect.stringMatching(/^By now it would not be sent\. .* other SQL or another database/),
        again: false,
      },
    });
    expect(pieces).toEqual([]);
    expect(await by(many.sql)).toMatchObject({ ok: true, value: { rows: 120 } });
  });
});

describe('a rule of quality', () => {
  const rule = { table: 'users', failAbove: 1, failBelow: null, say: 'scores are missing' };
  const [, scored] = SETTINGS.queries;
  const strict = { queries: scored === undefined ? [] : [{ ...scored, rule }] };

  it('is asked for by its name, and answers a verdict with what it cost', async () => {
    const finding = await ask('users-scored');
    expect(finding).toMatchObject({
      verdict: 'ok',
      summary: expect.stringMatching(
        /^users-scored: 2, at most 2 wanted\. Scanned \S+ K?B in 0s, less than \$0\.01$/,
      ),
      facts: [{ label: 'Table', value: 'users' }],
      table: null,
      bill: { dailyLimit: null },
    });
    expect(await ask('users-scored', strict)).toMatchObject({
      verdict: 'fail',
      summary: expect.stringMatching(/^scores are missing: 2, at most 1 wanted\. Scanned /),
    });
  });

  it('is unknown when what Athena answers is no number', async () => {
    const sql = 'SELECT max(score) FROM users WHERE id > 100';
    const queries = strict.queries.map((query) => ({ ...query, sql }));
    expect(await ask('users-scored', { queries })).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringMatching(/^users-scored: expected one number, got NULL\. Scanned /),
    });
  });

  it('takes no values, and stands in the list with what it wants', async () => {
    expect(await ask('users-scored day=1')).toMatchObject({
      verdict: 'fail',
      summary: expect.stringMatching(/^Not sent\. .*day/),
    });
    const prepared = preparedOf({ catalog: catalogOf(SETTINGS) }, 'queries', {});
    const context = { ...CONTEXT, run: 'list', pipeline: 'todo-etl' };
    expect(findingOf(await prepared.start(context))).toMatchObject({
      summary: '1 query and 1 rule by name',
      table: {
        columns: ['Query', 'Needs', 'Wants'],
        rows: [
          ['users-of day=<string>', 'viewer', ''],
          ['users-scored', 'responder', 'at most 2, of users'],
        ],
      },
      next: ['/etl query users-scored'],
    });
  });
});

describe('who may ask', () => {
  const catalog = () => catalogOf(SETTINGS);

  it('is said by the query where it has a name, and by the configuration where it was typed', () => {
    expect(preparedOf({ catalog: catalog() }, 'query', { what: 'users-of day=1' }).levelFor('todo-etl')).toBe(
      'viewer',
    );
    expect(preparedOf({ catalog: catalog() }, 'query', { what: 'users-scored' }).levelFor('todo-etl')).toBe(
      'responder',
    );
    expect(preparedOf({ catalog: catalog() }, 'query', { what: 'SELECT 1' }).levelFor('todo-etl')).toBe(
      'operator',
    );
    expect(preparedOf({ catalog: catalog() }, 'jobs', {}).levelFor('todo-etl')).toBeNull();
  });
});
