/**
 * The rows behind the catalog, for Athena to read: files are written when the first query asks, and again for days whose
 * data has changed since. The same day has the same rows, fewer than a real lake has; what is scanned of them is
 * counted as S3 lists it.
 */

import type { Account } from '../aws/account.ts';
import type { CatalogTable } from '../aws/glue-catalog.ts';
import type { Lake, Row } from '../aws/athena/lake.ts';
import type { Table, TableSource } from '../aws/athena/tables.ts';
import type { Entity } from './estate.ts';

import { Mutex } from 'async-mutex';

import { NULL_USERS } from './alarm-list.ts';
import { databaseOf } from './catalog.ts';
import { ENTITIES } from './estate.ts';
import { DAY_MS, HOUR_MS } from './traffic.ts';

export interface LakeFiles {
  /** Writes what the catalog knows and the lake has not. */
  bringUpToDate(): Promise<void>;
}

type Source = Pick<Account, 'catalog' | 'metrics' | 'now'>;

/** A day of a table, and how many of its rows have no id. */
interface Day {
  readonly date: string;
  readonly nulls: number;
}

const ROWS: Readonly<Record<Entity, number>> = { users: 500, tasks: 1_500 };
/** DuckDB holds what it writes of each of them until it has written all: so many cost it little memory. */
const DAYS_AT_ONCE = 15;
const CHANGES_AN_HOUR = 40;
/** Bronze has rows of the newest hours only. */
const BRONZE_MS = DAY_MS;

/** `DuckDB` makes the rows of a day out of its date and their numbers; hashes take the place of chance. */
const SELECTS: Readonly<Record<string, (days: string) => string>> = {
  'todo_silver.users': (days) => `
    SELECT CASE WHEN i < nulls THEN NULL ELSE 'u' || lpad(CAST(i AS VARCHAR), 6, '0') END AS user_id,
      'user' || i || '@example.com' AS email,
      CASE WHEN hash(i, 1) % 10 < 7 THEN 'free' WHEN hash(i, 1) % 10 < 9 THEN 'pro' ELSE 'team' END AS plan,
      list_extract(['DE', 'FR', 'NL', 'PL', 'US'], CAST(hash(i, 2) % 5 AS INTEGER) + 1) AS country,
      TIMESTAMP '2024-01-01 00:00:00' + to_minutes(CAST(hash(i, 3) % 900000 AS INTEGER)) AS created_at, dt
    FROM (VALUES ${days}) AS days (dt, nulls), range(${ROWS.users}) AS numbers (i)`,
  'todo_silver.tasks': (days) => `
    SELECT 't' || lpad(CAST(i AS VARCHAR), 7, '0') AS task_id,
      'u' || lpad(CAST(hash(i, 1) % ${ROWS.users} AS VARCHAR), 6, '0') AS user_id, 'Task ' || i AS title,
      CASE WHEN hash(i, dt) % 10 < 4 THEN 'done' WHEN hash(i, dt) % 10 < 6 THEN 'doing' ELSE 'open' END AS status,
      CAST(dt AS TIMESTAMP) - to_minutes(CAST(hash(i, 2) % 40000 AS INTEGER)) AS created_at,
      CASE WHEN hash(i, dt) % 10 < 4 THEN CAST(dt AS TIMESTAMP) + to_minutes(CAST(hash(i, 3) % 1440 AS INTEGER)) END AS completed_at, dt
    FROM (VALUES ${days}) AS days (dt, nulls), range(${ROWS.tasks}) AS numbers (i)`,
  'todo_gold.kpis': (days) => `
    SELECT kpi, scale * (0.95 + (hash(kpi, dt) % 100) / 1000.0) AS value,
      CAST(${ROWS.users} * (0.9 + (hash(dt, 1) % 100) / 1000.0) AS BIGINT) AS users, dt
    FROM (VALUES ${days}) AS days (dt, nulls),
      (VALUES ('active_users', 1900.0), ('tasks_created', 6100.0), ('tasks_completed', 2400.0), ('completion_rate', 0.4)) AS kpis (kpi, scale)`,
};

