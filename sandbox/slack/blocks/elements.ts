/** The elements that Handrail uses and the page can draw; any other type is refused, as one not simulated. */

import { z } from 'zod';

import {
  actionId,
  choice,
  confirm,
  option,
  overflowOption,
  placeholder,
  plainText,
  url,
} from './composition.ts';
import { LIMITS } from './limits.ts';

type Options = readonly { readonly value: string }[];

const button = z.strictObject({
  type: z.literal('button'),
  action_id: actionId,
  text: plainText(LIMITS.buttonText),
  value: z.string().max(LIMITS.buttonValue).optional(),
  url: url.optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm,
  accessibility_label: z.string().max(LIMITS.buttonText).optional(),
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: actionId,
  options: z.array(overflowOption).min(1).max(LIMITS.overflowOptions),
  confirm,
});

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    action_id: actionId,
    placeholder,
    options: z.array(option).min(1).max(LIMITS.selectOptions).optional(),
    option_groups: z
      .array(
        z.strictObject({
          label: plainText(LIMITS.optionText),
          options: z.array(option).min(1).max(LIMITS.selectOptions),
        }),
      )
      .min(1)
      .max(LIMITS.selectOptions)
      .optional(),
    initial_option: option.optional(),
    confirm,
    focus_on_load: z.boolean().optional(),
  })
  .superRefine((element, context) => {
    if ((element.options === undefined) === (element.option_groups === undefined)) {
      context.addIssue({ code: 'custom', message: 'must provide exactly one of options and option_groups' });
    }
    const offered = element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
    refuseForeign(context, offered, element.initial_option, 'initial_option');
  });

const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  action_id: actionId,
  placeholder,
  initial_user: z.string().min(1).optional(),
  confirm,
  focus_on_load: z.boolean().optional(),
});

const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    action_id: actionId,
    options: z.array(choice).min(1).max(LIMITS.choiceOptions),
    initial_option: choice.optional(),
    confirm,
    focus_on_load: z.boolean().optional(),
  })
  .superRefine((element, context) =>
    refuseForeign(context, element.options, element.initial_option, 'initial_option'),
  );

const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    action_id: actionId,
    options: z.array(choice).min(1).max(LIMITS.choiceOptions),
    initial_options: z.array(choice).min(1).optional(),
    confirm,
    focus_on_load: z.boolean().optional(),
  })
  .superRefine((element, context) => {
    for (const initial of element.initial_options ?? []) {
      refuseForeign(context, element.options, initial, 'initial_options');
    }
  });

const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: actionId,
  placeholder,
  initial_value: z.string().max(LIMITS.inputText).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(LIMITS.inputText).optional(),
  max_length: z.number().int().min(1).max(LIMITS.inputText).optional(),
  dispatch_action_config: z.looseObject({}).optional(),
  focus_on_load: z.boolean().optional(),
});

export const image = z.strictObject({
  type: z.literal('image'),
  image_url: url,
  alt_text: z.string().min(1).max(LIMITS.imageAltText),
});

const choosers = [staticSelect, usersSelect, radioButtons, checkboxes] as const;

/** What may stand in an actions block. */
export const actionElement = z.discriminatedUnion('type', [button, overflow, ...choosers]);
/** What may stand beside the text of a section. */
export const accessory = z.discriminatedUnion('type', [button, overflow, image, ...choosers]);
/** What an input block may hold. */
export const inputElement = z.discriminatedUnion('type', [plainTextInput, ...choosers]);

function refuseForeign(
  context: z.RefinementCtx,
  offered: Options,
  initial: { readonly value: string } | undefined,
  field: string,
): void {
  if (initial === undefined || offered.some(({ value }) => value === initial.value)) return;
  context.addIssue({ code: 'custom', message: `${field} must match one of the options`, path: [field] });
}
