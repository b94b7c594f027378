import { describe, expect, it } from '@jest/globals';

import type { PastQuery } from '../../src/operations/past-query.ts';
import type { QueryForm } from '../../src/operations/query-slowness.ts';

import { failureOf } from '../../src/operations/query-failure.ts';
import { slowReasons } from '../../src/operations/query-slowness.ts';
import { aPastQuery } from '../support/past-queries.ts';

const FILTERED: QueryForm = { hasStar: false, isFiltered: true, unfiltered: [] };

function words(
  query: Partial<PastQuery>,
  form: QueryForm | null = FILTERED,
  usualMs: number | null = null,
): readonly string[] {
  return slowReasons(aPastQuery(query), form, usualMs).map((reason) => reason.words);
}

describe('why a query is slow', () => {
  it('is its queue, where it waited longer than it worked', () => {
    expect(words({ tookMs: 28_000, queuedMs: 26_000 })).toEqual(['waited 26s of 28s in the queue']);
    expect(words({ tookMs: 90_000, queuedMs: 26_000, scannedBytes: 9e9 })).toEqual([]);
    expect(words({ tookMs: 4_000, queuedMs: 3_900 })).toEqual([]);
  });

  it('is its plan, where that took longer than reading', () => {
    expect(words({ tookMs: 33_000, planningMs: 21_000 })).toEqual([
      '21s of 33s went into planning, as with many partitions',
    ]);
    expect(words({ tookMs: 33_000, planningMs: null, scannedBytes: 9e9 })).toEqual([]);
  });

  it('is a partitioned table that it does not narrow', () => {
    const form = { ...FILTERED, unfiltered: [{ table: 'todo_bronze.tasks', keys: ['dt', 'hour'] }] };
    expect(slowReasons(aPastQuery({ tookMs: 1_000 }), form, null)).toEqual([
      {
        words: 'no filter on dt, hour of todo_bronze.tasks',
        remedy: 'Add dt = … to its WHERE.',
        isGuess: false,
      },
    ]);
  });

  it.each([
    ['all there is', { hasStar: true, isFiltered: false }, 'SELECT * without WHERE reads all there is'],
    ['the whole table', { hasStar: false, isFiltered: false }, 'no WHERE: it reads the whole table'],
    ['every column', { hasStar: true, isFiltered: true }, 'SELECT * reads every column'],
  ])('is that it reads %s, where that is much', (_, form, reason) => {
    expect(words({ scannedBytes: 2e9 }, { ...FILTERED, ...form })).toEqual([reason]);
    expect(words({ scannedBytes: 2e6 }, { ...FILTERED, ...form })).toEqual([]);
  });

  it('is not its text, where that is usually fast', () => {
    expect(words({ tookMs: 48_000, scannedBytes: 1e8 }, FILTERED, 2_600)).toEqual([
      'the same text usually takes 3s',
    ]);
    expect(words({ tookMs: 48_000, scannedBytes: 9e9 }, FILTERED, 40_000)).toEqual([]);
  });

  it('is only guessed where it took long for little', () => {
    const [reason] = slowReasons(aPastQuery({ tookMs: 95_000, scannedBytes: 2e8 }), FILTERED, 90_000);
    expect(reason).toMatchObject({
      words: 'maybe skew, a large join or many small files: 2m for 200 MB',
      isGuess: true,
    });
    expect(words({ tookMs: 95_000, scannedBytes: 9e10 })).toEqual([]);
    expect(words({ tookMs: 95_000, scannedBytes: 0 })).toEqual([]);
  });

  it('is not told of a text that was not read, but for its figures', () => {
    expect(words({ tookMs: 28_000, queuedMs: 26_000, scannedBytes: 5e12 }, null)).toHaveLength(1);
    expect(words({ scannedBytes: 5e12 }, null)).toEqual([]);
  });
});

describe('why a query failed', () => {
  it.each([
    ['Query exhausted resources at this scale factor', 'out of resources'],
    ["COLUMN_NOT_FOUND: line 1:8: Column 'ann' cannot be resolved", 'names a column that there is not'],
    [
      'TABLE_NOT_FOUND: line 1:15: Table awsdatacatalog.a.b does not exist',
      'names a table that there is not',
    ],
    ["SYNTAX_ERROR: line 1:1: mismatched input 'SELCT'", 'is no SQL that Athena reads'],
    ['HIVE_BAD_DATA: Malformed Parquet file of ann@example.com', 'a file does not fit the table'],
    ['Access denied when writing to location: s3://x/y', 'may not read its data or write its result'],
    ['HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://a (SlowDown)', 'throttled'],
    ['Query timeout', 'out of time'],
    ['GENERIC_INTERNAL_ERROR: null', 'an error inside Athena'],
    ['DIVISION_BY_ZERO: of ann', 'DIVISION_BY_ZERO'],
    ['ann was here', 'failed, and Athena has the reason'],
  ])('is told of %j without what it quotes', (because, told) => {
    expect(failureOf({ state: 'failed', because })?.words).toBe(told);
  });

  it('is why it was stopped too, and nothing of one that ended well', () => {
    expect(failureOf({ state: 'stopped', because: 'Bytes scanned limit was exceeded' })?.words).toBe(
      'stopped at the limit of bytes of its workgroup',
    );
    expect(failureOf({ state: 'stopped', because: 'Query cancelled by user' })?.words).toBe(
      'stopped by somebody',
    );
    expect(failureOf({ state: 'stopped', because: null })?.words).toBe('stopped, and Athena has the reason');
    expect(failureOf({ state: 'succeeded', because: 'x' })).toBeNull();
  });
});
