/**
 * The one choke point where Slack's limits are applied to a whole message or modal. Views aim to stay well inside;
 * here an outsized text is cut instead of a whole card being refused. Nothing here throws.
 */

import type { ContextBlock, ModalView, TextObject } from '@slack/types';
import type { ShownBlock } from './tables-and-charts.ts';

import { count } from '../lib/text.ts';
import { fitBlock, fitPlain } from './fit-block.ts';
import { cutMrkdwn } from './mrkdwn.ts';
import { LIMITS } from './slack-limits.ts';
import { asText, isChart, isTable } from './tables-and-charts.ts';

export { LIMITS } from './slack-limits.ts';

/** What every view of a message returns: its blocks, and the text that a phone's push shows. */
export interface Message {
  readonly blocks: readonly ShownBlock[];
  readonly text: string;
}

/** What the line about what was left out may take of the text. */
const TAIL_ROOM = 40;

/** Makes any message acceptable. When blocks or text are too many, buttons stay and the last lines give way, counted. */
export function fitMessage(message: Message): Message {
  const blocks = onlySoMany(message.blocks).flatMap((block) => fitBlock(block) ?? []);
  const text = cutMrkdwn(message.text, LIMITS.text);
  return { text: text.trim() === '' ? 'Handrail' : text, blocks: fitTogether(blocks) };
}

/** Makes any modal acceptable. Its private metadata is the caller's to keep short: cut, it could not be read back. */
export function fitView(view: ModalView): ModalView {
  return {
    ...view,
    title: fitPlain(view.title, LIMITS.modalTitle),
    ...(view.submit === undefined ? {} : { submit: fitPlain(view.submit, LIMITS.modalButton) }),
    ...(view.close === undefined ? {} : { close: fitPlain(view.close, LIMITS.modalButton) }),
    blocks: view.blocks
      .flatMap((block) => (isKnown(block) ? (fitBlock(block) ?? []) : [block]))
      .slice(0, LIMITS.viewBlocks),
  };
}

// Every Block a view here builds is a ShownBlock; the wider type comes from Slack's definition of a view.
function isKnown(block: ModalView['blocks'][number]): block is ShownBlock {
  return ['section', 'context', 'actions', 'header', 'input', 'divider'].includes(block.type);
}

/** Text in place of every table and chart after those that one message may have. */
function onlySoMany(blocks: readonly ShownBlock[]): readonly ShownBlock[] {
  const left: { tables: number; charts: number } = {
    tables: LIMITS.messageTables,
    charts: LIMITS.messageCharts,
  };
  return blocks.map((block) => {
    if (isTable(block)) left.tables -= 1;
    if (isChart(block)) left.charts -= 1;
    const isOver = (isTable(block) && left.tables < 0) || (isChart(block) && left.charts < 0);
    return isOver ? asText(block) : block;
  });
}

/** Applies the limits of the message as a whole: how many blocks, and how much text in all of them. */
function fitTogether(blocks: readonly ShownBlock[]): readonly ShownBlock[] {
  const pressable = lastActions(blocks);
  let roomText = LIMITS.messageText - TAIL_ROOM - textLength(pressable);
  let roomBlocks = LIMITS.messageBlocks - 1 - pressable.length;
  const kept: ShownBlock[] = [];
  let leftOut = 0;
  let tailAt = 0;
  for (const block of blocks) {
    if (pressable.includes(block)) {
      kept.push(block);
    } else if (leftOut === 0 && roomBlocks > 0 && roomFor(block) <= roomText) {
      kept.push(block);
      roomBlocks -= 1;
      roomText -= roomFor(block);
      tailAt = kept.length;
    } else {
      leftOut += lineCount(block);
    }
  }
  return leftOut === 0 ? kept : kept.toSpliced(tailAt, 0, tail(leftOut));
}

/** The rows of buttons to keep: all of them, unless they alone would fill the message. */
function lastActions(blocks: readonly ShownBlock[]): readonly ShownBlock[] {
  const kept: ShownBlock[] = [];
  for (const block of blocks.toReversed()) {
    if (block.type !== 'actions') continue;
    if (kept.length === LIMITS.messageBlocks - 1 || textLength([...kept, block]) > LIMITS.messageText / 2)
      break;
    kept.unshift(block);
  }
  return kept;
}

function tail(lines: number): ContextBlock {
  return {
    type: 'context',
    elements: [{ type: 'mrkdwn', text: `… ${count(lines, 'more line')}`, verbatim: true }],
  };
}

/** Text may take the place of a table or a chart when the message is sent: there has to be room for either. */
function roomFor(block: ShownBlock): number {
  return Math.max(textLength(block), textLength(asText(block)));
}

/** All characters of a block that Slack may count, wherever they stand in it. */
function textLength(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  return Object.entries(part).reduce(
    (sum, [key, value]) =>
      sum + (key === 'text' && typeof value === 'string' ? value.length : textLength(value)),
    0,
  );
}

function lineCount(block: ShownBlock): number {
  if (block.type === 'section') {
    return [block.text, ...(block.fields ?? [])].reduce((sum, text) => sum + linesOf(text), 0);
  }
  return block.type === 'divider' ? 0 : 1;
}

function linesOf(text: TextObject | undefined): number {
  return text === undefined ? 0 : text.text.split('\n').length;
}
