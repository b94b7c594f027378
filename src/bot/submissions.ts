/**
 * What a submitted modal means: the form that its versioned id names, what it remembers, and what people typed, read
 * into one closed union or told back field by field. A modal of another release is `unknown`.
 */

import type { FieldErrors } from '../deeds/form.ts';
import type { DeedSubmission, Form } from '../deeds/forms.ts';
import type { Result } from '../lib/result.ts';

import { z } from 'zod';

import { formByCallback, readForm, subjectOf } from '../deeds/forms.ts';
import { ok } from '../lib/result.ts';
import { LIMITS } from './limits.ts';

export type Submission = DeedSubmission | { readonly form: 'unknown'; readonly id: string };

/** Where the form was asked for, so that the answer can go there: Slack tells a submission no channel. */
export interface Origin {
  readonly channel: string;
  readonly thread: string | null;
}

export interface Submitted {
  readonly submission: Submission;
  readonly origin: Origin | null;
}

/** Each field's element has this action id; the block around it has the field's. */
export const ANSWER = 'answer';

const METADATA = z.object({
  origin: z.object({ channel: z.string().min(1), thread: z.string().nullable() }).nullable(),
  context: z.unknown(),
  kept: z.array(z.string()).default([]),
});

// What Slack nests under view.state.values, for the elements that our forms use.
const VALUES = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_user: z.string().nullish(),
      selected_option: z.object({ value: z.string() }).nullish(),
    }),
  ),
);

/**
 * What a form is to remember between being opened and being sent.
 * @param words what it keeps besides; those at the end are left out where a list or the metadata has no room.
 */
export function remembering(
  form: Form,
  words: readonly string[],
  origin: Origin | null,
): { readonly kept: readonly string[]; readonly metadata: string } {
  const context = subjectOf(form);
  let kept = words.slice(0, LIMITS.selectOptions);
  for (;;) {
    const metadata = JSON.stringify({ context, origin, ...(kept.length === 0 ? {} : { kept }) });
    if (metadata.length <= LIMITS.privateMetadata || kept.length === 0) return { kept, metadata };
    kept = kept.slice(0, -1);
  }
}

/**
 * Reads a submitted modal.
 * @param callbackId the view's callback_id.
 * @param privateMetadata the view's private_metadata, as `remembering` made it.
 * @param state the view's state.values, as Slack sent it.
 * @returns what was asked for, or what is wrong by field.
 */
export function decodeSubmission(
  callbackId: string,
  privateMetadata: string,
  state: unknown,
): Result<Submitted, FieldErrors> {
  const name = formByCallback(callbackId);
  const metadata = METADATA.safeParse(parseJson(privateMetadata));
  const values = VALUES.safeParse(state);
  const unknown = ok({ submission: { form: 'unknown', id: callbackId }, origin: null } as const);
  if (name === null || !metadata.success || !values.success) return unknown;
  const { context, kept, origin } = metadata.data;
  const read = readForm(name, context, kept, (field) => answerIn(values.data, field));
  if (read === null) return unknown;
  return read.ok ? ok({ submission: read.value, origin }) : read;
}

function answerIn(values: z.infer<typeof VALUES>, field: string): string {
  const element = values[field]?.[ANSWER];
  return (element?.value ?? element?.selected_option?.value ?? element?.selected_user ?? '').trim();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
