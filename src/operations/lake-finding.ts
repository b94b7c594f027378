/** What is told of the layers of a lake: the worst first, each table in a row, and how their sizes went. Pure. */

import type { Finding, Series } from './finding.ts';
import type { LayerHealth, Told } from './lake-health.ts';
import type { StorageCost } from './lake-storage.ts';

import { count } from '../lib/text.ts';
import { asTyped } from './arguments.ts';
import { finding } from './findings.ts';
import { DAY_MS, dayText } from './lake-dates.ts';
import { bytesUnit } from './units.ts';
import { worst, worstFirst } from './verdicts.ts';

const NAMED = 3;
/** A chart takes no more. */
const CHARTED = 20;
const LINES = 12;
const NAME_LENGTH = 20;

/** The finding about these layers, at least one; what their storage costs is null where nobody limits it. */
export function lakeFinding(
  layers: readonly LayerHealth[],
  storage: StorageCost | null,
  trueAt: number,
): Finding {
  const told = worstFirst(layers, ({ verdict }) => verdict);
  const troubles = worstFirst(
    [...told.flatMap((layer) => layer.troubles), ...overBudget(storage)],
    ({ verdict }) => verdict,
  );
  return finding({
    verdict: worst(troubles.map(({ verdict }) => verdict)),
    summary: withCost(summaryOf(told, troubles), storage),
    trueAt,
    facts: [
      ...troubles.map(({ of, detail }) => ({ label: of, value: detail })),
      ...(storage === null || storage.standing === 'over'
        ? []
        : [{ label: storage.of, value: storage.detail }]),
      ...told.flatMap(({ layer, read }) =>
        read.length === 0 ? [] : [{ label: `Read of ${layer}`, value: read.join('; ') }],
      ),
    ],
    table: {
      columns: ['Layer', 'Table', 'Newest', 'Late', 'Size', 'Growth', 'Small files'],
      rows: told.flatMap(rowsOf),
    },
    series: sizeSeries(layers),
    next: nextOf(told),
  });
}

/** What costs more than it may is a trouble like any other. */
function overBudget(storage: StorageCost | null): readonly Told[] {
  if (storage?.standing !== 'over') return [];
  const { of, words, detail } = storage;
  const remedy = 'See which layer grows, or raise costs.storage_monthly in the configuration.';
  return [{ of, verdict: 'warn', words, remedy, detail }];
}

/** The summary with a sentence of what is spent, where that is no trouble. */
function withCost(summary: string, storage: StorageCost | null): string {
  if (storage?.standing !== 'within') return summary;
  return `${summary.replace(/\.$/, '')}. ${storage.of} ${storage.words}`;
}

function summaryOf(layers: readonly LayerHealth[], troubles: readonly Told[]): string {
  const [first] = troubles;
  if (first === undefined) return wellOf(layers);
  // Of all that was asked nothing came back, most likely for one reason.
  if (layers.every(({ isAnswered }) => !isAnswered)) return first.detail;
  const clauses = [...new Set(troubles.map(({ of, words }) => `${of}: ${words}`))];
  const rest = clauses.length - NAMED;
  const well = layers.filter(({ verdict }) => verdict === 'ok').length;
  const more = rest > 0 ? `; ${rest} more` : '';
  const remedy = first.remedy === '' ? '' : ` ${first.remedy}`;
  return `${clauses.slice(0, NAMED).join('; ')}${more}. ${well} of ${count(layers.length, 'layer')} well.${remedy}`;
}

function wellOf(layers: readonly LayerHealth[]): string {
  const [only] = layers;
  if (only === undefined || layers.length > 1) return `${count(layers.length, 'layer')}, all well`;
  const newest = only.tables.flatMap(({ name, newest: at }) => (at === '' ? [] : [`${name} ${at}`]));
  const growth = only.growth === '' ? '' : `in 7 days ${only.growth}`;
  const size = [only.size, only.objects, growth].filter((text) => text !== '').join(', ');
  return [`${only.layer} is well`, size, newest.slice(0, NAMED).join(', ')]
    .filter((text) => text !== '')
    .join('; ');
}

/** A row a table; size and growth are those of the whole layer and stand in its first row. */
function rowsOf({ layer, tables, size, growth, verdict }: LayerHealth): readonly (readonly string[])[] {
  const sorted = worstFirst(tables, (table) => table.verdict);
  if (sorted.length === 0) return [[layer, '', verdict === 'unknown' ? '?' : '', '', size, growth, '']];
  return sorted.map(({ name, newest, late, small }, index) => [
    layer,
    name,
    newest,
    late,
    index === 0 ? size : '',
    index === 0 ? growth : '',
    small,
  ]);
}

/** The size by day; null without two days. */
function sizeSeries(layers: readonly LayerHealth[]): Series | null {
  const sized = layers.filter(({ sizes }) => sizes.length > 0).slice(0, LINES);
  const last = Math.max(...sized.flatMap(({ sizes }) => sizes.map(({ day }) => day)));
  const first = Math.min(...sized.flatMap(({ sizes }) => sizes.map(({ day }) => day)));
  if (sized.length === 0 || first === last) return null;
  const days = Array.from({ length: CHARTED }, (_, ago) => last - ago * DAY_MS)
    .filter((day) => day >= first)
    .toReversed();
  const greatest = Math.max(...sized.flatMap(({ sizes }) => sizes.map(({ bytes }) => bytes)));
  const { unit, size } = bytesUnit(greatest);
  return {
    title: 'Size by day, in UTC',
    shape: 'line',
    unit,
    labels: days.map(dayText),
    lines: sized.map(({ layer, sizes }) => ({
      name: layer.slice(0, NAME_LENGTH),
      values: days.map((day) => {
        const found = sizes.find((each) => each.day === day);
        return found === undefined ? null : Math.round((found.bytes / size) * 10) / 10;
      }),
    })),
  };
}

/** How the jobs did that fill what is not well. */
function nextOf(layers: readonly LayerHealth[]): readonly string[] {
  const ill = layers.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
  return [...new Set(ill.flatMap(({ jobs }) => jobs.map((job) => `/etl jobs ${asTyped(job)}`)))];
}
