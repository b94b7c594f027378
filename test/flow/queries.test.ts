/** A query on its whole way, from `/etl` to rows and a file in the direct message with who asked: over the real wire. */

import type { Message } from '../../sandbox/slack/entities.ts';
import type { House } from '../support/house.ts';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createLake } from '../../sandbox/aws/athena/lake.ts';
import { SEED_SCOPES } from '../../sandbox/slack/scopes.ts';
import { startHouse } from '../support/house.ts';
import { offers, pressed, shown } from '../support/messages-shown.ts';
import { metricAlarm } from '../support/payloads.ts';

jest.setTimeout(90_000);

const ME = 'U0RESPONDER';
const CHANNEL = '#queries';
const WITHIN_MS = 30_000;
const MANY = 2_400;
const NAMED = 'users-of day=2026-11-12';
const RUNBOOK_TEXT = `# Runbook

## Troubleshooting

### Users are late

**Symptoms**: Users are late

**Resolution**:

1. See who came in: \`/etl query ${NAMED}\`
2. Tell the owners.
`;

let folder: string;
let house: House;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handrail-lake-'));
  const lake = createLake(folder);
  lake.putTable({
    database: 'todo_silver',
    table: 'users',
    location: 's3://todo-lake/silver/users/',
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 'email', type: 'string' },
    ],
    partitionKeys: [{ name: 'dt', type: 'string' }],
  });
  const rows = [
    { id: 1, email: 'ann@example.org' },
    { id: 2, email: null },
  ];
  await lake.write({ database: 'todo_silver', table: 'users', partition: { dt: '2026-11-12' }, rows });
  await writeFile(join(folder, 'RUNBOOK.md'), RUNBOOK_TEXT);
  house = await startHouse({
    pipelines: ['queries'],
    lake,
    config: {
      pipelines: {
        queries: {
          runbook: join(folder, 'RUNBOOK.md'),
          channel: CHANNEL,
          match: { name: '*' },
          athena: { workgroup: 'primary', databases: ['todo_silver'], adhoc: 'responder' },
          queries: {
            'users-of': {
              sql: 'SELECT id, email FROM users WHERE dt = ? ORDER BY id',
              parameters: [{ name: 'day', type: 'string' }],
            },
          },
          costs: { athena_daily: 20 },
          mask: ['email'],
        },
      },
    },
  });
  await house.bot.start();
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

/** The newest message in the direct message with this person that says all of this. */
function direct(...words: readonly string[]): Promise<Message> {
  return house.workspace.waitFor(
    () =>
      all().findLast(
        (message) => message.channel.startsWith('D') && words.every((word) => shown(message).includes(word)),
      ),
    WITHIN_MS,
  );
}

/** What this person alone is shown in the channel with all of this; on a busy machine after an acknowledgement. */
function told(...words: readonly string[]): Promise<Message> {
  return house.workspace.waitFor(
    () => house.workspace.ephemerals(ME).findLast((one) => words.every((word) => shown(one).includes(word))),
    WITHIN_MS,
  );
}

function all(): readonly Message[] {
  return house.workspace.state.messages.all();
}

function inChannel(): readonly Message[] {
  const { id } = house.workspace.channel(CHANNEL);
  return all().filter(({ channel, onlyFor }) => channel === id && onlyFor === null);
}

