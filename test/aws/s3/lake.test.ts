/** The lake, over buckets, metrics and the catalog of a simulated account, asked through the catalog of operations. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Estate } from '../../../src/operations/estate.ts';
import type { Finding } from '../../../src/operations/finding.ts';
import type { Arguments } from '../../../src/operations/arguments.ts';
import { findingOf, MINUTE, openScene, preparedOf, type Scene } from '../account.ts';
import { aStage } from '../../support/builders.ts';

const DAY = 24 * 60 * MINUTE;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 12, 3, 0);
const TODAY = Date.UTC(2026, 10, 12);
const MB = 1_000_000;
const BRONZE = 'todo-etl-bronze';
const SILVER = 'todo-etl-silver';

const ESTATE: Estate = {
  pipeline: 'todo-etl',
  alarms: [],
  queries: null,
  stages: [
    aStage('ingestion', { streams: ['todo-users'] }),
    aStage('bronze', { jobs: ['bronze-*'], buckets: [BRONZE] }),
    aStage('silver', { jobs: ['silver-*'], buckets: [SILVER], databases: ['todo_silver'] }),
  ],
};

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ estates: [ESTATE] });
  scene.account.s3.createBucket(BRONZE);
  scene.account.s3.createBucket(SILVER);
  scene.account.catalog.putDatabase({ name: 'todo_silver' });
});
afterEach(() => scene.close());

async function ask(args: Arguments = {}): Promise<Finding> {
  return findingOf(await preparedOf(scene, 'lake', args).start(scene.context('run-1')));
}

function callsOf({ asked }: Finding, call: string): number {
  return asked.filter((each) => each.call === call).length;
}

const day = (ago: number): string => new Date(TODAY - ago * DAY).toISOString().slice(0, 10);

interface Generated {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt?: number;
}

/** Files with a size and no content, in the order of their keys. */
function put(bucket: string, files: readonly Generated[]): void {
  const sorted = files.toSorted((left, right) => (left.key < right.key ? -1 : 1));
  scene.account.s3.generate(bucket, {
    count: sorted.length,
    keyAt: (place) => sorted[place]?.key ?? '',
    objectAt: (place) => ({
      sizeBytes: sorted[place]?.bytes ?? 0,
      modifiedAt: sorted[place]?.modifiedAt ?? NOW - HOUR,
    }),
  });
}

/** One file of 64 MB on each of these days, so many days ago. */
function putDays(bucket: string, table: string, days: readonly number[]): void {
  put(
    bucket,
    days.map((ago) => ({ key: `${table}dt=${day(ago)}/part-0.parquet`, bytes: 64 * MB })),
  );
}

/** The size of a bucket, the oldest day first, the last of them yesterday. */
function putSizes(bucket: string, sizes: readonly number[]): void {
  for (const [place, value] of sizes.entries())
    scene.account.metrics.put({
      namespace: 'AWS/S3',
      name: 'BucketSizeBytes',
      dimensions: { BucketName: bucket, StorageType: 'StandardStorage' },
      at: TODAY - (sizes.length - place) * DAY,
      value,
    });
}

function putTable(name: string, parameters: Readonly<Record<string, string>> = {}): void {
  scene.account.catalog.putTable({
    database: 'todo_silver',
    name,
    columns: [{ name: 'id', type: 'string' }],
    partitionKeys: [{ name: 'dt', type: 'string' }],
    location: `s3://${SILVER}/${name}/`,
    parameters,
  });
}

function putPartitions(table: string, days: readonly number[]): void {
  for (const ago of days)
    scene.account.catalog.putPartition('todo_silver', table, {
      values: [day(ago)],
      createdAt: TODAY - ago * DAY + DAY + HOUR,
    });
}

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, place) => first + place);

