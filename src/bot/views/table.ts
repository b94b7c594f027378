/** A finding's table as Slack's own: moments in the reader's time, numbers to the right, and no more rows than are read. */

import type { RichTextBlock, RichTextElement, TableBlock } from '@slack/types';
import type { Table } from '../../operations/finding.ts';

import { oneLine, truncate } from '../../lib/text.ts';
import { LIMITS } from '../limits.ts';
import { cellText } from '../tables-and-charts.ts';
import { isNear, splitMoments } from './words.ts';

export interface DrawnTable {
  readonly block: TableBlock;
  /** How many rows and columns are not in it. */
  readonly hiddenRows: number;
  readonly hiddenColumns: number;
}

type Cell = TableBlock['rows'][number][number];

const CELL_LENGTH = 160;
/** Longer than this wraps, where Slack would cut it. */
const LINE_LENGTH = 30;
/** Of all cells: the message has other things to say. */
const TEXT_LENGTH = 5_000;
/** Slack refuses an empty cell. */
const EMPTY = '–';
const NUMBER = /^[<>~≈]?[-+]?\$?\d[\d.,]*(?: ?(?:%|[kKMGTP]?B|[a-z]{1,3}))?$/;
const PERSON = /^[UW][A-Z0-9]+$/;
const DURATION = /^(?:\d+(?:d|h|m|s|ms) ?)+$/;

/** Draws at most so many rows; null when there is no column. `reference` as for `said`. */
export function drawTable(table: Table, mostRows: number, reference: number): DrawnTable | null {
  const columns = table.columns.slice(0, LIMITS.tableCells);
  if (columns.length === 0) return null;
  const texts = table.rows
    .slice(0, Math.min(mostRows, LIMITS.tableRows - 1))
    .map((row) => columns.map((_, column) => clean(row[column] ?? '')));
  const withDate = texts
    .flat()
    .flatMap(splitMoments)
    .some((part) => isFar(part, reference));
  const header = columns.map((name) => cell(clean(name), { withDate, bold: true }));
  const arePeople = columns.map((name) => table.people?.includes(name) ?? false);
  const rows = texts.map((row) =>
    row.map((text, column) =>
      arePeople[column] === true && PERSON.test(text)
        ? personCell(text)
        : cell(text, { withDate, bold: false }),
    ),
  );
  const shown = withinLength(rows, TEXT_LENGTH - lengthOf(header));
  return {
    block: {
      type: 'table',
      rows: [header, ...shown],
      column_settings: columns.map((name, column) =>
        settingsOf([name, ...texts.map((row) => row[column] ?? '')]),
      ),
    },
    hiddenRows: table.rows.length - shown.length,
    hiddenColumns: table.columns.length - columns.length,
  };
}

/** What a push and a screen reader get of it: `Table of 12 rows: Job, Last run, Took`. */
export function tableWords({ columns, rows }: Table): string {
  const names = columns.slice(0, LIMITS.tableCells).map(oneLine).join(', ');
  return `Table of ${rows.length === 1 ? '1 row' : `${rows.length} rows`}: ${names}`;
}

function settingsOf([name = '', ...texts]: readonly string[]): NonNullable<
  TableBlock['column_settings']
>[number] {
  const told = texts.filter((text) => text !== EMPTY && text !== '?');
  const isNumeric = told.length > 0 && told.every((text) => NUMBER.test(text) || DURATION.test(text));
  const isLong = [name, ...texts].some((text) => text.length > LINE_LENGTH);
  return { align: isNumeric ? 'right' : 'left', is_wrapped: isLong };
}

function cell(
  text: string,
  { withDate, bold }: { readonly withDate: boolean; readonly bold: boolean },
): Cell {
  const style = bold ? { style: { bold } } : {};
  const elements = splitMoments(text).map((part): RichTextElement => {
    if (typeof part === 'string') return { type: 'text', text: part, ...style };
    const utc = new Date(part.at).toISOString();
    return {
      type: 'date',
      timestamp: Math.floor(part.at / 1_000),
      format: withDate ? '{date_short_pretty} {time}' : '{time}',
      fallback: `${withDate ? `${utc.slice(0, 10)} ` : ''}${utc.slice(11, 16)} UTC`,
      ...style,
    };
  });
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] } satisfies RichTextBlock;
}

/** Slack draws the name of whoever has the id. */
function personCell(id: string): Cell {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'user', user_id: id }] }],
  } satisfies RichTextBlock;
}

/** Whether it is a moment that needs its date; in one table all have it, or none. */
function isFar(part: ReturnType<typeof splitMoments>[number], reference: number): boolean {
  return typeof part !== 'string' && !isNear(part.at, reference);
}

function clean(text: string): string {
  const shown = truncate(oneLine(text), CELL_LENGTH);
  return shown === '' ? EMPTY : shown;
}

/** The first rows that have room together. */
function withinLength(rows: readonly Cell[][], length: number): Cell[][] {
  let left = length;
  const tooMany = rows.findIndex((row) => {
    left -= lengthOf(row);
    return left < 0;
  });
  return rows.slice(0, tooMany === -1 ? rows.length : tooMany);
}

function lengthOf(row: readonly Cell[]): number {
  return row.reduce((sum, one) => sum + cellText(one).length, 0);
}
