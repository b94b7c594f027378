/** Rules of quality on their whole way: typed in a channel, as a step that runs by itself, and on the command line. */

import type { Message } from '../../sandbox/slack/entities.ts';
import type { House } from '../support/house.ts';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createLake } from '../../sandbox/aws/athena/lake.ts';
import { startHouse } from '../support/house.ts';
import { offers, pressed, shown } from '../support/messages-shown.ts';

jest.setTimeout(90_000);

const ME = 'U0RESPONDER';
const CHANNEL = '#rules';
const WITHIN_MS = 40_000;
const GB = 1_000_000_000;
const RUNBOOK_TEXT = `# Runbook

## Troubleshooting

### Numbers are wrong

**Symptoms**: Numbers are wrong

**Resolution**:

1. See whether users are there: \`/etl quality users\`
2. See whether plans are there: \`/etl quality plans\`
3. Tell the owners.
`;

let folder: string;
let house: House;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handrail-lake-'));
  const lake = createLake(folder);
  for (const table of ['users', 'plans']) {
    lake.putTable({
      database: 'todo_silver',
      table,
      location: `s3://todo-lake/silver/${table}/`,
      columns: [
        { name: 'id', type: 'bigint' },
        { name: 'score', type: 'double' },
      ],
    });
    const rows = [
      { id: 1, score: 1 },
      { id: 2, score: null },
    ];
    await lake.write({ database: 'todo_silver', table, rows });
  }
  await writeFile(join(folder, 'RUNBOOK.md'), RUNBOOK_TEXT);
  const counting = (table: string, column: string) => ({
    table,
    sql: `SELECT count_if(${column} IS NULL) FROM ${table}`,
    fail_above: 0,
    say: `${column}s of ${table} are missing`,
  });
  house = await startHouse({
    pipelines: ['rules'],
    lake,
    config: {
      access: { viewer: ['*'], responder: ['*'] },
      pipelines: {
        rules: {
          runbook: join(folder, 'RUNBOOK.md'),
          channel: CHANNEL,
          match: { name: '*' },
          athena: { workgroup: 'primary', databases: ['todo_silver'] },
          quality: {
            'users-complete': counting('users', 'id'),
            'plans-complete': counting('plans', 'id'),
            'plans-scored': counting('plans', 'score'),
            'plans-many': {
              ...counting('plans', 'id'),
              sql: 'SELECT count(*) FROM plans',
              fail_below: 1_000,
              fail_above: 2_000,
            },
            'plans-secret': { ...counting('plans', 'id'), level: 'admin' },
          },
          costs: { athena_daily: 20 },
        },
      },
    },
  });
  const { catalog, quality, s3 } = house.account;
  s3.createBucket('todo-lake');
  catalog.putDatabase({ name: 'todo_silver' });
  for (const [name, sizeBytes] of [
    ['users', 1_000],
    ['plans', GB],
  ] as const) {
    const location = `s3://todo-lake/silver/${name}/`;
    catalog.putTable({ database: 'todo_silver', name, columns: [], partitionKeys: [], location });
    s3.put('todo-lake', { key: `silver/${name}/part-0`, sizeBytes });
  }
  quality.put({
    ruleset: 'plans-of-silver',
    table: { database: 'todo_silver', name: 'plans' },
    job: null,
    startedAt: Date.now() - 60_000,
    completedAt: Date.now() - 50_000,
    rules: [{ name: 'Rule_1', description: 'IsComplete "id"', result: 'PASS', message: null }],
  });
  await house.bot.start();
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

function inChannel(): readonly Message[] {
  const { id } = house.workspace.channel(CHANNEL);
  return house.workspace.state.messages
    .all()
    .filter(({ channel, onlyFor }) => channel === id && onlyFor === null);
}

/** The newest message that everybody in the channel sees with all of this. */
function seen(...words: readonly string[]): Promise<Message> {
  return house.workspace.waitFor(
    () => inChannel().findLast((one) => words.every((word) => shown(one).includes(word))),
    WITHIN_MS,
  );
}

