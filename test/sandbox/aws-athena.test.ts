import type { AthenaWorld } from './athena-world.ts';

import {
  BatchGetQueryExecutionCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetWorkGroupCommand,
  ListQueryExecutionsCommand,
  paginateGetQueryResults,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { START_MS, startAthenaWorld } from './athena-world.ts';

const TOKEN = 'a'.repeat(32);
const UNKNOWN = '11111111-1111-4111-8111-111111111111';

let world: AthenaWorld;

beforeEach(async () => {
  world = await startAthenaWorld();
});

afterEach(() => world.close());

async function start(sql: string, input: object = {}): Promise<string | undefined> {
  const { QueryExecutionId } = await world.athena.send(
    new StartQueryExecutionCommand({ QueryString: sql, ...input }),
  );
  return QueryExecutionId;
}

describe('a query', () => {
  it('needs no database where its tables name theirs', async () => {
    const execution = await world.run('SELECT count(*) FROM todo_silver.users', {
      QueryExecutionContext: undefined,
    });
    expect(execution.Status).toMatchObject({ State: 'SUCCEEDED' });
  });

  it('is begun beside others in a database that nobody has asked before', async () => {
    const databases = Array.from({ length: 12 }, (_, number) => `todo_${number}`);
    const columns = [{ name: 'id', type: 'int' }];
    const ended: (string | undefined)[] = [];
    for (const Database of databases) {
      world.lake.putTable({
        database: Database,
        table: 'rows',
        location: `s3://todo-lake/${Database}/`,
        columns,
      });
      const input = { QueryExecutionContext: { Database } };
      const beside = ['SELECT 1', 'SELECT id FROM rows', 'SELECT 2', 'SELECT count(*) FROM rows'];
      ended.push(...(await Promise.all(beside.map((sql) => world.reason(sql, input)))));
    }
    expect(new Set(ended)).toEqual(new Set([undefined]));
  });

  it('ends with its rows, its types and what it scanned', async () => {
    const execution = await world.run("SELECT * FROM users WHERE dt = '2026-03-01' ORDER BY id");
    const [first, second] = ['2026-03-01', '2026-03-02'].flatMap((dt) =>
      world.lake.files(`s3://todo-lake/silver/users/dt=${dt}/`).map(({ bytes }) => bytes),
    );
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(0);
    expect(execution).toMatchObject({
      Query: "SELECT * FROM users WHERE dt = '2026-03-01' ORDER BY id",
      StatementType: 'DML',
      SubstatementType: 'SELECT',
      WorkGroup: 'primary',
      QueryExecutionContext: { Database: 'todo_silver', Catalog: 'awsdatacatalog' },
      ResultConfiguration: {
        OutputLocation: `s3://aws-athena-query-results-sandbox/${execution.QueryExecutionId}.csv`,
      },
      Status: {
        State: 'SUCCEEDED',
        SubmissionDateTime: new Date(START_MS),
        CompletionDateTime: new Date(START_MS),
      },
      Statistics: { DataScannedInBytes: first, QueryQueueTimeInMillis: 0, TotalExecutionTimeInMillis: 0 },
    });
    const { ResultSet } = await world.athena.send(
      new GetQueryResultsCommand({ QueryExecutionId: execution.QueryExecutionId }),
    );
    expect(ResultSet?.Rows).toEqual([
      { Data: ['id', 'email', 'score', 'tags', 'created', 'dt'].map((VarCharValue) => ({ VarCharValue })) },
      {
        Data: ['1', 'ann@example.org', '1.5', '[new, eu]', '2026-03-01 01:02:03.000', '2026-03-01'].map(
          (VarCharValue) => ({ VarCharValue }),
        ),
      },
      { Data: [{ VarCharValue: '2' }, {}, {}, { VarCharValue: '[]' }, {}, { VarCharValue: '2026-03-01' }] },
    ]);
    expect(ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      'id bigint',
      'email varchar',
      'score double',
      'tags array',
      'created timestamp',
      'dt varchar',
    ]);
  });

  it('is read page by page, the names only on the first', async () => {
    const { QueryExecutionId } = await world.run(
      'SELECT n FROM UNNEST(sequence(1, 2500)) AS t (n) ORDER BY n',
    );
    const pages: number[] = [];
    const seen: (string | undefined)[] = [];
    for await (const { ResultSet } of paginateGetQueryResults(
      { client: world.athena, pageSize: 1_000 },
      { QueryExecutionId },
    )) {
      pages.push(ResultSet?.Rows?.length ?? 0);
      seen.push(...(ResultSet?.Rows ?? []).map(({ Data }) => Data?.[0]?.VarCharValue));
    }
    expect(pages).toEqual([1_000, 1_000, 501]);
    expect(seen).toEqual(['n', ...Array.from({ length: 2_500 }, (_, index) => String(index + 1))]);
  });

  it('takes parameters in their order, as the constants or the texts that they are', async () => {
    const sql = "SELECT id, ? AS said, '?' AS mark FROM users WHERE dt = ? AND id > ? ORDER BY id";
    expect(await world.rows(sql, { ExecutionParameters: ["it's; DROP", "'2026-03-02'", '2 + 1'] })).toEqual([
      ['id', 'said', 'mark'],
      ['4', "it's; DROP", '?'],
    ]);
  });

  it.each([
    ['closes a bracket', '1) OR (1 = 1'],
    ['names a column', 'id'],
    ['calls a function', 'random()'],
    ['opens a comment', '1 -- '],
    ['opens another comment', '1 /* '],
    ['is a quote', "'"],
    ['ends the statement', "'a'; SELECT 1"],
  ])('takes a parameter that %s for a text', async (_, parameter) => {
    expect(await world.rows('SELECT ? AS v', { ExecutionParameters: [parameter] })).toEqual([
      ['v'],
      [parameter],
    ]);
  });

  it('fails when parameters are missing, and ignores them where there is no place for any', async () => {
    expect(await world.reason('SELECT ?, ?', { ExecutionParameters: ['1'] })).toBe(
      'INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 2 but found 1',
    );
    expect(await world.rows('SELECT 1 AS one', { ExecutionParameters: ['2'] })).toEqual([['one'], ['1']]);
  });

  it('brings a result again that is not too old, and scans nothing', async () => {
    const again = {
      ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 5 } },
    };
    const first = await world.run('SELECT count(*) FROM users', again);
    world.clock.now += 5 * 60_000;
    const second = await world.run('SELECT count(*) FROM users', again);
    world.clock.now += 5 * 60_000 + 1;
    const third = await world.run('SELECT count(*) FROM users', again);
    const reused = [first, second, third].map(
      ({ Statistics }) => Statistics?.ResultReuseInformation?.ReusedPreviousResult,
    );
    expect(reused).toEqual([false, true, false]);
    expect(second.Statistics?.DataScannedInBytes).toBe(0);
    expect(third.Statistics?.DataScannedInBytes).toBe(first.Statistics?.DataScannedInBytes);
  });
});

