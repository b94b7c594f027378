/** What is told of one table: its versions, the newest first, each change in words, whether it fits, and by whom. Pure. */

import type { Finding } from './finding.ts';
import type { HistoryEntry, TableReading } from './schema-history.ts';
import type { TrailReading } from './trail.ts';

import { formatTime } from '../lib/moment.ts';
import { count } from '../lib/text.ts';
import { finding } from './findings.ts';
import { changesWords, counted, historyOf } from './schema-history.ts';
import { versionRows, whoMade } from './schema-rows.ts';
import { columnsWords } from './schema-words.ts';
import { formatWords } from './table-schema.ts';
import { unknownWho } from './trail.ts';

/** Incompatible changes of this time make it worth a look. */
const LATELY_MS = 7 * 86_400_000;
export const MONTH_MS = 30 * 86_400_000;
const SHOWN = 20;
const EXPLAINED = 5;

/** `todo_silver.users` */
export function fullName({ database, name }: Pick<TableReading, 'database' | 'name'>): string {
  return `${database}.${name}`;
}

/** Whether a change that breaks something was made lately. */
export function isBrokenLately(history: readonly HistoryEntry[], now: number): boolean {
  return history.some(({ version: { at }, isCompatible }) => !isCompatible && (at ?? 0) > now - LATELY_MS);
}

/** The finding about this table. */
export function tableFinding(reading: TableReading, trail: TrailReading, now: number): Finding {
  const history = historyOf(reading);
  const changes = counted(history);
  const shown = versionRows(history, (entry) => whoMade(reading, trail, entry));
  const told = shown.slice(0, SHOWN);
  const nameless = changes
    .slice(0, SHOWN)
    .flatMap((entry) =>
      entry.version.at !== null && whoMade(reading, trail, entry) === '' ? [entry.version.at] : [],
    );
  return finding({
    verdict: isBrokenLately(history, now) ? 'warn' : 'ok',
    summary: summaryOf(reading, history, trail, now),
    trueAt: now,
    facts: [
      ...changes.slice(0, EXPLAINED).flatMap(explained),
      ...layoutOf(reading),
      ...(shown.length > SHOWN
        ? [{ label: 'Shown', value: `the newest ${SHOWN} of ${count(shown.length, 'line')}` }]
        : []),
      ...(reading.isCut
        ? [
            {
              label: 'Read',
              value: `the newest ${count(reading.versions.length, 'version')}; the table has more`,
            },
          ]
        : []),
      ...unknownWho(trail, nameless, now),
    ],
    table: {
      // A phone shows the first two columns.
      columns: ['When', 'What changed', 'Fits', 'Who', 'Version'],
      rows: told,
    },
    next: ['/etl changes'],
  });
}

function summaryOf(
  reading: TableReading,
  history: readonly HistoryEntry[],
  trail: TrailReading,
  now: number,
): string {
  const name = fullName(reading);
  const changes = counted(history);
  const [last] = changes;
  if (last === undefined) {
    const made = history.find(({ isFirst }) => isFirst)?.version.at ?? null;
    const quiet = history.filter((entry) => entry.quiet !== null).length;
    const besides =
      quiet === 0 ? '' : `; ${count(quiet, 'version')} of it changed nothing that anybody reads`;
    if (made === null)
      return `${name}: no change in the ${count(reading.versions.length, 'version')} that were read${besides}`;
    return `${name}: its schema is as it was made ${formatTime(made)}${besides}`;
  }
  const who = whoMade(reading, trail, last);
  const month = changes.filter(({ version: { at } }) => (at ?? 0) > now - MONTH_MS).length;
  return `${name}: ${changesWords(last)}${whenWords(last)}${who === '' ? '' : ` by ${who}`}, ${fitWords(last)}. ${count(month, 'change')} in 30 days`;
}

export function whenWords({ version: { at } }: HistoryEntry): string {
  return at === null ? '' : `, ${formatTime(at)}`;
}

export function fitWords({ isCompatible }: HistoryEntry): string {
  return isCompatible ? 'compatible' : 'incompatible';
}

function explained({ version, changes }: HistoryEntry): Finding['facts'] {
  return changes.map(({ words, isCompatible, why }) => ({
    label: `Version ${version.id}`,
    value: `${words}: ${isCompatible ? 'compatible' : 'incompatible'}, as ${why}.`,
  }));
}

/** How it is laid out, which decides what a change of a column meets. */
function layoutOf({ versions }: TableReading): Finding['facts'] {
  const newest = versions.reduce<TableReading['versions'][number] | null>(
    (best, each) => (best === null || Number(each.id) > Number(best.id) ? each : best),
    null,
  );
  if (newest === null) return [];
  const { schema } = newest;
  const words = formatWords(schema);
  if (schema.format === 'iceberg')
    return [
      {
        label: 'Layout',
        value:
          'Iceberg, which keeps its own versions and partitions: Glue has a version for each commit, and those that change a column are told here',
      },
    ];
  if (schema.format === 'view')
    return [{ label: 'Layout', value: 'a view: what it selects is not compared, only its columns' }];
  return [
    {
      label: 'Layout',
      value:
        schema.keys.length === 0
          ? `${words}, without partitions: files are read as the table says by now`
          : `${words}, partitioned by ${columnsWords(schema.keys)}: each partition keeps the columns that it was registered with, however many there are`,
    },
  ];
}
