/** Which tables a statement reads files of, each with all that is asked of its columns, and how often. Pure. */

import type { Checked, CheckedTable } from '../queries/check.ts';
import type { Predicate } from '../queries/reads.ts';

export interface QueryRead {
  readonly table: CheckedTable;
  readonly predicates: readonly Predicate[];
  readonly times: number;
}

/** Statements that look at no file, whatever table they name. */
const LOOKING_ONLY: readonly Checked['kind'][] = ['show', 'describe', 'explain', 'validate'];

/** What is read at two places with the same predicates is one read, as often as both. */
export function readsOf({ kind, tables, predicates }: Checked): readonly QueryRead[] {
  if (LOOKING_ONLY.includes(kind)) return [];
  const asked = numbered(predicates);
  const ofPlaces = tables.map((): (typeof asked)[number][] => []);
  for (const one of asked) for (const place of one.predicate.tables) ofPlaces[place]?.push(one);
  const reads = new Map<string, QueryRead>();
  for (const [place, table] of tables.entries()) {
    if (!scansFiles(table)) continue;
    const own = ofPlaces[place] ?? [];
    const { catalog, database, table: name } = table;
    const key = JSON.stringify([catalog, database, name, own.map(({ number }) => number)]);
    const before = reads.get(key)?.times ?? 0;
    reads.set(key, {
      table,
      predicates: own.map(({ predicate }) => predicate),
      times: before + table.times,
    });
  }
  return [...reads.values()];
}

/** Each with a number that those which ask the same have too: a long list of values is compared once, not for each table. */
function numbered(
  predicates: readonly Predicate[],
): readonly { readonly predicate: Predicate; readonly number: number }[] {
  const numbers = new Map<string, number>();
  return predicates.map((predicate) => {
    const { column, operator, literals } = predicate;
    const text = JSON.stringify([column, operator, literals]);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return { predicate, number };
  });
}

function scansFiles({ database, metadata, times }: CheckedTable): boolean {
  return times > 0 && metadata !== 'partitions' && database !== 'information_schema';
}
