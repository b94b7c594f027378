/**
 * Keeps masked columns where they can be hidden again: bare in the outermost SELECT, where the result has them under a
 * name or at a place that is known. Anywhere else a value could be told from what comes back, so that the statement is
 * refused; in doubt too. No schema is known: a name that is spelt like a masked column is one. A plan holds names and what
 * the statement says itself, so that nothing of it is hidden; but a condition could be told by: Trino estimates how many rows
 * it leaves from the least and greatest value of a column, and leaves out partitions by their values. Pure.
 */

import type { Statement } from './statement.ts';
import type { Body, Expression, Identifier, Item, Located, NamedQuery, Query, Select } from './tree.ts';

import { expressionsOfFrom, partsOf } from './parts.ts';
import { placeOf, SqlStop } from './refusal.ts';
import { columnsOf, keyOf, meaningOf, openScope, resultScope, scopeOf, type Scope } from './scopes.ts';

/** Which columns of the result are to be hidden: one whose place or whose name stands here. */
export interface Hidden {
  /** Places in the result, counted from 0. */
  readonly places: readonly number[];
  /** In small letters, as are to be those of the result that they are compared with. */
  readonly names: readonly string[];
}

/** What Iceberg tells of a table besides its rows that holds no values of columns. */
const WITHOUT_VALUES = ['history', 'snapshots', 'refs', 'properties', 'metadata_log_entries'];

const NOTHING: Hidden = { places: [], names: [] };

/** Of `"t$partitions"` the column in which Iceberg tells the least and greatest value of every other. */
const BOUNDS = 'data';

