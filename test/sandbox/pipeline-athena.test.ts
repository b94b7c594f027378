/** Athena over the lake of the pipeline: what the catalog knows has rows, and what the switches do is seen in them. */

import type { OnlyAws } from '../../sandbox/only-aws.ts';

import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { SANDBOX_CREDENTIALS } from '../../sandbox/aws/server.ts';
import { startOnlyAws } from '../../sandbox/only-aws.ts';
import { databaseOf } from '../../sandbox/pipeline/catalog.ts';

jest.setTimeout(60_000);

/** Today comes into being with the first run, at a moment that nobody knows. */
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

let only: OnlyAws;
let athena: AthenaClient;

beforeAll(async () => {
  only = await startOnlyAws({ port: 0, print: () => undefined });
  athena = new AthenaClient({
    endpoint: only.url,
    region: 'eu-central-1',
    credentials: SANDBOX_CREDENTIALS,
  });
});
afterAll(async () => {
  athena.destroy();
  await only.stop();
});

describe('a query', () => {
  it('finds rows in every day of silver and gold, the same ones again', async () => {
    const count = `SELECT count(*), count(DISTINCT dt), count(*) - count(user_id) FROM todo_silver.users WHERE dt <= '${YESTERDAY}'`;
    const days = only.account.catalog
      .partitions(databaseOf('silver'), 'users')
      .filter(({ values: [dt = ''] }) => dt <= YESTERDAY).length;
    expect(await rows(count)).toEqual([[String(days * 500), String(days), '0']]);
    expect(
      await rows('SELECT kpi FROM todo_gold.kpis WHERE dt = (SELECT max(dt) FROM todo_gold.kpis) ORDER BY 1'),
    ).toEqual([['active_users'], ['completion_rate'], ['tasks_completed'], ['tasks_created']]);
    const byPlan = `SELECT plan, count(*) FROM todo_silver.users WHERE dt = '${YESTERDAY}' GROUP BY 1 ORDER BY 1`;
    const plans = await rows(byPlan);
    expect(plans).toHaveLength(3);
    expect(await rows(byPlan)).toEqual(plans);
  });

  it('joins tasks with the users who have them', async () => {
    const orphans = (where: string): string =>
      `SELECT count(*) FROM todo_silver.tasks t LEFT JOIN todo_silver.users u ON t.user_id = u.user_id AND t.dt = u.dt WHERE u.user_id IS NULL${where}`;
    expect(await rows(orphans(` AND t.dt = '${YESTERDAY}' AND u.dt = '${YESTERDAY}'`))).toEqual([['0']]);
    // All days of both are more than the workgroup lets a query scan, as they would be with a real lake.
    await expect(rows(orphans(''))).rejects.toThrow('Bytes scanned limit was exceeded');
  });

  it('scans what S3 lists of the days that are read', async () => {
    const scanned = (await execution(`SELECT plan FROM todo_silver.users WHERE dt = '${YESTERDAY}'`)).bytes;
    expect(scanned).toBe(listed('todo-etl-silver', `users/dt=${YESTERDAY}/`));
    expect(scanned).toBeGreaterThan(1_000_000);
  });

  it('finds the newest changes in bronze', async () => {
    const [[changes = ''] = []] = await rows(
      "SELECT count(*) FROM todo_bronze.users WHERE event_name IN ('INSERT', 'MODIFY')",
    );
    expect(Number(changes)).toBeGreaterThanOrEqual(23 * 40);
  });
});

describe('the switches', () => {
  it('delete days from what is read, and give them back', async () => {
    const days = `SELECT count(DISTINCT dt) FROM todo_silver.users WHERE dt <= '${YESTERDAY}'`;
    const [[before = ''] = []] = await rows(days);
    only.pipeline.flip('deleted-data', true);
    expect(await rows(days)).toEqual([[String(Number(before) - 3)]]);
    only.pipeline.flip('deleted-data', false);
    expect(await rows(days)).toEqual([[before]]);
  });

  it('show users without an id once a run wrote them', async () => {
    const nulls = 'SELECT count(*) FROM todo_silver.users WHERE user_id IS NULL';
    expect(await rows(nulls)).toEqual([['0']]);
    only.pipeline.flip('bad-data', true);
    // A run takes seconds; the alarm of its quality says that it ended.
    await new Promise<void>((resolve) => {
      const stop = only.account.onChange((change) => {
        if (change.type !== 'alarm-changed' || change.alarm.name !== 'silver-null-user-ids') return;
        stop();
        resolve();
      });
    });
    expect(await rows(nulls)).toEqual([['37']]);
  });
});

async function rows(sql: string): Promise<readonly (readonly (string | undefined)[])[]> {
  const { id } = await execution(sql);
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
  return (ResultSet?.Rows ?? []).slice(1).map(({ Data = [] }) => Data.map((cell) => cell.VarCharValue));
}

/** Waits for its end, which has to be a good one. */
async function execution(sql: string): Promise<{ readonly id: string | undefined; readonly bytes: number }> {
  const { QueryExecutionId: id } = await athena.send(
    new StartQueryExecutionCommand({ QueryString: sql, WorkGroup: 'todo-etl' }),
  );
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'SUCCEEDED') return { id, bytes: QueryExecution?.Statistics?.DataScannedInBytes ?? 0 };
    if (State === 'FAILED' || State === 'CANCELLED') throw new Error(StateChangeReason);
  }
}

function listed(bucket: string, prefix: string): number {
  const all = { delimiter: null, after: null, afterPrefix: null, limit: 1_000 };
  const { entries } = only.account.s3.list({ bucket, prefix, ...all });
  return entries.reduce((sum, entry) => sum + ('object' in entry ? entry.object.sizeBytes : 0), 0);
}
