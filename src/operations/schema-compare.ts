/**
 * What changed between two versions of a table, each change in words, whether what reads the table goes on working with
 * what was written before, and why. A change is compatible when queries and jobs of yesterday and files of yesterday
 * still fit. Pure.
 */

import type { ReadBy, SchemaColumn, TableSchema } from './table-schema.ts';

import { columnsWords, plural } from './schema-words.ts';
import { addedWhy, placeWhy, removedWhy, renamedWhy, reorderedWhy, typeWhy } from './schema-reasons.ts';
import { formatWords, readBy } from './table-schema.ts';
import { typeChange } from './column-types.ts';

export interface SchemaChange {
  /** A clause: `country string added at the end`. */
  readonly words: string;
  readonly isCompatible: boolean;
  /** A sentence without its full stop. */
  readonly why: string;
}

/** Settings of a SerDe that say nothing of how files are read, or that crawlers write down. */
const IDLE_SETTINGS = new Set(['serialization.format', 'paths']);

/** What changed, in the order in which people care; nothing when only what nobody reads differs. */
export function compareSchemas(before: TableSchema, after: TableSchema): readonly SchemaChange[] {
  return [...columnChanges(before, after), ...keyChanges(before, after), ...placeChanges(before, after)];
}

function columnChanges(before: TableSchema, after: TableSchema): readonly SchemaChange[] {
  const [old, now] = [byName(before.columns), byName(after.columns)];
  const removed = before.columns.filter(({ name }) => !now.has(key(name)));
  const added = after.columns.filter(({ name }) => !old.has(key(name)));
  const kept = before.columns.filter(({ name }) => now.has(key(name)));
  const renames = renamesOf(before.columns, after.columns, { removed, added });
  const gone = new Set(renames.map(({ from }) => from));
  const come = new Set(renames.map(({ to }) => to));
  const by = readBy(after);
  return [
    ...kept.flatMap((column) => typeChanges(column, now.get(key(column.name)), after)),
    ...renames.map(({ from, to }) => ({
      words: `${from.name} gone and ${to.name} come in its place, both ${to.type}: perhaps renamed`,
      isCompatible: false,
      why: renamedWhy(by, from.name),
    })),
    ...removedChanges(
      before.columns,
      removed.filter((column) => !gone.has(column)),
      by,
    ),
    ...addedChanges(
      after.columns,
      added.filter((column) => !come.has(column)),
      by,
    ),
    ...reordered(
      kept,
      after.columns.filter(({ name }) => old.has(key(name))),
      by,
    ),
  ];
}

function typeChanges(
  { name, type }: SchemaColumn,
  now: SchemaColumn | undefined,
  table: TableSchema,
): readonly SchemaChange[] {
  if (now === undefined) return [];
  const change = typeChange(type, now.type);
  if (change === 'same') return [];
  const isCompatible = change === 'wider';
  return [
    {
      words: `${name} ${isCompatible ? 'widened' : 'changed'} from ${type} to ${now.type}`,
      isCompatible,
      why: typeWhy(table, type, isCompatible),
    },
  ];
}

function addedChanges(
  columns: readonly SchemaColumn[],
  added: readonly SchemaColumn[],
  by: ReadBy,
): readonly SchemaChange[] {
  const [behind, between] = parted(columns, added);
  return [
    ...(between.length === 0
      ? []
      : [
          {
            words: `${columnsWords(between)} added in between`,
            isCompatible: by !== 'position',
            why: addedWhy(by, 'between'),
          },
        ]),
    ...(behind.length === 0
      ? []
      : [
          {
            words: `${columnsWords(behind)} added at the end`,
            isCompatible: true,
            why: addedWhy(by, 'behind'),
          },
        ]),
  ];
}

function removedChanges(
  columns: readonly SchemaColumn[],
  removed: readonly SchemaColumn[],
  by: ReadBy,
): readonly SchemaChange[] {
  if (removed.length === 0) return [];
  const [, between] = parted(columns, removed);
  return [
    {
      words: `${columnsWords(removed)} removed`,
      isCompatible: false,
      why: removedWhy(by, between.length > 0, plural(removed)),
    },
  ];
}