/** Throws `SqlStop` where a masked column stands where it may not. */
export function checkMasks(statement: Statement, mask: readonly string[]): Hidden {
  const { sql, query, tables, columns } = statement;
  const names = [...new Set(mask.map((name) => name.toLowerCase()))];
  // Whether it is a statement tells of no row.
  if (names.length === 0 || statement.kind === 'validate') return NOTHING;
  const partitions = tables.find(({ metadata }) => metadata === 'partitions');
  const masked = new Set(partitions === undefined ? names : [...names, BOUNDS]);
  for (const { metadata, at } of tables)
    if (metadata !== null && metadata !== 'partitions' && !WITHOUT_VALUES.includes(metadata))
      throw refuse(`"$${metadata}", which holds values of masked columns`, at);
  for (const column of columns)
    if (masked.has(column.toLowerCase())) throw refuse(`${column}, which is masked, and values of it`, null);
  if (query === null) return { places: [], names };
  /** What may be named here, by the innermost query last. */
  const scopes: Scope[] = [];
  /** What WITH named, with its columns, by the innermost query last. */
  const withs: Map<string, ReadonlySet<string>>[] = [];
  const hidden = inOutermost(query);
  return statement.kind === 'explain' || statement.kind === 'analyze' ? NOTHING : hidden;

  /** A query whose result is shown; parentheses around it change nothing. */
  function inOutermost({ named, body, orderBy }: Query): Hidden {
    return within(named, () => {
      if (body.type === 'query' && orderBy.length === 0) return inOutermost(body.query);
      if (body.type === 'table' && partitions === undefined) {
        refuseOrder(orderBy, [{ type: 'star', at: 0, of: null, renamed: false }]);
        return { places: [], names };
      }
      if (body.type === 'select') return inShown(body, orderBy);
      inBody(body, orderBy);
      return { places: [], names };
    });
  }

  /** Knows what WITH named while the work goes on, each name after its own query. */
  function within<T>(named: readonly NamedQuery[], work: () => T): T {
    const known = new Map<string, ReadonlySet<string>>();
    withs.push(known);
    for (const { name, columns: renamed, query: inner } of named) {
      inInner(inner);
      const own =
        renamed.length > 0 ? new Set(renamed.map((one) => one.name.toLowerCase())) : columnsOf(inner);
      known.set(name.name.toLowerCase(), own);
    }
    const done = work();
    withs.pop();
    return done;
  }

  function inShown(select: Select, orderBy: readonly Located[]): Hidden {
    const places: number[] = [];
    const aliases = new Set<string>();
    const inPlan = statement.kind === 'explain' && !select.distinct;
    inFrom(select);
    select.items.forEach((item, place) => {
      const bare = item.type === 'expression' ? bareMasked(item.expression) : null;
      if (item.type !== 'expression' || bare === null || select.distinct) {
        inItem(item, { shown: !select.distinct, inPlan });
        return;
      }
      places.push(place);
      aliases.add((item.alias ?? bare).name.toLowerCase());
    });
    inSelectBesideItems(select);
    scopes.push(resultScope(orderBy.length === 0 ? new Set() : columnsOf({ body: select }), aliases));
    refuseOrder(orderBy, select.items, { inPlan });
    scopes.length -= 2;
    // After a star nobody knows the place, so that the name has to do.
    const star = select.items.some(({ type }) => type === 'star');
    return star ? { places: [], names: [...new Set([...names, ...aliases])] } : { places, names };
  }

  /** A query whose result goes on into another: no masked column, and no star that could bring one. */
  function inInner({ named, body, orderBy }: Query): void {
    within(named, () => inBody(body, orderBy));
  }

  function inBody(body: Body, orderBy: readonly Located[] = []): void {
    const around = scopes.length;
    if (body.type === 'select') {
      inFrom(body);
      for (const item of body.items) inItem(item, { shown: false, inPlan: false });
      inSelectBesideItems(body);
    } else inOther(body);
    if (orderBy.length > 0) scopes.push(resultScope(columnsOf({ body })));
    for (const { expression } of orderBy) inExpression(expression);
    scopes.length = around;
  }

  function inOther(body: Exclude<Body, Select>): void {
    switch (body.type) {
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

  /** Adds what stands in FROM to the scopes. Inside it nobody knows yet which columns there are. */
  function inFrom({ from }: Select): void {
    scopes.push(openScope(from));
    if (from.natural[0] !== undefined)
      throw refuse('a NATURAL JOIN, which may compare masked columns', from.natural[0]);
    for (const column of from.using) refuseIdentifier(column);
    for (const relation of from.relations) {
      if (relation.type === 'query') inInner(relation.query);
      if (relation.type === 'table') refuseRenamed(relation.alias?.columns ?? []);
    }
    for (const { columns: renamed } of from.renamed) refuseRenamed(renamed);
    for (const expression of expressionsOfFrom(from)) inExpression(expression);
    scopes[scopes.length - 1] = scopeOf(from, (name) =>
      withs.findLast((known) => known.has(name))?.get(name),
    );
  }

  function inItem(
    item: Item,
    { shown, inPlan }: { readonly shown: boolean; readonly inPlan: boolean },
  ): void {
    if (item.type === 'expression') return inExpression(item.expression, inPlan);
    // `person.*` of a row column shows its fields under their own names: only what stands in FROM is known.
    const known = item.of === null || (item.of.type === 'name' && isRelation(item.of.parts));
    if (!shown || !known || item.renamed || partitions !== undefined)
      throw refuse('all columns, of which some may be masked', item.at);
    return undefined;
  }

  function isRelation(parts: readonly Identifier[]): boolean {
    return scopes.at(-1)?.relations.has(keyOf(parts)) ?? false;
  }

  function inSelectBesideItems({ items, where, groupBy, others }: Select): void {
    const beside = [
      ...(where === null ? [] : [where]),
      ...groupBy.map(({ expression }) => expression),
      ...others,
    ];
    for (const expression of beside) inExpression(expression);
    const star = firstStarOf(items);
    for (const { expression, at } of groupBy) refuseOrdinal(expression, at, items, star);
  }

  /** `inPlan`: it is only explained, and leaves no row out, so that a masked column may stand in it. */
  function inExpression(expression: Expression, inPlan = false): void {
    if (expression.type === 'query') inInner(expression.query);
    if (expression.type === 'name') refuseMeaning(expression.parts, inPlan);
    const said =
      expression.type === 'name'
        ? expression.parts
        : expression.type === 'fields'
          ? expression.fields
          : expression.type === 'lambda'
            ? expression.parameters
            : [];
    if (!inPlan) for (const identifier of said) refuseIdentifier(identifier);
    for (const part of partsOf(expression)) inExpression(part, inPlan && expression.type !== 'picked');
  }

  function refuseOrder(
    orderBy: readonly Located[],
    items: readonly Item[],
    { inPlan }: { readonly inPlan: boolean } = { inPlan: false },
  ): void {
    const star = firstStarOf(items);
    for (const { expression, at } of orderBy) {
      inExpression(expression, inPlan);
      if (!inPlan) refuseOrdinal(expression, at, items, star);
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

  function refuseIdentifier({ name, at }: Identifier): void {
    if (masked.has(name.toLowerCase())) throw refuse(`${name}, which is masked`, at);
  }

  /** The name of a table, where a column may stand, is its whole row to some readers, masked columns included. */
  function refuseMeaning(parts: readonly Identifier[], inPlan: boolean): void {
    const meaning = meaningOf(parts, scopes);
    if (meaning === null || (meaning === 'hidden' && inPlan)) return;
    const what = parts.map(({ name }) => name).join('.');
    throw refuse(
      meaning === 'row' ? `${what}, a whole row` : `${what}, which is masked`,
      parts[0]?.at ?? null,
    );
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
      hint:
        statement.kind === 'explain'
          ? `A plan may tell how many rows a condition leaves: leave ${names.join(', ')} out of everything but what the outermost SELECT shows and its ORDER BY.`
          : `Name the columns that are needed, and leave ${names.join(', ')} out of everything but the outermost SELECT.`,
    });
  }
}

/** After all of them where there is none. */
function firstStarOf(items: readonly Item[]): number {
  const star = items.findIndex(({ type }) => type === 'star');
  return star === -1 ? Infinity : star;
}
