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

/** Stands among the parameters of a compiled query where a value goes. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Prepares the query that `build` makes; each engine compiles its own text, the first time it is asked. */
export function prepared<V extends Values, Row>(
  build: (db: Db, slot: SlotOf<V>) => Compilable<Row>,
): Prepared<V, Row> {
  const compiledFor = new WeakMap<object, CompiledQuery<Row>>();
  return async (db, values) => {
    const engine = db.getExecutor().adapter;
    const compiled = compiledFor.get(engine) ?? build(db, (name) => sql`${new Slot(name)}`).compile();
    compiledFor.set(engine, compiled);
    const parameters = compiled.parameters.map((parameter) =>
      parameter instanceof Slot ? values[parameter.name] : parameter,
    );
    const { rows } = await db.executeQuery<Row>({ ...compiled, parameters });
    return rows;
  };
}