describe('a token', () => {
  it('starts its query once', async () => {
    const first = await start('SELECT 1', { ClientRequestToken: TOKEN });
    expect(await start('SELECT 1', { ClientRequestToken: TOKEN })).toBe(first);
    expect(await start('SELECT 1', { ClientRequestToken: 'b'.repeat(128) })).not.toBe(first);
  });

  it('is the same query for two who ask at once', async () => {
    const ids = await Promise.all([1, 2].map(() => start('SELECT 1', { ClientRequestToken: TOKEN })));
    expect(new Set(ids).size).toBe(1);
  });

  it.each([
    ['another query', 'SELECT 2', {}],
    ['another database', 'SELECT 1', { QueryExecutionContext: { Database: 'todo_bronze' } }],
    ['other parameters', 'SELECT 1', { ExecutionParameters: ['1'] }],
  ])('is refused for %s', async (_, sql, input) => {
    await start('SELECT 1', { ClientRequestToken: TOKEN });
    await expect(start(sql, { ClientRequestToken: TOKEN, ...input })).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'Idempotent parameters do not match',
      AthenaErrorCode: 'IDEMPOTENT_PARAMETER_MISMATCH',
    });
  });

  it('is free again when its text was no statement', async () => {
    await expect(start('SELEC 1', { ClientRequestToken: TOKEN })).rejects.toThrow('mismatched input');
    expect(await start('SELECT 1', { ClientRequestToken: TOKEN })).toBeDefined();
  });
});

