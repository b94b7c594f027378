/** An account with a lake of two databases and the real Athena client pointed at it. Its clock moves only by hand. */

import type { GetQueryExecutionCommandOutput, StartQueryExecutionCommandInput } from '@aws-sdk/client-athena';

import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { Account } from '../../sandbox/aws/account.ts';
import type { Lake } from '../../sandbox/aws/athena/lake.ts';
import type { TableSource } from '../../sandbox/aws/athena/tables.ts';
import type { AwsServer } from '../../sandbox/aws/server.ts';

import { createAccount } from '../../sandbox/aws/account.ts';
import { createLake } from '../../sandbox/aws/athena/lake.ts';
import { SANDBOX_CREDENTIALS, startAws } from '../../sandbox/aws/server.ts';

export interface AthenaWorld {
  readonly account: Account;
  readonly lake: Lake;
  readonly server: AwsServer;
  readonly clock: { now: number };
  readonly athena: AthenaClient;
  /** Starts a query and waits for its end. */
  run(
    sql: string,
    input?: Partial<StartQueryExecutionCommandInput>,
  ): Promise<NonNullable<GetQueryExecutionCommandOutput['QueryExecution']>>;
  /** Starts a query and gives its rows, the first being the names; fails with the reason when it does not succeed. */
  rows(
    sql: string,
    input?: Partial<StartQueryExecutionCommandInput>,
  ): Promise<readonly (readonly (string | null)[])[]>;
  /** Why a query failed. */
  reason(sql: string, input?: Partial<StartQueryExecutionCommandInput>): Promise<string | undefined>;
  close(): Promise<void>;
}

const POLL_MS = 5;

/** 2026-03-02 03:00 UTC. */
export const START_MS = Date.UTC(2026, 2, 2, 3);

/** `tables` is the catalog to go by instead of the lake's own. */
export async function startAthenaWorld(tables?: (lake: Lake) => TableSource): Promise<AthenaWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'handrail-lake-'));
  const lake = createLake(folder);
  const clock = { now: START_MS };
  let ids = 0;
  const account = createAccount({
    accountId: '123456789012',
    region: 'eu-central-1',
    now: () => clock.now,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    lake,
    ...(tables === undefined ? {} : { tables: tables(lake) }),
  });
  await fillLake(lake);
  const server = await startAws({ account, host: '127.0.0.1' });
  const athena = new AthenaClient({
    endpoint: server.url,
    region: account.region,
    credentials: SANDBOX_CREDENTIALS,
    maxAttempts: 1,
  });

  const run: AthenaWorld['run'] = async (sql, input = {}) => {
    const { QueryExecutionId } = await athena.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        QueryExecutionContext: { Database: 'todo_silver' },
        ...input,
      }),
    );
    for (;;) {
      const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const state = QueryExecution?.Status?.State;
      if (QueryExecution !== undefined && state !== 'QUEUED' && state !== 'RUNNING') return QueryExecution;
      await wait(POLL_MS);
    }
  };

  return {
    account,
    lake,
    server,
    clock,
    athena,
    run,
    rows: async (sql, input) => {
      const { QueryExecutionId, Status } = await run(sql, input);
      if (Status?.State !== 'SUCCEEDED') throw new Error(Status?.StateChangeReason);
      const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
      return (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map((value) => value.VarCharValue ?? null));
    },
    reason: async (sql, input) => (await run(sql, input)).Status?.StateChangeReason,
    close: async () => {
      athena.destroy();
      await server.close();
      await account.athena.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `todo_silver.users`: two days, two rows each. `todo_bronze.events`: two hours of JSON. `todo_silver.plans`: no partitions. */
async function fillLake(lake: Lake): Promise<void> {
  lake.putTable({
    database: 'todo_silver',
    table: 'users',
    location: 's3://todo-lake/silver/users/',
    columns: [
      { name: 'id', type: 'bigint', comment: 'of the account' },
      { name: 'email', type: 'string' },
      { name: 'score', type: 'double' },
      { name: 'tags', type: 'array<string>' },
      { name: 'created', type: 'timestamp' },
    ],
    partitionKeys: [{ name: 'dt', type: 'string' }],
  });
  for (const [day, dt] of ['2026-03-01', '2026-03-02'].entries()) {
    await lake.write({
      database: 'todo_silver',
      table: 'users',
      partition: { dt },
      rows: [
        {
          id: day * 2 + 1,
          email: 'ann@example.org',
          score: 1.5,
          tags: ['new', 'eu'],
          created: `${dt} 01:02:03`,
        },
        { id: day * 2 + 2, email: null, score: null, tags: [], created: null },
      ],
    });
  }
  lake.putTable({
    database: 'todo_silver',
    table: 'plans',
    location: 's3://todo-lake/silver/plans/',
    columns: [
      { name: 'id', type: 'int' },
      { name: 'price', type: 'decimal(10,2)' },
    ],
  });
  await lake.write({ database: 'todo_silver', table: 'plans', rows: [{ id: 1, price: '9.90' }] });
  lake.putTable({
    database: 'todo_bronze',
    table: 'events',
    location: 's3://todo-lake/bronze/events/',
    format: 'json',
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 'task', type: 'struct<title:string,done:boolean>' },
    ],
    partitionKeys: [
      { name: 'dt', type: 'date' },
      { name: 'hour', type: 'int' },
    ],
  });
  for (const hour of ['3', '4']) {
    await lake.write({
      database: 'todo_bronze',
      table: 'events',
      partition: { dt: '2026-03-01', hour },
      rows: [{ id: Number(hour), task: { title: 'buy milk', done: false } }],
    });
  }
}
