/** What a person reads on a message, and how they press a button on one that changes under their thumb. */

import type { ActResult } from '../../sandbox/page/contract.ts';
import type { Message } from '../../sandbox/slack/entities.ts';

import { setTimeout as pause } from 'node:timers/promises';

type Shown = Pick<Message, 'text' | 'blocks'>;

/** How Slack refuses a press on what a message showed a moment ago. */
const GONE = 'That is not there any more.';
const PRESSED_WITHIN_MS = 20_000;
const AGAIN_MS = 50;

/** Every text of a message, its own first, with buttons and menu entries; one a line at least. */
export function shown({ text, blocks }: Shown): string {
  return [text, ...textsIn(blocks)].join('\n');
}

/** Whether a button or a menu entry bears this label. */
export function offers(message: Shown, label: string): boolean {
  return shown(message).split('\n').includes(label);
}

/** Presses; and again, for 20 s, while the message is drawn anew in between. Throws when Slack says no otherwise. */
export async function pressed(press: () => Promise<ActResult>): Promise<void> {
  const giveUpAt = Date.now() + PRESSED_WITHIN_MS;
  for (;;) {
    const result = await press();
    if (result.ok) return;
    if (result.error !== GONE || Date.now() > giveUpAt)
      throw new Error(`Expected Slack to take the press, got: ${result.error}`);
    await pause(AGAIN_MS);
  }
}

function textsIn(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  if (!Array.isArray(part) && 'text' in part && typeof part.text === 'string') return [part.text];
  return Object.values(part).flatMap(textsIn);
}
