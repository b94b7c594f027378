/** The input fields that the modals are made of. Labels and options are plain text, which needs no escaping. */

import type { InputBlock, PlainTextInput, PlainTextOption } from '@slack/types';
import type { Field, Option } from '../../deeds/form.ts';
import type { Severity } from '../../incidents/severity.ts';

import { SEVERITIES, SEVERITY_MEANING } from '../../incidents/severity.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { truncate } from '../../lib/text.ts';
import { LIMITS } from '../limits.ts';
import { ANSWER } from '../submissions.ts';
import { plain } from './blocks.ts';
import { SEVERITY_SHAPE } from './words.ts';

export interface TextInputOptions {
  readonly optional?: boolean;
  readonly multiline?: boolean;
  readonly initial?: string;
  readonly maxLength?: number;
  readonly placeholder?: string;
}

/** How a list of options starts. */
export interface Preset {
  readonly optional?: boolean;
  /** The place of the option that is chosen from the start. */
  readonly initial?: number;
}

/** An option of a list; its description says why one would choose it. */
export function option(label: string, value: string, description = ''): PlainTextOption {
  const text = plain(truncate(label, LIMITS.optionText));
  if (description === '') return { text, value };
  return { text, value, description: plain(truncate(description, LIMITS.optionDescription)) };
}

/** A field to write in. `maxLength` in UTF-16 units. */
export function textInput(field: string, label: string, options: TextInputOptions = {}): InputBlock {
  const {
    optional = false,
    multiline = false,
    initial = '',
    maxLength = LIMITS.inputLength,
    placeholder,
  } = options;
  const element: PlainTextInput = {
    type: 'plain_text_input',
    action_id: ANSWER,
    multiline,
    max_length: maxLength,
    ...(initial === '' ? {} : { initial_value: truncate(initial, maxLength) }),
    ...(placeholder === undefined ? {} : { placeholder: plain(placeholder) }),
  };
  return { type: 'input', block_id: field, optional, label: plain(label), element };
}

/** A field as a deed declares it. */
export function fieldInput(field: Field): InputBlock {
  const { id, label } = field;
  switch (field.kind) {
    case 'text':
      return textInput(id, label, { optional: field.optional, multiline: field.multiline });
    case 'person':
      return {
        type: 'input',
        block_id: id,
        label: plain(label),
        element: { type: 'users_select', action_id: ANSWER },
      };
    case 'severity':
      return severityInput(id, label, field.initial);
    case 'radios':
      return radios(id, label, optionsOf(field.options));
    case 'list':
      return selectOf(id, label, optionsOf(field.options));
    default:
      return assertNever(field);
  }
}

/** The four severities with what each means. */
export function severityInput(field: string, label: string, initial: Severity): InputBlock {
  const options = SEVERITIES.map((severity) =>
    option(`${SEVERITY_SHAPE[severity]} SEV${severity}`, String(severity), SEVERITY_MEANING[severity]),
  );
  return radios(field, label, options, { initial: SEVERITIES.indexOf(initial) });
}

/** One of a few options, all of them in sight. */
export function radios(
  field: string,
  label: string,
  options: readonly PlainTextOption[],
  preset: Preset = {},
): InputBlock {
  return choiceOf('radio_buttons', field, label, options, preset);
}

/** One of many options, in a list that opens. */
export function selectOf(
  field: string,
  label: string,
  options: readonly PlainTextOption[],
  preset: Preset = {},
): InputBlock {
  return choiceOf('static_select', field, label, options, preset);
}

function optionsOf(options: readonly Option[]): readonly PlainTextOption[] {
  return options.map(({ label, value }) => option(label, value));
}

function choiceOf(
  type: 'radio_buttons' | 'static_select',
  field: string,
  label: string,
  options: readonly PlainTextOption[],
  { optional = false, initial }: Preset,
): InputBlock {
  const chosen = initial === undefined ? undefined : options[initial];
  return {
    type: 'input',
    block_id: field,
    optional,
    label: plain(label),
    element: {
      type,
      action_id: ANSWER,
      options: [...options],
      ...(chosen === undefined ? {} : { initial_option: chosen }),
    },
  };
}