describe('what a lake costs', () => {
  const TERA = 1024 ** 4;

  async function limited(monthlyLimit: number): Promise<void> {
    await scene.close();
    const silver = aStage('silver', { buckets: [SILVER] });
    const stages = [aStage('bronze', { buckets: [BRONZE] }), silver];
    scene = await openScene({
      estates: [{ ...ESTATE, stages, storage: { monthlyLimit, pricePerGb: 0.025 } }],
    });
    scene.account.s3.createBucket(BRONZE);
    scene.account.s3.createBucket(SILVER);
    putDays(BRONZE, 'users/', range(1, 30));
    putDays(SILVER, 'users/', range(1, 30));
  }

  it('is said of how much, of all layers or of one', async () => {
    await limited(100);
    putSizes(BRONZE, [1.9 * TERA, 2 * TERA]);
    putSizes(SILVER, [TERA]);
    expect(await ask()).toMatchObject({
      verdict: 'ok',
      summary: '2 layers, all well. Storage about $77 a month of $100',
      facts: expect.arrayContaining([
        { label: 'Storage', value: 'about $77 a month of $100, at $0.025 a GB' },
      ]),
    });
    expect((await ask({ layer: 'Silver' })).summary).toMatch(
      /^silver is well; .*\. Storage of silver about \$26 a month of \$100$/,
    );
  });

  it('is at least what is known, and a trouble above the limit', async () => {
    await limited(50);
    putSizes(BRONZE, [3 * TERA]);
    expect(await ask()).toMatchObject({
      verdict: 'warn',
      summary:
        'Storage: at least $77 a month, more than $50. 2 of 2 layers well. See which layer grows, or raise costs.storage_monthly in the configuration.',
      facts: expect.arrayContaining([
        { label: 'Storage', value: 'at least $77 a month, more than $50, at $0.025 a GB' },
      ]),
    });
  });

  it('is not known where no size is, and no trouble then', async () => {
    await limited(50);
    expect(await ask()).toMatchObject({
      verdict: 'ok',
      summary: '2 layers, all well',
      facts: expect.arrayContaining([{ label: 'Storage', value: 'not known, since no size is' }]),
    });
  });

  it('is not said where nobody limits it', async () => {
    putDays(BRONZE, 'users/', range(1, 30));
    putSizes(BRONZE, [3 * TERA]);
    expect(JSON.stringify(await ask())).not.toContain('Storage');
  });
});

