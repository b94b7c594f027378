/** A ping: one short new message in an incident's thread, because an update of a card makes no phone ring. */

import type { Message } from '../limits.ts';

import { escape, mention } from '../mrkdwn.ts';
import { message, section } from './blocks.ts';

/**
 * @param text what happened, plain.
 * @param mentions ids of the people and user groups to reach.
 */
export function pingMessage(text: string, mentions: readonly string[]): Message {
  const said = [...mentions.slice(0, 10).map(mention), escape(text, 400)].join(' ');
  return message(said, [section(said)]);
}
