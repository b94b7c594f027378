/** What is told of what a pipeline costs: each part with what makes it, and where it is on its way to. Pure. */

import type { CostPart } from './cost-parts.ts';
import type { CostSettings, Price } from './cost-settings.ts';
import type { CostTrouble, Total } from './cost-troubles.ts';
import type { Finding, Verdict } from './finding.ts';

import { costSeries, costTable } from './cost-table.ts';
import { amountText, costTroubles, PART_NAMES, totalOf } from './cost-troubles.ts';
import { FORECAST_DAYS } from './daily-spend.ts';
import { finding } from './findings.ts';
import { dollarsText, limitText } from './units.ts';
import { worst, worstFirst } from './verdicts.ts';

const NAMED = 3;
const MOST_NEXT = 3;
const NOT_COUNTED =
  'requests and transfer of S3, crawlers, Firehose, Lambda, DynamoDB, CloudWatch; discounts and taxes; that memory-optimised and Flex jobs have prices of their own. The bill is in the Billing console.';

/** The finding about these parts, by the settings of their pipeline. */
export function costFinding(
  parts: readonly CostPart[],
  settings: CostSettings,
  { pipeline, now }: { readonly pipeline: string | null; readonly now: number },
): Finding {
  const troubles = worstFirst(costTroubles(parts, settings), ({ verdict }) => verdict);
  const total = totalOf(parts);
  const refused = parts.flatMap((part) =>
    part.refused.map((value) => ({ label: PART_NAMES[part.kind], value })),
  );
  const verdicts: readonly Verdict[] = [
    ...troubles.map(({ verdict }) => verdict),
    ...(refused.length > 0 ? (['unknown'] as const) : []),
  ];
  return finding({
    verdict: worst(verdicts),
    summary: summaryOf(troubles, refused, monthWords(parts, total, settings)),
    trueAt: now,
    facts: [
      ...troubles.map(({ of, words, remedy }) => ({ label: of, value: `${words}. ${remedy}` })),
      ...refused,
      ...unpriced(parts, settings, pipeline),
      { label: 'Prices', value: pricesText(settings.prices) },
      { label: 'Forecast', value: forecastText(parts) },
      ...parts.flatMap(({ kind, read }) =>
        read.length === 0 ? [] : [{ label: `Read of ${PART_NAMES[kind]}`, value: read.join('; ') }],
      ),
      { label: 'Not counted', value: NOT_COUNTED },
      ...howToLimit(settings, pipeline),
    ],
    table: costTable(parts, settings, total),
    series: costSeries(parts, now),
    next: [...new Set(troubles.flatMap(({ look }) => look ?? []))].slice(0, MOST_NEXT),
  });
}

function summaryOf(
  troubles: readonly CostTrouble[],
  refused: readonly { readonly label: string; readonly value: string }[],
  month: string | null,
): string {
  const labels = [...new Set(refused.map(({ label }) => label))];
  const missing = labels.length === 0 ? '' : ` Not read in full: ${labels.join(', ')}.`;
  const [first] = troubles;
  if (first === undefined) {
    if (month !== null) return missing === '' ? month : `${month}.${missing}`;
    return refused[0]?.value ?? 'Nothing to estimate: no bucket, no job and no query was found here';
  }
  const rest = troubles.length - NAMED;
  const clauses = troubles.slice(0, NAMED).map(({ of, words }) => `${of}: ${words}`);
  return `${clauses.join('; ')}${rest > 0 ? `; ${rest} more` : ''}. ${month === null ? '' : `${month}. `}${first.remedy}${missing}`;
}

/** `About $61 of $250 so far this month, $118 by its end, an estimate`; null where nothing was read. */
function monthWords(
  parts: readonly CostPart[],
  total: Total | null,
  { limits }: CostSettings,
): string | null {
  if (total === null) {
    const part = parts.find(({ spend }) => spend !== null);
    return part === undefined || part.spend === null
      ? null
      : `${amountText(part.spend.soFar, part)} scanned so far this month, of which no price is configured`;
  }
  const { spend, isPart } = total;
  const end = spend.forecast === null ? '' : `, ${dollarsText(spend.forecast)} by its end`;
  const of = limits.monthly === null ? '' : ` of ${limitText(limits.monthly)}`;
  return `${isPart ? 'At least' : 'About'} ${dollarsText(spend.soFar)}${of} so far this month${end}, an estimate`;
}

/** Bytes that nobody priced: no dollars are said, and no limit is held against them. */
function unpriced(
  parts: readonly CostPart[],
  { limits }: CostSettings,
  pipeline: string | null,
): Finding['facts'] {
  if (parts.every(({ spend, price }) => spend === null || price !== null)) return [];
  const held = limits.athenaDaily === null ? '' : ', and costs.athena_daily is held against nothing';
  return [
    {
      label: 'Athena',
      value: `its price is not configured, so that bytes are told, no dollars${held}. Write pipelines.${pipeline ?? '<name>'}.athena.price_per_tb.`,
    },
  ];
}

function pricesText({ storage, glue, athena }: CostSettings['prices']): string {
  const text = (what: string, { dollars, isDefault }: Price): string =>
    `${what} $${dollars}${isDefault ? ' (the default, that of us-east-1)' : ''}`;
  return [
    text('a GB and month', storage),
    text('a DPU hour', glue),
    ...(athena === null ? [] : [text('a TB scanned', athena)]),
  ].join('; ');
}

function forecastText(parts: readonly CostPart[]): string {
  const used = parts.filter(({ kind, spend }) => kind !== 'storage' && spend !== null);
  const days = Math.min(FORECAST_DAYS, ...used.flatMap(({ spend }) => spend?.meanOf ?? []));
  const mean =
    days === 0
      ? 'none of what is used, as no whole day was read'
      : days < FORECAST_DAYS
        ? `the mean of the last ${days} whole days, as no more were read, for each day left`
        : `the mean of the last ${FORECAST_DAYS} whole days for each day left, whatever its weekday`;
  return `${mean}; storage as it is now. Days are those of UTC.`;
}

function howToLimit({ limits }: CostSettings, pipeline: string | null): Finding['facts'] {
  if (Object.values(limits).some((limit) => limit !== null)) return [];
  return [
    {
      label: 'Limits',
      value: `none is configured. Write monthly, glue_monthly, storage_monthly or athena_daily under pipelines.${pipeline ?? '<name>'}.costs.`,
    },
  ];
}
