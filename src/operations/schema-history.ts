/**
 * The versions of a table as a history: what each changed against the one before it, and which of them changed nothing
 * that anybody reads. Crawlers and jobs make such versions by writing down what they counted. Pure.
 */

import type { SchemaChange } from './schema-compare.ts';
import type { TableVersion } from './table-schema.ts';

import { compareSchemas } from './schema-compare.ts';

export interface HistoryEntry {
  readonly version: TableVersion;
  /** Empty where nothing changed that counts, and for the first. */
  readonly changes: readonly SchemaChange[];
  readonly isCompatible: boolean;
  /** Where nothing changed that counts: a clause that says what differs. */
  readonly quiet: string | null;
  /** Whether the table was made with it: nothing is known before. */
  readonly isFirst: boolean;
}

/** What was read of a table. */
export interface TableReading {
  readonly database: string;
  readonly name: string;
  /** When it was made, milliseconds; null when Glue does not say. */
  readonly createdAt: number | null;
  /** When anything of it was last written, what nobody reads included. */
  readonly changedAt: number | null;
  /** As they were answered, in any order; of one that has none on record, itself alone. */
  readonly versions: readonly TableVersion[];
  /** Whether it has more versions than were read. */
  readonly isCut: boolean;
}

/** The versions, the newest first, each against the one before it. Of the oldest that was read nothing is known before. */
export function historyOf({
  versions,
  isCut,
}: Pick<TableReading, 'versions' | 'isCut'>): readonly HistoryEntry[] {
  const sorted = versions.toSorted((left, right) => numberOf(right) - numberOf(left));
  return sorted.flatMap((version, place): readonly HistoryEntry[] => {
    const before = sorted[place + 1];
    if (before === undefined) {
      return isCut ? [] : [{ version, changes: [], isCompatible: true, quiet: null, isFirst: true }];
    }
    const changes = compareSchemas(before.schema, version.schema);
    return [
      {
        version,
        changes,
        isCompatible: changes.every(({ isCompatible }) => isCompatible),
        quiet: changes.length === 0 ? quietWords(before, version) : null,
        isFirst: false,
      },
    ];
  });
}

/** Those that changed what somebody reads, the newest first. */
export function counted(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return history.filter(({ changes }) => changes.length > 0);
}

/** What each change was, the incompatible first: `created_at changed from bigint to string; plan string removed`. */
export function changesWords({ changes }: Pick<HistoryEntry, 'changes'>): string {
  const sorted = changes.toSorted((left, right) => Number(left.isCompatible) - Number(right.isCompatible));
  return sorted.map(({ words }) => words).join('; ');
}

function quietWords(before: TableVersion, after: TableVersion): string {
  const differing = parametersChanged(before, after);
  if (differing.includes('metadata_location')) return 'a commit of Iceberg, no column of it';
  if (before.comments.join('\n') !== after.comments.join('\n')) return 'comments only';
  return differing.length === 0
    ? 'nothing that differs'
    : 'statistics or parameters of a crawler only, a version that nobody made by hand';
}

function parametersChanged(before: TableVersion, after: TableVersion): readonly string[] {
  const names = new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)]);
  return [...names].filter((name) => before.parameters[name] !== after.parameters[name]);
}

/** Ids of versions are numbers that rise, written as text. */
function numberOf({ id }: TableVersion): number {
  return Number.parseInt(id, 10) || 0;
}
