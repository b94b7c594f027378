/** The modals: every form as its deed declares it. What a form remembers is `submissions.ts`'s, which reads it back. */

import type { ModalView } from '@slack/types';
import type { Form } from '../../deeds/forms.ts';
import type { Origin } from '../submissions.ts';

import { callbackOf, sheetOf, wordsToKeep } from '../../deeds/forms.ts';
import { fitView } from '../limits.ts';
import { code, escape } from '../mrkdwn.ts';
import { remembering } from '../submissions.ts';
import { section } from './blocks.ts';
import { fieldInput } from './fields.ts';

/** Of a line above the fields, in UTF-16 units. */
const LINE_LENGTH = 1_000;
const COMMAND_LENGTH = 500;

/**
 * Draws a form. One with a list of nothing says so and cannot be sent.
 * @param origin where it was asked for, remembered for the answer.
 */
export function formView(form: Form, origin: Origin | null): ModalView {
  const { kept, metadata } = remembering(form, wordsToKeep(form), origin);
  const { title, submit, lines, command, fields } = sheetOf(form, kept);
  const isEmpty = fields.some((field) => field.kind === 'list' && field.options.length === 0);
  const said = [
    ...lines.map((line) => escape(line, LINE_LENGTH)),
    ...(command === undefined ? [] : [code(command, COMMAND_LENGTH)]),
  ].join('\n');
  return fitView({
    type: 'modal',
    callback_id: callbackOf(form.form),
    private_metadata: metadata,
    title: { type: 'plain_text', text: title },
    close: { type: 'plain_text', text: 'Cancel' },
    ...(isEmpty ? {} : { submit: { type: 'plain_text', text: submit } }),
    blocks: isEmpty
      ? [section('There is nothing to choose from.')]
      : [...(said === '' ? [] : [section(said)]), ...fields.map(fieldInput)],
  });
}
