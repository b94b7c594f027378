/** A finding as blocks, the same in a run's card and in an answer to its asker. Bounded: the links lead to the rest. */

import type { KnownBlock } from '@slack/types';
import type { Finding, Table } from '../../operations/finding.ts';

import { truncate } from '../../lib/text.ts';
import { code, escape, link, pre, when } from '../mrkdwn.ts';
import { context, section } from './blocks.ts';
import { bold, said, VERDICT_SHAPE, VERDICT_WORD } from './words.ts';

const FACTS = 10;
const ROWS = 15;
const CELL_LENGTH = 28;
/** Of the last column, which may wrap without breaking those before it. */
const LAST_CELL_LENGTH = 110;
const EXCERPT_LINES = 25;
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

/** Everything below the verdict: facts, table, excerpt, links, what to do next, and when it was true. */
export function findingBlocks(finding: Finding): readonly KnownBlock[] {
  const next = finding.next.slice(0, COMMANDS).map((command) => code(command, 200));
  return [
    ...textBlock(factLines(finding)),
    ...textBlock(finding.table === null ? [] : [tableText(finding.table)]),
    ...textBlock(excerptLines(finding)),
    ...textBlock(next.length === 0 ? [] : [`Next: ${next.join('  ')}`]),
    context([...linkTexts(finding), `true ${when(finding.trueAt, 'day')}`].join(' · ')),
  ];
}

function factLines(finding: Finding): readonly string[] {
  const shown = finding.facts
    .slice(0, FACTS)
    .map(({ label, value }) => `${escape(label, 60)}: ${said(value, 200, finding.trueAt)}`);
  return finding.facts.length <= FACTS ? shown : [...shown, `… ${finding.facts.length - FACTS} more`];
}

function excerptLines({ excerpt }: Finding): readonly string[] {
  if (excerpt === null || excerpt.lines.length === 0) return [];
  const hidden = excerpt.lines.length - EXCERPT_LINES;
  const lines = excerpt.lines.slice(0, EXCERPT_LINES);
  return [escape(excerpt.title, 150), pre(hidden > 0 ? [...lines, `… ${hidden} more`] : lines, 2_000)];
}

function linkTexts(finding: Finding): readonly string[] {
  return finding.links.slice(0, LINKS).map(({ label, url }) => link(url, label));
}

/** Columns as wide as their longest cell, in a code block, since a phone shows no wide table well. */
function tableText(table: Table): string {
  const last = table.columns.length - 1;
  const rows = [table.columns, ...table.rows.slice(0, ROWS)].map((row) =>
    row.map((cell, column) => truncate(cell, column === last ? LAST_CELL_LENGTH : CELL_LENGTH)),
  );
  const widths = table.columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    widths.map((width, column) => (row[column] ?? '').padEnd(column === last ? 0 : width)).join('  '),
  );
  const hidden = table.rows.length - ROWS;
  return pre(hidden > 0 ? [...lines, `… ${hidden} more`] : lines, 2_500);
}

function textBlock(lines: readonly string[]): readonly KnownBlock[] {
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}
