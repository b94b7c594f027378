import type { InfoField } from 'csv-parse/sync';
import type { CsvRows } from '../../src/operations/csv.ts';

import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';

import { redact } from '../../src/lib/redact.ts';
import { csvOf } from '../../src/operations/csv.ts';
import { MASKED } from '../../src/operations/masked-columns.ts';

type Cell = string | null;

/** What a spreadsheet may take for the beginning of a formula. */
const BEGINNINGS = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const SPECIAL = [
  '"',
  '""',
  ',',
  ';',
  "'",
  ' ',
  '\u00A0',
  '\u200B',
  '\uFEFF',
  '\r\n',
  '😀',
  '0',
  '1.5',
  'E5',
  'NULL',
];
const SECRETS = ['password=', 'hunter2', 'AKIAIOSFODNN7', 'EXAMPLE'];
const TEXT = { name: 'text', type: 'varchar' };
const NUMBER = { name: 'number', type: 'bigint' };

const pieces = fc.constantFrom(...BEGINNINGS, ...SPECIAL, ...SECRETS);
const cells = fc.oneof(
  fc.constant(null),
  fc.constant(''),
  fc.double().map(String),
  fc.string({ unit: 'binary' }),
  fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
);
const tables = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.record({
    columns: fc.array(
      fc.record({
        name: cells.map((cell) => cell ?? 'c'),
        type: fc.constantFrom('varchar', 'double', 'bigint'),
      }),
      { minLength: width, maxLength: width },
    ),
    masked: fc.array(fc.boolean(), { minLength: width, maxLength: width }),
    rows: fc.array(fc.array(cells, { minLength: width, maxLength: width }), { maxLength: 6 }),
  }),
);

function rowsOf(rows: Partial<CsvRows>): CsvRows {
  return { columns: [TEXT], masked: [], rows: [], begins: false, room: Infinity, ...rows };
}

/** What a reader makes of it: null of what stands in no quotes. */
function read(text: string): readonly (readonly Cell[])[] {
  const cast = (value: string, { quoting }: InfoField): Cell => (quoting ? value : null);
  return parse(text, { bom: true, record_delimiter: '\r\n', cast });
}

/** One cell, as it is read in a column of this type. */
function readCell(cell: Cell, type = 'varchar'): Cell | undefined {
  return read(csvOf(rowsOf({ columns: [{ name: 'c', type }], rows: [[cell]] })).text)[0]?.[0];
}

describe('the text of rows', () => {
  it('is read back as it went in, apart from what is masked, redacted or begins like a formula', () => {
    fc.assert(
      fc.property(tables, ({ columns, masked, rows }) => {
        const [head, ...found] = read(csvOf(rowsOf({ columns, masked, rows, begins: true })).text);
        expect(head?.map((name) => name?.replace(/^'/, ''))).toEqual(
          columns.map(({ name }) => redact(name).replace(/^'/, '')),
        );
        expect(found).toHaveLength(rows.length);
        for (const [at, row] of rows.entries())
          for (const [place, cell] of row.entries()) {
            const shown = found[at]?.[place];
            if (masked[place] === true) expect(shown).toBe(MASKED);
            else if (cell === null) expect(shown).toBeNull();
            else expect([redact(cell), `'${redact(cell)}`]).toContain(shown);
          }
      }),
    );
  });

  it('has no cell that begins like a formula, but for numbers in columns of numbers', () => {
    fc.assert(
      fc.property(tables, ({ columns, rows }) => {
        const found = read(csvOf(rowsOf({ columns, rows, begins: true })).text);
        for (const [at, row] of found.entries())
          for (const [place, cell] of row.entries()) {
            const isNumber = at > 0 && columns[place]?.type !== 'varchar' && Number.isFinite(Number(cell));
            if (cell === null || (isNumber && /^-\d/.test(cell))) continue;
            expect(BEGINNINGS).not.toContain(cell.charAt(0));
            expect(BEGINNINGS).not.toContain(cell.trimStart().charAt(0));
          }
      }),
    );
  });

  it('is the same however the rows come', () => {
    fc.assert(
      fc.property(tables, fc.nat({ max: 6 }), (table, at) => {
        const first = csvOf(rowsOf({ ...table, rows: table.rows.slice(0, at), begins: true }));
        const rest = csvOf(rowsOf({ ...table, rows: table.rows.slice(at) }));
        const whole = csvOf(rowsOf({ ...table, begins: true }));
        expect(`${first.text}${rest.text}`).toBe(whole.text);
        expect(first.bytes + rest.bytes).toBe(whole.bytes);
        expect(whole.bytes).toBe(Buffer.byteLength(whole.text));
      }),
    );
  });

  it('ends with the last row that has room', () => {
    fc.assert(
      fc.property(tables, fc.nat({ max: 300 }), (table, room) => {
        const { text, rows, bytes } = csvOf(rowsOf({ ...table, room }));
        expect(bytes).toBeLessThanOrEqual(room);
        expect(text).toBe(csvOf(rowsOf({ ...table, rows: table.rows.slice(0, rows) })).text);
        const further = csvOf(rowsOf({ ...table, rows: table.rows.slice(0, rows + 1) }));
        expect(rows === table.rows.length || further.bytes > room).toBe(true);
      }),
    );
  });

  it('begins with the mark of UTF-8 and the names, once, and its lines end in CR LF', () => {
    const columns = [TEXT, NUMBER];
    expect(csvOf(rowsOf({ columns, rows: [['a "b"', '1']], begins: true })).text).toBe(
      '\uFEFF"text","number"\r\n"a ""b""","1"\r\n',
    );
    expect(csvOf(rowsOf({ columns, rows: [[null, '']] })).text).toBe(',""\r\n');
    expect(csvOf(rowsOf({ columns, rows: [] })).text).toBe('');
  });
});

describe('a cell', () => {
  it.each([
    '=1+1',
    '  =1+1',
    '\u00A0＝1',
    '＋1',
    '－1',
    '＠a',
    '@a',
    '\tx',
    '\rx',
    '-1',
    '\u200B=1',
    '\uFEFF=1',
  ])('of a text that begins like a formula is a text: %j', (cell) => expect(readCell(cell)).toBe(`'${cell}`));

  it('of numbers keeps its sign, and only where it is one', () => {
    for (const number of ['-5', '-0.5', '-1.0E-5', '7'])
      for (const type of ['bigint', 'double', 'decimal']) expect(readCell(number, type)).toBe(number);
    for (const none of ['-5+cmd()', '-Infinity', '+5', '=5', '-1 '])
      expect(readCell(none, 'double')).toBe(`'${none}`);
  });

  it('is whole, with its line breaks and however long', () => {
    const long = '😀 words, "quoted"\r\n'.repeat(60_000);
    expect(readCell(long)).toBe(long);
  });

  it('holds no secret', () => {
    expect(readCell('=password=hunter2')).toBe("'=password=[redacted]");
  });
});
