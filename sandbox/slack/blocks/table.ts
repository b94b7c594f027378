/** The table block. An empty cell is refused, as Slack refuses one; more than one table a message is refused elsewhere. */

import { z } from 'zod';

import { blockId } from './composition.ts';
import { LIMITS } from './limits.ts';
import { richText } from './rich-text.ts';

const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1).optional() }),
  richText,
]);

const columnSettings = z.strictObject({
  align: z.enum(['left', 'center', 'right']).optional(),
  is_wrapped: z.boolean().optional(),
});

export const table = z.strictObject({
  type: z.literal('table'),
  block_id: blockId,
  rows: z.array(z.array(cell).min(1).max(LIMITS.tableColumns)).min(1).max(LIMITS.tableRows),
  column_settings: z.array(columnSettings.nullable()).max(LIMITS.tableColumns).optional(),
});
