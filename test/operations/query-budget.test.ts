/** Whether a query is sent, by how much it would scan. */

import type { Estimate } from '../../src/operations/query-estimate.ts';

import { describe, expect, it } from '@jest/globals';

import { budgetFinding, UNASKED_BELOW } from '../../src/operations/query-budget.ts';
import { BYTES } from '../../src/operations/units.ts';
import { NIGHT } from '../support/builders.ts';

const GB = 1_000_000_000;
const about = (bytes: number): Estimate => ({
  kind: 'about',
  bytes,
  atLeast: false,
  because: '4 partitions of silver.users',
});
const unknown = (isAsked: boolean): Estimate => ({
  kind: 'unknown',
  because: 'silver.users uses partition projection',
  isAsked,
});

function decided(estimate: Estimate, upTo = 10 * GB, isSaid = false, askUpTo = 100 * GB) {
  return budgetFinding(estimate, {
    settings: { askUpTo, pricePerTb: 5 },
    upTo,
    isSaid,
    isUnasked: false,
    allowing: (most) => `/etl query late-users --up-to ${most}`,
    now: NIGHT,
  });
}

describe('a query', () => {
  it('that would scan no more than it may is sent', () => {
    expect(decided(about(0))).toBeNull();
    expect(decided(about(10 * GB))).toBeNull();
    expect(decided(about(40 * GB), 44 * GB, true)).toBeNull();
  });

  it('that would scan more is asked for once more, with the price and room for what was written since', () => {
    const found = decided(about(40 * GB));
    expect(found).toMatchObject({
      verdict: 'warn',
      summary:
        'Not sent yet. It would scan about 40 GB in 4 partitions of silver.users, about $0.20, which is an estimate; 10 GB run unasked. Ask for it once more if that is worth it, or read fewer partitions.',
      next: ['/etl query late-users --up-to 44GB'],
    });
  });

  it('whose next command was taken at its word is sent', () => {
    for (const bytes of [10.1 * GB, 12.345_678 * GB, 57.9 * GB, 99.99 * GB]) {
      const [, said = ''] = /--up-to (\S+)$/.exec(decided(about(bytes))?.next[0] ?? '') ?? [];
      const upTo = BYTES.read(said, 'up-to');
      expect(upTo.ok && upTo.value <= 100 * GB && decided(about(bytes), upTo.value, true)).toBeNull();
    }
  });

  it('is never told to allow more than anybody may', () => {
    const { next } = decided(about(120 * GB), 10 * GB, false, 125 * GB) ?? {};
    expect(next).toEqual(['/etl query late-users --up-to 125GB']);
  });

  it('that would scan more than anybody may allow is refused, with what to do', () => {
    const found = decided(about(230 * GB), 100 * GB, true);
    expect(found).toMatchObject({ verdict: 'fail', next: [] });
    expect(found?.summary).toMatch(
      /^Not sent\. It would scan about 230 GB .* 100 GB is the most, as athena\.ask_up_to says\. Read fewer partitions/,
    );
  });

  it('of which nobody can ever say how much it scans is asked for once more; where only nobody could now, it is sent', () => {
    expect(decided(unknown(true))).toMatchObject({
      verdict: 'warn',
      summary: expect.stringMatching(/uses partition projection\..*stopped at about 10 GB, about \$0\.05\.$/),
      next: ['/etl query late-users --up-to 10GB'],
    });
    expect(decided(unknown(true), 10 * GB, true)).toBeNull();
    expect(decided(unknown(false))).toBeNull();
  });
});

describe('what nobody asked for', () => {
  const unasked = (estimate: Estimate) =>
    budgetFinding(estimate, {
      settings: { askUpTo: 100 * GB, pricePerTb: 5 },
      upTo: 10 * GB,
      isSaid: false,
      isUnasked: true,
      allowing: (most) => `/etl query late-users --up-to ${most}`,
      now: NIGHT,
    });

  it('is sent where it is known to scan less than 100 MB, and not a byte more', () => {
    expect(unasked(about(0))).toBeNull();
    expect(unasked(about(UNASKED_BELOW - 1))).toBeNull();
    expect(unasked(about(UNASKED_BELOW))).toMatchObject({ verdict: 'unknown' });
  });

  it('waits for a person with what it would scan and cost', () => {
    expect(unasked(about(2.3 * GB))).toMatchObject({
      verdict: 'unknown',
      summary:
        'Not asked yet. It would scan about 2.3 GB in 4 partitions of silver.users, about $0.01; by itself Handrail scans less than 100 MB. Press Run again if that is worth it.',
      next: [],
    });
  });

  it('waits for a person where nobody knows what it would scan, or that it is all', () => {
    for (const isAsked of [true, false])
      expect(unasked(unknown(isAsked))?.summary).toMatch(
        /^Not asked yet\. What it would scan cannot be estimated: .* Press Run again if that is worth it\.$/,
      );
    expect(unasked({ kind: 'about', bytes: 1, atLeast: true, because: 'a table' })).toMatchObject({
      verdict: 'unknown',
    });
  });
});
