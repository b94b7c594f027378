/** A ping: one short new message in an incident's thread, because an update of a card makes no phone ring. */

import type { Message } from '../limits.ts';

import { mention } from '../mrkdwn.ts';
import { message, section } from './blocks.ts';
import { said } from './words.ts';

/**
 * @param text what happened, plain; moments in it are drawn in the reader's own time.
 * @param now when it is drawn, milliseconds.
 * @param mentions ids of the people and user groups to reach.
 * @param had id of the person who had the incident before it was reopened.
 */
export function pingMessage(
  text: string,
  mentions: readonly string[],
  now: number,
  had: string | null = null,
): Message {
  const before = had === null ? [] : [`· ${mention(had)} had it before`];
  const line = [...mentions.slice(0, 10).map(mention), said(text, 400, now), ...before].join(' ');
  return message(line, [section(line)]);
}
