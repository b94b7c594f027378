/** A finding for a terminal, and as the one JSON object that scripts build on. Outside text is made plain in both. */

import type { Finding, Series, Table, Verdict } from '../operations/finding.ts';

import { causeSentence, causesOf } from '../operations/refused-calls.ts';
import { oneLine } from '../lib/text.ts';
import { MOMENT } from '../lib/moment.ts';

/** What `handrail etl` ends with: whoever calls it from a script decides by this. */
export const EXIT_CODE: Readonly<Record<Verdict, number>> = { ok: 0, warn: 0, fail: 1, unknown: 3 };
/** The words were not understood. */
export const WRONG_USAGE = 2;

const SHAPE: Readonly<Record<Verdict, string>> = { ok: '✓', warn: '!', fail: '✕', unknown: '?' };
const BARS = '▁▂▃▄▅▆▇█';

/** The JSON of a finding; moments in it stay in UTC. */
export function findingJson(verb: string, finding: Finding): string {
  const { verdict, summary, facts, table, series, links, next, trueAt, asked } = finding;
  const plain = table === null ? null : { columns: table.columns, rows: table.rows };
  const printed = { verb, verdict, summary, facts, table: plain, series, links, next, trueAt, asked };
  return JSON.stringify(printed, null, 2);
}

/** The finding as lines; moments are those of `zone`, or of the machine's time zone when it is absent. */
export function findingLines(finding: Finding, zone?: string): readonly string[] {
  const told = (text: string): string => inZone(asTypedHere(oneLine(text)), zone);
  const { verdict, summary, facts, table, series, excerpt, links, next, asked } = finding;
  return [
    `${SHAPE[verdict]} ${told(summary)}`,
    ...facts.map(({ label, value }) => `  ${oneLine(label)}: ${told(value)}`),
    ...(table === null ? [] : ['', ...tableLines(table, told)]),
    ...(series === null ? [] : ['', ...seriesLines(series, told)]),
    ...(excerpt === null
      ? []
      : ['', oneLine(excerpt.title), ...excerpt.lines.map((line) => `  ${oneLine(line)}`)]),
    ...(next.length === 0 ? [] : ['', ...next.map((command) => `Next: ${asTypedHere(oneLine(command))}`)]),
    ...links.map(({ label, url }) => `${oneLine(label)}: ${url}`),
    ...unanswered(asked).map((words) => `Not answered: ${told(words)}`),
    `True ${told(`${new Date(finding.trueAt).toISOString().slice(0, 16)}Z`)}`,
  ];
}

/** A sentence with its commands as they are typed in a terminal: `Write handrail etl runs <job>.` */
export function asTypedHere(text: string): string {
  return text.replaceAll(/(?<!\S)\/etl(?= \S)/g, 'handrail etl');
}

/** The sentence of a refused call, or of what refused several. */
function unanswered(asked: Finding['asked']): readonly string[] {
  return causesOf(asked)
    .map((cause) => (cause.hits === 1 ? cause.sentence : causeSentence(cause)))
    .filter((sentence) => sentence !== '');
}

function tableLines({ columns, rows }: Table, told: (text: string) => string): readonly string[] {
  const cells = [columns, ...rows].map((row) => row.map(told));
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    widths
      .map((width, column) => (row[column] ?? '').padEnd(width))
      .join('  ')
      .trimEnd(),
  );
}

/** One line a series: its values as bars between nothing and the greatest. */
function seriesLines(
  { title, unit, labels, lines }: Series,
  told: (text: string) => string,
): readonly string[] {
  const greatest = Math.max(...lines.flatMap(({ values }) => values.map((value) => value ?? 0)), 0);
  const bar = (value: number | null): string =>
    value === null || greatest === 0
      ? ' '
      : (BARS[Math.min(BARS.length - 1, Math.floor((value / greatest) * BARS.length))] ?? ' ');
  const [first = ''] = labels;
  return [
    `${oneLine(title)}, 0 to ${greatest} ${oneLine(unit)}, ${told(first)} to ${told(labels.at(-1) ?? '')}`,
    ...lines.map(({ name, values }) => `  ${values.map(bar).join('')}  ${oneLine(name)}`),
  ];
}

function inZone(text: string, zone: string | undefined): string {
  return text.replaceAll(MOMENT, (iso) =>
    // The one locale that writes a date as 2026-11-12.
    new Intl.DateTimeFormat('sv-SE', {
      dateStyle: 'short',
      timeStyle: 'short',
      ...(zone === undefined ? {} : { timeZone: zone }),
    }).format(new Date(iso)),
  );
}
