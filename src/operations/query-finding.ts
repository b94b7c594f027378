/** What a query brought, for who asked: the first rows, what it scanned and cost. Masked columns are hidden here. Pure. */

import type { Hidden } from '../queries/masks.ts';
import type { Finding, Link } from './finding.ts';
import type { QuerySettings } from './query-settings.ts';

import { formatDuration } from '../lib/duration.ts';
import { redact } from '../lib/redact.ts';
import { count, oneLine, truncate } from '../lib/text.ts';
import { finding } from './findings.ts';
import { MASKED, maskedColumns } from './masked-columns.ts';
import { bytesText } from './units.ts';

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

const ROWS = 20;
const COLUMNS = 8;
const CELL = 300;
const TB = 1_000_000_000_000;
/** Athena bills no query for less. */
const LEAST_BILLED = 10_000_000;

/** The rows, as many as a message holds, with how many there are and what it cost. */
export function rowsFinding(
  { columns, rows, hadMore }: QueryRows,
  hidden: Hidden,
  {
    end,
    settings,
    links,
    now,
  }: {
    readonly end: QueryEnd;
    readonly settings: QuerySettings;
    readonly links: readonly Link[];
    readonly now: number;
  },
): Finding {
  const masked = maskedColumns(columns, hidden);
  const shown = rows.slice(0, ROWS);
  const more = hadMore || rows.length > ROWS ? `, the first ${shown.length} shown` : '';
  const said = rows.length === 0 ? 'No row' : `${hadMore ? 'More than ' : ''}${count(rows.length, 'row')}`;
  return finding({
    verdict: 'ok',
    summary: `${said}${more}. ${costWords(end, settings)}`,
    trueAt: now,
    facts: [
      ...(columns.length > COLUMNS
        ? [{ label: 'Columns', value: `the first ${COLUMNS} of ${columns.length}; name those that you need` }]
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
            columns: columns.slice(0, COLUMNS),
            rows: shown.map((row) =>
              row.slice(0, COLUMNS).map((cell, place) => (masked[place] === true ? MASKED : cellText(cell))),
            ),
          },
    links,
  });
}

/** `Scanned 1.2 GB in 4s, about $0.01`. */
export function costWords(
  { scannedBytes, tookMs }: QueryEnd,
  settings: Pick<QuerySettings, 'pricePerTb'>,
): string {
  return `Scanned ${bytesText(scannedBytes)} in ${formatDuration(tookMs)}, about ${priceText(scannedBytes, settings)}`;
}

/** What so many bytes cost, `$0.05`; an estimate from the price in the configuration. */
export function priceText(bytes: number, { pricePerTb }: Pick<QuerySettings, 'pricePerTb'>): string {
  const dollars = (Math.max(bytes, LEAST_BILLED) / TB) * pricePerTb;
  return dollars < 0.01 ? 'less than $0.01' : `$${dollars.toFixed(2)}`;
}

function cellText(cell: string | null): string {
  return cell === null ? 'NULL' : truncate(oneLine(redact(cell)), CELL);
}