describe('a lake that is well', () => {
  it('says how large it is, how it grows, and how new each table is', async () => {
    putDays(BRONZE, 'users/', range(1, 40));
    putSizes(
      BRONZE,
      range(0, 29).map((place) => 1e12 * 1.002 ** place),
    );
    scene.account.metrics.put({
      namespace: 'AWS/S3',
      name: 'NumberOfObjects',
      dimensions: { BucketName: BRONZE, StorageType: 'AllStorageTypes' },
      at: TODAY - DAY,
      value: 1_204_000,
    });
    const finding = await ask({ layer: 'bronze' });
    expect(finding.verdict).toBe('ok');
    expect(finding.summary).toBe(
      'bronze is well; 1.1 TB, 1,204,000 objects, in 7 days +1.4%, usually +1.4%; users dt=2026-11-11',
    );
    expect(finding.table).toEqual({
      columns: ['Layer', 'Table', 'Newest', 'Late', 'Size', 'Growth', 'Small files'],
      rows: [['bronze', 'users', 'dt=2026-11-11', '', '1.1 TB', '+1.4%, usually +1.4%', '']],
    });
    expect(finding.series?.labels).toHaveLength(20);
    expect(finding.series).toMatchObject({ unit: 'TB', shape: 'line' });
    expect(finding.series?.labels.at(-1)).toBe('2026-11-11');
  });

  it('takes the partitions of the catalog where a stage has databases, and asks for the last days only', async () => {
    putTable('users');
    putPartitions('users', range(1, 200));
    putDays(SILVER, 'users/', range(1, 200));
    const finding = await ask({ layer: 'silver' });
    expect(finding).toMatchObject({ verdict: 'ok', summary: 'silver is well; users dt=2026-11-11' });
    expect(finding.facts).toEqual([
      { label: 'Read of silver', value: 'the files of the newest 3 of 30 partitions of users' },
    ]);
    expect(callsOf(finding, 'glue:GetPartitions')).toBe(1);
  });

  it('reads hours as Firehose writes them, and as a catalog has them by year, month and day', async () => {
    const hours = range(2, 80).map((ago) => new Date(NOW - ago * HOUR).toISOString());
    put(
      BRONZE,
      hours.map((at) => ({ key: `${at.slice(0, 13).replaceAll(/[-T]/g, '/')}/cdc-1.gz`, bytes: 5 * MB })),
    );
    expect((await ask({ layer: 'bronze' })).table?.rows).toEqual([
      ['bronze', BRONZE, '2026/11/12/01', '', '', '', ''],
    ]);
    scene.account.catalog.putTable({
      database: 'todo_silver',
      name: 'users',
      columns: [],
      partitionKeys: ['year', 'month', 'day'].map((name) => ({ name, type: 'int' })),
      location: `s3://${SILVER}/users/`,
    });
    for (const ago of range(1, 90))
      scene.account.catalog.putPartition('todo_silver', 'users', {
        values: day(ago)
          .split('-')
          .map((part) => String(Number(part))),
      });
    put(SILVER, [{ key: 'users/year=2026/month=11/day=11/part-0.parquet', bytes: 64 * MB }]);
    const silver = await ask({ layer: 'silver' });
    expect(silver.table?.rows).toEqual([['silver', 'users', '2026/11/11', '', '', '', '']]);
    expect(silver.verdict).toBe('ok');
  });

  it('reads dates off keys that a crawler found no names for', async () => {
    scene.account.catalog.putTable({
      database: 'todo_silver',
      name: 'cdc',
      columns: [],
      partitionKeys: [0, 1, 2, 3].map((place) => ({ name: `partition_${place}`, type: 'string' })),
      location: `s3://${SILVER}/cdc/`,
    });
    for (const ago of range(2, 60)) {
      const at = new Date(NOW - ago * HOUR).toISOString();
      const values = [at.slice(0, 4), at.slice(5, 7), at.slice(8, 10), at.slice(11, 13)];
      const path = `cdc/${values.join('/')}/`;
      const location = `s3://${SILVER}/${path}`;
      scene.account.catalog.putPartition('todo_silver', 'cdc', { values, location });
      scene.account.s3.put(SILVER, { key: `${path}cdc.gz`, content: 'rows' });
    }
    const finding = await ask({ layer: 'silver' });
    expect(finding.verdict).toBe('ok');
    expect(finding.table?.rows[0]?.[2]).toBe('2026/11/12/01');
  });

  it('takes a table without partitions as it is, and an Iceberg one for what nobody can say', async () => {
    for (const [name, parameters] of [
      ['kpis', {}],
      ['events', { table_type: 'ICEBERG' }],
    ] as const)
      scene.account.catalog.putTable({
        database: 'todo_silver',
        name,
        columns: [],
        location: `s3://${SILVER}/${name}/`,
        parameters,
      });
    put(SILVER, [{ key: 'kpis/part-0.parquet', bytes: 8_000 }]);
    const finding = await ask({ layer: 'silver' });
    expect(finding.verdict).toBe('ok');
    expect(finding.table?.rows.map((row) => row.slice(1, 3))).toEqual([
      ['kpis', ''],
      ['events', ''],
    ]);
    expect(finding.facts).toEqual([
      {
        label: 'Read of silver',
        value: 'nothing of events: Iceberg keeps their partitions, the catalog has none',
      },
    ]);
  });

  it('says in one line how many tables of a database it has not listed, and which Iceberg keeps', async () => {
    for (const place of range(1, 510))
      scene.account.catalog.putTable({
        database: 'todo_silver',
        name: `table_${String(place).padStart(3, '0')}`,
        columns: [],
        location: `s3://${SILVER}/table_${place}/`,
        parameters: { table_type: 'ICEBERG' },
      });
    const finding = await ask({ layer: 'silver' });
    const read = finding.facts.find(({ label }) => label === 'Read of silver');
    expect(read?.value).toBe(
      'the first 500 tables of todo_silver, which has more; 20 of 500 tables; others where the stage names them in tables; nothing of table_001, table_002, table_003, table_004, table_005 and 495 more: Iceberg keeps their partitions, the catalog has none',
    );
  });

  it('looks at the prefixes of a table whose partitions are projected', async () => {
    putTable('users', { 'projection.enabled': 'true' });
    putDays(SILVER, 'users/', range(1, 30));
    const finding = await ask({ layer: 'silver' });
    expect(finding).toMatchObject({ verdict: 'ok', summary: 'silver is well; users dt=2026-11-11' });
    expect(callsOf(finding, 'glue:GetPartitions')).toBe(0);
  });
});

