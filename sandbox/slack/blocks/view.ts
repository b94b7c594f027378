/** Checks the definition of a modal as `views.open`, `views.update`, `views.push` and a submission's answer give it. */

import type { Result } from '../../../src/lib/result.ts';
import type { Refusal } from '../refusal.ts';

import { z } from 'zod';

import { ok } from '../../../src/lib/result.ts';
import { refuse } from '../refusal.ts';
import { modalBlocks } from './blocks.ts';
import { plainText } from './composition.ts';
import { LIMITS } from './limits.ts';
import { slackSentences } from './sentences.ts';

export type ViewDefinition = z.infer<typeof modal>;

const modal = z
  .strictObject({
    type: z.literal('modal'),
    title: plainText(LIMITS.viewTitle),
    blocks: modalBlocks,
    submit: plainText(LIMITS.viewTitle).optional(),
    close: plainText(LIMITS.viewTitle).optional(),
    private_metadata: z.string().max(LIMITS.privateMetadata).optional(),
    callback_id: z.string().max(LIMITS.callbackId).optional(),
    external_id: z.string().max(LIMITS.callbackId).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  })
  .superRefine((view, check) => {
    if (view.submit !== undefined || !view.blocks.some((block) => block.type === 'input')) return;
    check.addIssue({
      code: 'custom',
      message: "'submit' is required when an 'input' block is within the 'blocks' array",
    });
  });

/** The modal's definition, or `invalid_arguments` with its sentences, or `view_too_large`. */
export function checkView(value: unknown): Result<ViewDefinition, Refusal> {
  if (Buffer.byteLength(JSON.stringify(value) ?? '') > LIMITS.viewBytes) return refuse('view_too_large');
  const checked = modal.safeParse(value, { reportInput: true });
  return checked.success
    ? ok(checked.data)
    : refuse('invalid_arguments', slackSentences(checked.error, '/view'));
}
