/**
 * Somebody asks Athena for more rows than a message holds, so that the bot is killed anywhere between their question and
 * the file: one query, one answer, one file, one bill. Nobody asks again, since the question was taken.
 */

import type { Message } from '../../sandbox/slack/entities.ts';
import type { House } from '../support/house.ts';
import type { Scenario } from './scenarios.ts';

import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { parse, stringify } from 'yaml';

import { createLake } from '../../sandbox/aws/athena/lake.ts';
import { RUNBOOK } from '../support/house.ts';
import { shown } from '../support/messages-shown.ts';
import { storedIn } from '../support/stored.ts';
import { PIPELINE } from './scenarios.ts';

const CHANNEL = `#${PIPELINE}`;
const TABLE = { database: 'todo_silver', table: 'users' };
const ASKED = {
  runbook: RUNBOOK,
  channel: CHANNEL,
  match: { name: `${PIPELINE}-*` },
  athena: { workgroup: 'primary', databases: [TABLE.database], adhoc: 'responder' },
};
const ROWS = 60;
const RULES = 5;
/** What is shown may be looked for first, and Slack takes one message a second. */
const WITHIN_MS = 30_000;

/** The scenario with a lake of its own in this folder, made beforehand: Jest loads nothing later in a test that is concurrent. */
export async function asking(folder: string): Promise<() => Scenario> {
  const lake = createLake(await mkdtemp(join(folder, 'lake-')));
  lake.putTable({
    ...TABLE,
    location: 's3://todo-lake/silver/users/',
    columns: [{ name: 'id', type: 'bigint' }],
  });
  await lake.write({ ...TABLE, rows: Array.from({ length: ROWS }, (_, id) => ({ id })) });
  return () => ({
    accepted: [],
    house: { lake, config: { pipelines: { [PIPELINE]: ASKED } } },
    async begin({ workspace }) {
      await workspace.as('U0RESPONDER').type(CHANNEL, '/etl query SELECT id FROM users ORDER BY id');
    },
    again: async () => {},
    check,
  });
}

/** The same, of which by the configuration of the next start nothing may be sent: its column is masked by then. */
export async function forswearing(folder: string): Promise<() => Scenario> {
  const ask = await asking(folder);
  return () => ({
    ...ask(),
    async meanwhile({ folder: home }) {
      const file = join(home, 'handrail.yaml');
      const config: unknown = parse(await readFile(file, 'utf8'));
      const masked = { pipelines: { [PIPELINE]: { ...ASKED, mask: ['id'] } } };
      await writeFile(file, stringify(Object.assign({}, config, masked)));
    },
    check: checkForsworn,
  });
}

/** Somebody asks rules of quality, more than are sent at once: each is one query, and all of them one answer and one bill. */
export async function judging(folder: string): Promise<() => Scenario> {
  const ask = await asking(folder);
  const quality: Record<string, object> = {};
  for (let number = 0; number < RULES; number += 1)
    quality[`rule-${number}`] = {
      sql: `SELECT count(*) FROM users WHERE id = ${number}`,
      fail_above: 1,
      say: 'an id is there twice',
    };
  const pipelines = { [PIPELINE]: { ...ASKED, quality } };
  return () => ({
    ...ask(),
    house: { ...ask().house, config: { pipelines } },
    async begin({ workspace }) {
      await workspace.as('U0RESPONDER').type(CHANNEL, '/etl quality');
    },
    check: checkJudged,
  });
}

async function checkJudged(house: House): Promise<void> {
  const { workspace, account } = house;
  const answers = () =>
    workspace.state.messages.all().filter((message) => shown(message).includes(`All ${RULES} rules hold`));
  await workspace.waitFor(() => answers()[0], WITHIN_MS);
  expect(answers()).toHaveLength(1);
  const queries = account.athena.executions('primary');
  expect(queries.map(({ state }) => state)).toEqual(queries.map(() => 'SUCCEEDED'));
  expect(new Set(queries.map(({ asked }) => asked.sql)).size).toBe(RULES);
  expect(queries).toHaveLength(RULES);
  expect(bytesBilled(house)).toEqual([queries.reduce((sum, { scannedBytes }) => sum + scannedBytes, 0)]);
}

async function checkForsworn(house: House): Promise<void> {
  await house.workspace.waitFor(
    () => direct(house).find((message) => shown(message).includes('its rows are not shown')),
    WITHIN_MS,
  );
  expect(direct(house).filter((message) => shown(message).includes('Not sent'))).toEqual([]);
  const queries = house.account.athena.executions('primary');
  expect(queries).toHaveLength(1);
  expect(bytesBilled(house)).toEqual([queries[0]?.scannedBytes]);
}

async function check(house: House): Promise<void> {
  await house.workspace.waitFor(
    () => direct(house).find((message) => shown(message).includes('All of it is in the file below.')),
    WITHIN_MS,
  );
  const queries = house.account.athena.executions('primary');
  expect(queries.map(({ state }) => state)).toEqual(['SUCCEEDED']);
  const answers = direct(house).filter((message) => shown(message).includes('the first 20 shown'));
  expect(answers).toHaveLength(1);
  const files = direct(house).flatMap((message) => message.files);
  expect(files.map((id) => linesOf(house, id))).toEqual([ROWS + 1]);
  const scannedBytes = queries[0]?.scannedBytes ?? 0;
  expect(scannedBytes).toBeGreaterThan(0);
  expect(bytesBilled(house)).toEqual([scannedBytes]);
}

function direct({ workspace }: House): readonly Message[] {
  return workspace.state.messages.all().filter(({ channel }) => channel.startsWith('D'));
}

function linesOf({ workspace }: House, file: string): number {
  return (workspace.state.files.get(file)?.bytes?.toString('utf8') ?? '').trim().split('\r\n').length;
}

/** What was counted for each person and day. */
function bytesBilled({ database }: House): readonly number[] {
  return [...storedIn(database).counters('spent:')]
    .filter(([name]) => name.includes(':bytes:'))
    .map(([, value]) => value);
}