describe('a lake that is not well', () => {
  it('says of a table that is late by how much and since when, and what to do next', async () => {
    putTable('users');
    putTable('tasks');
    putPartitions('users', range(3, 30));
    putDays(SILVER, 'users/', range(3, 30));
    putPartitions('tasks', range(1, 30));
    putDays(SILVER, 'tasks/', range(1, 30));
    const finding = await ask({ layer: 'silver' });
    expect(finding.verdict).toBe('fail');
    expect(finding.summary).toBe(
      'silver users: newest is dt=2026-11-09, 2 days late, due since 2026-11-11T03:00Z. 0 of 1 layer well. See whether what fills it ran.',
    );
    expect(finding.table?.rows.map((row) => row.slice(0, 4))).toEqual([
      ['silver', 'users', 'dt=2026-11-09', '2 days'],
      ['silver', 'tasks', 'dt=2026-11-11', ''],
    ]);
    expect(finding.next).toEqual(['/etl jobs silver-*']);
  });

  it('names the days and the hours that are missing', async () => {
    putDays(BRONZE, 'tasks/', [1, 2, 5, 6, 7, 9, 10]);
    const hours = range(2, 40).filter((ago) => ![5, 6, 9].includes(ago));
    put(
      BRONZE,
      hours.map((ago) => {
        const at = new Date(NOW - ago * HOUR).toISOString();
        return { key: `users/dt=${at.slice(0, 10)}/hour=${at.slice(11, 13)}/cdc.gz`, bytes: 5 * MB };
      }),
    );
    const finding = await ask({ layer: 'bronze' });
    expect(finding.verdict).toBe('warn');
    expect(finding.facts.at(-1)?.value).toContain(
      'the hours of the newest 2 of 3 days and the files of the newest 3 partitions of users',
    );
    expect(finding.facts.slice(0, 2)).toEqual([
      {
        label: 'bronze tasks',
        value: '3 days missing: 2026-11-04, 2026-11-08 to 2026-11-09',
      },
      {
        label: 'bronze users',
        value: '3 hours missing: 2026-11-11T18:00Z, 2026-11-11T21:00Z to 2026-11-11T22:00Z',
      },
    ]);
  });

  it('counts small files where there are many, and not the markers of jobs', async () => {
    put(
      BRONZE,
      range(1, 3).flatMap((ago) =>
        range(1, 50).map((file) => ({
          key: `users/dt=${day(ago)}/${file === 1 ? '_SUCCESS' : `part-${file}.parquet`}`,
          bytes: file < 42 ? 40_000 : 64 * MB,
        })),
      ),
    );
    const finding = await ask({ layer: 'bronze' });
    expect(finding).toMatchObject({
      verdict: 'warn',
      summary:
        'bronze users: 120 of 147 files are under 1 MB (82%). 0 of 1 layer well. Write fewer and larger files, or compact them.',
    });
    expect(finding.table?.rows).toEqual([['bronze', 'users', 'dt=2026-11-11', '', '', '', '120 of 147']]);
  });

  it('tells of what jobs left behind more than a day ago, in the newest partitions and at the top', async () => {
    const old = NOW - 3 * DAY;
    putDays(BRONZE, 'users/', range(1, 10));
    put(BRONZE, [
      { key: '_temporary/0/part-0', bytes: 3 * MB, modifiedAt: old },
      { key: '_temporary/0/part-1', bytes: 3 * MB, modifiedAt: NOW - HOUR },
      { key: `users/dt=${day(1)}/.spark-staging-1/part-0`, bytes: 5 * MB, modifiedAt: old },
      { key: 'users_$folder$', bytes: 0, modifiedAt: old },
    ]);
    const finding = await ask({ layer: 'bronze' });
    expect(finding.verdict).toBe('warn');
    expect(finding.facts.slice(0, 2)).toEqual([
      {
        label: 'bronze users',
        value: `a temporary file is older than a day (5 MB), such as users/dt=${day(1)}/.spark-staging-1/part-0`,
      },
      {
        label: BRONZE,
        value: '2 temporary files are older than a day (3 MB), such as users_$folder$',
      },
    ]);
  });

  it('tells of a file once, where a table has no partitions, and where the whole bucket is one', async () => {
    const old = NOW - 3 * DAY;
    put(BRONZE, [
      { key: 'users/part-0.parquet', bytes: 64 * MB },
      { key: 'users/part-1.parquet.tmp', bytes: MB, modifiedAt: old },
    ]);
    expect((await ask({ layer: 'bronze' })).facts).toEqual([
      {
        label: 'bronze users',
        value: 'a temporary file is older than a day (1 MB), such as users/part-1.parquet.tmp',
      },
    ]);
    putDays(SILVER, '', range(1, 3));
    put(SILVER, [{ key: 'part.tmp', bytes: MB, modifiedAt: old }]);
    expect((await ask({ layer: 'silver' })).facts).toEqual([
      { label: SILVER, value: 'a temporary file is older than a day (1 MB), such as part.tmp' },
    ]);
  });

  it('warns of a bucket that grew much more than it does', async () => {
    putDays(BRONZE, 'users/', range(1, 30));
    putSizes(
      BRONZE,
      range(0, 29).map((place) => (place < 26 ? 1e12 + place * 1e9 : 1.6e12)),
    );
    expect(await ask({ layer: 'bronze' })).toMatchObject({
      verdict: 'warn',
      summary:
        'todo-etl-bronze: growth of +57% in 7 days, usually +0.7%. 0 of 1 layer well. See what writes more than it did.',
    });
  });

  it('warns of a bucket that became smaller, and not of objects that moved to a cheaper class', async () => {
    putDays(BRONZE, 'users/', range(1, 30));
    putSizes(BRONZE, [...range(1, 20).map(() => 1e12), 0.88e12]);
    expect(await ask({ layer: 'bronze' })).toMatchObject({
      verdict: 'warn',
      summary:
        'todo-etl-bronze: 12% smaller on 2026-11-11 than the day before. 0 of 1 layer well. See what was deleted, and who did it.',
    });
    scene.account.metrics.put({
      namespace: 'AWS/S3',
      name: 'BucketSizeBytes',
      dimensions: { BucketName: BRONZE, StorageType: 'StandardIAStorage' },
      at: TODAY - DAY,
      value: 0.12e12,
    });
    expect(await ask({ layer: 'bronze' })).toMatchObject({ verdict: 'ok' });
  });

  it('tells of partitions without files, and of those that the catalog does not know', async () => {
    putTable('users');
    putPartitions('users', range(1, 5));
    putDays(SILVER, 'users/', range(2, 5));
    putTable('tasks');
    putDays(SILVER, 'tasks/', range(1, 5));
    const finding = await ask({ layer: 'silver' });
    expect(finding.verdict).toBe('fail');
    expect(finding.facts.slice(0, 2)).toEqual([
      { label: 'silver users', value: 'dt=2026-11-11 holds no file' },
      {
        label: 'silver tasks',
        value: 'partitions in its bucket, and none since 2026-10-13 in the catalog',
      },
    ]);
  });

  it('does not take a table for well of which nothing is left, nor one that was dropped', async () => {
    await scene.close();
    const silver = aStage('silver', {
      buckets: [SILVER],
      databases: ['todo_silver'],
      tables: ['users', 'tasks'],
    });
    scene = await openScene({ estates: [{ ...ESTATE, stages: [silver] }] });
    scene.account.s3.createBucket(SILVER);
    scene.account.catalog.putDatabase({ name: 'todo_silver' });
    putTable('users');
    put(SILVER, [{ key: 'kpis/part-0.parquet', bytes: 64 * MB }]);
    expect(await ask()).toMatchObject({
      verdict: 'fail',
      summary:
        'silver tasks: not in the catalog; silver users: no partition since 2026-10-13. 0 of 1 layer well. See who dropped it, or take it out of tables in the configuration.',
    });
  });

  it('has a sentence for a bucket that is empty, and for one that held something', async () => {
    expect(await ask({ layer: 'bronze' })).toMatchObject({
      verdict: 'warn',
      summary: 'todo-etl-bronze: empty. 0 of 1 layer well. See whether what fills it ever ran.',
      table: { rows: [['bronze', '', '', '', '', '', '']] },
    });
    putSizes(BRONZE, [1e12, 1e12]);
    expect(await ask({ layer: 'bronze' })).toMatchObject({
      verdict: 'fail',
      summary:
        'todo-etl-bronze: empty, and held 1 TB on 2026-11-11. 0 of 1 layer well. See what was deleted, and who did it.',
    });
  });
});