describe('stopping', () => {
  it('cancels a query that runs, and one that is still queued', async () => {
    world.account.athena.slowDown(600_000);
    const ids: (string | undefined)[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await start('SELECT 1'));
    const states = async (): Promise<readonly (string | undefined)[]> => {
      const { QueryExecutions } = await world.athena.send(
        new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids.map(String) }),
      );
      return (QueryExecutions ?? []).map(({ Status }) => Status?.State);
    };
    expect(await states()).toEqual(['RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'QUEUED']);
    world.clock.now += 2_500;
    for (const QueryExecutionId of ids) {
      await world.athena.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    }
    expect(await states()).toEqual(Array.from({ length: 5 }, () => 'CANCELLED'));
    const { QueryExecution } = await world.athena.send(
      new GetQueryExecutionCommand({ QueryExecutionId: ids[0] }),
    );
    expect(QueryExecution).toMatchObject({
      Status: { StateChangeReason: 'Query cancelled by user' },
      Statistics: { EngineExecutionTimeInMillis: 2_500, TotalExecutionTimeInMillis: 2_500 },
    });
    await expect(
      world.athena.send(new GetQueryResultsCommand({ QueryExecutionId: ids[0] })),
    ).rejects.toMatchObject({ message: 'Could not find results', AthenaErrorCode: 'RESULT_NOT_FOUND' });
  });

  it('cancels what DuckDB computes', async () => {
    const QueryExecutionId = await start(
      'SELECT count(*) FROM UNNEST(sequence(1, 100000)) AS a (x) CROSS JOIN UNNEST(sequence(1, 1000000)) AS b (y) WHERE x * y % 7 = 3',
    );
    await world.athena.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    const { QueryExecution } = await world.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution?.Status?.State).toBe('CANCELLED');
  });

  it('leaves alone what has ended', async () => {
    const { QueryExecutionId } = await world.run('SELECT 1');
    await world.athena.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    const { QueryExecution } = await world.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution?.Status?.State).toBe('SUCCEEDED');
  });
});

describe('a workgroup', () => {
  it('says what it allows', async () => {
    world.account.athena.putWorkGroup({ name: 'handrail', bytesScannedCutoff: 10_000_000 });
    const { WorkGroup } = await world.athena.send(new GetWorkGroupCommand({ WorkGroup: 'handrail' }));
    expect(WorkGroup).toMatchObject({
      Name: 'handrail',
      State: 'ENABLED',
      Configuration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 10_000_000,
        ResultConfiguration: { OutputLocation: 's3://aws-athena-query-results-sandbox/' },
      },
    });
  });

  it('cancels a query that would scan more than it allows, and lets one through that does not', async () => {
    const [file] = world.lake.files('s3://todo-lake/silver/users/dt=2026-03-01/');
    world.account.athena.putWorkGroup({ name: 'handrail', bytesScannedCutoff: file?.bytes ?? 0 });
    const wide = await world.run('SELECT count(*) FROM users', { WorkGroup: 'handrail' });
    expect(wide).toMatchObject({
      Status: { State: 'CANCELLED', StateChangeReason: 'Bytes scanned limit was exceeded' },
      Statistics: { DataScannedInBytes: file?.bytes },
    });
    const narrow = await world.run("SELECT count(*) FROM users WHERE dt = '2026-03-01'", {
      WorkGroup: 'handrail',
    });
    expect(narrow.Status?.State).toBe('SUCCEEDED');
  });

  it('enforces where results lie, unless it is told not to', async () => {
    const input = { ResultConfiguration: { OutputLocation: 's3://mine/results' } };
    const enforced = await world.run('SELECT 1', input);
    expect(enforced.ResultConfiguration?.OutputLocation).toMatch(
      /^s3:\/\/aws-athena-query-results-sandbox\//,
    );
    world.account.athena.putWorkGroup({ name: 'free', enforced: false });
    const free = await world.run('SELECT 1', { ...input, WorkGroup: 'free' });
    expect(free.ResultConfiguration?.OutputLocation).toBe(`s3://mine/results/${free.QueryExecutionId}.csv`);
  });

  it('lists its executions, newest first, page by page', async () => {
    world.account.athena.putWorkGroup({ name: 'other' });
    const ids: (string | undefined)[] = [];
    for (const sql of ['SELECT 1', 'SELECT 2', 'SELECT 3']) ids.push(await start(sql));
    await start('SELECT 4', { WorkGroup: 'other' });
    const first = await world.athena.send(new ListQueryExecutionsCommand({ MaxResults: 2 }));
    const second = await world.athena.send(
      new ListQueryExecutionsCommand({ MaxResults: 2, NextToken: first.NextToken }),
    );
    expect(first.QueryExecutionIds).toEqual([ids[2], ids[1]]);
    expect(second.QueryExecutionIds).toEqual([ids[0]]);
    expect(second.NextToken).toBeUndefined();
  });
});

describe('a query that was recorded', () => {
  it('stands among the others by its time, with its figures and without a result', async () => {
    const { athena } = world.account;
    const started = await start('SELECT 1');
    const id = athena.record({
      sql: 'SELECT 2',
      workGroup: 'primary',
      database: 'todo',
      submittedAt: START_MS - 60_000,
      queuedMs: 500,
      planningMs: 700,
      engineMs: 2_000,
      scannedBytes: 1_234,
    });
    const { QueryExecutionIds = [] } = await world.athena.send(new ListQueryExecutionsCommand({}));
    expect(QueryExecutionIds).toEqual([started, id]);
    const { QueryExecutions = [] } = await world.athena.send(
      new BatchGetQueryExecutionCommand({ QueryExecutionIds: [id] }),
    );
    expect(QueryExecutions).toMatchObject([
      {
        Query: 'SELECT 2',
        Status: { State: 'SUCCEEDED', SubmissionDateTime: new Date(START_MS - 60_000) },
        Statistics: {
          DataScannedInBytes: 1_234,
          EngineExecutionTimeInMillis: 2_000,
          QueryPlanningTimeInMillis: 700,
          QueryQueueTimeInMillis: 500,
          TotalExecutionTimeInMillis: 2_500,
        },
      },
    ]);
    await expect(world.athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }))).rejects.toThrow(
      'Could not find results',
    );
    athena.forget(id);
    expect(athena.executions('primary').map((each) => each.id)).toEqual([started]);
  });
});

