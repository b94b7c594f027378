import { describe, expect, it } from '@jest/globals';

import type { CostSettings } from '../../src/operations/cost-settings.ts';
import type { CostPart } from '../../src/operations/cost-parts.ts';
import type { PastQuery } from '../../src/operations/past-query.ts';
import type { Finding } from '../../src/operations/finding.ts';

import { costFinding } from '../../src/operations/cost-finding.ts';
import { athenaPart, gluePart, storagePart, unknownPart } from '../../src/operations/cost-parts.ts';
import { DEFAULT_COSTS } from '../../src/operations/cost-settings.ts';
import { spendWindow } from '../../src/operations/daily-spend.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 12, 12);
const TODAY = Date.UTC(2026, 10, 12);
const SINCE = spendWindow(NOW);
const TB = 1_000_000_000_000;
const GB = 2 ** 30;
const NOTHING_MORE = { refused: [], read: [], isLacking: false };

const priced: CostSettings = {
  ...DEFAULT_COSTS,
  prices: {
    ...DEFAULT_COSTS.prices,
    glue: { dollars: 1, isDefault: false },
    athena: { dollars: 5, isDefault: false },
  },
};

function limited(limits: Partial<CostSettings['limits']>, of: CostSettings = priced): CostSettings {
  return { ...of, limits: { ...of.limits, ...limits } };
}

/** DPU hours of a job by the day, the first of today. */
function job(name: string, hours: readonly number[]) {
  return { name, uses: hours.map((amount, ago) => ({ at: TODAY - ago * DAY, amount })), since: SINCE };
}

const every = (days: number, amount: number): readonly number[] => Array.from({ length: days }, () => amount);

const glue = (...jobs: Parameters<typeof gluePart>[0]): CostPart => gluePart(jobs, NOTHING_MORE, priced, NOW);

function query(ago: number, scannedBytes: number, more: Partial<PastQuery> = {}): PastQuery {
  return {
    id: `q-${ago}`,
    name: null,
    sql: 'SELECT 1',
    isCut: false,
    database: null,
    state: 'succeeded',
    because: null,
    sentAt: NOW - ago * DAY - 1,
    tookMs: 1_000,
    queuedMs: 0,
    planningMs: null,
    scannedBytes,
    ...more,
  };
}

function athena(queries: readonly PastQuery[], settings: CostSettings = priced): CostPart {
  return athenaPart({ queries, since: SINCE }, { read: [], isLacking: false }, settings, NOW);
}

function told(parts: readonly CostPart[], settings: CostSettings = priced): Finding {
  return costFinding(parts, settings, { pipeline: 'todo-etl', now: NOW });
}

function fact({ facts }: Finding, label: string): string | undefined {
  return facts.find((each) => each.label === label)?.value;
}

