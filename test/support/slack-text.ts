/** What a person sees of a message, and what Slack would make of it. */

import type { TableBlock } from '@slack/types';
import type { Message } from '../../src/bot/limits.ts';
import type { ChartBlock } from '../../src/bot/tables-and-charts.ts';

import { checkMessageBlocks } from '../../sandbox/slack/blocks/blocks.ts';
import { cellText, isTable } from '../../src/bot/tables-and-charts.ts';

/** Text that would ping, link, format or break out if one place forgot to escape it. */
export const HOSTILE =
  '<!channel> <@UHOSTILE1> <#CHOSTILE1> <https://evil.example|here> @channel @here *bold* _it_ ~gone~ `code` ```block``` ' +
  '& &lt; > quote https://evil.example/x :aws: \u202Eabc 表が空です 🧯';

const raw = (text: string) => ({ type: 'raw_text', text }) as const;

export const A_TABLE: TableBlock = {
  type: 'table',
  rows: [
    [raw('Job'), raw('Last run')],
    [raw('silver-users'), raw('ok')],
  ],
};

export const A_CHART: ChartBlock = {
  type: 'data_visualization',
  title: 'How long the runs took',
  chart: {
    type: 'bar',
    series: [
      {
        name: 'succeeded',
        data: [
          { label: '02:00', value: 22 },
          { label: '03:00', value: 41 },
        ],
      },
    ],
    axis_config: { categories: ['02:00', '03:00'] },
  },
};

/** Sentences in which the simulated Slack refuses the message; empty when it takes it. */
export function faultsOf(message: Message): readonly string[] {
  const checked = checkMessageBlocks(message.blocks);
  return [
    ...(checked.ok ? [] : [JSON.stringify(checked.error)]),
    ...(message.text.length > 3_500 ? [`text of ${message.text.length}`] : []),
    ...(message.text.trim() === '' ? ['text is empty'] : []),
  ];
}

/** Every mrkdwn text of a message, its own `text` included. */
export function mrkdwnOf(message: Message): readonly string[] {
  return [message.text, ...textsOf(message.blocks)];
}

/** All mrkdwn of the blocks, line by line. */
export function linesOf(message: Message): readonly string[] {
  return textsOf(message.blocks).flatMap((text) => text.split('\n'));
}

/** Labels of buttons first, then those of menu entries. */
export function labelsOf(message: Message): {
  readonly buttons: readonly string[];
  readonly menu: readonly string[];
} {
  const elements = message.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  return {
    buttons: elements.flatMap((element) => (element.type === 'button' ? [element.text.text] : [])),
    menu: elements.flatMap((element) =>
      element.type === 'overflow' ? element.options.map(({ text }) => text.text) : [],
    ),
  };
}

/** What the cells of the message's table say, row by row; none without a table. */
export function tableOf(message: Message): readonly (readonly string[])[] {
  return message.blocks.filter(isTable).flatMap(({ rows }) => rows.map((row) => row.map(cellText)));
}

/** What is left of mrkdwn that our own mentions, dates and links do not explain, or that hostile text brought in. */
export function leaksOf(message: Message): readonly string[] {
  return mrkdwnOf(message).flatMap((text) => {
    const rest = text
      .replaceAll(/<@U0[A-Z0-9]+>|<#C0[A-Z0-9]+>|<!subteam\^S0[A-Z0-9]+>/g, '')
      .replaceAll(/<!date\^\d+\^[^|<>]+\|[^<>|]+>/g, '')
      .replaceAll(/<https:\/\/(?!evil)[^|<>]+\|[^<>]*>/g, '');
    const stray = /[<>]|&(?!(?:amp|lt|gt);)/.exec(rest);
    const bare = /@(?:channel|here|everyone)|https?:\/\/|:aws:/i.exec(withoutCode(rest));
    const spans = withoutCode(rest).includes('`');
    return [
      ...(stray === null ? [] : [`${stray[0]} in ${text}`]),
      ...(bare === null ? [] : [`${bare[0]} in ${text}`]),
      ...(spans ? [`open code span in ${text}`] : []),
    ];
  });
}

function withoutCode(text: string): string {
  return text.replaceAll(/```[^`]*```|`[^`\n]+`/g, '');
}

function textsOf(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  if ('type' in part && part.type === 'mrkdwn' && 'text' in part && typeof part.text === 'string')
    return [part.text];
  return Object.values(part).flatMap(textsOf);
}