describe('a query', () => {
  it('is answered in the direct message with who asked, and shown to everybody once they share it', async () => {
    await house.type(ME, CHANNEL, `/etl query ${NAMED}`);
    await told(NAMED, 'has started. The result comes to you alone, as a direct message.');
    const answer = await direct(NAMED, '2 rows. Scanned');
    expect(shown(answer)).toMatch(/Masked: email/);
    expect(shown(answer)).toMatch(/Today: you .*; all of queries .* of \$20 a day/);
    expect(JSON.stringify(answer.blocks)).not.toContain('ann@example.org');
    expect(offers(answer, 'Share')).toBe(true);
    expect(inChannel()).toEqual([]);
    await pressed(() => house.workspace.as(ME).press(answer, 'Share'));
    const shared = await house.workspace.waitFor(() => inChannel().at(-1), WITHIN_MS);
    expect(shown(shared)).toMatch(/shared by <@U0RESPONDER>/);
    expect(shown(shared)).toContain('2 rows. Scanned');
    expect(offers(await direct('Everybody sees it where you asked.'), 'Share')).toBe(false);
  });

  it('of a step waits for a person, brings its rows to them alone, and ticks the step', async () => {
    await house.type(ME, CHANNEL, '/etl runbook users are late');
    const found = await told('Users are late', 'Start');
    await pressed(() => house.workspace.as(ME).press(found, 'Start'));
    const checklist = await house.workspace.waitFor(
      () => inChannel().findLast((one) => shown(one).includes('*Users are late* · step 1 of 2')),
      WITHIN_MS,
    );
    const before = all().length;
    await pressed(() => house.workspace.as(ME).press(checklist, 'Run'));
    const ticked = await house.workspace.waitFor(
      () => inChannel().findLast((one) => shown(one).includes('*Users are late* · step 2 of 2')),
      WITHIN_MS,
    );
    expect(shown(ticked)).toContain('✓ 1 See who came in');
    await direct(NAMED, '2 rows. Scanned');
    const isRows = (one: Message) =>
      all().indexOf(one) >= before && JSON.stringify(one.blocks).includes('"id"');
    expect(inChannel().filter(isRows)).toEqual([]);
  });

  it('of the command line is answered there, and counted with the others', async () => {
    const asked = await house.cli('etl', 'query', 'users-of', 'day=2026-11-12', '--pipeline', 'queries');
    expect(asked).toMatchObject({ code: 0 });
    expect(asked.stdout).toMatch(/2 rows\. Scanned/);
    expect(asked.stdout).toMatch(/Today: you .*; all of queries /);
    expect(asked.stdout).toMatch(/1 +•••/);
    const path = join(folder, 'all.csv');
    const many = `SELECT n FROM UNNEST(sequence(1, ${MANY})) AS t (n) ORDER BY n`;
    const written = await house.cli('etl', 'query', many, '--pipeline', 'queries', '--file', path);
    expect(written.stdout).toMatch(/File: +2,400 rows/);
    expect((await readFile(path, 'utf8')).trim().split('\r\n')).toHaveLength(MANY + 1);
    const refused = await house.cli('etl', 'query', 'DELETE FROM users', '--pipeline', 'queries', '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      verb: 'query',
      verdict: 'fail',
      summary: expect.stringMatching(/^Not sent\. /),
      asked: [],
    });
  });

  it('that is not let through is refused at once, in its place, and nothing is sent', async () => {
    const before = all().filter(({ channel }) => channel.startsWith('D')).length;
    await house.type(ME, CHANNEL, '/etl query DELETE FROM users');
    await told('Not sent. Expected');
    expect(all().filter(({ channel }) => channel.startsWith('D'))).toHaveLength(before);
  });

  it('of many rows brings all of them as a file below its answer', async () => {
    const sql = `SELECT n, '=cmd()' AS f FROM UNNEST(sequence(1, ${MANY})) AS t (n) ORDER BY n`;
    await house.type(ME, CHANNEL, `/etl query ${sql}`);
    await direct('the first 20 shown');
    const file = await house.workspace.waitFor(
      () => all().findLast(({ files }) => files.length > 0),
      WITHIN_MS,
    );
    expect(shown(file)).toContain('All 2,400 rows');
    const stored = house.workspace.state.files.get(file.files[0] ?? '');
    const lines = (stored?.bytes?.toString('utf8') ?? '').trim().split('\r\n');
    expect(lines).toHaveLength(MANY + 1);
    expect(lines.at(-1)).toBe(`"2400","'=cmd()"`);
    await direct('the first 20 shown', 'All of it is in the file below.');
  });

  it('goes on through a death of the process, with what it scanned so far, and still reports', async () => {
    house.account.athena.slowDown(9_000);
    await house.type(ME, CHANNEL, '/etl query SELECT 41 + 1 AS answer');
    await direct('SELECT 41 + 1', 'Running since', 'so far');
    await house.bot.kill();
    await house.bot.start();
    expect(shown(await direct('SELECT 41 + 1', '1 row. Scanned'))).toContain('42');
    const over = await direct('SELECT 41 + 1', 'Over. The answer is a message of its own.');
    expect(offers(over, 'Give up')).toBe(false);
  });

  it('whose answer Slack does not take as a direct message says so where it was asked', async () => {
    house.account.athena.slowDown(0);
    house.workspace.faults.set({
      kind: 'error',
      error: 'messages_tab_disabled',
      method: 'chat.postMessage',
      times: 1,
    });
    await house.type(ME, CHANNEL, '/etl query SELECT 44 AS answer');
    const said = await told('could not be sent to you');
    expect(shown(said)).toContain('The answer to /etl query SELECT 44 AS answer could not be sent');
    expect(shown(said)).toContain('messages_tab_disabled');
  });

  it('is stopped by whoever asked, with the button on what it says meanwhile', async () => {
    house.account.athena.slowDown(60_000);
    await house.type(ME, CHANNEL, '/etl query SELECT 43 AS answer');
    const running = await direct('SELECT 43', 'Running since');
    await pressed(() => house.workspace.as(ME).press(running, 'Give up'));
    const over = await direct('SELECT 43', 'Given up by <@U0RESPONDER>', 'Its query is stopped in AWS.');
    expect(offers(over, 'Give up')).toBe(false);
    house.account.athena.slowDown(0);
  });
});

