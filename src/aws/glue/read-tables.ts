/** Reads the tables of the databases that a pipeline names, as Glue describes them. */

import type { Table } from '@aws-sdk/client-glue';
import type { Result } from '../../lib/result.ts';
import type { StageEstate } from '../../operations/estate.ts';
import type { AwsErrorReport } from '../errors.ts';
import type { Call } from '../makers.ts';

import { count } from '../../lib/text.ts';
import { isTableOf } from '../../operations/estate.ts';
import { inParallel } from '../in-parallel.ts';
import { answerOrReport } from '../refusals.ts';

const PAGE_SIZE = 100;
const MOST_PAGES = 5;

export interface NamedTable extends Table {
  readonly Name: string;
}

export interface TableOf {
  readonly database: string;
  readonly table: NamedTable;
}

export interface EstateTables {
  /** Those of the pipeline, in the order of its stages. */
  readonly tables: readonly TableOf[];
  /** Tables that the configuration names and no database of their stage has: `todo_silver.orders`. */
  readonly absent: readonly string[];
  readonly refused: readonly { readonly database: string; readonly report: AwsErrorReport }[];
  /** What was read where that was not all, as clauses. */
  readonly unread: readonly string[];
}

export interface Listed {
  readonly tables: readonly NamedTable[];
  readonly isCut: boolean;
}

/** The tables of a database, in at most so many calls. */
export function listTables(
  database: string,
  { clients, signal }: Call,
  pages = MOST_PAGES,
): Promise<Result<Listed, AwsErrorReport>> {
  const all = async (): Promise<Listed> => {
    const found: Table[] = [];
    let token: string | undefined;
    for (let page = 0; page < pages; page += 1) {
      const { TableList = [], NextToken } = await clients.glue.getTables(
        { DatabaseName: database, MaxResults: PAGE_SIZE, NextToken: token },
        { abortSignal: signal },
      );
      found.push(...TableList);
      token = NextToken === '' ? undefined : NextToken;
      if (token === undefined) break;
    }
    const tables = found.flatMap((table) =>
      table.Name === undefined ? [] : [{ ...table, Name: table.Name }],
    );
    return { tables, isCut: token !== undefined };
  };
  return answerOrReport(all(), { doing: `list the tables of ${database}`, action: 'glue:GetTables' });
}

/** Of a database that has more tables than were listed: a clause of what was read. */
export function cutWords(database: string, { listed }: { readonly listed: number }): string {
  return `the first ${count(listed, 'table')} of ${database}, which has more`;
}

/** The tables of this call's pipeline. A database that two stages name is listed once. */
export async function readEstateTables(call: Call): Promise<EstateTables> {
  const { stages } = call.estate;
  const databases = [...new Set(stages.flatMap((stage) => stage.databases))];
  const answers = await inParallel(databases, call, async (database) => ({
    database,
    listed: await listTables(database, call),
  }));
  return {
    tables: answers.flatMap(({ database, listed }) =>
      listed.ok
        ? listed.value.tables
            .filter(({ Name }) => isTableOf(call.estate, database, Name))
            .map((table) => ({ database, table }))
        : [],
    ),
    absent: [...new Set(stages.flatMap((stage) => absentOf(stage, answers)))],
    refused: answers.flatMap(({ database, listed }) =>
      listed.ok ? [] : [{ database, report: listed.error }],
    ),
    unread: answers.flatMap(({ database, listed }) =>
      listed.ok && listed.value.isCut ? [cutWords(database, { listed: listed.value.tables.length })] : [],
    ),
  };
}

/** What no database of the stage has, once each of them was read to its end. */
function absentOf(
  { databases, tables }: StageEstate,
  answers: readonly { readonly database: string; readonly listed: Result<Listed, AwsErrorReport> }[],
): readonly string[] {
  const own = answers.filter(({ database }) => databases.includes(database));
  const known = new Set<string>();
  for (const { listed } of own) {
    if (!listed.ok || listed.value.isCut) return [];
    for (const { Name } of listed.value.tables) known.add(Name.toLowerCase());
  }
  const [database] = databases;
  if (database === undefined) return [];
  return tables.filter((name) => !known.has(name.toLowerCase())).map((name) => `${database}.${name}`);
}