function told(...words: readonly string[]): Promise<Message> {
  return house.workspace.waitFor(
    () => house.workspace.ephemerals(ME).findLast((one) => words.every((word) => shown(one).includes(word))),
    WITHIN_MS,
  );
}

describe('quality', () => {
  it('of a step runs by itself where it scans little, and else waits for a person with what it would scan', async () => {
    await house.type(ME, CHANNEL, '/etl runbook numbers are wrong');
    const found = await told('Numbers are wrong', 'Start');
    await pressed(() => house.workspace.as(ME).press(found, 'Start'));
    const checklist = await seen('*Numbers are wrong* · step 2 of 3', 'It would scan about 3 GB in 3 rules');
    expect(shown(checklist)).toContain('✓ 1 See whether users are there');
    expect(shown(checklist)).toContain('Press Run again if that is worth it.');
    const before = house.account.athena.executions('primary').length;
    expect(before).toBe(1);
    await pressed(() => house.workspace.as(ME).press(checklist, 'Run again'));
    await seen('*Numbers are wrong*', '2 of 3 rules fail: scores of plans are missing (1)');
    expect(house.account.athena.executions('primary')).toHaveLength(before + 3);
  });

  it('typed is answered in the channel, with what it cost and what the asker may not see', async () => {
    await house.type(ME, CHANNEL, '/etl quality');
    const answer = await seen('/etl quality', '2 of 4 rules fail: scores of plans are missing (1)');
    const text = shown(answer);
    expect(text).toContain('ids of plans are missing (2 of at least 1,000 and at most 2,000)');
    expect(text).toContain('In Glue the newest result is good.');
    expect(text).toContain('1 rule that needs admin: plans-secret');
    expect(text).toMatch(/Today: you .*; all of rules .* of \$20 a day/);
    expect(JSON.stringify(answer.blocks)).toContain('plans-complete');
  });

  it('goes on through a death of the process, and asks no rule twice', async () => {
    const before = house.account.athena.executions('primary').length;
    house.account.athena.slowDown(6_000);
    await house.type(ME, CHANNEL, '/etl quality --up-to 9GB');
    await seen('/etl quality --up-to 9GB', '3 of 4 rules asked');
    await house.bot.kill();
    await house.bot.start();
    await seen('/etl quality --up-to 9GB', '2 of 4 rules fail');
    expect(house.account.athena.executions('primary')).toHaveLength(before + 4);
  });

  it('given up is stopped with all of its queries', async () => {
    house.account.athena.slowDown(60_000);
    await house.type(ME, CHANNEL, '/etl quality --up-to 8GB');
    const running = await seen('/etl quality --up-to 8GB', '3 of 4 rules asked');
    await pressed(() => house.workspace.as(ME).press(running, 'Give up'));
    const over = await seen('/etl quality --up-to 8GB', 'Given up by <@U0RESPONDER>');
    expect(offers(over, 'Give up')).toBe(false);
    await house.workspace.waitFor(
      () =>
        house.account.athena
          .executions('primary')
          .every(({ state }) => state !== 'RUNNING' && state !== 'QUEUED') || null,
      WITHIN_MS,
    );
    house.account.athena.slowDown(0);
  });

  it('on the command line says the same and exits by its verdict', async () => {
    const failed = await house.cli('etl', 'quality', '--pipeline', 'rules', '--json');
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      verb: 'quality',
      verdict: 'fail',
      summary: expect.stringMatching(/^2 of 4 rules fail: /),
    });
    const held = await house.cli('etl', 'quality', 'users', '--pipeline', 'rules', '--no-store');
    expect(held.code).toBe(0);
    expect(held.stdout).toMatch(/users-complete holds\. Glue Data Quality has no result of the last 8 days/);
    const none = await house.cli('etl', 'quality', 'userz', '--pipeline', 'rules');
    expect(none.stdout).toContain('The nearest: users.');
  });

  it('of a table that there is not is refused in its place, and nothing is shown to others', async () => {
    const before = inChannel().length;
    await house.type(ME, CHANNEL, '/etl quality userz');
    await told('No table here is called userz. The nearest: users.');
    expect(inChannel()).toHaveLength(before);
  });
});
