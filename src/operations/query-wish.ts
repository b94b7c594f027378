/** What is wanted of Athena: a named query with its parameters, or SQL that was typed. Pure. */

import type { Result } from '../lib/result.ts';
import type { NamedQuery, QuerySettings } from './query-settings.ts';

import { err, ok } from '../lib/result.ts';
import { nearest } from './nearest.ts';

export interface QueryWish {
  /** Null for what was typed. */
  readonly named: NamedQuery | null;
  readonly sql: string;
  /** By name, as they were given; empty for what was typed. */
  readonly values: Readonly<Record<string, string>>;
}

/** Text that is to be SQL begins so; anything else was to be the name of a query. */
const SQL = /^\s*(?:\(|--|\/\*|(?:select|with|values|table|show|describe|desc|explain)\b)/i;

/** Reads the words; the error is a sentence with the nearest names. */
export function readWish(
  text: string,
  { queries }: Pick<QuerySettings, 'queries'>,
): Result<QueryWish, string> {
  const [name = '', ...rest] = text.trim().split(/\s+/);
  const named = queries.find((query) => query.name === name) ?? null;
  if (named === null) {
    if (SQL.test(text) || rest.some((word) => !word.includes('=')))
      return ok({ named, sql: text, values: {} });
    return err(noSuchQuery(name, queries));
  }
  const pairs: (readonly [string, string])[] = [];
  for (const [, key = '', quoted, plain = ''] of text.trim().slice(name.length).matchAll(PAIR)) {
    if (key === '') return err(`Expected ${usageOf(named)}, got ${JSON.stringify(plain.slice(0, 60))}.`);
    pairs.push([key, quoted ?? plain]);
  }
  return ok({ named, sql: named.sql, values: Object.fromEntries(pairs) });
}

/** `late-users day=<date>`. */
export function usageOf({ name, parameters }: NamedQuery): string {
  return [name, ...parameters.map((parameter) => `${parameter.name}=<${parameter.type}>`)].join(' ');
}

/** `day=2026-11-12`, `who="Ada L"`; a word without a key is one too many. */
const PAIR = /(?:([\w-]+)=)?(?:"([^"]*)"|(\S+))/g;

function noSuchQuery(name: string, queries: readonly NamedQuery[]): string {
  const names = queries.map((query) => query.name);
  const near = nearest(name, names);
  const known =
    names.length === 0 ? 'The configuration names none' : `There are ${names.slice(0, 8).join(', ')}`;
  return `Expected SQL or the name of a query, got ${JSON.stringify(name.slice(0, 60))}. ${near.length === 0 ? known : `Did you mean ${near.join(' or ')}`}${near.length === 0 ? '.' : '?'}`;
}
