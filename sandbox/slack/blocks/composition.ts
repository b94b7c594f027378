/** The small objects that blocks and elements are composed of: texts, options, confirmations. */

import { z } from 'zod';

import { LIMITS } from './limits.ts';

export function plainText(limit: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(limit),
    emoji: z.boolean().optional(),
  });
}

export function anyText(limit: number) {
  return z.discriminatedUnion('type', [
    plainText(limit),
    z.strictObject({
      type: z.literal('mrkdwn'),
      text: z.string().min(1).max(limit),
      verbatim: z.boolean().optional(),
    }),
  ]);
}

export const url = z.string().min(1).max(LIMITS.url);
export const actionId = z.string().min(1).max(LIMITS.actionId).optional();
export const blockId = z.string().min(1).max(LIMITS.blockId).optional();
export const placeholder = plainText(LIMITS.placeholder).optional();

/** An option of a select menu. */
export const option = z.strictObject({
  text: plainText(LIMITS.optionText),
  value: z.string().min(1).max(LIMITS.optionValue),
  description: plainText(LIMITS.optionText).optional(),
});

/** An option of an overflow menu, which may also lead somewhere. */
export const overflowOption = option.extend({ url: url.optional() });

/** An option of radio buttons and checkboxes, which may be formatted. */
export const choice = option.extend({
  text: anyText(LIMITS.optionText),
  description: anyText(LIMITS.optionText).optional(),
});

export const confirm = z
  .strictObject({
    title: plainText(LIMITS.confirmTitle),
    text: anyText(LIMITS.confirmText),
    confirm: plainText(LIMITS.confirmButton),
    deny: plainText(LIMITS.confirmButton),
    style: z.enum(['primary', 'danger']).optional(),
  })
  .optional();
