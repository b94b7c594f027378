/**
 * The tables of the lake as the Glue catalog describes them: the changes as they came in bronze, users and tasks of each
 * day in silver, figures of each day in gold.
 */

import type { Account } from '../aws/account.ts';
import type { CatalogColumn, CatalogTableToPut } from '../aws/glue-catalog.ts';
import type { Entity, Layer } from './estate.ts';

import { bucketOf, ENTITIES, LAYERS } from './estate.ts';
import { dateOf, hourOf } from './layout.ts';
import { DAY_MS, HOUR_MS } from './traffic.ts';

const columns = (text: string): readonly CatalogColumn[] =>
  text.split(', ').map((column) => {
    const [name = '', type = ''] = column.split(' ');
    return { name, type };
  });

const DAILY = columns('dt string');
const HOURLY = columns('dt string, hour string');

const CHANGES: Readonly<Record<Entity, string>> = {
  users: 'event_id string, event_name string, user_id string, email string, plan string, created_at bigint',
  tasks:
    'event_id string, event_name string, task_id string, user_id string, status string, updated_at bigint',
};
const SNAPSHOTS: Readonly<Record<Entity, string>> = {
  users: 'user_id string, email string, plan string, country string, created_at timestamp',
  tasks:
    'task_id string, user_id string, title string, status string, created_at timestamp, completed_at timestamp',
};
const KPIS = 'kpi string, value double, users bigint';

/** `todo_silver`. */
export function databaseOf(layer: Layer): string {
  return `todo_${layer}`;
}

/** Puts databases and tables, without partitions; the users of silver without the columns that are still to come. */
export function putCatalog({ catalog }: Account, toCome: readonly string[]): void {
  LAYERS.forEach((layer) => catalog.putDatabase({ name: databaseOf(layer) }));
  for (const entity of ENTITIES) {
    catalog.putTable(bronzeTable(entity));
    catalog.putTable(entity === 'users' ? silverUsers(toCome) : snapshotTable(entity));
  }
  catalog.putTable(table('gold', 'kpis', { columns: columns(KPIS), partitionKeys: DAILY }));
}

/** The changes of an entity; with a column that has become of another type, where one is given. */
export function bronzeTable(
  entity: Entity,
  changed: Readonly<Record<string, string>> = {},
): CatalogTableToPut {
  return table('bronze', entity, {
    columns: columns(CHANGES[entity]).map(({ name, type }) => ({ name, type: changed[name] ?? type })),
    partitionKeys: HOURLY,
    format: 'json',
  });
}

/** The users of each day, without these columns. */
export function silverUsers(without: readonly string[]): CatalogTableToPut {
  const users = snapshotTable('users');
  return { ...users, columns: users.columns.filter(({ name }) => !without.includes(name)) };
}

/** Registers the partitions of silver or gold that these days have. */
export function putDays(
  { catalog, now }: Account,
  of: { layer: Layer; table: string },
  days: readonly number[],
): void {
  for (const day of days) {
    catalog.putPartition(databaseOf(of.layer), of.table, {
      values: [dateOf(day)],
      // It was registered when the first run of the day wrote it.
      createdAt: Math.min(day + 3 * HOUR_MS, now()),
    });
  }
}

/** Registers the hours of bronze from the one to before the other. */
export function putHours({ catalog, now }: Account, fromMs: number, toMs: number): void {
  for (let at = fromMs; at < toMs; at += HOUR_MS) {
    for (const entity of ENTITIES) {
      catalog.putPartition(databaseOf('bronze'), entity, {
        values: [dateOf(at), hourOf(at)],
        createdAt: Math.min(at + HOUR_MS, now()),
      });
    }
  }
}

/** The beginnings of the days from the one to before the other. */
export function daysBetween(fromMs: number, toMs: number): readonly number[] {
  return Array.from({ length: Math.ceil((toMs - fromMs) / DAY_MS) }, (_, index) => fromMs + index * DAY_MS);
}

function snapshotTable(entity: Entity): CatalogTableToPut {
  return table('silver', entity, { columns: columns(SNAPSHOTS[entity]), partitionKeys: DAILY });
}

function table(
  layer: Layer,
  name: string,
  rest: Omit<CatalogTableToPut, 'database' | 'name' | 'location'>,
): CatalogTableToPut {
  return { database: databaseOf(layer), name, location: `s3://${bucketOf(layer)}/${name}/`, ...rest };
}
