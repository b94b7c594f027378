/**
 * Why a change of a schema is compatible or not, as Athena and Glue read the format: a sentence without its full stop, that
 * says what becomes of files and partitions that were there before. Pure.
 */

import type { ReadBy, TableSchema } from './table-schema.ts';

import { formatWords } from './table-schema.ts';

/** Of columns that came. */
export function addedWhy(by: ReadBy, where: 'between' | 'behind'): string {
  if (where === 'behind') return 'files that were written before have no value for it, and read NULL';
  switch (by) {
    case 'position':
      return 'columns are found by their place: in files that were written before, each later one shows the values of its neighbour';
    case 'name':
      return 'columns are found by their names, so files that were written before read NULL here';
    case 'id':
      return 'Iceberg finds columns by their ids, so files that were written before read NULL here';
  }
}

/** Of columns that are gone. */
export function removedWhy(by: ReadBy, hasFollowers: boolean, them: 'it' | 'them'): string {
  const readers = `queries and jobs that name ${them} fail`;
  return by === 'position' && hasFollowers
    ? `${readers}, and as columns are found by their place, in files that were written before each later one shows the values of its neighbour`
    : readers;
}

/** Of a column that came in the place of another. */
export function renamedWhy(by: ReadBy, old: string): string {
  const readers = `queries and jobs that name ${old} fail`;
  return by === 'name'
    ? `${readers}, and as columns are found by their names, files that were written before read NULL under the new one`
    : readers;
}

export function reorderedWhy(by: ReadBy): string {
  return by === 'position'
    ? 'columns are found by their place: files that were written before show their values under other names'
    : 'columns are not found by their place';
}

/** Of a column of another type. */
export function typeWhy(table: TableSchema, old: string, isWider: boolean): string {
  return isWider ? widerWhy(table) : otherWhy(table, old);
}

function widerWhy({ format, keys }: TableSchema): string {
  if (format === 'iceberg') return 'Iceberg widens what it reads of files that were written before';
  const partitions =
    keys.length === 0 ? '' : '; partitions keep the narrower type in the catalog, which Athena widens too';
  return `the new type holds all values of the old one${partitions}`;
}

function otherWhy(table: TableSchema, old: string): string {
  const { format, keys } = table;
  const readers = `queries and jobs that count on ${old} fail`;
  const partitions =
    keys.length === 0
      ? ''
      : `; partitions that were registered before keep ${old}, where Athena may end with HIVE_PARTITION_SCHEMA_MISMATCH`;
  switch (format) {
    case 'view':
      return readers;
    case 'iceberg':
      return `${readers}; Iceberg itself allows no such change of a column`;
    case 'json':
    case 'text':
      return `${readers}; ${formatWords(table)} is read as whatever the catalog says, and what does not fit ends with HIVE_BAD_DATA${partitions}`;
    case 'parquet':
    case 'orc':
    case 'avro':
    case 'other':
      return `${readers}; files that were written before hold ${old}, and read as another type end with HIVE_BAD_DATA${partitions}`;
  }
}

/** Of another location, format or SerDe. */
export function placeWhy({ format }: Pick<TableSchema, 'format'>, isCompatible: boolean): string {
  if (format === 'iceberg') return 'Iceberg keeps in its metadata where each file lies, and how it is read';
  if (format === 'view') return 'a view has no files';
  return isCompatible
    ? 'partitions that were registered before keep their own location and format; new ones follow the table'
    : 'the table has no partitions that would keep the old one: files that were written before are not read any more, or read otherwise';
}
