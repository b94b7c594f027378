/** The versions of a table as rows, the newest first, and who made each. Pure. */

import type { HistoryEntry, TableReading } from './schema-history.ts';
import type { TrailReading } from './trail.ts';

import { formatTime } from '../lib/moment.ts';
import { count } from '../lib/text.ts';
import { changesWords } from './schema-history.ts';
import { eventAt } from './trail.ts';

/** A row a change; what changed nothing that counts stands in one row as long as it goes on. */
export function versionRows(
  history: readonly HistoryEntry[],
  who: (entry: HistoryEntry) => string,
): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  let quiet: readonly HistoryEntry[] = [];
  const flush = (): void => {
    const [newest] = quiet;
    if (newest !== undefined)
      rows.push([
        timeOf(newest),
        quietRow(quiet),
        '',
        quiet.length === 1 ? who(newest) : '',
        versionsOf(quiet),
      ]);
    quiet = [];
  };
  for (const entry of history) {
    if (entry.quiet !== null) {
      if (quiet[0]?.quiet !== entry.quiet) flush();
      quiet = [...quiet, entry];
      continue;
    }
    flush();
    const fits = entry.isFirst ? '' : entry.isCompatible ? 'yes' : 'no';
    rows.push([
      timeOf(entry),
      entry.isFirst
        ? `made with ${count(entry.version.schema.columns.length, 'column')}`
        : changesWords(entry),
      fits,
      who(entry),
      entry.version.id,
    ]);
  }
  flush();
  return rows;
}

function quietRow(entries: readonly HistoryEntry[]): string {
  const words = entries[0]?.quiet ?? '';
  return entries.length === 1 ? words : `${count(entries.length, 'version')}: ${words}`;
}

function versionsOf(entries: readonly HistoryEntry[]): string {
  const [newest, oldest] = [entries[0]?.version.id ?? '', entries.at(-1)?.version.id ?? ''];
  return newest === oldest ? newest : `${oldest}–${newest}`;
}

function timeOf({ version: { at } }: HistoryEntry): string {
  return at === null ? '' : formatTime(at);
}

/** Who made a version; empty where nobody says. */
export function whoMade({ database, name }: TableReading, trail: TrailReading, entry: HistoryEntry): string {
  const found = eventAt(trail, {
    subject: { kind: 'table', database, name },
    deeds: entry.isFirst ? ['created'] : ['updated'],
    at: entry.version.at,
  });
  return found?.who ?? '';
}
