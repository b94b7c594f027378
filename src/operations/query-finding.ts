/** What a query brought, for who asked: the first rows, what it scanned and cost. Masked columns are hidden here. Pure. */

import type { Hidden } from '../queries/masks.ts';
import type { Bill, Finding, Link, Whole } from './finding.ts';
import type { QuerySettings } from './query-settings.ts';

import { formatDuration } from '../lib/duration.ts';
import { redact } from '../lib/redact.ts';
import { count, oneLine, truncate } from '../lib/text.ts';
import { fileName } from './file-name.ts';
import { finding } from './findings.ts';
import { MASKED, maskedColumns, withoutValues } from './masked-columns.ts';
import { dollarsFor } from './query-price.ts';
import { aboutDollars, bytesText } from './units.ts';

/** What Athena says of an execution that came to its end. */
export interface QueryEnd {
  readonly scannedBytes: number;
  readonly tookMs: number;
}

export interface QueryColumn {
  readonly name: string;
  /** As Athena calls it: `varchar`, `bigint`, `decimal`. */
  readonly type: string;
}

export interface QueryRows {
  readonly columns: readonly string[];
  /** Null for a value that is not there. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Whether there are more. */
  readonly hadMore: boolean;
}

/** As many rows as a message shows. */
const SHOWN_ROWS = 20;
const COLUMNS = 8;
const CELL = 300;
/** So much of a cell is looked through for secrets: what is shown of it, and enough after it to know one that is cut. */
const CELL_READ = 1_000;

interface Told {
  readonly settings: Pick<QuerySettings, 'pricePerTb' | 'dailyLimit' | 'mask'>;
  readonly links: readonly Link[];
  readonly now: number;
}

/** What came with rows that are told. */
export interface Brought extends Told {
  readonly end: QueryEnd;
  /** The most bytes that it was allowed to scan. */
  readonly upTo: number;
  readonly whole: Whole;
}

/** The rows, as many as a message holds, with how many there are and what it cost; `whole` names the file with the rest. */
export function rowsFinding(
  found: QueryRows,
  hidden: Hidden,
  { end, upTo, whole, settings, links, now }: Brought,
): Finding {
  const { columns, rows, hadMore } = found;
  const masked = maskedColumns(columns, hidden);
  const shown = rows.slice(0, SHOWN_ROWS).map((row) => row.slice(0, COLUMNS));
  const more = hadMore || rows.length > SHOWN_ROWS ? `, the first ${shown.length} shown` : '';
  const said = rows.length === 0 ? 'No row' : `${hadMore ? 'More than ' : ''}${count(rows.length, 'row')}`;
  const isOver = end.scannedBytes > upTo;
  return finding({
    verdict: isOver ? 'warn' : 'ok',
    summary: `${said}${more}. ${costWords(end, settings)}`,
    trueAt: now,
    facts: [
      ...(isOver
        ? [
            {
              label: 'Budget',
              value: `${bytesText(upTo)} were allowed; it ended before it could be stopped. Read fewer partitions.`,
            },
          ]
        : []),
      ...(columns.length > COLUMNS
        ? [{ label: 'Columns', value: `the first ${COLUMNS} of ${columns.length}` }]
        : []),
      ...(masked.includes(true)
        ? [
            {
              label: 'Masked',
              value: truncate([...new Set(columns.filter((_, place) => masked[place]))].join(', '), CELL),
            },
          ]
        : []),
    ],
    table:
      shown.length === 0
        ? null
        : {
            columns: columns.slice(0, COLUMNS).map(cellText),
            rows: shown.map((row) =>
              row.map((cell, place) => (masked[place] === true ? MASKED : cellText(cell))),
            ),
          },
    links,
    bill: billOf(end, settings),
    ...(isInPart(found, shown) ? { whole: { ...whole, name: fileName(whole.name, now, 'csv') } } : {}),
  });
}

/** Whether a row, a column or the end of a cell is not shown. */
function isInPart({ columns, rows, hadMore }: QueryRows, shown: QueryRows['rows']): boolean {
  return (
    hadMore ||
    rows.length > shown.length ||
    columns.length > COLUMNS ||
    shown.some((row) => row.some((cell) => cell !== null && cell.length > CELL))
  );
}

/** Why there are no rows, with what was scanned for nothing. */
export function endedBadly(
  {
    state,
    because,
    end,
  }: { readonly state: 'failed' | 'stopped'; readonly because: string; readonly end: QueryEnd },
  { settings, links, now }: Told,
): Finding {
  const what = state === 'failed' ? 'Athena refused it' : 'It was stopped';
  const hint =
    state === 'stopped' && end.scannedBytes > 0
      ? ' Read fewer partitions: name their days in WHERE. Or allow more with --up-to.'
      : '';
  return finding({
    verdict: 'fail',
    summary: `${what}: ${withoutValues(because, settings.mask)}. ${costWords(end, settings)}.${hint}`,
    trueAt: now,
    links,
    // A query that fails is not billed; one that was stopped is.
    ...(state === 'failed' ? {} : { bill: billOf(end, settings) }),
  });
}

/**
 * Why the rows of what was sent are not shown: by a configuration that changed meanwhile it would not be sent. `standing` is
 * null where Athena does not say how it is.
 */
export function unshown(
  standing: { readonly state: string; readonly end: QueryEnd } | null,
  because: string,
  { settings, links, now }: Omit<Told, 'settings'> & { readonly settings: Told['settings'] | null },
): Finding {
  const what = standing?.state === 'succeeded' ? 'had ended' : 'is stopped';
  return finding({
    verdict: 'fail',
    summary: `It was sent and ${what}, and its rows are not shown: by now it would not be sent. ${because} ${billWords(standing, settings)}`,
    trueAt: now,
    links,
    ...(standing === null || standing.state === 'failed' || settings === null
      ? {}
      : { bill: billOf(standing.end, settings) }),
  });
}

function billWords(standing: { readonly end: QueryEnd } | null, settings: Told['settings'] | null): string {
  if (standing === null) return 'What it scanned until then is billed.';
  const { end } = standing;
  return settings === null
    ? `It scanned ${bytesText(end.scannedBytes)}, which is billed.`
    : `${costWords(end, settings)}.`;
}

/** `Scanned 1.2 GB of about 3 GB, 14s`. */
export function progressWords({ scannedBytes, tookMs }: QueryEnd, expectedBytes: number | null): string {
  const whole = expectedBytes === null ? 'so far' : `of about ${bytesText(expectedBytes)}`;
  return `Scanned ${bytesText(scannedBytes)} ${whole}, ${formatDuration(tookMs)}`;
}

/** `Scanned 1.2 GB in 4s, about $0.01`; the price is an estimate from that in the configuration. */
export function costWords(
  { scannedBytes, tookMs }: QueryEnd,
  settings: Pick<QuerySettings, 'pricePerTb'>,
): string {
  return `Scanned ${bytesText(scannedBytes)} in ${formatDuration(tookMs)}, ${aboutDollars(dollarsFor(scannedBytes, settings))}`;
}

/** What Athena bills for it, an estimate. */
export function billOf({ scannedBytes }: QueryEnd, settings: Told['settings']): Bill {
  return { scannedBytes, dollars: dollarsFor(scannedBytes, settings), dailyLimit: settings.dailyLimit };
}

function cellText(cell: string | null): string {
  return cell === null ? 'NULL' : truncate(oneLine(redact(cell.slice(0, CELL_READ))), CELL);
}
