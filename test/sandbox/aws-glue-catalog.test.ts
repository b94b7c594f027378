import type { AwsWorld } from './aws-world.ts';

import {
  GetDatabasesCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  ListJobsCommand,
} from '@aws-sdk/client-glue';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { START_MS, startAwsWorld } from './aws-world.ts';

const USERS = { DatabaseName: 'todo_silver', TableName: 'users' };

let world: AwsWorld;

beforeEach(async () => {
  world = await startAwsWorld();
  const { catalog } = world.account;
  catalog.putDatabase({ name: 'todo_silver', description: 'Cleaned.' });
  catalog.putDatabase({ name: 'todo_bronze' });
  catalog.putTable({
    database: 'todo_silver',
    name: 'users',
    columns: [
      { name: 'id', type: 'string' },
      { name: 'logins', type: 'bigint', comment: 'since the account was made' },
    ],
    partitionKeys: [
      { name: 'dt', type: 'string' },
      { name: 'hour', type: 'int' },
    ],
    location: 's3://todo-etl-silver/users',
  });
  for (const dt of ['2026-03-01', '2026-03-02'])
    for (const hour of ['9', '10', '11'])
      catalog.putPartition('todo_silver', 'users', { values: [dt, hour] });
});

afterEach(() => world.close());

describe('databases and tables', () => {
  it('are listed by name, page by page', async () => {
    for (const name of ['a', 'b', 'c'])
      world.account.catalog.putTable({
        database: 'todo_bronze',
        name,
        columns: [],
        location: `s3://b/${name}`,
      });
    const { DatabaseList } = await world.glue.send(new GetDatabasesCommand({}));
    const first = await world.glue.send(new GetTablesCommand({ DatabaseName: 'todo_bronze', MaxResults: 2 }));
    const second = await world.glue.send(
      new GetTablesCommand({ DatabaseName: 'todo_bronze', NextToken: first.NextToken }),
    );
    expect(DatabaseList).toMatchObject([
      { Name: 'todo_bronze', CatalogId: '123456789012' },
      { Name: 'todo_silver', Description: 'Cleaned.', CreateTime: new Date(START_MS) },
    ]);
    expect(first.TableList?.map(({ Name }) => Name)).toEqual(['a', 'b']);
    expect(second.TableList?.map(({ Name }) => Name)).toEqual(['c']);
  });

  it('are described with columns, keys, place and format, whatever the case of their names', async () => {
    const { Table } = await world.glue.send(
      new GetTableCommand({ DatabaseName: 'TODO_silver', Name: 'Users' }),
    );
    expect(Table).toMatchObject({
      Name: 'users',
      DatabaseName: 'todo_silver',
      TableType: 'EXTERNAL_TABLE',
      Parameters: { classification: 'parquet' },
      PartitionKeys: [
        { Name: 'dt', Type: 'string' },
        { Name: 'hour', Type: 'int' },
      ],
      StorageDescriptor: {
        Location: 's3://todo-etl-silver/users',
        Columns: [
          { Name: 'id', Type: 'string' },
          { Name: 'logins', Type: 'bigint', Comment: 'since the account was made' },
        ],
        SerdeInfo: { SerializationLibrary: expect.stringContaining('parquet') },
      },
    });
  });

  it('are views where they were put as such', async () => {
    const { catalog } = world.account;
    catalog.putTable({
      database: 'todo_silver',
      name: 'adults',
      type: 'VIRTUAL_VIEW',
      columns: [],
      location: '',
    });
    const { TableList } = await world.glue.send(new GetTablesCommand({ DatabaseName: 'todo_silver' }));
    expect(TableList?.map(({ Name, TableType }) => [Name, TableType])).toEqual([
      ['adults', 'VIRTUAL_VIEW'],
      ['users', 'EXTERNAL_TABLE'],
    ]);
  });

  it('are refused by name where there are none', async () => {
    await expect(world.glue.send(new GetTablesCommand({ DatabaseName: 'nobodys' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
      message: 'Database nobodys not found.',
    });
    await expect(
      world.glue.send(new GetTableCommand({ DatabaseName: 'todo_silver', Name: 'userz' })),
    ).rejects.toMatchObject({ name: 'EntityNotFoundException', message: 'Table userz not found.' });
    await expect(world.glue.send(new GetDatabasesCommand({ MaxResults: 101 }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('partitions', () => {
  it('lie where Hive lays them, with the columns or without', async () => {
    const { Partitions: [first] = [] } = await world.glue.send(new GetPartitionsCommand(USERS));
    expect(first).toMatchObject({
      Values: ['2026-03-01', '10'],
      CreationTime: new Date(START_MS),
      StorageDescriptor: {
        Location: 's3://todo-etl-silver/users/dt=2026-03-01/hour=10/',
        Columns: [{ Name: 'id' }, { Name: 'logins' }],
      },
    });
    const bare = await world.glue.send(new GetPartitionsCommand({ ...USERS, ExcludeColumnSchema: true }));
    expect(bare.Partitions?.[0]?.StorageDescriptor).not.toHaveProperty('Columns');
  });

  it.each([
    ["dt = '2026-03-02'", ['02/10', '02/11', '02/9']],
    ["dt='2026-03-02' AND hour >= 10", ['02/10', '02/11']],
    ["hour < 10 and dt <> '2026-03-01'", ['02/9']],
    ['"hour" != 9 AND hour <= 10', ['01/10', '02/10']],
    ["dt > '2026-03-02'", []],
    ["dt in ('2026-03-02', 'x') AND hour IN (9,11)", ['02/11', '02/9']],
    ['', ['01/10', '01/11', '01/9', '02/10', '02/11', '02/9']],
  ])('where %s are %s', async (Expression, wanted) => {
    const { Partitions = [] } = await world.glue.send(new GetPartitionsCommand({ ...USERS, Expression }));
    expect(Partitions.map(({ Values }) => Values?.join('/').slice(8))).toEqual(wanted);
  });

  it.each([
    ["dt = '2026-03-02' OR hour = 9", 'Unsupported expression'],
    ["dt LIKE '2026%'", 'Unsupported expression'],
    ["hour IN (9, '10')", 'Unsupported expression'],
    ['dt = 20260302', 'Unsupported expression'],
    ["dt = '2026-03-02' AND", 'Unsupported expression'],
    ["day = '2026-03-02'", 'Unknown partition key day'],
  ])('where %s is refused', async (Expression, words) => {
    await expect(world.glue.send(new GetPartitionsCommand({ ...USERS, Expression }))).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining(words),
    });
  });

  it('are refused where one has a value that is none of its key', async () => {
    world.account.catalog.putPartition('todo_silver', 'users', { values: ['2026-03-01', 'x'] });
    const asked = { ...USERS, Expression: 'hour >= 10' };
    await expect(world.glue.send(new GetPartitionsCommand(asked))).rejects.toMatchObject({
      name: 'InvalidStateException',
      message: '"x" is not a int.',
    });
  });

  it('come page by page, and are gone when they were removed', async () => {
    world.account.catalog.removePartition('todo_silver', 'users', ['2026-03-01', '11']);
    const first = await world.glue.send(new GetPartitionsCommand({ ...USERS, MaxResults: 3 }));
    const second = await world.glue.send(
      new GetPartitionsCommand({ ...USERS, MaxResults: 3, NextToken: first.NextToken }),
    );
    expect([first.Partitions?.length, second.Partitions?.length, second.NextToken]).toEqual([
      3,
      2,
      undefined,
    ]);
    await expect(
      world.glue.send(new GetPartitionsCommand({ ...USERS, NextToken: 'x' })),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
    expect(() => world.account.catalog.putPartition('todo_silver', 'users', { values: ['x'] })).toThrow(
      'partition keys do not match',
    );
  });
});

describe('ListJobs', () => {
  it('gives names, page by page', async () => {
    for (const name of ['silver-users', 'gold-kpis']) world.account.glue.putJob({ name });
    const first = await world.glue.send(new ListJobsCommand({ MaxResults: 1 }));
    const second = await world.glue.send(new ListJobsCommand({ NextToken: first.NextToken }));
    expect([first.JobNames, second.JobNames]).toEqual([['silver-users'], ['gold-kpis']]);
  });
});
