/**
 * Rows of a result as text of a CSV file after RFC 4180: masked, redacted, and with nothing in it that a spreadsheet takes
 * for a formula. Every value stands in quotes and NULL is nothing at all, so that an empty text is told from it. Pure.
 */

import type { QueryColumn } from './query-finding.ts';

import { stringify } from 'csv-stringify/sync';

import { redact } from '../lib/redact.ts';
import { MASKED } from './masked-columns.ts';

type Row = readonly (string | null)[];

/** A run of the rows of one file, one after another; `begins` where the file begins with them. */
export interface CsvRows {
  readonly columns: readonly QueryColumn[];
  /** For each column whether it is hidden. */
  readonly masked: readonly boolean[];
  readonly rows: readonly Row[];
  readonly begins: boolean;
  /** The most bytes that the text may have; the names of the columns are written whatever they take. */
  readonly room: number;
}

export interface CsvPiece {
  readonly text: string;
  readonly bytes: number;
  /** How many of the rows are in it: fewer than came where the next has no room. */
  readonly rows: number;
}

/** By it a spreadsheet knows UTF-8. */
const BOM = '\uFEFF';
const NUMERIC = new Set([
  'tinyint',
  'smallint',
  'integer',
  'int',
  'bigint',
  'float',
  'real',
  'double',
  'decimal',
]);
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Also after what is not seen, and in the other forms of the same characters, which some spreadsheets take for them. */
const FORMULA = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫])/u;

/** Their text, with the names of the columns before it where the file begins. */
export function csvOf({ columns, masked, rows, begins, room }: CsvRows): CsvPiece {
  const head = begins ? `${BOM}${linesOf([columns.map(({ name }) => withoutFormula(redact(name)))])}` : '';
  const numeric = columns.map(({ type }) => NUMERIC.has(type));
  const shown = rows.map((row) =>
    columns.map((_, place) =>
      masked[place] === true ? MASKED : cellText(row[place] ?? null, numeric[place] === true),
    ),
  );
  const headBytes = Buffer.byteLength(head);
  const text = linesOf(shown);
  const bytes = headBytes + Buffer.byteLength(text);
  if (bytes <= room) return { text: `${head}${text}`, bytes, rows: rows.length };
  const { fitting, taken } = fit(shown, room - headBytes);
  return { text: `${head}${fitting.join('')}`, bytes: headBytes + taken, rows: fitting.length };
}

/** The lines of the first rows that have room. */
function fit(
  rows: readonly Row[],
  room: number,
): { readonly fitting: readonly string[]; readonly taken: number } {
  const fitting: string[] = [];
  let taken = 0;
  for (const row of rows) {
    const line = linesOf([row]);
    const bytes = Buffer.byteLength(line);
    if (taken + bytes > room) break;
    fitting.push(line);
    taken += bytes;
  }
  return { fitting, taken };
}

function linesOf(rows: readonly Row[]): string {
  return stringify([...rows], { quoted_string: true, record_delimiter: '\r\n' });
}

function cellText(cell: string | null, isNumeric: boolean): string | null {
  if (cell === null) return null;
  const shown = redact(cell);
  return isNumeric && NUMBER.test(shown) ? shown : withoutFormula(shown);
}

/** An apostrophe makes a text of whatever follows it; the library leaves formulas after spaces. */
function withoutFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
