/**
 * The plain text twin of a message, posted when Slack refuses its blocks: the same lines without buttons. Nobody is
 * left without the news because of a fault in its drawing.
 */

import type { PlainTextElement, TextObject } from '@slack/types';
import type { Message } from '../limits.ts';
import type { ShownBlock } from '../tables-and-charts.ts';

import { cutMrkdwn, escape } from '../mrkdwn.ts';
import { LIMITS } from '../limits.ts';
import { MAYBE_REFUSED, withText } from '../tables-and-charts.ts';

const COMMANDS_HINT = 'The buttons could not be shown. The /etl commands do the same.';

/** The lines of all blocks as one mrkdwn text within Slack's limit, or the message's own text when they have none. */
export function textTwin(message: Message): string {
  const lines = withText(message.blocks, MAYBE_REFUSED).flatMap(linesOf);
  if (lines.length === 0) return cutMrkdwn(message.text, LIMITS.text);
  const hint = message.blocks.some((block) => block.type === 'actions') ? `\n${COMMANDS_HINT}` : '';
  return `${cutMrkdwn(lines.join('\n'), LIMITS.text - hint.length)}${hint}`;
}

function linesOf(block: ShownBlock): readonly string[] {
  switch (block.type) {
    case 'section':
      return [block.text, ...(block.fields ?? [])].flatMap((text) =>
        text === undefined ? [] : [shown(text)],
      );
    case 'context': {
      const texts = block.elements.flatMap((element) => (element.type === 'image' ? [] : [shown(element)]));
      return texts.length === 0 ? [] : [texts.join(' · ')];
    }
    case 'header':
      return [shown(block.text)];
    default:
      return [];
  }
}

function shown(text: TextObject | PlainTextElement): string {
  return text.type === 'mrkdwn' ? text.text : escape(text.text, LIMITS.sectionText);
}
