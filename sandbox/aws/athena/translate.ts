/**
 * One query in Trino's language as one of DuckDB's: forms are changed, parameters put in, and every call and every
 * table is looked up, so that nothing reaches DuckDB but functions that Trino has and tables that the catalog knows.
 */

import type { DuckDBConnection } from '@duckdb/node-api';

import type { Edit } from './edits.ts';
import type { Table, TableSource } from './tables.ts';
import type { Token } from './tokens.ts';
import type { TableName, Tree } from './tree.ts';

import { CATALOG } from './duck.ts';
import { edited } from './edits.ts';
import { at, MalformedQuery, QueryFailure } from './failure.ts';
import { formEdits } from './forms.ts';
import { functionFor, isOfTheLanguage } from './functions.ts';
import { parameterEdits } from './parameters.ts';
import { quoted } from './tables.ts';
import { tokensOf } from './tokens.ts';
import { readTree } from './tree.ts';

export interface Question {
  readonly sql: string;
  readonly tokens: readonly Token[];
  readonly database: string;
  readonly parameters: readonly string[];
  readonly now: string;
}

export interface Translated {
  readonly sql: string;
  readonly tables: readonly Table[];
  /** Whether the column `$path` is asked for. */
  readonly withPath: boolean;
  readonly labels: Tree['labels'];
  /** Where a column or a call stands in the question, for a fault that names it. */
  placeOf(name: string): number | null;
}

const PARTITIONS = '$partitions';

/** Whether a text parses. Throws `MalformedQuery` when it does not. Parameters do not matter to it. */
export async function parses(connection: DuckDBConnection, question: Question): Promise<void> {
  const values = question.tokens.filter(({ text }) => text === '?').map(() => 'NULL');
  try {
    await parse(connection, { ...question, parameters: values });
  } catch (error) {
    // Any other fault is one of the execution.
    if (error instanceof MalformedQuery) throw error;
  }
}

/** Throws `MalformedQuery` and `QueryFailure`. */
export async function translate(
  connection: DuckDBConnection,
  question: Question,
  source: TableSource,
): Promise<Translated> {
  const { text, tree, sourceOf } = await parse(connection, question);
  const tables = tree.tables.map((name) => tableFor(question, name, source, sourceOf));
  const characterAt = characters(text);
  const renamed = tree.calls.flatMap((call) =>
    callEdit(question, text, {
      name: call.name,
      start: call.at === null ? null : characterAt(call.at),
      source: call.at === null ? null : sourceOf(call.at),
    }),
  );
  return {
    sql: edited(text, renamed).text,
    tables: [...new Set(tables)],
    withPath: question.tokens.some(({ kind, value }) => kind === 'quoted' && value === '$path'),
    labels: tree.labels,
    placeOf: (wanted) => {
      const named = [...tree.columns, ...tree.calls];
      const found = named.find(({ name }) => name === wanted || name.endsWith(`.${wanted}`));
      return found === undefined || found.at === null ? null : sourceOf(found.at);
    },
  };
}

type Place = (byteOffset: number) => number | null;

async function parse(
  connection: DuckDBConnection,
  { sql, tokens, parameters, now }: Question,
): Promise<{ readonly text: string; readonly tree: Tree; readonly sourceOf: Place }> {
  const changed = edited(withoutEnd(sql, tokens), [
    ...formEdits(sql, tokens, now),
    ...parameterEdits(sql, tokens, parameters),
  ]);
  const { text } = changed;
  const characterAt = characters(text);
  const sourceOf: Place = (offset) => changed.sourceOf(characterAt(offset));
  const result = await connection.run('SELECT json_serialize_sql($1::VARCHAR)', [text]);
  const tree = readTree(String((await result.getRowsJson())[0]?.[0]));
  if ('message' in tree) throw malformed(sql, tree.at === null ? null : sourceOf(tree.at), tokens);
  const [foreign] = tree.foreign;
  if (foreign !== undefined || tree.statements !== 1) {
    throw new MalformedQuery(`${at(sql, 0)}mismatched input '${foreign ?? ';'}'. Expecting: <query>`);
  }
  return { text, tree, sourceOf };
}

