/** What the page may send, checked before anything believes it: one schema for the `Act` of the contract. */

import type { Act } from './contract.ts';

import { z } from 'zod';

const id = z.string().min(1).max(255);
const text = z.string().max(40_000);

const option = z.object({ text: z.object({ type: z.string(), text: z.string() }), value: z.string() });

const value = z.discriminatedUnion('type', [
  z.object({ type: z.literal('plain_text_input'), value: text.nullable() }),
  z.object({ type: z.enum(['static_select', 'radio_buttons']), selected_option: option.nullable() }),
  z.object({ type: z.literal('checkboxes'), selected_options: z.array(option) }),
  z.object({ type: z.literal('users_select'), selected_user: id.nullable() }),
]);

export const actSchema: z.ZodType<Act> = z.discriminatedUnion('act', [
  z.object({ act: z.literal('message'), user: id, channel: id, text, threadTs: id.nullable() }),
  z.object({ act: z.literal('slash'), user: id, channel: id, command: id, text }),
  z.object({
    act: z.literal('press'),
    user: id,
    on: z.union([z.object({ channel: id, ts: id }), z.object({ view: id })]),
    blockId: id,
    actionId: id,
    value: text.nullable(),
    selected: option.nullable(),
  }),
  z.object({
    act: z.literal('submit'),
    user: id,
    view: id,
    values: z.record(z.string(), z.record(z.string(), value)),
  }),
  z.object({ act: z.literal('close'), user: id, view: id }),
  z.object({ act: z.literal('switch'), id, on: z.boolean() }),
]);
