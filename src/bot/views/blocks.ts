/**
 * The few block shapes that all views are made of. Text given to `section`, `context` and `lineSections` is finished
 * mrkdwn; labels are plain text. Every text is `verbatim`, so that Slack links nothing that we did not link.
 */

import type {
  ActionsBlock,
  Button,
  ContextBlock,
  MrkdwnElement,
  Overflow,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import type { KnownPress, Menu } from '../actions.ts';
import type { Message } from '../limits.ts';
import type { ShownBlock } from '../tables-and-charts.ts';

import { truncate } from '../../lib/text.ts';
import { encodeEntry, encodePress, MENUS, nthId } from '../actions.ts';
import { fitMessage, LIMITS } from '../limits.ts';

export interface Choice {
  readonly label: string;
  readonly press: KnownPress;
  readonly style?: 'primary' | 'danger';
  /** Asked before the press counts. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
}

/** Puts a message together and makes it acceptable to Slack. Every view ends here. */
export function message(text: string, blocks: readonly (ShownBlock | null)[]): Message {
  return fitMessage({ text, blocks: blocks.filter((block) => block !== null) });
}

/** A paragraph, with a button or a menu beside it where one is given. */
export function section(text: string, accessory?: Button | Overflow): SectionBlock {
  return { type: 'section', text: mrkdwn(text), ...(accessory === undefined ? {} : { accessory }) };
}

/** A small line. */
export function context(text: string): ContextBlock {
  return { type: 'context', elements: [mrkdwn(text)] };
}

/** Packs lines into as few sections as Slack's limit on one allows. */
export function lineSections(lines: readonly string[]): readonly SectionBlock[] {
  const packed: string[] = [];
  for (const line of lines) {
    const last = packed.at(-1);
    if (last !== undefined && last.length + line.length + 1 <= LIMITS.sectionText)
      packed[packed.length - 1] = `${last}\n${line}`;
    else packed.push(line);
  }
  return packed.map((text) => section(text));
}

/** A row of buttons with a ⋯ menu behind them, or null when there is neither. */
export function actions(
  buttons: readonly Choice[],
  behind: { readonly of: Menu; readonly entries: readonly Choice[] } | null = null,
): ActionsBlock | null {
  const overflow = behind === null ? null : menu(behind.of, behind.entries);
  const drawn = buttons.map(button);
  const elements = [
    ...drawn.map((one, index) => withOwnId(one, drawn.slice(0, index))),
    ...(overflow === null ? [] : [overflow]),
  ];
  return elements.length === 0 ? null : { type: 'actions', elements };
}

/** The button with an id that none of those before it in the row has. */
function withOwnId(one: Button, before: readonly Button[]): Button {
  const { action_id: id } = one;
  if (id === undefined) return one;
  return { ...one, action_id: nthId(id, before.filter((other) => other.action_id === id).length + 1) };
}

/** A button that means the press. */
export function button({ label, press, style, confirm }: Choice): Button {
  const { id, value } = encodePress(press);
  return {
    type: 'button',
    action_id: id,
    text: plain(truncate(label, LIMITS.buttonText)),
    value,
    ...(style === undefined ? {} : { style }),
    ...(confirm === undefined ? {} : { confirm: confirmation(confirm) }),
  };
}

/** A ⋯ menu of these entries, as many as Slack takes; null when there is none. */
export function menu(of: Menu, entries: readonly Choice[]): Overflow | null {
  const options = entries.flatMap(({ label, press }) => {
    const value = encodeEntry(press);
    return value === null ? [] : [{ text: plain(truncate(label, LIMITS.optionText)), value }];
  });
  return options.length === 0 ? null : { type: 'overflow', action_id: MENUS[of], options };
}

/** Finished mrkdwn as a text object. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Plain text as a text object; Slack formats nothing in it. */
export function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text, emoji: true };
}

function confirmation({ title, text, yes }: NonNullable<Choice['confirm']>): NonNullable<Button['confirm']> {
  return { title: plain(title), text: plain(text), confirm: plain(yes), deny: plain('Go back') };
}