describe('a lake that is asked no more than it takes', () => {
  it('reads a bucket of a million keys off its newest prefixes', async () => {
    const perDay = 2_740;
    scene.account.s3.generate(BRONZE, {
      count: 365 * perDay,
      keyAt: (place) => {
        const at = TODAY - (365 - Math.floor(place / perDay)) * DAY;
        const file = String(place % perDay).padStart(5, '0');
        return `users/dt=${new Date(at).toISOString().slice(0, 10)}/part-${file}.parquet`;
      },
      objectAt: () => ({ sizeBytes: 20 * MB, modifiedAt: NOW - HOUR }),
    });
    const finding = await ask({ layer: 'bronze' });
    expect(finding.verdict).toBe('ok');
    expect(finding.table?.rows[0]?.slice(0, 4)).toEqual(['bronze', 'users', 'dt=2026-11-11', '']);
    expect(finding.facts).toEqual([
      {
        label: 'Read of bronze',
        value: 'some of the files of the newest 3 of 30 partitions of users',
      },
    ]);
    expect(callsOf(finding, 's3:ListObjectsV2')).toBe(6);
    expect(callsOf(finding, 'cloudwatch:GetMetricData')).toBe(1);
  });

  it('finds the newest of more partitions than a page has', async () => {
    putDays(BRONZE, 'users/', range(1, 1_500));
    const finding = await ask({ layer: 'bronze' });
    expect(finding.table?.rows[0]?.[2]).toBe('dt=2026-11-11');
    expect(finding.verdict).toBe('ok');
  });

  it('finds the newest of them also when all are old', async () => {
    putDays(BRONZE, 'users/', range(60, 1_600));
    const finding = await ask({ layer: 'bronze' });
    expect(finding.summary).toContain('bronze users: newest is dt=2026-09-13, 59 days late');
  });

  it('has pages for each of many tables', async () => {
    for (const name of range(1, 8).map((place) => `table-${place}`)) {
      putTable(name);
      putPartitions(name, range(1, 30));
      putDays(SILVER, `${name}/`, range(1, 30));
    }
    const finding = await ask({ layer: 'silver' });
    expect(finding.facts).toEqual([
      { label: 'Read of silver', value: expect.stringContaining('partitions of table-8') },
    ]);
    expect(finding.facts[0]?.value).not.toContain('newest 0');
    expect(callsOf(finding, 's3:ListObjectsV2')).toBeLessThanOrEqual(20);
  });

  it('stops at twenty pages a bucket and says which tables it did not read', async () => {
    for (const table of range(10, 39)) putDays(BRONZE, `table-${table}/`, [1, 2, 3]);
    const finding = await ask({ layer: 'bronze' });
    expect(callsOf(finding, 's3:ListObjectsV2')).toBeLessThanOrEqual(20);
    expect(finding.facts.at(-1)?.value).toContain('of 30 tables of todo-etl-bronze');
    expect(finding.facts.at(-1)?.value).toContain('the files of the newest 1 of 3 partitions of table-10');
    expect(finding.table?.rows.filter(([, , newest]) => newest === 'dt=2026-11-11')).toHaveLength(9);
  });
});

