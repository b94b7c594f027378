/** What Slack adds to blocks that it accepts: ids where the app gave none, and the defaults of text objects. */

import type { Block } from '../entities.ts';
import type { SentBlock } from './blocks.ts';

const INTERACTIVE = new Set([
  'button',
  'overflow',
  'static_select',
  'users_select',
  'radio_buttons',
  'checkboxes',
  'plain_text_input',
]);

/** The blocks as Slack stores and echoes them. */
export function completeBlocks(blocks: readonly SentBlock[], newId: () => string): readonly Block[] {
  return blocks.map((block) => {
    const { block_id: given, ...rest } = completeFields(block, newId);
    return { ...rest, type: block.type, block_id: typeof given === 'string' ? given : shortId(newId) };
  });
}

function complete(value: unknown, newId: () => string): unknown {
  if (Array.isArray(value)) return value.map((item) => complete(item, newId));
  if (typeof value !== 'object' || value === null) return value;
  const fields = completeFields(value, newId);
  const type = fields['type'];
  if (type === 'plain_text') return { emoji: true, ...fields };
  if (type === 'mrkdwn') return { verbatim: false, ...fields };
  if (typeof type === 'string' && INTERACTIVE.has(type)) return { action_id: shortId(newId), ...fields };
  return fields;
}

function completeFields(value: object, newId: () => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, complete(inner, newId)]));
}

function shortId(newId: () => string): string {
  return newId().replaceAll('-', '').slice(-8);
}
