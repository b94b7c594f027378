/**
 * Elements that hold a choice: selects, radio buttons, checkboxes. They are the browser's own controls, so a phone
 * shows its own pickers. Outside input blocks a choice is also a press.
 */

import type { PageOption } from '../../contract.ts';
import type { DescribedOption } from './read.ts';
import type { FieldProps } from './input.tsx';
import { useShell } from '../shell.ts';
import { TextOf, plain } from '../text/text.tsx';
import { usePress } from './confirm.tsx';
import { asOption, asOptions, asString, asText, bareOption, optionGroups } from './read.ts';
import { pressKey, useSurface } from './surface.ts';

/** A static_select, with or without groups. */
export function SelectElement({ blockId, element, dispatches, aria }: FieldProps) {
  const surface = useSurface();
  const { press, dialog } = usePress(element);
  const actionId = asString(element['action_id']);
  const groups = optionGroups(element);
  const held = surface.values[blockId]?.[actionId];
  const selected =
    held?.type === 'static_select' ? held.selected_option : asOption(element['initial_option']);

  function choose(value: string): void {
    const option = groups.flatMap((group) => group.options).find((each) => each.value === value);
    const chosen = option === undefined ? null : bareOption(option);
    const enter = () => surface.enter(blockId, actionId, { type: 'static_select', selected_option: chosen });
    if (dispatches && chosen !== null)
      press({ blockId, actionId, value: chosen.value, selected: chosen }, enter);
    else enter();
  }

  return (
    <>
      <select
        {...aria}
        class="select"
        aria-busy={surface.waiting.has(pressKey(blockId, actionId))}
        value={selected?.value ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">{plain(asText(element['placeholder'])?.text ?? 'Select an option')}</option>
        {groups.map((group, index) => {
          const options = group.options.map((option) => (
            <option key={option.value} value={option.value}>
              {plain(option.text.text)}
            </option>
          ));
          return group.label === null ? (
            options
          ) : (
            <optgroup key={index} label={group.label}>
              {options}
            </optgroup>
          );
        })}
      </select>
      {dialog}
    </>
  );
}

/** A users_select over the people of the workspace. */
export function UserSelectElement({ blockId, element, dispatches, aria }: FieldProps) {
  const surface = useSurface();
  const { page } = useShell();
  const { press, dialog } = usePress(element);
  const actionId = asString(element['action_id']);
  const held = surface.values[blockId]?.[actionId];
  const selected = held?.type === 'users_select' ? held.selected_user : asString(element['initial_user']);

  function choose(user: string): void {
    const enter = () =>
      surface.enter(blockId, actionId, { type: 'users_select', selected_user: user || null });
    if (dispatches && user !== '') press({ blockId, actionId, value: user, selected: null }, enter);
    else enter();
  }

  return (
    <>
      <select
        {...aria}
        class="select"
        value={selected ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">{plain(asText(element['placeholder'])?.text ?? 'Select a person')}</option>
        {page.users
          .filter((user) => !user.isBot)
          .map((user) => (
            <option key={user.id} value={user.id}>
              {user.realName}
            </option>
          ))}
      </select>
      {dialog}
    </>
  );
}

/** Radio buttons: one of up to ten. */
export function RadioElement({ blockId, element, dispatches, aria }: FieldProps) {
  const surface = useSurface();
  const { press, dialog } = usePress(element);
  const actionId = asString(element['action_id']);
  const held = surface.values[blockId]?.[actionId];
  const selected =
    held?.type === 'radio_buttons' ? held.selected_option : asOption(element['initial_option']);

  function choose(option: PageOption): void {
    const enter = () => surface.enter(blockId, actionId, { type: 'radio_buttons', selected_option: option });
    if (dispatches) press({ blockId, actionId, value: option.value, selected: option }, enter);
    else enter();
  }

  return (
    <div {...aria} class="choices" role="radiogroup">
      {asOptions(element['options']).map((option) => (
        <Choice
          key={option.value}
          type="radio"
          name={`${surface.id}/${pressKey(blockId, actionId)}`}
          option={option}
          checked={option.value === selected?.value}
          onChange={() => choose(bareOption(option))}
        />
      ))}
      {dialog}
    </div>
  );
}

/** Checkboxes: any of up to ten. A press names the option that was just turned. */
export function CheckboxesElement({ blockId, element, dispatches, aria }: FieldProps) {
  const surface = useSurface();
  const { press, dialog } = usePress(element);
  const actionId = asString(element['action_id']);
  const options = asOptions(element['options']);
  const held = surface.values[blockId]?.[actionId];
  const selected =
    held?.type === 'checkboxes' ? held.selected_options : asOptions(element['initial_options']);
  const chosen = new Set(selected.map((option) => option.value));

  function turn(option: PageOption): void {
    const next = new Set(chosen);
    if (!next.delete(option.value)) next.add(option.value);
    const all = options.filter((each) => next.has(each.value)).map(bareOption);
    const enter = () => surface.enter(blockId, actionId, { type: 'checkboxes', selected_options: all });
    if (dispatches) press({ blockId, actionId, value: option.value, selected: option }, enter);
    else enter();
  }

  return (
    <div {...aria} class="choices" role="group">
      {options.map((option) => (
        <Choice
          key={option.value}
          type="checkbox"
          name={`${surface.id}/${pressKey(blockId, actionId)}`}
          option={option}
          checked={chosen.has(option.value)}
          onChange={() => turn(bareOption(option))}
        />
      ))}
      {dialog}
    </div>
  );
}

interface ChoiceProps {
  readonly type: 'radio' | 'checkbox';
  readonly name: string;
  readonly option: DescribedOption;
  readonly checked: boolean;
  readonly onChange: () => void;
}

function Choice({ type, name, option, checked, onChange }: ChoiceProps) {
  return (
    <label class="choice">
      <input type={type} name={name} value={option.value} checked={checked} onChange={onChange} />
      <span>
        <TextOf text={option.text} />
        {option.description !== undefined && (
          <small>
            <TextOf text={option.description} />
          </small>
        )}
      </span>
    </label>
  );
}
