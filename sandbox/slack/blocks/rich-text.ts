/** The rich_text block and what may stand in it. Its texts are shown as they are: nothing in them is read as mrkdwn. */

import { z } from 'zod';

import { blockId, url } from './composition.ts';

const style = z
  .strictObject({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    code: z.boolean().optional(),
    underline: z.boolean().optional(),
  })
  .optional();

const leaf = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.number().int(),
    format: z.string().min(1),
    url: url.optional(),
    fallback: z.string().min(1).optional(),
    style,
  }),
  z.strictObject({ type: z.literal('link'), url, text: z.string().min(1).optional(), style }),
  z.strictObject({ type: z.literal('user'), user_id: z.string().min(1), style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: z.string().min(1), style }),
  z.strictObject({ type: z.literal('channel'), channel_id: z.string().min(1), style }),
  z.strictObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']) }),
  z.strictObject({ type: z.literal('emoji'), name: z.string().min(1), style }),
]);

const richTextSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(leaf) });

const part = z.discriminatedUnion('type', [
  richTextSection,
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(richTextSection).min(1),
    indent: z.number().int().min(0).max(8).optional(),
    offset: z.number().int().min(0).optional(),
    border: z.number().int().min(0).max(1).optional(),
  }),
  z.strictObject({
    type: z.enum(['rich_text_preformatted', 'rich_text_quote']),
    elements: z.array(leaf),
    border: z.number().int().min(0).max(1).optional(),
  }),
]);

export const richText = z.strictObject({
  type: z.literal('rich_text'),
  block_id: blockId,
  elements: z.array(part),
});
