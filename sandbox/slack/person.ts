/**
 * A person at the keyboard, for tests: finds buttons, menus and fields by the words on them, and does the same acts
 * as the page. A label that is not on the screen is a failed test, so it throws.
 */

import type { ActResult, PageOption, PageValue, PageValues } from '../page/contract.ts';
import type { Block, Channel, Message, View } from './entities.ts';
import type { Element, Placed } from './form.ts';
import type { PersonAct } from './workspace.ts';

import { elementsOf, optionsOf } from './form.ts';

/** What a person sits at: the workspace itself, or a page that shows it. */
export interface Keyboard {
  act(act: PersonAct): Promise<ActResult>;
  channel(idOrName: string): Pick<Channel, 'id'>;
  viewOf(user: string): OpenView | null;
}

type OpenView = Pick<View, 'id' | 'title' | 'blocks'>;

export interface Person {
  /** Writes in a channel, or in a thread of it. */
  say(channel: string, text: string, threadTs?: string): Promise<ActResult>;
  /** Types a whole slash command: `/etl help`. */
  type(channel: string, line: string): Promise<ActResult>;
  /** Presses the button, or chooses the option of a menu, that bears this label. */
  press(
    on: Pick<Message, 'channel' | 'ts' | 'blocks'> | Pick<View, 'id' | 'blocks'>,
    label: string,
  ): Promise<ActResult>;
  /**
   * Answers the open modal by the labels of its fields and submits it. An answer is the text, the label of an option,
   * a user id, or for checkboxes the labels that are ticked; fields not named keep what they hold.
   */
  submit(answers?: Readonly<Record<string, string | readonly string[]>>): Promise<ActResult>;
  /** Closes the open modal without submitting it. */
  close(): Promise<ActResult>;
}

/** The person with this user id. */
export function createPerson(workspace: Keyboard, user: string): Person {
  function openView(): OpenView {
    const view = workspace.viewOf(user);
    if (view === null) throw new Error(`Expected ${user} to have a modal open`);
    return view;
  }

  return {
    say: (channel, text, threadTs) =>
      workspace.act({
        act: 'message',
        user,
        channel: workspace.channel(channel).id,
        text,
        threadTs: threadTs ?? null,
      }),
    type: (channel, line) => {
      const [command = '', ...words] = line.split(' ');
      return workspace.act({
        act: 'slash',
        user,
        channel: workspace.channel(channel).id,
        command,
        text: words.join(' '),
      });
    },
    press: (on, label) => {
      const { placed, option } = labelled(on.blocks, label);
      const value = placed.element['value'];
      return workspace.act({
        act: 'press',
        user,
        on: 'ts' in on ? { channel: on.channel, ts: on.ts } : { view: on.id },
        blockId: placed.block.block_id,
        actionId: placed.element.action_id,
        value: option?.value ?? (typeof value === 'string' ? value : null),
        selected: option,
      });
    },
    submit: (answers = {}) => {
      const view = openView();
      return workspace.act({ act: 'submit', user, view: view.id, values: answersOf(view, answers) });
    },
    close: () => workspace.act({ act: 'close', user, view: openView().id }),
  };
}

function labelled(blocks: readonly Block[], label: string): { placed: Placed; option: PageOption | null } {
  const placed = elementsOf(blocks);
  for (const each of placed) {
    if (textOf(each.element['text']) === label) return { placed: each, option: null };
    const option = optionsOf(each.element).find((offered) => offered.text.text === label);
    if (option !== undefined) return { placed: each, option };
  }
  const labels = placed.flatMap(({ element }) => [
    textOf(element['text']),
    ...optionsOf(element).map((option) => option.text.text),
  ]);
  throw new Error(
    `Expected something labelled "${label}", got ${labels.filter((text) => text !== '').join(' | ')}`,
  );
}

function answersOf(
  view: OpenView,
  answers: Readonly<Record<string, string | readonly string[]>>,
): PageValues {
  const values: Record<string, Record<string, PageValue>> = {};
  for (const [label, answer] of Object.entries(answers)) {
    const field = elementsOf(view.blocks).find(({ block }) => textOf(block['label']) === label);
    if (field === undefined) throw new Error(`Expected "${view.title}" to have a field "${label}"`);
    values[field.block.block_id] = { [field.element.action_id]: answerOf(field.element, answer) };
  }
  return values;
}

function answerOf(element: Element, answer: string | readonly string[]): PageValue {
  const words = typeof answer === 'string' ? [answer] : answer;
  const [first = ''] = words;
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: first };
    case 'users_select':
      return { type: element.type, selected_user: first };
    case 'checkboxes':
      return { type: element.type, selected_options: words.map((word) => optionLabelled(element, word)) };
    case 'static_select':
    case 'radio_buttons':
      return { type: element.type, selected_option: optionLabelled(element, first) };
    default:
      throw new Error(`Expected a field that can be answered, got ${element.type}`);
  }
}

function optionLabelled(element: Element, label: string): PageOption {
  const option = optionsOf(element).find(({ text }) => text.text === label);
  if (option === undefined) throw new Error(`Expected an option "${label}"`);
  return option;
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'text' in value ? String(value.text) : '';
}
