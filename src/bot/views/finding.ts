/** A finding as blocks, in a run's card and in an answer to its asker. Bounded: the links lead to the rest. */

import type { Finding } from '../../operations/finding.ts';
import type { ShownBlock } from '../tables-and-charts.ts';
import type { Choice } from './blocks.ts';
import type { Reading } from './looks.ts';

import { count, withoutStop } from '../../lib/text.ts';
import { causesOf } from '../../operations/refused-calls.ts';
import { code, escape, link, pre, when } from '../mrkdwn.ts';
import { context, section } from './blocks.ts';
import { chartWords, drawChart } from './chart.ts';
import { isReading } from './looks.ts';
import { drawTable, tableWords } from './table.ts';
import { bold, said, VERDICT_SHAPE, VERDICT_WORD } from './words.ts';

/** How many rows of a table are shown: a card stands in everybody's way, an answer in nobody's. */
export const CARD_ROWS = 15;
export const ANSWER_ROWS = 50;

const FACTS = 10;
const UNANSWERED = 3;
const EXCERPT_LINES = 25;
const EXCERPT_LENGTH = 2_000;
const LINKS = 6;
const COMMANDS = 5;

/** `✓ *Cause: out of memory in 14 of 200 tasks*`; a verdict that the summary leaves open has its word before it. */
export function verdictLine({ verdict, summary, trueAt }: Finding): string {
  const told = said(summary, 400, trueAt);
  const line =
    verdict === 'ok' || verdict === 'fail' ? bold(told) : `${bold(VERDICT_WORD[verdict])} · ${told}`;
  return `${VERDICT_SHAPE[verdict]} ${line}`;
}

/** The verdict for a push: `failed, out of memory in 14 of 200 tasks`. */
export function verdictText({ verdict, summary, trueAt }: Finding): string {
  const told = said(summary, 300, trueAt);
  return verdict === 'ok' ? told : `${VERDICT_WORD[verdict]}, ${told}`;
}

/** What a table and a chart say, for a push and for a screen reader, which reads nothing else; empty without them. */
export function shownWords({ series, table, trueAt }: Finding): string {
  const words = [
    ...(series === null ? [] : [chartWords(series)]),
    ...(table === null ? [] : [tableWords(table)]),
  ];
  return words.map((sentence) => ` ${said(sentence, 500, trueAt)}.`).join('');
}

/** Everything below the verdict: facts, chart, table, excerpt, what to do next, what was not answered, links. */
export function findingBlocks(finding: Finding, tableRows: number): readonly ShownBlock[] {
  const next = finding.next.slice(0, COMMANDS).map((command) => code(command, 200));
  return [
    ...textBlock(factLines(finding)),
    ...chartBlocks(finding),
    ...tableBlocks(finding, tableRows),
    ...textBlock(excerptLines(finding)),
    ...textBlock(next.length === 0 ? [] : [`Next: ${next.join('  ')}`]),
    ...unanswered(finding),
    context([...linkTexts(finding), `true ${when(finding.trueAt, 'day')}`].join(' · ')),
  ];
}

/** The button that brings the whole of what this command found, where rows, columns or lines of it are not shown. */
export function wholeButton(
  command: string,
  finding: Finding,
  { tableRows, reading }: { readonly tableRows: number; readonly reading: Reading },
): readonly Choice[] {
  if (!isReading(command, reading) || !isShownInPart(finding, tableRows)) return [];
  return [{ label: 'All as a file', press: { action: 'whole', command } }];
}

function isShownInPart({ whole, table, excerpt, trueAt }: Finding, tableRows: number): boolean {
  const drawn = table === null ? null : drawTable(table, tableRows, trueAt);
  const lines = excerpt?.lines ?? [];
  return (
    whole !== undefined ||
    (drawn !== null && drawn.hiddenRows + drawn.hiddenColumns > 0) ||
    lines.length > EXCERPT_LINES ||
    lines.join('\n').length > EXCERPT_LENGTH
  );
}

function factLines(finding: Finding): readonly string[] {
  const shown = finding.facts
    .slice(0, FACTS)
    .map(({ label, value }) => `${escape(label, 60)}: ${said(value, 200, finding.trueAt)}`);
  return finding.facts.length <= FACTS ? shown : [...shown, `… ${finding.facts.length - FACTS} more`];
}

function chartBlocks({ series }: Finding): readonly ShownBlock[] {
  const drawn = series === null ? null : drawChart(series);
  if (drawn === null) return [];
  return [drawn.block, context(drawn.notes.map((note) => escape(note, 200)).join(' · '))];
}

function tableBlocks({ table, trueAt }: Finding, mostRows: number): readonly ShownBlock[] {
  const drawn = table === null ? null : drawTable(table, mostRows, trueAt);
  if (drawn === null) return [];
  const { hiddenRows, hiddenColumns } = drawn;
  const hidden = [
    ...(hiddenRows > 0 ? [count(hiddenRows, 'more row')] : []),
    ...(hiddenColumns > 0 ? [count(hiddenColumns, 'more column')] : []),
  ];
  return [drawn.block, ...(hidden.length === 0 ? [] : [context(`… ${hidden.join(', ')}`)])];
}

function excerptLines({ excerpt }: Finding): readonly string[] {
  if (excerpt === null || excerpt.lines.length === 0) return [];
  const hidden = excerpt.lines.length - EXCERPT_LINES;
  const lines = excerpt.lines.slice(0, EXCERPT_LINES);
  return [
    escape(excerpt.title, 150),
    pre(hidden > 0 ? [...lines, `… ${hidden} more`] : lines, EXCERPT_LENGTH),
  ];
}

/**
 * `Not answered: glue:GetJobs, glue:GetJobRuns (Add glue:GetJobRuns to the role of Handrail)`, once a cause; what was
 * answered is no news.
 */
function unanswered({ asked, trueAt }: Finding): readonly ShownBlock[] {
  const causes = causesOf(asked);
  if (causes.length === 0) return [];
  const told = causes.slice(0, UNANSWERED).map(({ calls, because }) => {
    const others = calls.length - UNANSWERED;
    const named = calls.slice(0, UNANSWERED).map((call) => escape(call, 60));
    const words = `${named.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
    const reason = said(withoutStop(because), 250, trueAt);
    return reason === '' ? words : `${words} (${reason})`;
  });
  const more = causes.length - told.length;
  return [context([`Not answered: ${told.join(', ')}`, ...(more > 0 ? [`${more} more`] : [])].join(' · '))];
}

function linkTexts(finding: Finding): readonly string[] {
  return finding.links.slice(0, LINKS).map(({ label, url }) => link(url, label));
}

function textBlock(lines: readonly string[]): readonly ShownBlock[] {
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}
