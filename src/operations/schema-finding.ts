/** What is told of the schemas of all tables of a pipeline: a row each, the last change and whether it fits. Pure. */

import type { Finding, Verdict } from './finding.ts';
import type { Result } from '../lib/result.ts';
import type { HistoryEntry, TableReading } from './schema-history.ts';

import { formatTime } from '../lib/moment.ts';
import { count } from '../lib/text.ts';
import { asTyped } from './arguments.ts';
import { finding } from './findings.ts';
import { changesWords, counted, historyOf } from './schema-history.ts';
import { fitWords, fullName, isBrokenLately, MONTH_MS, whenWords } from './schema-table-finding.ts';
import { worst, worstFirst } from './verdicts.ts';

export interface SchemaReading {
  /** `todo_silver.users` */
  readonly table: string;
  /** Or the sentence of what was refused. */
  readonly reading: Result<TableReading, string>;
}

export interface SchemaReadings {
  readonly tables: readonly SchemaReading[];
  /** Tables that the configuration names and the catalog does not have: `todo_silver.orders`. */
  readonly absent: readonly string[];
  /** Databases that could not be listed, each with its sentence. */
  readonly refused: readonly { readonly database: string; readonly sentence: string }[];
  /** What was read where that was not all, as clauses. */
  readonly unread: readonly string[];
}

interface Told {
  readonly table: string;
  readonly verdict: Verdict;
  readonly last: HistoryEntry | null;
  readonly row: readonly string[];
  readonly sentence: string | null;
}

const NAMED = 3;
const NEXT = 3;

/** The finding about these tables. */
export function schemasFinding({ tables, absent, refused, unread }: SchemaReadings, now: number): Finding {
  const told = worstFirst(
    tables
      .map((table) => toldOf(table, now))
      .toSorted((left, right) => (right.last?.version.at ?? 0) - (left.last?.version.at ?? 0)),
    ({ verdict }) => verdict,
  );
  const verdict = worst([
    ...told.map((each) => each.verdict),
    ...(absent.length === 0 ? [] : (['fail'] as const)),
    ...(refused.length === 0 ? [] : (['unknown'] as const)),
  ]);
  return finding({
    verdict,
    summary: summaryOf(told, { absent, refused }),
    trueAt: now,
    facts: [
      ...absent.map((table) => ({
        label: table,
        value:
          'not in the catalog. See who dropped it with /etl changes, or take it out of tables in the configuration.',
      })),
      ...refused.map(({ database, sentence }) => ({ label: database, value: sentence })),
      ...told.flatMap(({ table, sentence }) =>
        sentence === null ? [] : [{ label: table, value: sentence }],
      ),
      ...(unread.length === 0 ? [] : [{ label: 'Read', value: unread.join('; ') }]),
    ],
    table: {
      // A phone shows the first two columns.
      columns: ['Table', 'Last change', 'When', 'Fits', '30 days', 'Version'],
      rows: told.map(({ row }) => row),
    },
    next: [
      ...told
        .filter(({ last }) => last !== null)
        .slice(0, NEXT)
        .map(({ table }) => `/etl schema ${asTyped(table)}`),
      ...(absent.length === 0 ? [] : ['/etl changes']),
    ],
  });
}

function summaryOf(
  told: readonly Told[],
  { absent, refused }: Pick<SchemaReadings, 'absent' | 'refused'>,
): string {
  const broken = told.filter(({ verdict }) => verdict === 'warn');
  const unanswered = told.filter(({ sentence }) => sentence !== null);
  const [only] = refused;
  if (told.length === 0 && absent.length === 0 && only !== undefined) return only.sentence;
  const clauses = [
    ...absent.map((table) => `${table} is not in the catalog`),
    ...broken.flatMap(({ table, last }) =>
      last === null ? [] : [`${table}: ${changesWords(last)}${whenWords(last)}, ${fitWords(last)}`],
    ),
    ...refused.map(({ database }) => `${database} could not be listed`),
    ...(unanswered.length === 0 ? [] : [`${count(unanswered.length, 'table')} could not be read`]),
  ];
  if (clauses.length === 0) return wellOf(told);
  const rest = clauses.length - NAMED;
  return `${clauses.slice(0, NAMED).join('; ')}${rest > 0 ? `; ${rest} more` : ''}`;
}

function wellOf(told: readonly Told[]): string {
  const newest = told.reduce<Told | null>(
    (best, each) =>
      each.last !== null && (best?.last?.version.at ?? -1) < (each.last.version.at ?? 0) ? each : best,
    null,
  );
  const tables = count(told.length, 'table');
  if (newest?.last == null) return `${tables}, and no change of a schema is known`;
  return `${tables}, no incompatible change in 7 days. The last change: ${newest.table}, ${changesWords(newest.last)}${whenWords(newest.last)}`;
}

function toldOf({ table, reading }: SchemaReading, now: number): Told {
  if (!reading.ok)
    return {
      table,
      verdict: 'unknown',
      last: null,
      row: [table, 'could not be read', '', '', '', ''],
      sentence: reading.error,
    };
  const history = historyOf(reading.value);
  const changes = counted(history);
  const [last = null] = changes;
  const month = changes.filter(({ version: { at } }) => (at ?? 0) > now - MONTH_MS).length;
  const at = last?.version.at ?? null;
  return {
    table,
    verdict: isBrokenLately(history, now) ? 'warn' : 'ok',
    last,
    row: [
      fullName(reading.value),
      last === null ? 'none known' : changesWords(last),
      at === null ? '' : formatTime(at),
      last === null ? '' : last.isCompatible ? 'yes' : 'no',
      String(month),
      history[0]?.version.id ?? '',
    ],
    sentence: null,
  };
}
