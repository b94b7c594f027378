/**
 * The whole of a finding as the text of one file: its table as CSV, or the lines of its excerpt. Of both it is the longer
 * one, as that is the one of which a message shows a part. Pure; moments stay in UTC.
 */

import type { Finding, Table } from './finding.ts';

import { redact } from '../lib/redact.ts';
import { csvOf } from './csv.ts';
import { fileName } from './file-name.ts';

export interface WholeFile {
  /** `jobs-2026-11-12-0300.csv`. */
  readonly name: string;
  /** What it has so many of. */
  readonly of: 'row' | 'line';
  readonly count: number;
  /** Its text piece by piece, each made when it is asked for. */
  readonly pieces: Iterable<string>;
}

/** What is redacted before others have their turn. */
const ROWS_IN_PIECE = 100;

/** The file of what this verb found; null where there is neither a table nor an excerpt. */
export function wholeOf({ table, excerpt, trueAt }: Finding, verb: string): WholeFile | null {
  if (excerpt !== null && (table === null || excerpt.lines.length > table.rows.length)) {
    const { lines } = excerpt;
    const pieces = [lines.map((line) => `${redact(line)}\n`).join('')];
    return { name: fileName(verb, trueAt, 'txt'), of: 'line', count: lines.length, pieces };
  }
  if (table === null) return null;
  return {
    name: fileName(verb, trueAt, 'csv'),
    of: 'row',
    count: table.rows.length,
    pieces: csvPieces(table),
  };
}

function* csvPieces({ columns, rows }: Table): Generator<string> {
  const shape = {
    columns: columns.map((name) => ({ name, type: 'varchar' })),
    masked: columns.map(() => false),
    room: Number.POSITIVE_INFINITY,
  };
  for (let first = 0; first === 0 || first < rows.length; first += ROWS_IN_PIECE)
    yield csvOf({ ...shape, rows: rows.slice(first, first + ROWS_IN_PIECE), begins: first === 0 }).text;
}