function malformed(sql: string, place: number | null, tokens: readonly Token[]): MalformedQuery {
  const offset = place ?? sql.length;
  const token = tokens.find(({ end }) => end > offset);
  const found = token === undefined ? '<EOF>' : token.text;
  return new MalformedQuery(`${at(sql, token?.start ?? sql.length)}mismatched input '${found}'`);
}

function tableFor(
  { sql, database }: Question,
  { parts, at: offset }: TableName,
  source: TableSource,
  sourceOf: Place,
): Table {
  const [name = '', schema = database, catalog = CATALOG] = parts
    .map((part) => part.toLowerCase())
    .toReversed();
  const place = at(sql, (offset === null ? null : sourceOf(offset)) ?? 0);
  if (catalog !== CATALOG) {
    throw new QueryFailure('CATALOG_NOT_FOUND', `${place}Catalog '${catalog}' does not exist`);
  }
  if (!source.databases().includes(schema)) {
    throw new QueryFailure('SCHEMA_NOT_FOUND', `${place}Schema '${schema}' does not exist`);
  }
  const wanted = name.endsWith(PARTITIONS) ? name.slice(0, -PARTITIONS.length) : name;
  const table = source.tables(schema).find((candidate) => candidate.name === wanted);
  if (table !== undefined) return table;
  throw new QueryFailure('TABLE_NOT_FOUND', `${place}Table '${catalog}.${schema}.${name}' does not exist`);
}

/** How DuckDB is told to call it. A call that was written must be of Trino; one that the parser made, of the language. */
function callEdit(
  { sql }: Question,
  text: string,
  { name, start, source }: { name: string; start: number | null; source: number | null },
): readonly Edit[] {
  const written = start === null ? undefined : writtenAt(text, start);
  // What our own forms put in has no place in the question.
  if (start !== null && source === null) return [];
  if (written?.name !== name || start === null || source === null) {
    if (isOfTheLanguage(name)) return [];
    throw notRegistered(sql, source, name);
  }
  const known = functionFor(name);
  if (known === null) throw notRegistered(sql, source, name);
  if (known === 'not-simulated') {
    throw new QueryFailure(
      'NOT_SUPPORTED',
      `${at(sql, source)}The sandbox does not simulate the function ${name}`,
    );
  }
  return known.call === name ? [] : [{ start, end: start + written.length, text: known.call }];
}

function notRegistered(sql: string, place: number | null, name: string): QueryFailure {
  return new QueryFailure('FUNCTION_NOT_FOUND', `${at(sql, place ?? 0)}Function '${name}' not registered`);
}

/** The name of the call that is written at a place of the text, or nothing when none is. */
function writtenAt(
  text: string,
  start: number,
): { readonly name: string; readonly length: number } | undefined {
  const match = /^(?:(\w+)|"((?:[^"]|"")*)")\s*\(/.exec(text.slice(start, start + LONGEST_NAME));
  if (match === null) return undefined;
  const [, word, name] = match;
  return {
    name: (word ?? name ?? '').toLowerCase(),
    length: word === undefined ? quoted(name ?? '').length : word.length,
  };
}

const LONGEST_NAME = 200;

/** A semicolon at the end is no part of the query. */
function withoutEnd(sql: string, tokens: readonly Token[]): string {
  const last = tokens.at(-1);
  return last?.text === ';' ? `${sql.slice(0, last.start)} ` : sql;
}

/** DuckDB counts bytes. */
function characters(text: string): (bytes: number) => number {
  const encoded = Buffer.from(text);
  return encoded.length === text.length
    ? (bytes) => bytes
    : (bytes) => encoded.subarray(0, bytes).toString().length;
}

/** The question for a text. */
export function questionOf(
  sql: string,
  { database, parameters, now }: Omit<Question, 'sql' | 'tokens'>,
): Question {
  return { sql, tokens: tokensOf(sql), database, parameters, now };
}