describe('a limit', () => {
  it('that is passed already fails, with the job that makes it', () => {
    const finding = told([glue(job('silver-users', every(20, 10)))], limited({ glueMonthly: 100 }));
    expect(finding).toMatchObject({
      verdict: 'fail',
      summary:
        'Glue: $120 this month already, more than $100. About $120 so far this month, $305 by its end, an estimate. See what makes it, or raise costs.glue_monthly in the configuration.',
      next: ['/etl runs silver-users'],
    });
  });

  it('that is passed by a little is not said to be more than itself', () => {
    const finding = told(
      [glue(job('silver-users', [10.2, ...every(19, 10)]))],
      limited({ glueMonthly: 120 }),
    );
    expect(finding.summary).toMatch(/^Glue: \$120\.20 this month already, more than \$120\. /);
  });

  it('that will be passed by the end of the month warns', () => {
    const finding = told([glue(job('silver-users', every(20, 10)))], limited({ glueMonthly: 300 }));
    expect(finding.verdict).toBe('warn');
    expect(finding.summary).toContain('Glue: $305 by the end of the month, more than $300. ');
  });

  it('that is not reached is well, with both figures', () => {
    const finding = told(
      [glue(job('silver-users', every(20, 10)))],
      limited({ glueMonthly: 306, monthly: 400 }),
    );
    expect(finding).toMatchObject({
      verdict: 'ok',
      summary: 'About $120 of $400 so far this month, $305 by its end, an estimate',
      next: [],
    });
    expect(fact(finding, 'Limits')).toBeUndefined();
  });

  it('of which nobody could count everything is not told to hold', () => {
    const some = (more: object): CostPart =>
      gluePart(
        [job('silver-users', every(20, 10))],
        { ...NOTHING_MORE, isLacking: true, ...more },
        priced,
        NOW,
      );
    const finding = told([some({ read: ['the first 100 of 200 jobs'] })], limited({ glueMonthly: 400 }));
    expect(finding).toMatchObject({
      verdict: 'unknown',
      summary:
        'Glue: not all of it was read, so that it may be more than $400 a month. At least $120 so far this month, $305 by its end, an estimate. What was read stands below; the bill is in the Billing console.',
    });
    expect(told([some({})], limited({ monthly: 400 })).summary).toMatch(
      /^All together: not all of it was read, so that it may be more than \$400 a month\. At least \$120 of \$400 /,
    );
    expect(told([some({})], limited({ glueMonthly: 100 }))).toMatchObject({ verdict: 'fail' });
    expect(told([some({})])).toMatchObject({ verdict: 'ok', summary: expect.stringMatching(/^At least /) });
  });

  it('of a month of which no whole day was read is not told to hold', () => {
    const young = gluePart([{ ...job('a', [1]), since: NOW - 3_600_000 }], NOTHING_MORE, priced, NOW);
    expect(told([young], limited({ glueMonthly: 400 }))).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringMatching(
        /^Glue: no whole day was read, so that it may be more than \$400 a month\. /,
      ),
    });
  });

  it('of a day that was not read whole is passed, or is not told to hold', () => {
    const late = (bytes: number): CostPart =>
      athenaPart(
        { queries: [query(0, bytes)], since: NOW - 3_600_000 },
        { read: [], isLacking: false },
        priced,
        NOW,
      );
    const settings = limited({ athenaDaily: 20 });
    expect(told([late(TB)], settings)).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringMatching(
        /^Athena: today was not read whole, so that it may be more than \$20 a day\. At least \$5\.00 /,
      ),
    });
    expect(told([late(5 * TB)], settings)).toMatchObject({ verdict: 'fail' });
    expect(told([athena([query(0, TB / 2)])], settings)).toMatchObject({ verdict: 'ok' });
  });

  it('of all together counts all parts', () => {
    const parts = [glue(job('silver-users', every(20, 10))), athena([query(1, 10 * TB), query(3, 10 * TB)])];
    expect(told(parts, limited({ monthly: 200 })).summary).toContain(
      'All together: $220 this month already, more than $200',
    );
  });

  it('of a day of Athena fails today and warns of yesterday', () => {
    const settings = limited({ athenaDaily: 20 });
    expect(told([athena([query(0, 5 * TB)])], settings)).toMatchObject({
      verdict: 'fail',
      summary: expect.stringMatching(/^Athena: \$25 today, more than \$20 a day; /),
    });
    expect(told([athena([query(1, 5 * TB)])], settings)).toMatchObject({
      verdict: 'warn',
      summary: expect.stringMatching(/^Athena: \$25 yesterday, more than \$20 a day; /),
    });
  });

  it('of storage warns of what it is at its size, even in the last days of a month', () => {
    const sizes = Array.from({ length: 20 }, (_, place) => ({
      day: TODAY - (20 - place) * DAY,
      bytes: (place < 19 ? 1_000 : 9_000) * GB,
      objects: null,
    }));
    const last = Date.UTC(2026, 10, 29, 12);
    const late = sizes.map((size) => ({ ...size, day: size.day + 17 * DAY }));
    const part = storagePart([{ name: 'bronze', sizes: late }], NOTHING_MORE, priced, last);
    const finding = costFinding([part], limited({ storageMonthly: 100 }), { pipeline: null, now: last });
    expect(finding.verdict).toBe('warn');
    expect(fact(finding, 'Storage')).toContain('$207 a month at its size now, more than $100. ');
    expect(finding.next).toEqual(['/etl lake bronze']);
  });

  it('is told how to set where there is none, and nothing is wrong then', () => {
    const finding = told([glue(job('silver-users', every(20, 1_000)))]);
    expect(finding.verdict).toBe('ok');
    expect(fact(finding, 'Limits')).toBe(
      'none is configured. Write monthly, glue_monthly, storage_monthly or athena_daily under pipelines.todo-etl.costs.',
    );
  });
});

describe('a day far above its usual', () => {
  it('warns by how much, and of which job made it', () => {
    const finding = told([
      glue(job('silver-users', every(20, 2)), job('gold-kpis', [3, 40, ...every(18, 3)])),
    ]);
    expect(finding).toMatchObject({
      verdict: 'warn',
      summary: expect.stringMatching(/^Glue: \$42 yesterday, usually \$5\.00 a day, most of it gold-kpis\. /),
      next: ['/etl runs gold-kpis'],
    });
  });

  it('is told of today as soon as it is one', () => {
    const queries = [
      query(0, 2 * TB, { name: 'late-users' }),
      ...every(20, TB / 1_000).map((bytes, ago) => query(ago + 1, bytes)),
    ];
    expect(told([athena(queries)])).toMatchObject({
      summary: expect.stringMatching(
        /^Athena: \$10 today, usually under \$0\.01 a day, most of it late-users\. /,
      ),
      next: ['/etl queries slow'],
    });
  });

  it('is not told for a few dollars, or where nobody knows what is usual', () => {
    expect(told([glue(job('silver-users', [4, 4, ...every(18, 0)]))]).verdict).toBe('ok');
    const young = { ...job('silver-users', [500]), since: TODAY - DAY };
    expect(told([gluePart([young], NOTHING_MORE, priced, NOW)]).verdict).toBe('ok');
  });
});

