/**
 * Whether a statement that reads may read what it names: catalogs and databases by their lists, masked columns only where
 * they can be hidden again. Pure.
 */

import type { Result } from '../lib/result.ts';
import type { Hidden } from './masks.ts';
import type { SqlRefusal } from './refusal.ts';
import type { Predicate, TableRead } from './reads.ts';
import type { Statement } from './statement.ts';

import { err, ok } from '../lib/result.ts';
import { checkMasks } from './masks.ts';
import { placeOf, SqlStop } from './refusal.ts';

export interface Policy {
  /** The first is the one that is meant where none is named; without any, Athena's own. */
  readonly catalogs: readonly string[];
  readonly databases: readonly string[];
  /** The database that is meant where none is named; it has to be one of the list too. */
  readonly defaultDatabase: string;
  /** Columns by name, in any table, whatever their letters' size. */
  readonly mask: readonly string[];
}

/** A statement that may be sent. */
export interface Checked {
  readonly kind: Statement['kind'];
  readonly tables: readonly CheckedTable[];
  readonly predicates: readonly Predicate[];
  readonly parameters: number;
  readonly hidden: Hidden;
}

/** A table of the lists; database and name in small letters, as the catalog has them. */
export interface CheckedTable {
  readonly catalog: string;
  readonly database: string;
  readonly table: string;
  /** Of `"t$partitions"` the part after `$`: what is known of the table, instead of its rows. */
  readonly metadata: string | null;
  /** How often it is read. */
  readonly times: number;
}

export const ATHENA_CATALOG = 'AwsDataCatalog';

/** Never throws. */
export function checkStatement(statement: Statement, policy: Policy): Result<Checked, SqlRefusal> {
  const { kind, sql, predicates, parameters } = statement;
  try {
    const tables = statement.tables.map((table) => checkTable(sql, table, policy));
    for (const { database, at } of statement.databases) checkDatabase(sql, database, at, policy);
    return ok({ kind, tables, predicates, parameters, hidden: checkMasks(statement, policy.mask) });
  } catch (thrown) {
    if (thrown instanceof SqlStop) return err(thrown.refusal);
    throw thrown;
  }
}

function checkTable(sql: string, read: TableRead, policy: Policy): CheckedTable {
  const { catalog, database, table, metadata, at, times } = read;
  const catalogs = policy.catalogs.length > 0 ? policy.catalogs : [ATHENA_CATALOG];
  const named = catalog?.toLowerCase();
  const listed = named === undefined ? catalogs[0] : catalogs.find((one) => one.toLowerCase() === named);
  if (listed === undefined)
    throw new SqlStop({
      sentence: `Expected a catalog of the list, ${catalogs.join(', ')}, got ${catalog ?? ''}.`,
      at: placeOf(sql, at),
      hint: 'Read a table of these, or add the catalog to the list in the configuration.',
    });
  return {
    catalog: listed,
    database: checkDatabase(sql, database, at, policy),
    table: table.toLowerCase(),
    metadata,
    times,
  };
}

function checkDatabase(sql: string, named: string | null, at: number, policy: Policy): string {
  const database = (named ?? policy.defaultDatabase).toLowerCase();
  if (policy.databases.some((one) => one.toLowerCase() === database)) return database;
  throw new SqlStop({
    sentence: `Expected a database of the list, ${policy.databases.join(', ') || 'which is empty'}, got ${database}.`,
    at: placeOf(sql, at),
    hint:
      database === 'information_schema'
        ? 'It tells of every database: ask with SHOW and DESCRIBE, or add it to the list in the configuration.'
        : 'Read a table of these, or add the database to the list in the configuration.',
  });
}
