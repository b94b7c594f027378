/** A notice: something to read that belongs to no other card, such as an inbound message that could not be applied. */

import type { Message } from '../limits.ts';

import { firstLine } from '../../lib/text.ts';
import { escape, pre } from '../mrkdwn.ts';
import { message, section } from './blocks.ts';

/**
 * @param text plain; its first line becomes the headline, the rest is shown as it is.
 */
export function noticeCard(text: string): Message {
  const title = firstLine(text);
  const rest = text.slice(text.indexOf(title) + title.length).split('\n');
  const body = pre(rest.slice(rest.findIndex((line) => line.trim() !== '')), 2_000);
  const headline = title === '' ? 'An empty notice.' : escape(title, 500);
  return message(headline, [section(headline), body === '' ? null : section(body)]);
}
