/**
 * What somebody else's query reads, as far as its text and the catalog say: which partitioned tables it does not narrow, and
 * whether it takes all there is. Nothing of it is sent, so that no list of tables is held against it.
 */

import type { QueryForm } from '../../operations/query-slowness.ts';
import type { Statement } from '../../queries/statement.ts';
import type { Call } from '../makers.ts';

import { readsOf } from '../../operations/query-reads.ts';
import { ATHENA_CATALOG, checkStatement } from '../../queries/check.ts';
import { readStatement } from '../../queries/statement.ts';
import { answerOrReport } from '../refusals.ts';

/** The partition keys of tables, each table asked for once. */
export interface PartitionKeys {
  /** In small letters; none for a table that has none, that there is not, or that was not looked at. */
  of(database: string, table: string): Promise<readonly string[]>;
  /** Sentences of what AWS refused. */
  refused(): readonly string[];
}

const MOST_TABLES = 20;
const NO_DATABASE = 'default';

/** Nothing asked yet. */
export function createPartitionKeys({ clients, signal }: Call): PartitionKeys {
  const asked = new Map<string, Promise<readonly string[]>>();
  const refused: string[] = [];

  async function ask(database: string, table: string): Promise<readonly string[]> {
    const answer = await answerOrReport(
      clients.glue.getTable({ DatabaseName: database, Name: table }, { abortSignal: signal }),
      { doing: `look at the table ${database}.${table}`, action: 'glue:GetTable' },
    );
    if (answer.ok)
      return (answer.value.Table?.PartitionKeys ?? []).flatMap(({ Name }) => Name?.toLowerCase() ?? []);
    if (answer.error.kind !== 'not-found') refused.push(answer.error.sentence);
    return [];
  }

  return {
    of: async (database, table) => {
      const name = `${database}.${table}`;
      const known = asked.get(name);
      if (known !== undefined) return known;
      if (asked.size >= MOST_TABLES) return [];
      const keys = ask(database, table);
      asked.set(name, keys);
      return keys;
    },
    refused: () => refused,
  };
}

/** Null for a text that is not read, and for one that reads no table. */
export async function readQueryForm(
  sql: string,
  database: string | null,
  keys: PartitionKeys,
): Promise<QueryForm | null> {
  const read = readStatement(sql);
  if (!read.ok) return null;
  const statement = read.value;
  const checked = checkStatement(statement, everything(statement, database ?? NO_DATABASE));
  if (!checked.ok) return null;
  const reads = readsOf(checked.value).filter(({ table }) => isOfGlue(table.catalog));
  if (reads.length === 0) return null;
  const unfiltered = new Map<string, readonly string[]>();
  for (const { table, predicates } of reads) {
    const those = await keys.of(table.database, table.table);
    const isNarrowed = predicates.some(({ column, operator }) => operator !== '<>' && those.includes(column));
    if (those.length > 0 && !isNarrowed) unfiltered.set(`${table.database}.${table.table}`, those);
  }
  const { body } = statement.query ?? {};
  return {
    hasStar: body?.type === 'select' && body.items.some(({ type }) => type === 'star'),
    isFiltered: body?.type !== 'select' || body.where !== null || body.from.on.length > 0,
    unfiltered: [...unfiltered].map(([table, those]) => ({ table, keys: those })),
  };
}

/** A policy by which all that it names may be read. */
function everything({ tables }: Statement, database: string): Parameters<typeof checkStatement>[1] {
  const named = tables.flatMap((table) => table.database ?? []);
  const catalogs = tables.flatMap((table) => table.catalog ?? []);
  return {
    catalogs: [ATHENA_CATALOG, ...catalogs],
    databases: [database, ...named],
    defaultDatabase: database,
    mask: [],
  };
}

function isOfGlue(catalog: string): boolean {
  return catalog.toLowerCase() === ATHENA_CATALOG.toLowerCase();
}