describe('what was refused', () => {
  it('is not known, and told beside what was answered', async () => {
    putDays(BRONZE, 'users/', range(1, 30));
    putTable('users');
    putDays(SILVER, 'users/', range(1, 30));
    scene.faults.set({ operation: 'GetTables', kind: 'access-denied', times: 1 });
    scene.faults.set({ operation: 'GetMetricData', kind: 'access-denied', times: 1 });
    const finding = await ask();
    expect(finding.verdict).toBe('unknown');
    expect(finding.table?.rows.map((row) => row.slice(0, 3))).toEqual([
      ['bronze', 'users', 'dt=2026-11-11'],
      ['silver', 'users', 'dt=2026-11-11'],
    ]);
    expect(finding.facts.map(({ label, value }) => `${label}: ${value}`)).toEqual(
      expect.arrayContaining([
        'silver: Could not list the tables of todo_silver: AWS denied it. Add glue:GetTables to the role Handrail runs as, then try again.',
        'bronze: Could not read the sizes of the buckets: AWS denied it. Add cloudwatch:GetMetricData to the role Handrail runs as, then try again.',
      ]),
    );
  });

  it('of a bucket leaves what the catalog says', async () => {
    putTable('users');
    putPartitions('users', range(1, 30));
    scene.faults.set({ operation: 'ListObjectsV2', kind: 'access-denied', times: Infinity });
    const finding = await ask({ layer: 'silver' });
    expect(finding.verdict).toBe('unknown');
    expect(finding.summary).toBe('todo-etl-silver: not read in full. 0 of 1 layer well.');
    expect(finding.facts[0]).toEqual({
      label: SILVER,
      value:
        'Could not list todo-etl-silver/: AWS denied it. Add s3:ListBucket to the role Handrail runs as, then try again.',
    });
    expect(finding.table?.rows[0]?.slice(0, 3)).toEqual(['silver', 'users', 'dt=2026-11-11']);
  });

  it('again and again ends the questions to that bucket', async () => {
    putDays(BRONZE, 'users/', range(1, 30));
    scene.faults.set({ operation: 'ListObjectsV2', kind: 'throttle', times: Infinity });
    const finding = await ask({ layer: 'bronze' });
    expect(finding).toMatchObject({
      verdict: 'unknown',
      summary:
        'Could not list todo-etl-bronze/: AWS is throttling this account. Wait a minute, then try again.',
    });
    expect(callsOf(finding, 's3:ListObjectsV2')).toBe(1);
  });

  it.each([
    ['throttle', 7, 'AWS is throttling this account: 2 calls were not answered. '],
    ['access-denied', 6, 'Could not list todo-etl-bronze/'],
  ] as const)('half way by %s leaves what was read before', async (kind, calls, told) => {
    for (const table of ['orders', 'tasks', 'users'])
      scene.account.s3.generate(BRONZE, {
        count: 30,
        keyAt: (place) => `${table}/dt=${day(30 - place)}/part-0.parquet`,
        objectAt: () => {
          scene.faults.set({ operation: 'ListObjectsV2', kind, times: Infinity });
          return { sizeBytes: 64 * MB, modifiedAt: NOW - HOUR };
        },
      });
    const finding = await ask({ layer: 'bronze' });
    expect(finding.verdict).toBe('unknown');
    expect(finding.table?.rows.map((row) => row.slice(1, 3)).toSorted()).toEqual([
      ['orders', 'dt=2026-11-11'],
      ['tasks', 'dt=2026-11-11'],
      ['users', 'dt=2026-11-11'],
    ]);
    const refused = finding.facts.filter(({ value }) => /^(?:Could not list|AWS)/.test(value));
    expect(refused.map(({ value }) => value)).toEqual([expect.stringContaining(told)]);
    expect(callsOf(finding, 's3:ListObjectsV2')).toBe(calls);
  });

  it('of one layer leaves the others, also when AWS throttles half way', async () => {
    putDays(BRONZE, 'users/', range(1, 30));
    scene.account.catalog.putTable({
      database: 'todo_silver',
      name: 'users',
      columns: [],
      partitionKeys: [{ name: 'dt', type: 'string' }],
      location: `s3://${SILVER}/users/`,
    });
    scene.faults.set({ operation: 'GetPartitions', kind: 'throttle', times: 3 });
    putDays(SILVER, 'users/', range(1, 30));
    const finding = await ask();
    expect(finding.verdict).toBe('unknown');
    expect(finding.summary).toBe('silver users: not read in full. 1 of 2 layers well.');
    expect(finding.table?.rows.map((row) => row.slice(0, 3))).toEqual([
      ['silver', 'users', 'dt=2026-11-11'],
      ['bronze', 'users', 'dt=2026-11-11'],
    ]);
  });

  it('of everything is one sentence', async () => {
    for (const operation of ['GetTables', 'GetMetricData', 'ListObjectsV2'])
      scene.faults.set({ operation, kind: 'expired-token', times: Infinity });
    expect(await ask()).toMatchObject({
      verdict: 'unknown',
      summary:
        'The AWS credentials have expired: 4 calls were not answered. Renew the credentials or the role of the host Handrail runs on, then try again.',
      facts: [{ label: 'Not known: bronze, todo-etl-bronze, silver, todo-etl-silver' }],
    });
  });

  it('is a bucket that is not there', async () => {
    await scene.close();
    const estate = { ...ESTATE, stages: [aStage('gold', { buckets: ['todo-etl-gold'] })] };
    scene = await openScene({ estates: [estate] });
    expect((await ask()).facts[0]).toEqual({
      label: 'todo-etl-gold',
      value:
        'Could not list todo-etl-gold/: AWS does not know it. Check the name, the account and the region.',
    });
  });
});

