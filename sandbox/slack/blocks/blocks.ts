/**
 * Checks blocks as Slack does, field by field: unknown blocks, elements and properties are refused, and so is every
 * text, list and id beyond its limit. Never repairs anything.
 */

import type { Result } from '../../../src/lib/result.ts';
import type { Refusal } from '../refusal.ts';

import { z } from 'zod';

import { ok } from '../../../src/lib/result.ts';
import { refuse } from '../refusal.ts';
import { chart } from './chart.ts';
import { anyText, blockId, plainText, url } from './composition.ts';
import { accessory, actionElement, image, inputElement } from './elements.ts';
import { LIMITS } from './limits.ts';
import { richText } from './rich-text.ts';
import { slackSentences } from './sentences.ts';
import { table } from './table.ts';

/** A block that passed, as it was sent. */
export type SentBlock = Readonly<Record<string, unknown>> & { readonly type: string };

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: anyText(LIMITS.sectionText).optional(),
    fields: z.array(anyText(LIMITS.fieldText)).min(1).max(LIMITS.sectionFields).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .superRefine((block, context) => {
    if (block.text !== undefined || block.fields !== undefined) return;
    context.addIssue({ code: 'custom', message: 'missing required field: text or fields' });
  });

const header = z.strictObject({
  type: z.literal('header'),
  block_id: blockId,
  text: plainText(LIMITS.headerText),
});

const divider = z.strictObject({ type: z.literal('divider'), block_id: blockId });

const context = z.strictObject({
  type: z.literal('context'),
  block_id: blockId,
  elements: z
    .array(z.discriminatedUnion('type', [image, anyText(LIMITS.contextText)]))
    .min(1)
    .max(LIMITS.contextElements),
});

const actions = z
  .strictObject({
    type: z.literal('actions'),
    block_id: blockId,
    elements: z.array(actionElement).min(1).max(LIMITS.actionsElements),
  })
  .superRefine((block, check) => refuseTwins(check, block.elements, 'action_id', ['elements']));

const input = z.strictObject({
  type: z.literal('input'),
  block_id: blockId,
  label: plainText(LIMITS.inputLabel),
  element: inputElement,
  hint: plainText(LIMITS.inputLabel).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
});

const imageBlock = z.strictObject({
  type: z.literal('image'),
  block_id: blockId,
  image_url: url,
  alt_text: z.string().min(1).max(LIMITS.imageAltText),
  title: plainText(LIMITS.imageTitle).optional(),
});

const markdown = z.strictObject({
  type: z.literal('markdown'),
  block_id: blockId,
  text: z.string().min(1).max(LIMITS.markdownText),
});

const anywhere = [section, header, divider, context, actions, input, imageBlock, richText] as const;

const inMessages = [...anywhere, markdown, table, chart] as const;

/** The type of every block that a message may hold here. */
export const BLOCK_TYPES: readonly string[] = inMessages.map(({ shape }) => shape.type.value);

const messageBlocks = z
  .array(z.discriminatedUnion('type', inMessages))
  .max(LIMITS.messageBlocks)
  .superRefine((blocks, check) => {
    refuseTwins(check, blocks, 'block_id', []);
    refuseSum(check, blocks, 'markdown', LIMITS.markdownText);
    refuseSum(check, blocks, 'table', LIMITS.tableText);
    refuseMore(check, blocks, 'data_visualization', LIMITS.messageCharts);
  });

/** The blocks of a modal; markdown, tables and charts exist in messages only. */
export const modalBlocks = z
  .array(z.discriminatedUnion('type', anywhere))
  .max(LIMITS.modalBlocks)
  .superRefine((blocks, check) => refuseTwins(check, blocks, 'block_id', []));

/**
 * The blocks of a message, or `invalid_blocks` with its sentences, or `msg_blocks_too_long`. A second table is refused
 * as `invalid_attachments`, since Slack keeps tables there.
 */
export function checkMessageBlocks(value: unknown): Result<readonly SentBlock[], Refusal> {
  const checked = messageBlocks.safeParse(value, { reportInput: true });
  if (!checked.success) return refuse('invalid_blocks', slackSentences(checked.error, '/blocks'));
  if (checked.data.filter(({ type }) => type === 'table').length > 1)
    return refuse('invalid_attachments', ['only_one_table_allowed']);
  if (textLength(checked.data) > LIMITS.messageBlockText) return refuse('msg_blocks_too_long');
  return ok(checked.data);
}

function refuseTwins(
  check: z.RefinementCtx,
  items: readonly object[],
  field: 'block_id' | 'action_id',
  path: readonly string[],
): void {
  const seen = new Set<unknown>();
  items.forEach((item, index) => {
    const id: unknown = field in item ? Object.entries(item).find(([key]) => key === field)?.[1] : undefined;
    if (id === undefined) return;
    if (seen.has(id)) {
      check.addIssue({ code: 'custom', message: `${field} must be unique`, path: [...path, index, field] });
    }
    seen.add(id);
  });
}

function refuseSum(check: z.RefinementCtx, blocks: readonly SentBlock[], type: string, limit: number): void {
  const sum = textLength(blocks.filter((block) => block.type === type));
  if (sum <= limit) return;
  check.addIssue({
    code: 'custom',
    message: `${type} blocks must be less than ${limit + 1} characters in all`,
  });
}

function refuseMore(check: z.RefinementCtx, blocks: readonly SentBlock[], type: string, limit: number): void {
  if (blocks.filter((block) => block.type === type).length <= limit) return;
  check.addIssue({ code: 'custom', message: `no more than ${limit} ${type} blocks allowed` });
}

/** The sum of all strings under a `text` key, however deep. */
function textLength(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (key === 'text' && typeof inner === 'string' ? inner.length : textLength(inner)),
    0,
  );
}
