/** The rows of a query in a message: redacted, cut, and no work for what nobody is shown. */

import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextRound } from 'node:timers/promises';
import { rowsFinding } from '../../src/operations/query-finding.ts';
import { NIGHT } from '../support/builders.ts';

const MEGABYTE = 1_000_000;
const EVENT = '{"id":123,"kind":"click","at":"2026-11-12T03:00:00Z"},';
const SECRET = `{"password": "${'hunter'.repeat(MEGABYTE / 6)}`;

function shownOf(cell: string, { rows = 1, columns = 1 } = {}): string | undefined {
  const row = Array.from({ length: columns }, () => cell);
  const found = {
    columns: row.map((_, place) => `c${place}`),
    rows: Array.from({ length: rows }, () => row),
    hadMore: false,
  };
  const finding = rowsFinding(
    found,
    { places: [], names: [] },
    {
      end: { scannedBytes: 1, tookMs: 1 },
      upTo: 2,
      whole: { name: 'query', token: 'id' },
      settings: { pricePerTb: 5, dailyLimit: null, mask: [] },
      links: [],
      now: NIGHT,
    },
  );
  return finding.table?.rows.at(-1)?.at(-1);
}

describe('a cell of a megabyte', () => {
  it('takes no longer than what is shown of it: 160 of them would hold up everybody for half a minute', async () => {
    const cell = EVENT.repeat(MEGABYTE / EVENT.length);
    expect(shownOf(cell, { rows: 20, columns: 8 })).toMatch(/^\{"id":123.*…$/);
    // What held the loop for longer than a test may take is told so in between.
    await nextRound();
    await nextRound();
  }, 5_000);

  it('that holds a secret shows none of it, wherever it was cut', () => {
    expect(shownOf(SECRET)).toBe('{"password": "[redacted]');
    expect(shownOf(`${'x '.repeat(140)}${SECRET}`)).not.toContain('hunter');
  });
});
