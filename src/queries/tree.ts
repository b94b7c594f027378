/**
 * A statement as it was read: as much of its form as is asked for afterwards, and no more. Whatever holds expressions
 * keeps all of them, so that no column escapes who looks for it. Pure types.
 */

export interface Identifier {
  readonly name: string;
  readonly at: number;
}

/** A value that stands in the text. */
export interface Literal {
  /** `constant` is an expression without columns, such as `current_date - interval '1' day`. */
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'date' | 'timestamp' | 'parameter' | 'constant';
  /** The value, without its quotes; of a constant nothing; of a parameter its number, counted from 0. */
  readonly text: string;
  /** The day that a constant surely is. */
  readonly day?: Day;
}

/** A day that lies so many days after another one, or before it where they are negative. */
export interface Day {
  /** `2026-11-12`; null for the day on which the statement is run, in UTC. */
  readonly from: string | null;
  readonly days: number;
  /** Of the text that it is, with `%Y`, `%m` and `%d`; null for a date. */
  readonly format: string | null;
}

/** Of what else is made of expressions, as much as says which day it is. */
export type Made =
  | { readonly by: 'today' }
  | { readonly by: 'interval'; readonly days: number }
  /** One between each part and the next. */
  | { readonly by: 'operators'; readonly operators: readonly string[] }
  /** A plain call; the name in small letters. */
  | { readonly by: 'call'; readonly name: string };

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Expression =
  | { readonly type: 'name'; readonly parts: readonly Identifier[] }
  /** Fields, and subscripts besides, of the first part: `f(x)[1].a.b`. */
  | {
      readonly type: 'fields';
      readonly parts: readonly Expression[];
      readonly fields: readonly Identifier[];
    }
  | { readonly type: 'literal'; readonly literal: Literal }
  | { readonly type: 'cast'; readonly value: Expression; readonly to: string }
  | { readonly type: 'and'; readonly parts: readonly Expression[] }
  | {
      readonly type: 'comparison';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'in' | 'between'; readonly value: Expression; readonly parts: readonly Expression[] }
  | { readonly type: 'query'; readonly query: Query }
  | { readonly type: 'lambda'; readonly parameters: readonly Identifier[]; readonly body: Expression }
  /** What says which rows a call counts, and in which groups: FILTER, OVER, and arguments after DISTINCT. */
  | { readonly type: 'picked'; readonly parts: readonly Expression[] }
  /** Anything else that is made of expressions, or of nothing. */
  | { readonly type: 'of'; readonly parts: readonly Expression[]; readonly made?: Made };

/** An expression and where it stands in the text. */
export interface Located {
  readonly expression: Expression;
  readonly at: number;
}

export interface Query {
  readonly at: number;
  readonly named: readonly NamedQuery[];
  readonly body: Body;
  readonly orderBy: readonly Located[];
}

export interface NamedQuery {
  readonly name: Identifier;
  /** New names for its columns; none where they keep theirs. */
  readonly columns: readonly Identifier[];
  readonly query: Query;
}

export type Body =
  | Select
  /** UNION, INTERSECT and EXCEPT, all of one level. */
  | { readonly type: 'set'; readonly bodies: readonly Body[] }
  | { readonly type: 'query'; readonly query: Query }
  | { readonly type: 'values'; readonly rows: readonly Expression[] }
  /** `TABLE t`, which is `SELECT * FROM t`. */
  | { readonly type: 'table'; readonly table: TableRelation };

export interface Select {
  readonly type: 'select';
  readonly at: number;
  readonly distinct: boolean;
  readonly items: readonly Item[];
  readonly from: From;
  readonly where: Expression | null;
  readonly groupBy: readonly Located[];
  /** HAVING, WINDOW. */
  readonly others: readonly Expression[];
}

export type Item =
  | {
      readonly type: 'star';
      readonly at: number;
      /** What stands before `.*`. */
      readonly of: Expression | null;
      /** `t.* AS (a, b)`. */
      readonly renamed: boolean;
    }
  | {
      readonly type: 'expression';
      readonly at: number;
      readonly expression: Expression;
      readonly alias: Identifier | null;
    };

/** All that stands in FROM, parentheses resolved. */
export interface From {
  readonly relations: readonly Relation[];
  readonly on: readonly On[];
  readonly using: readonly Identifier[];
  /** Where NATURAL stands. */
  readonly natural: readonly number[];
  /** Joins in parentheses that get a name of their own, which hides those inside. */
  readonly renamed: readonly Alias[];
  readonly outer: boolean;
}

/** A join's condition, and for which relations it leaves rows out: from `begin` to before `end`. */
export interface On {
  readonly condition: Expression;
  readonly begin: number;
  readonly end: number;
}

export type Relation =
  | TableRelation
  | { readonly type: 'query'; readonly query: Query; readonly alias: Alias | null }
  /** UNNEST and the table functions. */
  | { readonly type: 'rows'; readonly parts: readonly Expression[]; readonly alias: Alias | null };

export interface TableRelation {
  readonly type: 'table';
  readonly name: readonly Identifier[];
  readonly alias: Alias | null;
  /** Of FOR … AS OF. */
  readonly parts: readonly Expression[];
}

export interface Alias {
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
}
