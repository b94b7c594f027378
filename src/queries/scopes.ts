/**
 * What a name may stand for: a column of what stands in FROM, a whole row of it, or what SELECT called a column; of the query
 * that names it, and of those around. No schema is known, so that a column is only one where a query of the statement gives
 * it that name. Pure.
 */

import type { Body, From, Identifier, Item, Query } from './tree.ts';

/** The names that one query adds to those of the queries around it. */
export interface Scope {
  /** How what stands in FROM may be called. */
  readonly relations: ReadonlySet<string>;
  /** Whether the name is that of a column which is known to be there. */
  hasColumn(parts: readonly Identifier[]): boolean;
  /** What SELECT called masked columns. */
  readonly hidden: ReadonlySet<string>;
}

/** The columns of what WITH named, by its name; undefined for a table. */
export type ColumnsOfName = (name: string) => ReadonlySet<string> | undefined;

const NONE: ReadonlySet<string> = new Set();

/** Columns, with the relation that has them; null for one without a name, and for a result. */
interface Known {
  readonly of: string | null;
  readonly columns: ReadonlySet<string>;
}

/** What a FROM adds while it is read: nobody knows yet which columns there are. */
export function openScope(from: From): Scope {
  return { relations: relationsOf(from), hasColumn: () => false, hidden: NONE };
}

/** What a FROM adds. */
export function scopeOf(from: From, columnsOfName: ColumnsOfName): Scope {
  // A join that got a name hides those inside.
  const visible = from.renamed.length > 0 ? [] : from.relations;
  const known = visible.flatMap((relation): readonly Known[] => {
    const name = relation.alias?.name ?? (relation.type === 'table' ? relation.name.at(-1) : undefined);
    const columns = columnsOfRelation(relation, columnsOfName);
    return columns === undefined ? [] : [{ of: name === undefined ? null : lower(name), columns }];
  });
  return { relations: relationsOf(from), hasColumn: columnIn(known), hidden: NONE };
}

/** What the result of a SELECT adds, for its ORDER BY. */
export function resultScope(columns: ReadonlySet<string>, hidden: ReadonlySet<string> = NONE): Scope {
  return { relations: NONE, hasColumn: columnIn([{ of: null, columns }]), hidden };
}

/** The columns of a query's result that have a name of the statement. */
export function columnsOf({ body }: Pick<Query, 'body'>): ReadonlySet<string> {
  switch (body.type) {
    case 'select':
      return columnsOfItems(body.items);
    case 'set':
      return columnsOfFirst(body.bodies);
    case 'query':
      return columnsOf(body.query);
    case 'values':
    case 'table':
      return NONE;
  }
}

/** Whether a name may stand for a whole row, or for a masked column by its new name; the innermost query knows first. */
export function meaningOf(parts: readonly Identifier[], scopes: readonly Scope[]): 'row' | 'hidden' | null {
  const key = keyOf(parts);
  const at = scopes.findLastIndex((scope) => scope.relations.has(key) || isHidden(parts, scope));
  const scope = scopes[at];
  if (scope === undefined) return null;
  if (isHidden(parts, scope)) return isOfInner(parts, scopes.slice(at + 1)) ? null : 'hidden';
  return scopes.slice(at).some((inner) => inner.hasColumn(parts)) ? null : 'row';
}

/** No statement has a NUL. */
export function keyOf(parts: readonly Identifier[]): string {
  return parts.map(lower).join('\0');
}

function columnsOfRelation(
  relation: From['relations'][number],
  columnsOfName: ColumnsOfName,
): ReadonlySet<string> | undefined {
  const { alias } = relation;
  if (alias !== null && alias.columns.length > 0) return new Set(alias.columns.map(lower));
  if (relation.type === 'query') return columnsOf(relation.query);
  const [name, ...more] = relation.type === 'table' ? relation.name : [];
  return name === undefined || more.length > 0 ? undefined : columnsOfName(lower(name));
}

function columnsOfItems(items: readonly Item[]): ReadonlySet<string> {
  const names = items.flatMap((item) => {
    if (item.type !== 'expression') return [];
    const { alias, expression } = item;
    return alias ?? (expression.type === 'name' ? (expression.parts.at(-1) ?? []) : []);
  });
  return new Set(names.map(lower));
}

function columnsOfFirst([first]: readonly Body[]): ReadonlySet<string> {
  return first === undefined ? NONE : columnsOf({ body: first });
}

function isHidden(parts: readonly Identifier[], { hidden }: Scope): boolean {
  return hidden.size > 0 && parts.some((part) => hidden.has(lower(part)));
}

/** Whether it is surely of a query inside the one that has such a name. */
function isOfInner(parts: readonly Identifier[], inner: readonly Scope[]): boolean {
  const first = parts.slice(0, parts.length === 1 ? 0 : 1);
  return inner.some(
    (scope) => scope.hasColumn(parts) || (first.length > 0 && scope.relations.has(keyOf(first))),
  );
}

/** A name is looked for once, however many relations there are and however often it stands. */
function columnIn(known: readonly Known[]): Scope['hasColumn'] {
  const found = new Map<string, boolean>();
  return (parts) => {
    const [first, second] = parts;
    if (first === undefined || parts.length > 2) return false;
    const key = keyOf(parts);
    const before = found.get(key);
    if (before !== undefined) return before;
    const of = second === undefined ? null : lower(first);
    const column = lower(second ?? first);
    const has = known.some((one) => (of === null || one.of === of) && one.columns.has(column));
    found.set(key, has);
    return has;
  };
}

/** By its alias, or where it has none by the end of its name. */
function relationsOf({ relations, renamed }: From): ReadonlySet<string> {
  const keys = renamed.map(({ name }) => keyOf([name]));
  for (const relation of relations) {
    if (relation.alias !== null) keys.push(keyOf([relation.alias.name]));
    else if (relation.type === 'table')
      keys.push(...relation.name.map((_, index) => keyOf(relation.name.slice(index))));
  }
  return new Set(keys);
}

function lower({ name }: Identifier): string {
  return name.toLowerCase();
}
