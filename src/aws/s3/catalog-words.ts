/** What the catalog did not say of a layer, as clauses of what was read: a silence would be taken for well. */

import type { CatalogTable } from './read-catalog.ts';

const NAMED = 5;

/** Of tables that are judged by nothing: their partitions stand in files of their own. One clause, or none. */
export function icebergWords(tables: readonly Pick<CatalogTable, 'name'>[]): readonly string[] {
  if (tables.length === 0) return [];
  const names = tables.slice(0, NAMED).map(({ name }) => name);
  const rest = tables.length - names.length;
  const named = `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return [`nothing of ${named}: Iceberg keeps their partitions, the catalog has none`];
}

/** Of databases that a light reading leaves out. One clause, or none. */
export function unaskedWords(databases: readonly string[], layer: string): readonly string[] {
  if (databases.length === 0) return [];
  return [
    `nothing of the ${databases.length === 1 ? 'database' : 'databases'} ${databases.join(', ')} of ${layer}`,
  ];
}