describe('the queries that were sent', () => {
  it('are told by their names, or without the values of their SQL, with why and what they cost', async () => {
    await house.type(ME, CHANNEL, `/etl query ${NAMED}`);
    await direct(NAMED, '2 rows. Scanned');
    await house.type(ME, CHANNEL, '/etl query SELECT id AS mine FROM users WHERE id <> 424242');
    await direct('mine', 'Scanned');
    const slow = await house.type(ME, CHANNEL, '/etl queries slow');
    expect(slow).toContain('users-of');
    expect(slow).toContain('SELECT id AS mine FROM users WHERE id');
    expect(slow).not.toContain('424242');
    const costs = await house.type(ME, CHANNEL, '/etl costs');
    expect(costs).toContain('scanned so far this month, of which no price is configured');
    expect(costs).toContain('Athena: users-of');
  });
});

describe('a Slack app that was not installed again', () => {
  const installedWithout = async (...scopes: readonly string[]) => {
    await house.bot.stop();
    house.workspace.token.install(SEED_SCOPES.filter((scope) => !scopes.includes(scope)));
    await house.bot.start();
  };
  const executions = () => house.account.athena.executions('primary').length;

  it('without im:write is told so instead of a query that is paid, and its looks are answered', async () => {
    await installedWithout('im:write');
    const before = executions();
    await house.type(ME, CHANNEL, '/etl query SELECT 45 AS answer');
    const no = shown(await told('no direct message until'));
    expect(no).toMatch(/installed again from slack\/manifest\.yaml .*it lacks the scope im:write\./);
    expect(no).toContain('Nothing was asked of AWS.');
    expect(executions()).toBe(before);
    await house.type(ME, CHANNEL, '/etl jobs');
    await told('/etl jobs');
    house.workspace.token.install(SEED_SCOPES);
    const alarm = metricAlarm({ name: 'todo-silver-late', state: 'ALARM', at: Date.now() });
    expect((await house.publish(alarm)).status).toBe(200);
    await house.bot.line('that it has them', (line) => line.includes('has all its scopes'));
    await house.type(ME, CHANNEL, '/etl query SELECT 46 AS answer');
    expect(shown(await direct('SELECT 46', '1 row. Scanned'))).toContain('46');
  });

  it('without files:write brings the rows, and says why there is no file', async () => {
    await installedWithout('files:write');
    const sql = `SELECT n AS many FROM UNNEST(sequence(1, ${MANY})) AS t (n) ORDER BY n`;
    await house.type(ME, CHANNEL, `/etl query ${sql}`);
    const answer = await direct('AS many', 'could not be sent: Handrail can send no file until');
    expect(shown(answer)).toContain('it lacks the scope files:write.');
  });
});
