/**
 * Keeps one block inside Slack's limits. Nothing here changes what a press does: an element whose value does not fit
 * is left out, never cut.
 */

import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ConfirmationDialog,
  ContextBlock,
  InputBlock,
  Option,
  Overflow,
  PlainTextElement,
  PlainTextInput,
  PlainTextOption,
  RadioButtons,
  SectionBlock,
  StaticSelect,
  TextObject,
} from '@slack/types';
import type { ShownBlock } from './tables-and-charts.ts';

import { truncate } from '../lib/text.ts';
import { chartFits, tableFits } from './fit-table.ts';
import { cutMrkdwn } from './mrkdwn.ts';
import { LIMITS } from './slack-limits.ts';
import { asText } from './tables-and-charts.ts';

/** Stands where Slack wants a text and there is none, such as in a question before a press. */
const NO_TEXT = '…';

/** The block inside its own limits, or null when nothing showable is left of it. */
export function fitBlock(block: ShownBlock): ShownBlock | null {
  switch (block.type) {
    case 'section':
      return fitSection(block);
    case 'context':
      return fitContext(block);
    case 'actions':
      return fitActions(block);
    case 'header':
      return blank(block.text) ? null : { ...block, text: fitPlain(block.text, LIMITS.headerText) };
    case 'input':
      return fitInput(block);
    case 'table':
      return tableFits(block) ? block : asText(block);
    case 'data_visualization':
      return chartFits(block) ? block : asText(block);
    default:
      return block;
  }
}

/** The plain text cut to `limit`, or an ellipsis where there is none. */
export function fitPlain(text: PlainTextElement, limit: number): PlainTextElement {
  return { ...text, text: blank(text) ? NO_TEXT : truncate(text.text, limit) };
}

function fitSection(block: SectionBlock): SectionBlock | null {
  const { text, fields, accessory, ...rest } = block;
  const shownText = text === undefined || blank(text) ? undefined : textObject(text, LIMITS.sectionText);
  const shownFields = (fields ?? [])
    .filter((field) => !blank(field))
    .slice(0, LIMITS.fields)
    .map((field) => textObject(field, LIMITS.fieldText));
  if (shownText === undefined && shownFields.length === 0) return null;
  const shownAccessory =
    accessory?.type === 'button'
      ? fitButton(accessory)
      : accessory?.type === 'overflow'
        ? fitOverflow(accessory)
        : accessory;
  return {
    ...rest,
    ...(shownText === undefined ? {} : { text: shownText }),
    ...(shownFields.length === 0 ? {} : { fields: shownFields }),
    ...(shownAccessory == null ? {} : { accessory: shownAccessory }),
  };
}

function fitContext(block: ContextBlock): ContextBlock | null {
  const elements = block.elements
    .filter((element) => element.type === 'image' || !blank(element))
    .slice(0, LIMITS.contextElements)
    .map((element) => (element.type === 'image' ? element : textObject(element, LIMITS.contextText)));
  return elements.length === 0 ? null : { ...block, elements };
}

function fitActions(block: ActionsBlock): ActionsBlock | null {
  const elements = block.elements
    .flatMap((element) => fitElement(element) ?? [])
    .slice(0, LIMITS.actionElements);
  return elements.length === 0 ? null : { ...block, elements };
}

function fitElement(element: ActionsBlockElement): ActionsBlockElement | null {
  if (element.type === 'button') return fitButton(element);
  return element.type === 'overflow' ? fitOverflow(element) : element;
}

function fitInput(block: InputBlock): InputBlock | null {
  const { hint, ...rest } = block;
  const element = fitInputElement(block.element);
  if (element === null) return null;
  return {
    ...rest,
    element,
    label: fitPlain(block.label, LIMITS.inputLabel),
    ...(hint === undefined || blank(hint) ? {} : { hint: fitPlain(hint, LIMITS.inputHint) }),
  };
}

function fitInputElement(element: InputBlock['element']): InputBlock['element'] | null {
  switch (element.type) {
    case 'plain_text_input':
      return fitTextInput(element);
    case 'radio_buttons':
      return fitRadios(element);
    case 'static_select':
      return fitSelect(element);
    default:
      return element;
  }
}