describe('what is not known', () => {
  it('is named, and the rest is shown', () => {
    const refused = 'Could not list the queries of todo-etl: access denied.';
    const finding = told([
      glue(job('silver-users', every(20, 1))),
      unknownPart('athena', { refused: [refused], read: [] }),
    ]);
    expect(finding).toMatchObject({
      verdict: 'unknown',
      summary: 'At least $12 so far this month, $31 by its end, an estimate. Not read in full: Athena.',
    });
    expect(fact(finding, 'Athena')).toBe(refused);
    expect(finding.table?.rows.map(([what, month]) => [what, month])).toEqual([
      ['All together', '$12'],
      ['Glue', '$12'],
      ['Glue: silver-users', '$12'],
      ['Athena', '?'],
    ]);
  });

  it('is why nothing is told, where all of it was refused', () => {
    const refused = 'Could not list the Glue jobs: the AWS credentials have expired.';
    expect(told([unknownPart('glue', { refused: [refused], read: [] })])).toMatchObject({
      verdict: 'unknown',
      summary: refused,
    });
  });

  it('is a price that nobody says: bytes are told, no dollars, and its limit is held against nothing', () => {
    const settings = limited({ athenaDaily: 1 }, DEFAULT_COSTS);
    const finding = told([athena([query(0, 0.9 * TB), query(2, 3.1 * TB)], settings)], settings);
    expect(finding).toMatchObject({
      verdict: 'ok',
      series: null,
      summary: '4 TB scanned so far this month, of which no price is configured',
    });
    expect(finding.table?.rows[0]?.slice(0, 2)).toEqual(['Athena', '4 TB']);
    expect(finding.table?.rows[1]).toEqual([
      'Athena: other SQL',
      '4 TB',
      '12.2 TB',
      '',
      '0 B',
      '0 B',
      '4 TB scanned',
    ]);
    expect(fact(finding, 'Athena')).toBe(
      'its price is not configured, so that bytes are told, no dollars, and costs.athena_daily is held against nothing. Write pipelines.todo-etl.athena.price_per_tb.',
    );
  });

  it('is said of prices that are defaults, of what was not counted, and of days that were not read', () => {
    const since = TODAY - 2 * DAY;
    const part = gluePart([{ ...job('silver-users', every(3, 1)), since }], NOTHING_MORE, DEFAULT_COSTS, NOW);
    const finding = told([part], DEFAULT_COSTS);
    expect(fact(finding, 'Prices')).toBe(
      'a GB and month $0.023 (the default, that of us-east-1); a DPU hour $0.44 (the default, that of us-east-1)',
    );
    expect(fact(finding, 'Forecast')).toContain('the mean of the last 2 whole days, as no more were read, ');
    expect(fact(finding, 'Not counted')).toContain('Firehose, Lambda');
    expect(finding.summary).toMatch(/^At least /);
  });

  it('is an end of the month where no whole day was read', () => {
    const part = gluePart(
      [{ name: 'silver-users', uses: [{ at: NOW - 1, amount: 2 }], since: NOW - 3_600_000 }],
      NOTHING_MORE,
      priced,
      NOW,
    );
    const finding = told([part]);
    expect(finding.summary).toBe('At least $2.00 so far this month, an estimate');
    expect(finding.table?.rows[0]?.[2]).toBe('?');
    expect(fact(finding, 'Forecast')).toBe(
      'none of what is used, as no whole day was read; storage as it is now. Days are those of UTC.',
    );
  });
});

describe('the table', () => {
  it('has the five dearest of a part, and what each is made of', () => {
    const jobs = Array.from({ length: 7 }, (_, place) => job(`job-${place}`, every(20, place)));
    const rows = told([glue(...jobs)]).table?.rows ?? [];
    expect(rows.map(([what]) => what)).toEqual([
      'All together',
      'Glue',
      'Glue: job-6',
      'Glue: job-5',
      'Glue: job-4',
      'Glue: job-3',
      'Glue: job-2',
    ]);
    expect(rows[2]).toEqual(['Glue: job-6', '$72', '$183', '', '$6.00', '$6.00', '72 DPU hours']);
  });

  it('counts no query that failed, and ten megabytes of one that reads a little', () => {
    const part = athena([
      query(1, 9 * TB, { state: 'failed' }),
      query(1, 1),
      query(1, 0),
      query(1, TB, { state: 'stopped' }),
    ]);
    expect(part.spend?.soFar).toBeCloseTo(1.00001, 8);
  });

  it('has the dollars of each day in a chart, in the order of the days', () => {
    const { series } = told([glue(job('silver-users', [1, 2, 3]))]);
    expect(series?.labels.slice(-3)).toEqual(['2026-11-10', '2026-11-11', '2026-11-12']);
    expect(series?.lines).toEqual([{ name: 'Glue', values: expect.arrayContaining([3, 2, 1]) }]);
    expect(series?.lines[0]?.values.slice(-3)).toEqual([3, 2, 1]);
  });
});