/** No file yet. */
export function createLakeFiles(source: Source, lake: Lake): LakeFiles {
  const written = new Map<string, string>();
  const mutex = new Mutex();

  /** The days that are not written as they are now. */
  function staleDays(table: CatalogTable): readonly Day[] {
    return source.catalog
      .partitions(table.database, table.name)
      .map(({ values: [date = ''] }) => ({ date, nulls: table.name === 'users' ? nullsOf(date) : 0 }))
      .filter((day) => written.get(`${nameOf(table)} ${day.date}`) !== String(day.nulls));
  }

  /** What the last run of that day counted. */
  function nullsOf(date: string): number {
    const from = Date.parse(date);
    return source.metrics.between(NULL_USERS, from, from + DAY_MS).at(-1)?.value ?? 0;
  }

  async function writeDays(table: CatalogTable): Promise<void> {
    const days = staleDays(table);
    const select = SELECTS[nameOf(table)];
    if (days.length === 0 || select === undefined) return;
    lake.putTable({ ...tableOf(table), table: table.name });
    for (let first = 0; first < days.length; first += DAYS_AT_ONCE) {
      const some = days.slice(first, first + DAYS_AT_ONCE);
      const values = some.map(({ date, nulls }) => `('${date}', ${nulls})`).join(', ');
      await lake.generate({ database: table.database, table: table.name, select: select(values) });
      for (const { date, nulls } of some) written.set(`${nameOf(table)} ${date}`, String(nulls));
    }
  }

  async function writeHours(entity: Entity): Promise<void> {
    const table = source.catalog.table(databaseOf('bronze'), entity);
    for (const { values } of source.catalog.partitions(table.database, entity)) {
      const [dt = '', hour = ''] = values;
      const at = Date.parse(`${dt}T${hour}:00:00Z`);
      const key = `${nameOf(table)} ${dt} ${hour}`;
      if (at < source.now() - BRONZE_MS || written.has(key)) continue;
      lake.putTable({ ...tableOf(table), table: entity });
      const rows = changesOf(table, entity, at);
      await lake.write({ database: table.database, table: entity, partition: { dt, hour }, rows });
      written.set(key, '');
    }
  }

  return {
    bringUpToDate: () =>
      mutex.runExclusive(async () => {
        for (const entity of ENTITIES) {
          await writeDays(source.catalog.table(databaseOf('silver'), entity));
          await writeHours(entity);
        }
        await writeDays(source.catalog.table(databaseOf('gold'), 'kpis'));
      }),
  };
}

/** The catalog as Athena goes by it. */
export function tablesOf(catalog: () => Account['catalog']): TableSource {
  const has = (database: string): boolean =>
    catalog()
      .databases()
      .some(({ name }) => name === database);
  return {
    databases: () =>
      catalog()
        .databases()
        .map(({ name }) => name),
    tables: (database) => (has(database) ? catalog().tables(database).map(tableOf) : []),
    partitions: ({ database, name }) => catalog().partitions(database, name),
  };
}

function tableOf({ database, name, columns, partitionKeys, location, format }: CatalogTable): Table {
  return { database, name, columns, partitionKeys, location, format };
}

function nameOf({ database, name }: CatalogTable): string {
  return `${database}.${name}`;
}

function changesOf({ columns }: CatalogTable, entity: Entity, hourMs: number): readonly Row[] {
  const isText = columns.find(({ name }) => name === 'created_at')?.type === 'string';
  return Array.from({ length: CHANGES_AN_HOUR }, (_, index) => {
    const at = hourMs + Math.floor((index * HOUR_MS) / CHANGES_AN_HOUR);
    const user = `u${String((index * 37) % ROWS.users).padStart(6, '0')}`;
    const event = {
      event_id: `${entity}-${at}`,
      event_name: index % 9 === 0 ? 'INSERT' : 'MODIFY',
      user_id: user,
    };
    return entity === 'users'
      ? {
          ...event,
          email: `user${(index * 37) % ROWS.users}@example.com`,
          plan: index % 10 < 7 ? 'free' : 'pro',
          created_at: isText ? new Date(at).toISOString() : at,
        }
      : {
          ...event,
          task_id: `t${String((index * 131) % ROWS.tasks).padStart(7, '0')}`,
          status: index % 5 < 2 ? 'done' : 'open',
          updated_at: at,
        };
  });
}