describe('what there is to look at', () => {
  it('names the nearest layers for one that is none, and says that a stage has no bucket', async () => {
    expect(await ask({ layer: 'sliver' })).toMatchObject({
      verdict: 'fail',
      summary: 'No layer here is called sliver. The nearest: silver.',
      next: ['/etl lake silver'],
    });
    expect(await ask({ layer: 'ingestion' })).toMatchObject({
      summary: 'The stage ingestion names no bucket. There are: bronze, silver.',
      next: ['/etl lake bronze', '/etl lake silver'],
    });
  });

  it('says which keys to write where no stage has a bucket', async () => {
    await scene.close();
    scene = await openScene({ estates: [{ ...ESTATE, stages: [aStage('silver', {})] }] });
    const finding = await ask();
    expect(finding).toMatchObject({
      verdict: 'unknown',
      summary:
        'No stage of todo-etl names a bucket, so there is no lake to look at: in the configuration write pipelines.todo-etl.stages.<stage>.buckets, and databases where the Glue catalog has its tables.',
    });
    expect(finding.asked).toEqual([]);
    await scene.close();
    scene = await openScene({ estates: [] });
    expect((await ask()).summary).toBe(
      'There is no lake to look at without a pipeline: say whose with --pipeline. The stages of its configuration name the buckets.',
    );
  });
});
