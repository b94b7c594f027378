/**
 * Reads Block Kit JSON, which arrives as unknown fields. A missing or mistyped field reads as empty or null, so a
 * block that the workspace accepted can always be drawn.
 */

import type { PageOption } from '../../contract.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface TextObject {
  readonly type: string;
  readonly text: string;
  readonly emoji: boolean;
}

export interface OptionGroup {
  readonly label: string | null;
  readonly options: readonly DescribedOption[];
}

export interface DescribedOption extends PageOption {
  readonly description?: { readonly type: string; readonly text: string };
  /** Where an overflow menu's option leads, besides its press. */
  readonly url?: string;
}

export interface Confirm {
  readonly title: string;
  readonly text: TextObject | null;
  readonly confirm: string;
  readonly deny: string;
  readonly danger: boolean;
}

/** The value as an object, or null. */
export function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** The objects in a list; empty for anything else. */
export function asObjects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(asObject).filter((each) => each !== null) : [];
}

/** The string, or '' for anything else. */
export function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A text object; null when there is none. */
export function asText(value: unknown): TextObject | null {
  const object = asObject(value);
  if (object === null || typeof object['text'] !== 'string') return null;
  return { type: asString(object['type']), text: object['text'], emoji: object['emoji'] !== false };
}

/** One option of a select, menu or list of choices; null when it has no text or value. */
export function asOption(value: unknown): DescribedOption | null {
  const object = asObject(value);
  const text = asText(object?.['text']);
  if (object === null || text === null || typeof object['value'] !== 'string') return null;
  const description = asText(object['description']);
  return {
    text: { type: text.type, text: text.text },
    value: object['value'],
    ...(description === null ? {} : { description: { type: description.type, text: description.text } }),
    ...(typeof object['url'] === 'string' ? { url: object['url'] } : {}),
  };
}

/** An option as a press and a submission carry it: its text and value alone. */
export function bareOption(option: DescribedOption): PageOption {
  return { text: option.text, value: option.value };
}

/** The usable options of a list. */
export function asOptions(value: unknown): readonly DescribedOption[] {
  return asObjects(value)
    .map(asOption)
    .filter((each) => each !== null);
}

/** Options of a select, in their groups; ungrouped ones are one group without a label. */
export function optionGroups(element: Json): readonly OptionGroup[] {
  const groups = asObjects(element['option_groups']);
  if (groups.length === 0) return [{ label: null, options: asOptions(element['options']) }];
  return groups.map((group) => ({
    label: asText(group['label'])?.text ?? '',
    options: asOptions(group['options']),
  }));
}

/** A confirmation dialog; null when the element asks for none. Defaults are Slack's. */
export function asConfirm(value: unknown): Confirm | null {
  const object = asObject(value);
  if (object === null) return null;
  return {
    title: asText(object['title'])?.text ?? 'Are you sure?',
    text: asText(object['text']),
    confirm: asText(object['confirm'])?.text ?? 'Yes',
    deny: asText(object['deny'])?.text ?? 'Cancel',
    danger: object['style'] === 'danger',
  };
}
