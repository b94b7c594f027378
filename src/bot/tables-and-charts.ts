/**
 * Slack's own tables and charts, which not every workspace takes, and the text that stands for each of them there. The
 * text is made of the block itself, so that whoever sends a message can change the one for the other.
 */

import type {
  Block,
  KnownBlock,
  RichTextBlock,
  RichTextElement,
  SectionBlock,
  TableBlock,
} from '@slack/types';

import { truncate } from '../lib/text.ts';
import { cutMrkdwn, escape, pre } from './mrkdwn.ts';
import { LIMITS } from './slack-limits.ts';

/** A chart. The type definitions of Slack do not have it yet. */
export interface ChartBlock extends Block {
  readonly type: 'data_visualization';
  readonly title: string;
  readonly chart: {
    readonly type: 'line' | 'bar';
    /** Each has exactly one point for each category. */
    readonly series: readonly {
      readonly name: string;
      readonly data: readonly { readonly label: string; readonly value: number }[];
    }[];
    readonly axis_config: {
      readonly categories: readonly string[];
      readonly x_label?: string;
      readonly y_label?: string;
    };
  };
}

/** What a message is made of. */
export type ShownBlock = KnownBlock | ChartBlock;

/** The types that a workspace may not take, the newest first. */
export const MAYBE_REFUSED = ['data_visualization', 'table'] as const;
export type MaybeRefused = (typeof MAYBE_REFUSED)[number];

const CELL_LENGTH = 28;
/** Of the last column, which may wrap without breaking those before it. */
const LAST_CELL_LENGTH = 110;
/** In UTF-16 units, as escaped. */
const TABLE_LENGTH = 2_800;
const BARS = '▂▃▄▅▆▇█';
/** A bar of nothing: as wide as the others, so that the series stand below each other. */
const NO_BAR = '▁';

export function isTable(block: { readonly type?: unknown }): block is TableBlock {
  return block.type === 'table';
}

export function isChart(block: { readonly type?: unknown }): block is ChartBlock {
  return block.type === 'data_visualization';
}

/** The blocks with text in place of those of these types. */
export function withText<B extends object>(
  blocks: readonly B[],
  types: readonly string[],
): readonly (B | SectionBlock)[] {
  return blocks.map((block) =>
    'type' in block && types.includes(String(block.type)) ? asText(block) : block,
  );
}

/** The text that stands for a table or a chart; any other block as it is. */
export function asText<B extends object>(block: B): B | SectionBlock {
  if (isTable(block)) return section(tableText(block));
  return isChart(block) ? section(chartText(block)) : block;
}

/** What a cell says; a moment in UTC. */
export function cellText(cell: TableBlock['rows'][number][number]): string {
  switch (cell.type) {
    case 'raw_text':
      return cell.text;
    case 'raw_number':
      return cell.text ?? String(cell.value);
    default:
      return richText(cell);
  }
}

/** Columns as wide as their longest cell, in a code block, as far as there is room. */
function tableText({ rows, column_settings: settings = [] }: TableBlock): string {
  const last = Math.max(...rows.map((row) => row.length)) - 1;
  const cells = rows.map((row) =>
    row.map((cell, column) => truncate(cellText(cell), column === last ? LAST_CELL_LENGTH : CELL_LENGTH)),
  );
  const widths = Array.from({ length: last + 1 }, (_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const lines = cells.map((row) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? '';
        return settings[column]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const shown = withinLength(lines, TABLE_LENGTH);
  const hidden = lines.length - shown.length;
  return pre(hidden > 0 ? [...shown, `… ${hidden} more`] : shown, TABLE_LENGTH + 20);
}

/** One line a series: its values as bars between nothing, or the least below it, and the most. */
function chartText({ title, chart: { series } }: ChartBlock): string {
  const values = series.flatMap(({ data }) => data.map(({ value }) => value));
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const bar = (value: number): string => {
    if (value === 0 || most === least) return NO_BAR;
    const step = Math.floor(((value - least) / (most - least)) * BARS.length);
    return BARS[Math.min(BARS.length - 1, step)] ?? NO_BAR;
  };
  const lines = series.map(
    ({ name, data }) => `${data.map(({ value }) => bar(value)).join('')} ${escape(name, 40)}`,
  );
  return [`*${escape(title, 60)}*`, ...lines].join('\n');
}

function richText({ elements }: RichTextBlock): string {
  return elements
    .flatMap((part) => (part.type === 'rich_text_section' ? part.elements : []))
    .map(leafText)
    .join('');
}

function leafText(leaf: RichTextElement): string {
  if (leaf.type === 'text') return leaf.text;
  if (leaf.type === 'user') return `@${leaf.user_id}`;
  return leaf.type === 'date' ? (leaf.fallback ?? '') : '';
}

/** The first lines that have room together. */
function withinLength(lines: readonly string[], length: number): readonly string[] {
  let left = length;
  const tooMany = lines.findIndex((line) => {
    left -= line.replaceAll(/[&<>]/g, '&amp;').length + 1;
    return left < 0;
  });
  return lines.slice(0, tooMany === -1 ? lines.length : tooMany);
}

function section(text: string): SectionBlock {
  const shown = text === '' ? '–' : cutMrkdwn(text, LIMITS.sectionText);
  return { type: 'section', text: { type: 'mrkdwn', text: shown, verbatim: true } };
}
