/** The whole of a finding as the text of one file: all of its table, or all the lines of its excerpt. */

import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';

import { wholeOf } from '../../src/operations/whole.ts';
import { aFinding, NIGHT } from '../support/builders.ts';

const table = (rows: number) => ({
  columns: ['Job', 'Last run', 'Took'],
  rows: Array.from({ length: rows }, (_, row) => [`job-${row}`, 'failed 2026-11-12T02:00Z', '']),
});
const excerpt = (lines: readonly string[]) => ({ title: 'The log around it', lines });
const textOf = (changes: Parameters<typeof aFinding>[0]): string =>
  [...(wholeOf(aFinding(changes), 'jobs')?.pieces ?? [])].join('');

describe('the whole of a finding', () => {
  it('is its table as CSV, named after the verb and the time, every row once and the columns first', () => {
    const file = wholeOf(aFinding({ table: table(405), trueAt: NIGHT }), 'jobs');
    expect(file).toMatchObject({ name: 'jobs-2026-11-12-0300.csv', of: 'row', count: 405 });
    const text = [...(file?.pieces ?? [])].join('');
    expect(text.startsWith('\uFEFF"Job"')).toBe(true);
    const rows = parse(text, { bom: true });
    expect(rows).toEqual([table(0).columns, ...table(405).rows]);
  });

  it('has its moments as they are, and nothing that a spreadsheet takes for a formula', () => {
    const cells = ['=cmd()', '+3.2 GB', '2026-11-12T02:00Z'];
    expect(textOf({ table: { columns: ['a', 'b', 'c'], rows: [cells] } })).toContain(
      `"'=cmd()","'+3.2 GB","2026-11-12T02:00Z"\r\n`,
    );
  });

  it('is only its columns where there is no row', () => {
    expect(textOf({ table: table(0) })).toBe('\uFEFF"Job","Last run","Took"\r\n');
  });

  it('is the lines of its excerpt where there is no table, or a shorter one', () => {
    const lines = ['ERROR one', '=not a formula here', 'password=hunter2hunter2'];
    for (const shorter of [null, table(2)]) {
      const file = wholeOf(aFinding({ table: shorter, excerpt: excerpt(lines) }), 'logs');
      expect(file).toMatchObject({ name: 'logs-2026-11-12-0300.txt', of: 'line', count: 3 });
      const [text = ''] = [...(file?.pieces ?? [])];
      expect(text.split('\n').slice(0, 2)).toEqual(lines.slice(0, 2));
      expect(text).not.toContain('hunter2');
    }
    expect(wholeOf(aFinding({ table: table(3), excerpt: excerpt(lines) }), 'logs')?.of).toBe('row');
  });

  it('is nothing where there is neither', () => {
    expect(wholeOf(aFinding(), 'jobs')).toBeNull();
  });
});