function fitTextInput(element: PlainTextInput): PlainTextInput {
  const { initial_value, placeholder, ...rest } = element;
  const maxLength = Math.min(element.max_length ?? LIMITS.inputLength, LIMITS.inputLength);
  return {
    ...rest,
    max_length: maxLength,
    ...(initial_value === undefined || initial_value === ''
      ? {}
      : { initial_value: truncate(initial_value, maxLength) }),
    ...(placeholder === undefined || blank(placeholder)
      ? {}
      : { placeholder: fitPlain(placeholder, LIMITS.placeholder) }),
  };
}

function fitRadios(element: RadioButtons): RadioButtons | null {
  const { initial_option, ...rest } = element;
  const options = element.options.filter(optionFits).slice(0, LIMITS.radioOptions).map(fitRadio);
  if (options.length === 0) return null;
  const initial = options.find(
    (option) => initial_option !== undefined && option.value === initial_option.value,
  );
  return { ...rest, options, ...(initial === undefined ? {} : { initial_option: initial }) };
}

function fitSelect(element: StaticSelect): StaticSelect | null {
  const { initial_option, placeholder, ...rest } = element;
  const options = (element.options ?? []).filter(optionFits).slice(0, LIMITS.selectOptions).map(fitOption);
  if (options.length === 0) return null;
  const initial = options.find(
    (option) => initial_option !== undefined && option.value === initial_option.value,
  );
  return {
    ...rest,
    options,
    ...(placeholder === undefined || blank(placeholder)
      ? {}
      : { placeholder: fitPlain(placeholder, LIMITS.placeholder) }),
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function fitOverflow(element: Overflow): Overflow | null {
  const options = element.options.filter(optionFits).slice(0, LIMITS.overflowOptions).map(fitOption);
  return options.length === 0 ? null : { ...element, options };
}

function fitButton(button: Button): Button | null {
  const { confirm, ...rest } = button;
  if (blank(button.text)) return null;
  if ((button.value?.length ?? 0) > LIMITS.buttonValue || (button.url?.length ?? 0) > LIMITS.url) return null;
  return {
    ...rest,
    text: fitPlain(button.text, LIMITS.buttonText),
    ...(confirm === undefined ? {} : { confirm: fitConfirm(confirm) }),
  };
}

function fitConfirm(confirm: ConfirmationDialog): ConfirmationDialog {
  return {
    ...confirm,
    text: textObject(confirm.text, LIMITS.confirmText),
    ...(confirm.title === undefined ? {} : { title: fitPlain(confirm.title, LIMITS.confirmTitle) }),
    ...(confirm.confirm === undefined ? {} : { confirm: fitPlain(confirm.confirm, LIMITS.confirmButton) }),
    ...(confirm.deny === undefined ? {} : { deny: fitPlain(confirm.deny, LIMITS.confirmButton) }),
  };
}

function optionFits(option: { readonly text: TextObject; readonly value?: string }): boolean {
  return !blank(option.text) && (option.value?.length ?? 0) <= LIMITS.optionValue;
}

function fitRadio(option: Option): Option {
  const { text } = option;
  const described = fitOptionTexts(option);
  if (text.type === 'plain_text') return { ...option, ...described, text: fitPlain(text, LIMITS.optionText) };
  return { ...option, ...described, text: { ...text, text: cutMrkdwn(text.text, LIMITS.optionText) } };
}

function fitOption(option: PlainTextOption): PlainTextOption {
  return { ...option, ...fitOptionTexts(option), text: fitPlain(option.text, LIMITS.optionText) };
}

function fitOptionTexts(option: { readonly description?: PlainTextElement }): {
  description?: PlainTextElement;
} {
  const { description } = option;
  return description === undefined || blank(description)
    ? {}
    : { description: fitPlain(description, LIMITS.optionDescription) };
}

function blank(text: TextObject): boolean {
  return text.text.trim() === '';
}

function textObject(text: TextObject, limit: number): TextObject {
  if (text.type === 'plain_text') return fitPlain(text, limit);
  return { ...text, text: blank(text) ? NO_TEXT : cutMrkdwn(text.text, limit) };
}
