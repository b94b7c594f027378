/** The input fields that forms are made of. Labels and options are plain text, which needs no escaping. */

import type { InputBlock, PlainTextInput, PlainTextOption, RadioButtons, StaticSelect } from '@slack/types';
import type { Field, Option } from '../../deeds/form.ts';

import { SEVERITIES, SEVERITY_MEANING } from '../../incidents/severity.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { truncate } from '../../lib/text.ts';
import { LIMITS } from '../limits.ts';
import { ANSWER } from '../submissions.ts';
import { plain } from './blocks.ts';
import { SEVERITY_SHAPE } from './words.ts';

const HINT_LENGTH = 200;

/** The four severities with what each means. */
const SEVERITY_OPTIONS: readonly Option[] = SEVERITIES.map((severity) => ({
  label: `${SEVERITY_SHAPE[severity]} SEV${severity}`,
  value: String(severity),
  description: SEVERITY_MEANING[severity],
}));

/** A field as a deed declares it. */
export function fieldInput(field: Field): InputBlock {
  const { id, label, hint } = field;
  const block = {
    type: 'input',
    block_id: id,
    label: plain(label),
    ...(hint === undefined ? {} : { hint: plain(truncate(hint, HINT_LENGTH)) }),
  } as const;
  switch (field.kind) {
    case 'text':
      return { ...block, optional: field.optional, element: textInput(field) };
    case 'person':
      return { ...block, element: { type: 'users_select', action_id: ANSWER } };
    case 'severity':
      return {
        ...block,
        element: choiceOf('radio_buttons', SEVERITY_OPTIONS, SEVERITIES.indexOf(field.initial)),
      };
    case 'radios':
      return {
        ...block,
        optional: field.optional ?? false,
        element: choiceOf('radio_buttons', field.options, null),
      };
    case 'list':
      return {
        ...block,
        optional: field.optional ?? false,
        element: choiceOf('static_select', field.options, field.startsChosen === true ? 0 : null),
      };
    default:
      return assertNever(field);
  }
}

function textInput(field: Extract<Field, { kind: 'text' }>): PlainTextInput {
  const { multiline, maxLength = LIMITS.inputLength, initial = '', placeholder } = field;
  return {
    type: 'plain_text_input',
    action_id: ANSWER,
    multiline,
    max_length: maxLength,
    ...(initial === '' ? {} : { initial_value: truncate(initial, maxLength) }),
    ...(placeholder === undefined ? {} : { placeholder: plain(truncate(placeholder, LIMITS.placeholder)) }),
  };
}

/** One of some options. `initial` is the place of the one that is chosen from the start. */
function choiceOf(
  type: 'radio_buttons' | 'static_select',
  options: readonly Option[],
  initial: number | null,
): RadioButtons | StaticSelect {
  const drawn = options.map(optionOf);
  const chosen = initial === null ? undefined : drawn[initial];
  return {
    type,
    action_id: ANSWER,
    options: drawn,
    ...(chosen === undefined ? {} : { initial_option: chosen }),
  };
}

function optionOf({ label, value, description = '' }: Option): PlainTextOption {
  const text = plain(truncate(label, LIMITS.optionText));
  if (description === '') return { text, value };
  return { text, value, description: plain(truncate(description, LIMITS.optionDescription)) };
}