describe('what Athena refuses', () => {
  it.each([
    ['a token too short', { ClientRequestToken: 'short' }, 'ClientRequestToken'],
    ['a token too long', { ClientRequestToken: 'a'.repeat(129) }, 'ClientRequestToken'],
    ['a parameter too long', { ExecutionParameters: ['1'.repeat(1_025)] }, 'ExecutionParameters'],
    ['a query too long', { QueryString: `SELECT '${'x'.repeat(262_144)}'` }, '262144'],
    ['an unknown workgroup', { WorkGroup: 'nobody' }, 'WorkGroup is not found.'],
    [
      'a location that is none of S3',
      { ResultConfiguration: { OutputLocation: '/tmp' } },
      'not a valid S3 path',
    ],
    ['a reuse of more than a week', reuse(10_081), 'MaxAgeInMinutes'],
    [
      'a member that is not simulated',
      { ResultConfiguration: { ExpectedBucketOwner: '123456789012' } },
      'The sandbox does not honour ExpectedBucketOwner',
    ],
    ['two statements', { QueryString: 'SELECT 1; SELECT 2' }, 'Only one sql statement is allowed'],
    ['what does not parse', { QueryString: 'SELECT\n  FROM FROM' }, 'line 2:8: mismatched input'],
    ['a form of DuckDB', { QueryString: 'SELECT DISTINCT ON (dt) id FROM users' }, "mismatched input 'ON'"],
    ['a cast of DuckDB', { QueryString: 'SELECT 1::varchar' }, "line 1:9: mismatched input ':'"],
  ])('%s', async (_, input, words) => {
    await expect(
      world.athena.send(new StartQueryExecutionCommand({ QueryString: 'SELECT 1', ...input })),
    ).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining(words),
    });
    expect(world.account.athena.executions('primary')).toEqual([]);
  });

  it('an id that it does not know', async () => {
    const refused = { name: 'InvalidRequestException', message: `QueryExecution ${UNKNOWN} was not found` };
    const asked = { QueryExecutionId: UNKNOWN };
    await expect(world.athena.send(new GetQueryExecutionCommand(asked))).rejects.toMatchObject(refused);
    await expect(world.athena.send(new GetQueryResultsCommand(asked))).rejects.toMatchObject(refused);
    await expect(world.athena.send(new StopQueryExecutionCommand(asked))).rejects.toMatchObject(refused);
    const { UnprocessedQueryExecutionIds } = await world.athena.send(
      new BatchGetQueryExecutionCommand({ QueryExecutionIds: [UNKNOWN] }),
    );
    expect(UnprocessedQueryExecutionIds).toMatchObject([{ QueryExecutionId: UNKNOWN }]);
  });

  it('more than it gives at once', async () => {
    const { QueryExecutionId } = await world.run('SELECT 1');
    const invalid = { name: 'InvalidRequestException' };
    const ids = Array.from({ length: 51 }, () => UNKNOWN);
    await expect(
      world.athena.send(new GetQueryResultsCommand({ QueryExecutionId, MaxResults: 1_001 })),
    ).rejects.toMatchObject(invalid);
    await expect(
      world.athena.send(new GetQueryResultsCommand({ QueryExecutionId, NextToken: 'abc' })),
    ).rejects.toMatchObject(invalid);
    await expect(
      world.athena.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids })),
    ).rejects.toMatchObject(invalid);
  });

  it('results of a query that has not ended, or that failed', async () => {
    const failed = await world.run('SELECT nope(1)');
    await expect(
      world.athena.send(new GetQueryResultsCommand({ QueryExecutionId: failed.QueryExecutionId })),
    ).rejects.toThrow('Query did not finish successfully. Final query state: FAILED');
    world.account.athena.slowDown(600_000);
    const running = await start('SELECT 1');
    await expect(
      world.athena.send(new GetQueryResultsCommand({ QueryExecutionId: running })),
    ).rejects.toThrow('Query has not yet finished. Current state: RUNNING');
  });
});

function reuse(minutes: number): object {
  return {
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: minutes } },
  };
}
