/** The answer to a submitted form that could not do what it was sent for: it takes the form's place. */

import type { ModalView } from '@slack/types';
import type { Message } from '../limits.ts';

import { fitView } from '../limits.ts';

/** Draws the message as a modal without a submit button. */
export function answerView({ blocks }: Message): ModalView {
  return fitView({
    type: 'modal',
    callback_id: 'view.answer/1',
    title: { type: 'plain_text', text: 'Handrail' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [...blocks],
  });
}
