/**
 * The values of a form: which elements hold one and what they start with, block_id → action_id → value as in Slack's
 * `view.state.values`. Whether they may be submitted is the workspace's to say.
 */

import type { PageBlock, PageValue, PageValues } from '../../contract.ts';
import type { Json } from './read.ts';
import { asObject, asObjects, asOption, asOptions, asString, bareOption } from './read.ts';

/**
 * The form as it stands: what the person entered, else what the view started with. Holds every element with a value,
 * in input blocks, actions and section accessories.
 */
export function currentValues(blocks: readonly PageBlock[], entered: PageValues): PageValues {
  const values: Record<string, Record<string, PageValue>> = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const actionId = asString(element['action_id']);
      const initial = initialValue(element);
      if (initial === null) continue;
      const kept = entered[block.block_id]?.[actionId];
      (values[block.block_id] ??= {})[actionId] = kept?.type === initial.type ? kept : initial;
    }
  }
  return values;
}

/** `entered` with one value replaced. */
export function withValue(
  entered: PageValues,
  blockId: string,
  actionId: string,
  value: PageValue,
): PageValues {
  return { ...entered, [blockId]: { ...entered[blockId], [actionId]: value } };
}

function elementsOf(block: PageBlock): readonly Json[] {
  if (block.type === 'actions') return asObjects(block['elements']);
  const element = asObject(
    block.type === 'input' ? block['element'] : block.type === 'section' ? block['accessory'] : null,
  );
  return element === null ? [] : [element];
}

/** What the element starts with; null for an element that holds no value, such as a button. */
function initialValue(element: Json): PageValue | null {
  switch (element['type']) {
    case 'plain_text_input':
      return { type: 'plain_text_input', value: asString(element['initial_value']) || null };
    case 'static_select':
    case 'radio_buttons': {
      const option = asOption(element['initial_option']);
      return { type: element['type'], selected_option: option === null ? null : bareOption(option) };
    }
    case 'checkboxes':
      return { type: 'checkboxes', selected_options: asOptions(element['initial_options']).map(bareOption) };
    case 'users_select':
      return { type: 'users_select', selected_user: asString(element['initial_user']) || null };
    default:
      return null;
  }
}
