/**
 * What a form holds: which element stands where in the blocks, the value it starts with, the value after a choice,
 * and which answers are missing. Pure; used for modals and for the selects of messages.
 */

import type { PageOption, PageValue, PageValues } from '../page/contract.ts';
import type { Block } from './entities.ts';

export interface Element {
  readonly type: string;
  readonly action_id: string;
  readonly [field: string]: unknown;
}

export interface Placed {
  readonly block: Block;
  readonly element: Element;
}

const REQUIRED = 'Please complete this required field.';

/** Every interactive element of the blocks, in reading order. */
export function elementsOf(blocks: readonly Block[]): readonly Placed[] {
  return blocks.flatMap((block) => {
    const inside = [block['accessory'], block['element'], ...listOf(block['elements'])];
    return inside.filter(isElement).map((element) => ({ block, element }));
  });
}

/** The element that a press names, or undefined when it is not there any more. */
export function elementAt(blocks: readonly Block[], blockId: string, actionId: string): Placed | undefined {
  return elementsOf(blocks).find(
    ({ block, element }) => block.block_id === blockId && element.action_id === actionId,
  );
}

/** The options of a select, an overflow menu, radio buttons or checkboxes. */
export function optionsOf(element: Element): readonly PageOption[] {
  const groups = listOf(element['option_groups']).filter(isRecord);
  return [...listOf(element['options']), ...groups.flatMap((group) => listOf(group['options']))].filter(
    isOption,
  );
}

/** The values with which the blocks start; `kept` wins where the same element is still there. */
export function formValues(blocks: readonly Block[], kept: PageValues = {}): PageValues {
  const values: Record<string, Record<string, PageValue>> = {};
  for (const { block, element } of elementsOf(blocks)) {
    const initial = initialValue(element);
    if (initial === null) continue;
    const before = kept[block.block_id]?.[element.action_id];
    values[block.block_id] = {
      ...values[block.block_id],
      [element.action_id]: before?.type === initial.type ? before : initial,
    };
  }
  return values;
}

/**
 * The form after one choice: an option, or what was entered, be it a text or a user id. A checkbox toggles;
 * everything else is replaced.
 */
export function withChoice(
  values: PageValues,
  { block, element }: Placed,
  option: PageOption | null,
  entered: string | null,
): PageValues {
  const current = values[block.block_id]?.[element.action_id];
  if (current === undefined) return values;
  return {
    ...values,
    [block.block_id]: { ...values[block.block_id], [element.action_id]: chosen(current, option, entered) },
  };
}

/** block_id → what Slack writes below an answer that is missing, too short or too long. */
export function faultsOf(blocks: readonly Block[], values: PageValues): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  for (const { block, element } of elementsOf(blocks)) {
    if (block.type !== 'input') continue;
    const fault = faultOf(element, values[block.block_id]?.[element.action_id], block['optional'] === true);
    if (fault !== null) faults[block.block_id] = fault;
  }
  return faults;
}

/** True when the value is one that a person could have entered: right kind, and one of the options offered. */
export function isPossible(element: Element, value: PageValue): boolean {
  const offered = new Set(optionsOf(element).map((option) => option.value));
  if (value.type !== element.type) return false;
  if (value.type === 'checkboxes') return value.selected_options.every((option) => offered.has(option.value));
  if (value.type === 'plain_text_input' || value.type === 'users_select') return true;
  return value.selected_option === null || offered.has(value.selected_option.value);
}

function initialValue(element: Element): PageValue | null {
  const option = isOption(element['initial_option']) ? element['initial_option'] : null;
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: textOf(element['initial_value']) };
    case 'static_select':
    case 'radio_buttons':
      return { type: element.type, selected_option: option };
    case 'checkboxes':
      return { type: element.type, selected_options: listOf(element['initial_options']).filter(isOption) };
    case 'users_select':
      return { type: element.type, selected_user: textOf(element['initial_user']) };
    default:
      return null;
  }
}

function chosen(current: PageValue, option: PageOption | null, entered: string | null): PageValue {
  switch (current.type) {
    case 'plain_text_input':
      return { ...current, value: entered };
    case 'users_select':
      return { ...current, selected_user: entered };
    case 'checkboxes': {
      if (option === null) return current;
      const others = current.selected_options.filter(({ value }) => value !== option.value);
      const wasOn = others.length < current.selected_options.length;
      return { ...current, selected_options: wasOn ? others : [...others, option] };
    }
    default:
      return { ...current, selected_option: option };
  }
}

function faultOf(element: Element, value: PageValue | undefined, optional: boolean): string | null {
  if (value === undefined || isEmpty(value)) return optional ? null : REQUIRED;
  if (value.type !== 'plain_text_input') return null;
  const length = value.value?.length ?? 0;
  const least = Number(element['min_length'] ?? 0);
  const most = Number(element['max_length'] ?? 3_000);
  if (length < least) return `Please enter at least ${least} characters.`;
  return length > most ? `Please enter at most ${most} characters.` : null;
}

function isEmpty(value: PageValue): boolean {
  switch (value.type) {
    case 'plain_text_input':
      return value.value === null || value.value === '';
    case 'users_select':
      return value.selected_user === null;
    case 'checkboxes':
      return value.selected_options.length === 0;
    default:
      return value.selected_option === null;
  }
}

function isElement(value: unknown): value is Element {
  return isRecord(value) && typeof value['type'] === 'string' && typeof value['action_id'] === 'string';
}

function isOption(value: unknown): value is PageOption {
  return isRecord(value) && isRecord(value['text']) && typeof value['value'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
