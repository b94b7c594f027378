/**
 * Queries that every message of a storm asks. Building and compiling one costs several times what running it does, so
 * each is compiled once, with slots where its values go. The query itself is written as any other.
 */

import type { CompiledQuery, RawBuilder } from 'kysely';
import type { Db } from './schema.ts';

import { sql } from 'kysely';

interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

export type Values = Readonly<Record<string, string | number | null>>;

/** Where the value of this name goes. */
export type SlotOf<V extends Values> = <Name extends keyof V & string>(name: Name) => RawBuilder<V[Name]>;

/** Runs the query with these values; the rows are what it returns, none for one that returns nothing. */
export type Prepared<V extends Values, Row> = (db: Db, values: V) => Promise<readonly Row[]>;

/** How many rows one statement writes. More would hardly be faster; what is left over is written one by one. */
const ROWS_AT_ONCE = 16;

/** Prepares the query that `build` makes; each engine compiles its own text, the first time it is asked. */
export function prepared<V extends Values, Row>(
  build: (db: Db, slot: SlotOf<V>) => Compilable<Row>,
): Prepared<V, Row> {
  return compiledOnce((db, slotFor) => build(db, (name) => slotFor(({ [name]: value }: V) => value)));
}

/**
 * Prepares the writing of many rows of one table, in their order: `build` makes the statement for as many rows as it
 * is given slots. It is compiled for two numbers of rows only, since each text costs as much as many rows.
 */
export function preparedRows<V extends Values>(
  build: (db: Db, rows: readonly SlotOf<V>[]) => Compilable<unknown>,
): (db: Db, rows: readonly V[]) => Promise<void> {
  const one = rowsAtOnce(build, 1);
  const many = rowsAtOnce(build, ROWS_AT_ONCE);
  return async (db, rows) => {
    let at = 0;
    for (; at + ROWS_AT_ONCE <= rows.length; at += ROWS_AT_ONCE)
      await many(db, rows.slice(at, at + ROWS_AT_ONCE));
    for (; at < rows.length; at += 1) await one(db, rows.slice(at, at + 1));
  };
}

function rowsAtOnce<V extends Values>(
  build: (db: Db, rows: readonly SlotOf<V>[]) => Compilable<unknown>,
  count: number,
): (db: Db, rows: readonly V[]) => Promise<unknown> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return compiledOnce((db, slotFor) =>
    build(
      db,
      indexes.map((index) => (name) => slotFor((rows: readonly V[]) => rowAt(rows, index)[name])),
    ),
  );
}

function rowAt<V>(rows: readonly V[], index: number): V {
  const row = rows[index];
  if (row === undefined) throw new Error(`Expected a row at ${index}, got ${rows.length} rows`);
  return row;
}

/** Makes a slot of what reads its value from what is given to the query. */
type SlotFor<Given> = <T>(read: (given: Given) => T) => RawBuilder<T>;

function compiledOnce<Given, Row>(
  build: (db: Db, slotFor: SlotFor<Given>) => Compilable<Row>,
): (db: Db, given: Given) => Promise<readonly Row[]> {
  const compiledFor = new WeakMap<object, (given: Given) => CompiledQuery<Row>>();

  function compile(db: Db): (given: Given) => CompiledQuery<Row> {
    const readers = new Map<unknown, (given: Given) => unknown>();
    const compiled = build(db, (read) => {
      // Stands among the parameters of the compiled query where the value goes.
      const slot = Symbol('slot');
      readers.set(slot, read);
      return sql`${slot}`;
    }).compile();
    const parameters = compiled.parameters.map((value) => readers.get(value) ?? (() => value));
    return (given) => ({ ...compiled, parameters: parameters.map((read) => read(given)) });
  }

  return async (db, given) => {
    const engine = db.getExecutor().adapter;
    const compiled = compiledFor.get(engine) ?? compile(db);
    compiledFor.set(engine, compiled);
    const { rows } = await db.executeQuery<Row>(compiled(given));
    return rows;
  };
}
