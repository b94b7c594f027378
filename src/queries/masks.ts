/**
 * Keeps masked columns where they can be hidden again: bare in the outermost SELECT, where the result has them under a
 * name or at a place that is known. Anywhere else a value could be told from what comes back, so that the statement is
 * refused; in doubt too. No schema is known: a name that is spelt like a masked column is one. Pure.
 */

import type { Statement } from './statement.ts';
import type { Body, Expression, From, Identifier, Item, Located, Query, Select } from './tree.ts';

import { expressionsOfFrom, partsOf } from './parts.ts';
import { placeOf, SqlStop } from './refusal.ts';

/** Which columns of the result are to be hidden: one whose place or whose name stands here. */
export interface Hidden {
  /** Places in the result, counted from 0. */
  readonly places: readonly number[];
  /** In small letters, as are to be those of the result that they are compared with. */
  readonly names: readonly string[];
}

/** What Iceberg tells of a table besides its rows that holds no values of columns. */
const WITHOUT_VALUES = ['history', 'snapshots', 'refs', 'properties', 'metadata_log_entries'];

/** Of `"t$partitions"` the column in which Iceberg tells the least and greatest value of every other. */
const BOUNDS = 'data';

/** Throws `SqlStop` where a masked column stands where it may not. */
export function checkMasks(statement: Statement, mask: readonly string[]): Hidden {
  const { sql, query, tables, columns } = statement;
  const names = [...new Set(mask.map((name) => name.toLowerCase()))];
  if (names.length === 0) return { places: [], names };
  const partitions = tables.find(({ metadata }) => metadata === 'partitions');
  const masked = new Set(partitions === undefined ? names : [...names, BOUNDS]);
  for (const { metadata, at } of tables)
    if (metadata !== null && metadata !== 'partitions' && !WITHOUT_VALUES.includes(metadata))
      throw refuse(`"$${metadata}", which holds values of masked columns`, at);
  for (const column of columns)
    if (masked.has(column.toLowerCase())) throw refuse(`${column}, which is masked, and values of it`, null);
  if (query === null) return { places: [], names };
  /** What the relations are called that may be named here, those of the innermost query last. */
  const scopes: ReadonlySet<string>[] = [];
  return inOutermost(query);

  /** A query whose result is shown; parentheses around it change nothing. */
  function inOutermost({ named, body, orderBy }: Query): Hidden {
    for (const one of named) inInner(one.query);
    if (body.type === 'query' && orderBy.length === 0) return inOutermost(body.query);
    if (body.type === 'table' && partitions === undefined) {
      refuseOrder(orderBy, [{ type: 'star', at: 0, of: null, renamed: false }], new Set());
      return { places: [], names };
    }
    if (body.type === 'select') return inShown(body, orderBy);
    inBody(body);
    refuseOrder(orderBy, [], new Set());
    return { places: [], names };
  }

  function inShown(select: Select, orderBy: readonly Located[]): Hidden {
    const places: number[] = [];
    const aliases = new Set<string>();
    scopes.push(relationsOf(select.from));
    select.items.forEach((item, place) => {
      const bare = item.type === 'expression' ? bareMasked(item.expression) : null;
      if (item.type !== 'expression' || bare === null || select.distinct) {
        inItem(item, { shown: !select.distinct });
        return;
      }
      places.push(place);
      aliases.add((item.alias ?? bare).name.toLowerCase());
    });
    inSelectBesideItems(select);
    scopes.pop();
    refuseOrder(orderBy, select.items, aliases);
    // After a star nobody knows the place, so that the name has to do.
    const star = select.items.some(({ type }) => type === 'star');
    return star ? { places: [], names: [...new Set([...names, ...aliases])] } : { places, names };
  }

  /** A query whose result goes on into another: no masked column, and no star that could bring one. */
  function inInner({ named, body, orderBy }: Query): void {
    for (const one of named) inInner(one.query);
    inBody(body);
    for (const { expression } of orderBy) inExpression(expression);
  }

  function inBody(body: Body): void {
    switch (body.type) {
      case 'select':
        scopes.push(relationsOf(body.from));
        for (const item of body.items) inItem(item, { shown: false });
        inSelectBesideItems(body);
        scopes.pop();
        return undefined;
      case 'set':
        for (const one of body.bodies) inBody(one);
        return undefined;
      case 'query':
        return inInner(body.query);
      case 'values':
        for (const row of body.rows) inExpression(row);
        return undefined;
      case 'table':
        throw refuse('all columns, of which some may be masked', body.table.name[0]?.at ?? null);
    }
  }

  function inItem(item: Item, { shown }: { readonly shown: boolean }): void {
    if (item.type === 'expression') return inExpression(item.expression);
    // `person.*` of a row column shows its fields under their own names: only what stands in FROM is known.
    const known =
      item.of === null || (item.of.type === 'name' && (scopes.at(-1)?.has(keyOf(item.of.parts)) ?? false));
    if (!shown || !known || item.renamed || partitions !== undefined)
      throw refuse('all columns, of which some may be masked', item.at);
    return undefined;
  }

  function inSelectBesideItems({ from, items, where, groupBy, others }: Select): void {
    if (from.natural[0] !== undefined)
      throw refuse('a NATURAL JOIN, which may compare masked columns', from.natural[0]);
    for (const column of from.using) refuseIdentifier(column);
    for (const relation of from.relations) {
      if (relation.type === 'query') inInner(relation.query);
      if (relation.type === 'table') refuseRenamed(relation.alias?.columns ?? []);
    }
    for (const { columns: renamed } of from.renamed) refuseRenamed(renamed);
    const beside = [
      ...expressionsOfFrom(from),
      ...(where === null ? [] : [where]),
      ...groupBy.map(({ expression }) => expression),
      ...others,
    ];
    for (const expression of beside) inExpression(expression);
    const star = firstStarOf(items);
    for (const { expression, at } of groupBy) refuseOrdinal(expression, at, items, star);
  }

  function inExpression(expression: Expression, aliases: ReadonlySet<string> = new Set()): void {
    if (expression.type === 'query') inInner(expression.query);
    if (expression.type === 'name') refuseRelation(expression.parts);
    const said =
      expression.type === 'name'
        ? expression.parts
        : expression.type === 'fields'
          ? expression.fields
          : expression.type === 'lambda'
            ? expression.parameters
            : [];
    for (const identifier of said) refuseIdentifier(identifier, aliases);
    for (const part of partsOf(expression)) inExpression(part, aliases);
  }

  function refuseOrder(
    orderBy: readonly Located[],
    items: readonly Item[],
    aliases: ReadonlySet<string>,
  ): void {
    const star = firstStarOf(items);
    for (const { expression, at } of orderBy) {
      inExpression(expression, aliases);
      refuseOrdinal(expression, at, items, star);
    }
  }

  /** `ORDER BY 2` names the second column of the result; after a star nobody knows which. */
  function refuseOrdinal(expression: Expression, at: number, items: readonly Item[], star: number): void {
    // `GROUP BY (1, 2)` is a list of places too.
    if (expression.type === 'of') for (const part of expression.parts) refuseOrdinal(part, at, items, star);
    if (expression.type !== 'literal') return;
    const place = Number(expression.literal.text) - 1;
    const item = items[place];
    if (star <= place || (item?.type === 'expression' && bareMasked(item.expression) !== null))
      throw refuse(`column ${place + 1} of the result, which is masked or may be`, at);
  }

  function refuseIdentifier({ name, at }: Identifier, aliases: ReadonlySet<string> = new Set()): void {
    const lower = name.toLowerCase();
    if (masked.has(lower) || aliases.has(lower)) throw refuse(`${name}, which is masked`, at);
  }

  /** The name of a table, where a column may stand, is its whole row to some readers, masked columns included. */
  function refuseRelation(parts: readonly Identifier[]): void {
    const key = keyOf(parts);
    if (scopes.some((scope) => scope.has(key)))
      throw refuse(`${parts.map(({ name }) => name).join('.')}, a whole row`, parts[0]?.at ?? null);
  }

  function refuseRenamed([first]: readonly Identifier[]): void {
    if (first !== undefined)
      throw refuse('new names for the columns of a table, of which some may be masked', first.at);
  }

  /** The masked column that an expression is, and nothing but it. */
  function bareMasked(expression: Expression): Identifier | null {
    if (expression.type !== 'name') return null;
    const column = expression.parts.at(-1);
    if (column === undefined || !names.includes(column.name.toLowerCase())) return null;
    return expression.parts.slice(0, -1).some(({ name }) => masked.has(name.toLowerCase())) ? null : column;
  }

  function refuse(what: string, at: number | null): SqlStop {
    return new SqlStop({
      sentence: `Expected masked columns only bare in the outermost SELECT, got ${what}.`,
      at: at === null ? null : placeOf(sql, at),
      hint: `Name the columns that are needed, and leave ${names.join(', ')} out of everything but the outermost SELECT.`,
    });
  }
}

/** After all of them where there is none. */
function firstStarOf(items: readonly Item[]): number {
  const star = items.findIndex(({ type }) => type === 'star');
  return star === -1 ? Infinity : star;
}

/** How what stands in FROM may be called: by its alias, or where it has none by the end of its name. */
function relationsOf({ relations, renamed }: From): ReadonlySet<string> {
  const keys = renamed.map(({ name }) => keyOf([name]));
  for (const relation of relations) {
    if (relation.alias !== null) keys.push(keyOf([relation.alias.name]));
    else if (relation.type === 'table')
      keys.push(...relation.name.map((_, index) => keyOf(relation.name.slice(index))));
  }
  return new Set(keys);
}

/** No statement has a NUL. */
function keyOf(parts: readonly Identifier[]): string {
  return parts.map(({ name }) => name.toLowerCase()).join('\0');
}