function reordered(
  before: readonly SchemaColumn[],
  after: readonly SchemaColumn[],
  by: ReadBy,
): readonly SchemaChange[] {
  const isSame = before.every(({ name }, place) => key(name) === key(after[place]?.name ?? ''));
  if (isSame) return [];
  return [{ words: 'columns in another order', isCompatible: by !== 'position', why: reorderedWhy(by) }];
}

function keyChanges(before: TableSchema, after: TableSchema): readonly SchemaChange[] {
  const isSame =
    before.keys.length === after.keys.length &&
    before.keys.every(({ name, type }, place) => {
      const now = after.keys[place];
      return now !== undefined && key(now.name) === key(name) && typeChange(type, now.type) === 'same';
    });
  if (isSame) return [];
  const words = (keys: readonly SchemaColumn[]): string => (keys.length === 0 ? 'none' : columnsWords(keys));
  return [
    {
      words: `partition keys changed from ${words(before.keys)} to ${words(after.keys)}`,
      isCompatible: false,
      why: 'partitions that were registered before do not have these keys, and queries that filter by the old ones fail',
    },
  ];
}

function placeChanges(before: TableSchema, after: TableSchema): readonly SchemaChange[] {
  const changes: string[] = [];
  if (before.format !== after.format || before.serde !== after.serde)
    changes.push(`format changed from ${formatWords(before)} to ${formatWords(after)}`);
  const settings = settingsChanged(before, after);
  if (settings.length > 0) changes.push(`SerDe settings changed: ${settings.join(', ')}`);
  if (slashed(before.location) !== slashed(after.location))
    changes.push(`location moved from ${before.location || 'nowhere'} to ${after.location || 'nowhere'}`);
  const isCompatible = after.format === 'iceberg' || after.format === 'view' || before.keys.length > 0;
  return changes.map((words) => ({ words, isCompatible, why: placeWhy(after, isCompatible) }));
}

function settingsChanged(before: TableSchema, after: TableSchema): readonly string[] {
  const names = new Set([...Object.keys(before.settings), ...Object.keys(after.settings)]);
  return [...names]
    .filter((name) => !IDLE_SETTINGS.has(name) && before.settings[name] !== after.settings[name])
    .toSorted();
}

interface Rename {
  readonly from: SchemaColumn;
  readonly to: SchemaColumn;
}

/** One that is gone and one that came, of one type, behind the same column that stayed. */
function renamesOf(
  before: readonly SchemaColumn[],
  after: readonly SchemaColumn[],
  { removed, added }: { readonly removed: readonly SchemaColumn[]; readonly added: readonly SchemaColumn[] },
): readonly Rename[] {
  const [gone, come] = [new Set(removed), new Set(added)];
  const left = [...come];
  return removed.flatMap((from) => {
    const behind = keptBefore(before, from, gone);
    const place = left.findIndex(
      (each) => typeChange(from.type, each.type) === 'same' && keptBefore(after, each, come) === behind,
    );
    const [to] = place < 0 ? [] : left.splice(place, 1);
    return to === undefined ? [] : [{ from, to }];
  });
}

/** The name of the last column before this one that is in both; null at the beginning. */
function keptBefore(
  columns: readonly SchemaColumn[],
  column: SchemaColumn,
  others: ReadonlySet<SchemaColumn>,
): string | null {
  const before = columns.slice(0, columns.indexOf(column)).findLast((each) => !others.has(each));
  return before === undefined ? null : key(before.name);
}

/** Those behind all others, and the rest. */
function parted(
  columns: readonly SchemaColumn[],
  some: readonly SchemaColumn[],
): readonly [behind: readonly SchemaColumn[], between: readonly SchemaColumn[]] {
  const among = new Set(some);
  const lastOther = columns.findLastIndex((column) => !among.has(column));
  const behind = new Set(columns.slice(lastOther + 1));
  return [some.filter((column) => behind.has(column)), some.filter((column) => !behind.has(column))];
}

function byName(columns: readonly SchemaColumn[]): ReadonlyMap<string, SchemaColumn> {
  return new Map(columns.map((column) => [key(column.name), column]));
}

/** Names of columns are the same in whatever case. */
function key(name: string): string {
  return name.toLowerCase();
}

function slashed(location: string): string {
  return location.replace(/\/*$/, '/');
}
