/**
 * The DuckDB in memory that stands behind the simulated Athena. It is loaded with the first connection, sees one folder
 * of the disk and nothing else of the machine, and nobody can change that afterwards.
 */

import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import { macroStatements, MACRO_SCHEMA } from './functions.ts';
import { literal } from './tables.ts';

export interface Duck {
  /** A connection of its own for whoever runs a query, so that it is interrupted alone. Close it when done. */
  connect(): Promise<DuckDBConnection>;
  /** Frees the memory, for good. Close all connections before. */
  close(): Promise<void>;
}

/** The catalog of all tables, as Athena names it in its errors. */
export const CATALOG = 'awsdatacatalog';

const SETTINGS = {
  threads: '2',
  memory_limit: '512MB',
  integer_division: 'true',
  default_null_order: 'nulls_last',
  TimeZone: 'UTC',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  temp_directory: '',
};

/** Nothing is loaded before the first connection. `folder` is an absolute path. */
export function createDuck(folder: string): Duck {
  let opened: Promise<DuckDBInstance> | null = null;
  let closed = false;
  return {
    connect: async () => {
      if (closed) throw new Error('Expected a lake that is open, got one that was closed');
      opened ??= open(folder);
      const instance = await opened;
      return instance.connect();
    },
    close: async () => {
      closed = true;
      const instance = await opened;
      opened = null;
      instance?.closeSync();
    },
  };
}

async function open(folder: string): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const statements = [
    `ATTACH ':memory:' AS ${CATALOG}`,
    `CREATE SCHEMA ${MACRO_SCHEMA}`,
    ...macroStatements(),
    ...Object.entries(SETTINGS).map(([name, value]) => `SET GLOBAL ${name} = ${literal(value)}`),
    `SET GLOBAL allowed_directories = [${literal(`${folder}/`)}]`,
    // The order matters: after these two nothing more can be allowed.
    'SET GLOBAL enable_external_access = false',
    'SET GLOBAL lock_configuration = true',
  ];
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  return instance;
}
