/** The answer to a submitted form that could not do what it was sent for: it takes the form's place. */

import type { ModalView } from '@slack/types';
import type { Message } from '../limits.ts';

import { fitView } from '../limits.ts';
import { MAYBE_REFUSED, withText } from '../tables-and-charts.ts';

/** Draws the message as a modal without a submit button. There are no tables and no charts in one. */
export function answerView({ blocks }: Message): ModalView {
  return fitView({
    type: 'modal',
    callback_id: 'view.answer/1',
    title: { type: 'plain_text', text: 'Handrail' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [...withText(blocks, MAYBE_REFUSED)],
  });
}
