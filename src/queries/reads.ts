/**
 * What a query reads: its tables, and what its WHERE and ON ask of their columns. A name that WITH gave to a query is no
 * table where it is known, and a table everywhere else. Pure.
 */

import type { Column, Predicate } from './predicates.ts';
import type { Body, Expression, From, Identifier, Query, Select, TableRelation } from './tree.ts';

import { expressionsOfFrom, expressionsOfSelect, partsOf } from './parts.ts';
import { predicatesOf } from './predicates.ts';
import { placeOf, SqlStop } from './refusal.ts';

export type { Predicate } from './predicates.ts';

/** A table as it is named; null stands for what the session says. */
export interface TableRead {
  readonly catalog: string | null;
  readonly database: string | null;
  readonly table: string;
  /** Of `"t$partitions"` the part after `$`: what is known of the table instead of its rows. */
  readonly metadata: string | null;
  readonly at: number;
  /** How often it is read: a query that WITH named is run wherever its name stands, and not at all where it never does. */
  readonly times: number;
}

export interface DatabaseRead {
  readonly database: string | null;
  readonly at: number;
}

export interface Reads {
  readonly tables: readonly TableRead[];
  readonly predicates: readonly Predicate[];
}

/** The names that WITH gave, those of the innermost query first. */
type Known = { readonly names: ReadonlyMap<string, Named>; readonly outer: Known } | null;

/** A query that WITH named, by those that read it; null stands for the statement itself. */
interface Named {
  readonly readBy: (Named | null)[];
}

/** So that what is said of each table stays small. */
export const MOST_TABLES = 200;

/** More are left unsaid, as are conditions of more values: what is said has to stay small. */
const MOST_PREDICATES = 1_000;

/** Each name may stand twice in the next, so that the times double: from here on they are only many. */
const MOST_TIMES = 1_000_000;

const PLAIN = /^[A-Za-z0-9_$@:/-]+$/;

/** Throws `SqlStop` for a table whose name could be taken for another. */
export function findReads(sql: string, query: Query): Reads {
  const tables: { readonly table: TableRead; readonly by: Named | null }[] = [];
  const predicates: Predicate[] = [];
  const allNamed: Named[] = [];
  let reading: Named | null = null;
  inQuery(query, null);
  const times = timesOf(allNamed);
  return {
    tables: tables.map(({ table, by }) => ({ ...table, times: times.get(by) ?? 0 })),
    predicates,
  };

  function inQuery({ named, body, orderBy }: Query, outer: Known): void {
    const names = new Map<string, Named>();
    const known: Known = { names, outer };
    for (const { name, query: inner } of named) {
      // A query does not know its own name: there it still means the table.
      const around = reading;
      const read: Named = { readBy: [] };
      reading = read;
      inQuery(inner, known);
      reading = around;
      allNamed.push(read);
      names.set(name.name.toLowerCase(), read);
    }
    inBody(body, known);
    for (const { expression } of orderBy) inExpression(expression, known);
  }

  function inBody(body: Body, known: Known): void {
    switch (body.type) {
      case 'select':
        return inSelect(body, known);
      case 'set':
        for (const one of body.bodies) inBody(one, known);
        return undefined;
      case 'query':
        return inQuery(body.query, known);
      case 'values':
        for (const row of body.rows) inExpression(row, known);
        return undefined;
      case 'table':
        addTable(body.table, known);
        return undefined;
    }
  }

  function inSelect(select: Select, known: Known): void {
    const columns = inFrom(select.from, known);
    if (select.where !== null) addPredicates(select.where, columns);
    for (const { condition, begin, end } of select.from.on) {
      const within = columns.filter(({ relation }) => relation >= begin && relation < end);
      if (within.length > 0) addPredicates(condition, within);
    }
    for (const expression of expressionsOfSelect(select)) inExpression(expression, known);
  }

  function addPredicates(condition: Expression, columns: readonly Column[]): void {
    for (const predicate of predicatesOf(condition, columns))
      if (predicates.length < MOST_PREDICATES) predicates.push(predicate);
  }

  /** The tables of this FROM, by the names that their columns may stand behind. */
  function inFrom(from: From, known: Known): readonly Column[] {
    const merged = from.outer ? from.using.map(({ name }) => name.toLowerCase()) : [];
    const columns: Column[] = [];
    from.relations.forEach((relation, index) => {
      if (relation.type === 'query') inQuery(relation.query, known);
      if (relation.type !== 'table') return;
      const table = addTable(relation, known);
      if (table === null || (relation.alias?.columns.length ?? 0) > 0 || from.renamed.length > 0) return;
      columns.push({ table, relation: index, names: namesOf(relation), merged });
    });
    for (const expression of expressionsOfFrom(from)) inExpression(expression, known);
    return columns;
  }

  function inExpression(expression: Expression, known: Known): void {
    if (expression.type === 'query') inQuery(expression.query, known);
    for (const part of partsOf(expression)) inExpression(part, known);
  }

  function addTable({ name }: TableRelation, known: Known): number | null {
    const [first] = name;
    const named =
      first !== undefined && name.length === 1 ? findNamed(first.name.toLowerCase(), known) : undefined;
    if (named !== undefined) {
      named.readBy.push(reading);
      return null;
    }
    if (tables.length === MOST_TABLES)
      throw new SqlStop({
        sentence: `Expected at most ${MOST_TABLES} tables in a statement, got more.`,
        at: placeOf(sql, first?.at ?? 0),
        hint: 'Read fewer at a time.',
      });
    tables.push({ table: nameTable(sql, name), by: reading });
    return tables.length - 1;
  }
}

function findNamed(name: string, known: Known): Named | undefined {
  for (let scope = known; scope !== null; scope = scope.outer) {
    const found = scope.names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How often each is run, those given first that only later ones read. */
function timesOf(named: readonly Named[]): ReadonlyMap<Named | null, number> {
  const times = new Map<Named | null, number>([[null, 1]]);
  for (const one of named.toReversed()) {
    const sum = one.readBy.reduce((before, by) => before + (times.get(by) ?? 0), 0);
    times.set(one, Math.min(MOST_TIMES, sum));
  }
  return times;
}

/** A table of its parts, the last of which is its name. Throws `SqlStop` for a part that hides others. */
export function nameTable(sql: string, parts: readonly Identifier[]): TableRead {
  const strange = parts.find(({ name }) => !PLAIN.test(name));
  if (strange !== undefined)
    throw new SqlStop({
      sentence: `Expected the name of a catalog, a database or a table, got "${strange.name.slice(0, 80)}".`,
      at: placeOf(sql, strange.at),
      hint: 'Quote each part alone, with the dot between the quotes: "db"."t".',
    });
  const [table, database, catalog] = parts.toReversed();
  const [name = '', ...metadata] = (table?.name ?? '').split(/(?<=.)[$@]/);
  return {
    catalog: catalog?.name ?? null,
    database: database?.name ?? null,
    table: name,
    metadata: metadata.length > 0 ? metadata.join('$').toLowerCase() : null,
    at: parts[0]?.at ?? 0,
    times: 1,
  };
}

function namesOf({ name, alias }: TableRelation): readonly string[] {
  if (alias !== null) return [alias.name.name.toLowerCase()];
  const parts = name.map((part) => part.name.toLowerCase());
  return parts.map((_, index) => parts.slice(index).join('.'));
}
