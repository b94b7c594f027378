/** The input block: a label, one element that holds a value, its hint, and its error. */

import type { PageBlock } from '../../contract.ts';
import type { Json } from './read.ts';
import { plain } from '../text/text.tsx';
import { CheckboxesElement, RadioElement, SelectElement, UserSelectElement } from './choices.tsx';
import { asObject, asString, asText } from './read.ts';
import { useSurface } from './surface.ts';
import { UnknownBlock } from './unknown.tsx';

export interface FieldProps {
  readonly blockId: string;
  readonly element: Json;
  /** Whether a change is also a press. */
  readonly dispatches: boolean;
  /** Ties the control to its label, hint and error. */
  readonly aria: FieldAria;
}

export interface FieldAria {
  readonly id?: string;
  readonly 'aria-label'?: string;
  readonly 'aria-labelledby'?: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: boolean;
  readonly 'aria-required'?: boolean;
}

/** One field of a form. */
export function InputBlock({ block }: { readonly block: PageBlock }) {
  const surface = useSurface();
  const id = `${surface.id}-${block.block_id}`;
  const element = asObject(block['element']) ?? {};
  const isOptional = block['optional'] === true;
  const hint = asText(block['hint']);
  const error = surface.errors[block.block_id];
  const isGroup = element['type'] === 'radio_buttons' || element['type'] === 'checkboxes';
  const described = [error === undefined ? '' : `${id}-error`, hint === null ? '' : `${id}-hint`].filter(
    Boolean,
  );
  const aria: FieldAria = {
    ...(isGroup ? { 'aria-labelledby': `${id}-label` } : { id }),
    ...(described.length > 0 ? { 'aria-describedby': described.join(' ') } : {}),
    'aria-invalid': error !== undefined,
    'aria-required': !isOptional,
  };
  const label = (
    <>
      {plain(asText(block['label'])?.text ?? '')}
      {isOptional && <span class="optional"> (optional)</span>}
    </>
  );
  return (
    <div class={error === undefined ? 'field' : 'field field-wrong'} data-block={block.block_id}>
      {isGroup ? (
        <div class="label" id={`${id}-label`}>
          {label}
        </div>
      ) : (
        <label class="label" for={id}>
          {label}
        </label>
      )}
      <FieldElement
        blockId={block.block_id}
        element={element}
        dispatches={block['dispatch_action'] === true}
        aria={aria}
      />
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {hint !== null && (
        <p class="hint" id={`${id}-hint`}>
          {plain(hint.text)}
        </p>
      )}
    </div>
  );
}

/** The element itself, wherever it stands: in an input block, among actions, or beside a section. */
export function FieldElement(props: FieldProps) {
  switch (props.element['type']) {
    case 'plain_text_input':
      return <TextElement {...props} />;
    case 'static_select':
      return <SelectElement {...props} />;
    case 'users_select':
      return <UserSelectElement {...props} />;
    case 'radio_buttons':
      return <RadioElement {...props} />;
    case 'checkboxes':
      return <CheckboxesElement {...props} />;
    default:
      return <UnknownBlock type={asString(props.element['type'])} />;
  }
}

function TextElement({ blockId, element, aria }: FieldProps) {
  const surface = useSurface();
  const actionId = asString(element['action_id']);
  const held = surface.values[blockId]?.[actionId];
  const initial = asString(element['initial_value']);
  const shared = {
    ...aria,
    class: 'text-input',
    value: held?.type === 'plain_text_input' ? (held.value ?? '') : initial,
    placeholder: plain(asText(element['placeholder'])?.text ?? ''),
    maxLength: Number(element['max_length']) || 3_000,
    onInput: (event: { readonly currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      surface.enter(blockId, actionId, {
        type: 'plain_text_input',
        value: event.currentTarget.value || null,
      }),
  };
  return element['multiline'] === true ? (
    <textarea {...shared} rows={4} />
  ) : (
    <input {...shared} type="text" autoComplete="off" />
  );
}
