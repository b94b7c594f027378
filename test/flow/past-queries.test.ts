/** What a sandbox with thirty days behind it says of costs and of slow queries, and how its switches show there: at the wire. */

import type { OperationCatalog } from '../../src/operations/catalog.ts';
import type { Finding } from '../../src/operations/finding.ts';
import type { Estate } from '../../src/operations/estate.ts';
import type { Arguments } from '../../src/operations/arguments.ts';
import type { PipelineWorld } from '../sandbox/pipeline-world.ts';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createCatalog } from '../../src/aws/catalog.ts';
import { createClientPool } from '../../src/aws/client-pool.ts';
import { DEFAULT_COSTS } from '../../src/operations/cost-settings.ts';
import { SANDBOX_CREDENTIALS, startAws } from '../../sandbox/aws/server.ts';
import { NAMED_SQL } from '../../sandbox/pipeline/queries.ts';
import { CONTEXT, findingOf, preparedOf } from '../aws/account.ts';
import { createPipelineWorldWithPast, START_MS } from '../sandbox/pipeline-world.ts';
import { aStage } from '../support/builders.ts';

const TB = 1_000_000_000_000;

const ESTATE: Estate = {
  pipeline: 'todo-etl',
  alarms: [],
  queries: {
    workgroup: 'todo-etl',
    results: null,
    catalogs: [],
    databases: ['todo_silver'],
    runUpTo: TB,
    askUpTo: TB,
    timeoutMs: 60_000,
    pricePerTb: 5,
    dailyLimit: 20,
    adHoc: 'operator',
    queries: [
      { name: 'users-of-day', sql: NAMED_SQL.usersOfDay, parameters: [], level: 'viewer' },
      { name: 'users-without-id', sql: NAMED_SQL.usersWithoutId, parameters: [], level: 'viewer' },
    ],
    mask: ['email'],
  },
  costs: {
    prices: { ...DEFAULT_COSTS.prices, athena: { dollars: 5, isDefault: false } },
    limits: { storageMonthly: 12, glueMonthly: 60, athenaDaily: 20, monthly: 80 },
  },
  stages: (['bronze', 'silver', 'gold'] as const).map((layer) =>
    aStage(layer, { jobs: [`${layer}-*`], buckets: [`todo-etl-${layer}`] }),
  ),
};

let world: PipelineWorld;
let catalog: OperationCatalog;
let close: () => Promise<void>;

beforeAll(async () => {
  world = createPipelineWorldWithPast();
  world.pipeline.start();
  const server = await startAws({ account: world.account, host: '127.0.0.1' });
  const clock = (): number => world.time.now();
  const pool = createClientPool({
    places: { region: 'eu-central-1', pipelines: [] },
    clock,
    client: { endpoint: server.url, credentials: SANDBOX_CREDENTIALS, requestTimeoutMs: 20_000 },
  });
  catalog = createCatalog({ pool, estates: [ESTATE], clock });
  close = async () => {
    world.pipeline.stop();
    pool.destroy();
    await server.close();
  };
});
afterAll(() => close());

async function ask(verb: string, args: Arguments = {}): Promise<Finding> {
  const prepared = preparedOf({ catalog }, verb, args);
  return findingOf(await prepared.start({ ...CONTEXT, pipeline: 'todo-etl', requestedAt: START_MS }));
}

describe('costs', () => {
  it('are well at first, on the second of a month, by the days of the month before', async () => {
    const finding = await ask('costs');
    expect(finding).toMatchObject({
      verdict: 'ok',
      summary: expect.stringMatching(
        /^About \$\d\.\d\d of \$80 so far this month, \$\d+ by its end, an estimate$/,
      ),
    });
    const whats = (finding.table?.rows ?? []).map(([what]) => what);
    expect(whats).toEqual(
      expect.arrayContaining([
        'Storage: bronze',
        'Glue: silver-users',
        'Athena: users-without-id',
        'Athena: users-of-day',
        'Athena: other SQL',
      ]),
    );
    expect(finding.facts.some(({ label }) => label.startsWith('Read of'))).toBe(false);
  });

  it('rise with the switch: the queries of today and what storage comes to; mended they are as before', async () => {
    const before = await ask('costs');
    world.pipeline.flip('cost-spike', true);
    const risen = await ask('costs');
    expect(risen.verdict).toBe('warn');
    expect(risen.summary).toMatch(/Athena: \$\d\.\d\d today, usually \$0\.0\d a day, most of it other SQL/);
    expect(risen.facts.find(({ label }) => label === 'Storage')?.value).toMatch(/more than \$12\. /);
    expect(risen.next).toEqual(expect.arrayContaining(['/etl queries slow', '/etl lake bronze']));
    world.pipeline.flip('cost-spike', false);
    expect((await ask('costs')).table).toEqual(before.table);
  });
});

describe('slow queries', () => {
  const SLOW = { which: 'slow' };

  it('are those that name no day of their table, that plan long, and that fail', async () => {
    const { table } = await ask('queries', SLOW);
    const whys = new Map((table?.rows ?? []).map(([what = '', why = '']) => [what, why]));
    expect(whys.get('SELECT * FROM todo_silver.tasks WHERE user_id = ?')).toBe(
      'no filter on dt of todo_silver.tasks; SELECT * reads every column',
    );
    expect(whys.get('users-without-id')).toBe('no filter on dt of todo_silver.users');
    expect([...whys.values()].some((why) => why.includes('went into planning'))).toBe(true);
    expect(whys.get('SELECT user_name FROM todo_silver.users WHERE dt = ?')).toBe(
      'names a column that there is not',
    );
  });

  it('are all of the last hour with the switch, and none of them once it is mended', async () => {
    world.pipeline.flip('slow-queries', true);
    const slow = await ask('queries', SLOW);
    expect(slow.verdict).toBe('warn');
    expect(slow.summary).toMatch(/^Slow now: 1\d queries of the last hour took \d\ds, usually \ds\. /);
    world.pipeline.flip('slow-queries', false);
    expect((await ask('queries', SLOW)).summary).toMatch(/^\d+ queries since /);
  });
});
