/** Block Kit's limits, one payload past each. Every case is accepted when it is one smaller. */

import type { Result } from '../../src/lib/result.ts';
import type { Refusal } from '../../sandbox/slack/refusal.ts';

import { describe, expect, it } from '@jest/globals';

import { checkMessageBlocks } from '../../sandbox/slack/blocks/blocks.ts';
import { checkView } from '../../sandbox/slack/blocks/view.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (extra: object = {}) => ({ type: 'section', text: mrkdwn('x'), ...extra });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const button = (extra: object = {}) => ({ type: 'button', text: plain('x'), ...extra });
const option = (value: string, text = 'x') => ({ text: plain(text), value });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(String(index)));
const input = (element: object) => ({ type: 'input', label: plain('x'), element });
const times = <T>(count: number, item: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => item(i));
const x = (count: number) => 'x'.repeat(count);
const raw = (text: string) => ({ type: 'raw_text', text });
const table = (...rows: object[][]) => ({ type: 'table', rows });
const series = (name: string, labels: readonly string[]) => ({
  name,
  data: labels.map((label, value) => ({ label, value })),
});
const names = (count: number) => times(count, (index) => `n${index}`);
const chart = (
  extra: object = {},
  lines: readonly string[] = ['one'],
  labels: readonly string[] = ['a'],
) => ({
  type: 'data_visualization',
  title: 'x',
  chart: {
    type: 'bar',
    series: lines.map((line) => series(line, labels)),
    axis_config: { categories: labels },
  },
  ...extra,
});

const tooMuch: readonly (readonly [string, (extra: number) => readonly object[], string])[] = [
  [
    '50 blocks',
    (n) => times(50 + n, () => ({ type: 'divider' })),
    'no more than 50 items allowed [json-pointer:/blocks]',
  ],
  [
    'section text',
    (n) => [section({ text: mrkdwn(x(3_000 + n)) })],
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    '10 fields',
    (n) => [section({ fields: times(10 + n, () => mrkdwn('x')) })],
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'field text',
    (n) => [section({ fields: [mrkdwn(x(2_000 + n))] })],
    'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
  ],
  [
    'header text',
    (n) => [{ type: 'header', text: plain(x(150 + n)) }],
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'block_id',
    (n) => [section({ block_id: x(255 + n) })],
    'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
  ],
  [
    '10 context elements',
    (n) => [{ type: 'context', elements: times(10 + n, () => mrkdwn('x')) }],
    'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    '25 actions',
    (n) => [actions(...times(25 + n, (i) => button({ action_id: `a${i}` })))],
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'button text',
    (n) => [actions(button({ text: plain(x(75 + n)) }))],
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'button value',
    (n) => [actions(button({ value: x(2_000 + n) }))],
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'button url',
    (n) => [actions(button({ url: x(3_000 + n) }))],
    'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]',
  ],
  [
    'action_id',
    (n) => [actions(button({ action_id: x(255 + n) }))],
    'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
  ],
  [
    '5 overflow options',
    (n) => [section({ accessory: { type: 'overflow', options: options(5 + n) } })],
    'no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]',
  ],
  [
    '100 select options',
    (n) => [actions({ type: 'static_select', options: options(100 + n) })],
    'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    '10 radio buttons',
    (n) => [actions({ type: 'radio_buttons', options: options(10 + n) })],
    'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    '10 checkboxes',
    (n) => [actions({ type: 'checkboxes', options: options(10 + n) })],
    'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'option text',
    (n) => [actions({ type: 'static_select', options: [option('a', x(75 + n))] })],
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
  ],
  [
    'option value',
    (n) => [actions({ type: 'static_select', options: [option(x(150 + n))] })],
    'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
  ],
  [
    'confirm title',
    (n) => [
      actions(
        button({
          confirm: { title: plain(x(100 + n)), text: plain('x'), confirm: plain('x'), deny: plain('x') },
        }),
      ),
    ],
    'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
  ],
  [
    'input length',
    (n) => [input({ type: 'plain_text_input', max_length: 3_000 + n })],
    'must be less than 3001 [json-pointer:/blocks/0/element/max_length]',
  ],
  [
    'input label',
    (n) => [{ ...input({ type: 'plain_text_input' }), label: plain(x(2_000 + n)) }],
    'must be less than 2001 characters [json-pointer:/blocks/0/label/text]',
  ],
  [
    'markdown in all',
    (n) => [
      { type: 'markdown', text: x(6_000) },
      { type: 'markdown', text: x(6_000 + n) },
    ],
    'markdown blocks must be less than 12001 characters in all [json-pointer:/blocks]',
  ],
  [
    'table rows',
    (n) => [{ type: 'table', rows: times(100 + n, () => [{ type: 'raw_text', text: 'x' }]) }],
    'no more than 100 items allowed [json-pointer:/blocks/0/rows]',
  ],
  [
    'table columns',
    (n) => [{ type: 'table', rows: [times(20 + n, () => ({ type: 'raw_text', text: 'x' }))] }],
    'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
  ],
  [
    'table text in all',
    (n) => [table([raw(x(6_000)), raw(x(4_000 + n))])],
    'table blocks must be less than 10001 characters in all [json-pointer:/blocks]',
  ],
  [
    '2 charts',
    (n) => times(2 + n, () => chart()),
    'no more than 2 data_visualization blocks allowed [json-pointer:/blocks]',
  ],
  [
    'the title of a chart',
    (n) => [chart({ title: x(50 + n) })],
    'must be less than 51 characters [json-pointer:/blocks/0/title]',
  ],
  [
    '12 series',
    (n) => [chart({}, names(12 + n))],
    'no more than 12 items allowed [json-pointer:/blocks/0/chart/series]',
  ],
  [
    'the name of a series',
    (n) => [chart({}, [x(20 + n)])],
    'must be less than 21 characters [json-pointer:/blocks/0/chart/series/0/name]',
  ],
];

const wrong: readonly (readonly [string, object, string])[] = [
  ['an unknown block', { type: 'banner' }, 'unsupported type: banner [json-pointer:/blocks/0/type]'],
  ['a block without type', { text: plain('x') }, 'missing required field: type [json-pointer:/blocks/0]'],
  [
    'an unknown element',
    actions({ type: 'hologram' }),
    'unsupported type: hologram [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'an element where it may not stand',
    actions({ type: 'plain_text_input' }),
    'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'mrkdwn where only plain text may stand',
    actions(button({ text: mrkdwn('x') })),
    'unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]',
  ],
  [
    'an empty text',
    section({ text: mrkdwn('') }),
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'a section that says nothing',
    { type: 'section' },
    'missing required field: text or fields [json-pointer:/blocks/0]',
  ],
  [
    'a button without text',
    actions({ type: 'button' }),
    'missing required field: text [json-pointer:/blocks/0/elements/0]',
  ],
  [
    'a property that does not exist',
    section({ colour: 'red' }),
    'invalid additional property: colour [json-pointer:/blocks/0]',
  ],
  [
    'two elements of one action_id',
    actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
    'action_id must be unique [json-pointer:/blocks/0/elements/1/action_id]',
  ],
  ['an empty actions block', actions(), 'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]'],
  [
    'a button in a colour that does not exist',
    actions(button({ style: 'green' })),
    'must be a valid value [json-pointer:/blocks/0/elements/0/style]',
  ],
  [
    'an empty cell',
    table([raw('')]),
    'must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]',
  ],
  [
    'an empty text in a rich_text',
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] },
    'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
  ],
  [
    'a chart of a kind that does not exist',
    chart({ chart: { type: 'radar' } }),
    'unsupported type: radar [json-pointer:/blocks/0/chart/type]',
  ],
  [
    'two series of one name',
    chart({}, ['one', 'one']),
    'series names must be unique [json-pointer:/blocks/0/chart/series]',
  ],
  [
    'a category twice',
    chart({}, ['one'], ['a', 'a']),
    'categories must be unique [json-pointer:/blocks/0/chart/axis_config/categories]',
  ],
  [
    'a series that leaves a category out',
    chart({
      chart: { type: 'line', series: [series('one', ['a'])], axis_config: { categories: ['a', 'b'] } },
    }),
    'data labels must match the categories [json-pointer:/blocks/0/chart/series/0/data]',
  ],
  [
    'a point without a value',
    chart({
      chart: {
        type: 'line',
        series: [{ name: 'one', data: [{ label: 'a', value: null }] }],
        axis_config: { categories: ['a'] },
      },
    }),
    'must be a number [json-pointer:/blocks/0/chart/series/0/data/0/value]',
  ],
  [
    'a select that starts with what it does not offer',
    actions({ type: 'static_select', options: options(2), initial_option: option('z') }),
    'initial_option must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]',
  ],
];

describe('blocks of a message', () => {
  it.each(tooMuch)('are held to the limit of %s', (_what, blocks, sentence) => {
    expect(sentences(checkMessageBlocks(blocks(0)))).toEqual([]);
    expect(sentences(checkMessageBlocks(blocks(1)))).toEqual([sentence]);
  });

  it.each(wrong)('may not contain %s', (_what, block, sentence) => {
    expect(sentences(checkMessageBlocks([block]))).toEqual([sentence]);
  });

  it('may not use a block_id twice', () => {
    const twins = [section({ block_id: 'a' }), section({ block_id: 'a' })];
    expect(sentences(checkMessageBlocks(twins))).toEqual([
      'block_id must be unique [json-pointer:/blocks/1/block_id]',
    ]);
  });

  it('may hold an image', () => {
    const image = { type: 'image', image_url: 'https://example.com/x.png', alt_text: x(2_000) };
    expect(sentences(checkMessageBlocks([image]))).toEqual([]);
    expect(sentences(checkMessageBlocks([{ ...image, alt_text: '' }]))).toEqual([
      'must be more than 0 characters [json-pointer:/blocks/0/alt_text]',
    ]);
  });

  it('may hold one table', () => {
    expect(checkMessageBlocks([table([raw('a')])]).ok).toBe(true);
    expect(checkMessageBlocks([table([raw('a')]), table([raw('b')])])).toMatchObject({
      ok: false,
      error: { error: 'invalid_attachments', sentences: ['only_one_table_allowed'] },
    });
  });

  it('may hold 20 points a series, and no more', () => {
    expect(checkMessageBlocks([chart({}, ['one'], names(20))]).ok).toBe(true);
    expect(sentences(checkMessageBlocks([chart({}, ['one'], names(21))]))).toContain(
      'no more than 20 items allowed [json-pointer:/blocks/0/chart/series/0/data]',
    );
  });

  it('tell every fault at once', () => {
    const blocks = [section({ text: mrkdwn('') }), { type: 'banner' }];
    expect(sentences(checkMessageBlocks(blocks))).toHaveLength(2);
  });
});

describe('a modal', () => {
  const modal = (extra: object = {}) => ({ type: 'modal', title: plain('x'), blocks: [section()], ...extra });

  it('may hold 100 blocks, and no more', () => {
    const holding = (count: number) => modal({ blocks: times(count, () => ({ type: 'divider' })) });
    expect(sentences(checkView(holding(100)))).toEqual([]);
    expect(sentences(checkView(holding(101)))).toEqual([
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ]);
  });

  it.each(['title', 'submit', 'close'])('keeps its %s within 24 characters', (field) => {
    expect(sentences(checkView(modal({ [field]: plain(x(24)) })))).toEqual([]);
    expect(sentences(checkView(modal({ [field]: plain(x(25)) })))).toEqual([
      `must be less than 25 characters [json-pointer:/view/${field}/text]`,
    ]);
  });

  it('keeps private_metadata within 3,000 characters', () => {
    expect(sentences(checkView(modal({ private_metadata: x(3_000) })))).toEqual([]);
    expect(sentences(checkView(modal({ private_metadata: x(3_001) })))).toEqual([
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ]);
  });

  it('needs a submit button once it asks for something', () => {
    const asking = { blocks: [input({ type: 'plain_text_input' })] };
    expect(sentences(checkView(modal({ ...asking, submit: plain('Send') })))).toEqual([]);
    expect(sentences(checkView(modal(asking)))).toEqual([
      "'submit' is required when an 'input' block is within the 'blocks' array [json-pointer:/view]",
    ]);
  });

  it('has no tables and no charts, and is no larger than 250 kB', () => {
    expect(sentences(checkView(modal({ blocks: [table([raw('x')])] })))).toEqual([
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ]);
    expect(sentences(checkView(modal({ blocks: [chart()] })))).toEqual([
      'unsupported type: data_visualization [json-pointer:/view/blocks/0/type]',
    ]);
    const heavy = modal({ blocks: times(90, () => section({ text: mrkdwn(x(3_000)) })) });
    expect(checkView(heavy)).toMatchObject({ ok: false, error: { error: 'view_too_large' } });
  });
});

function sentences(result: Result<unknown, Refusal>): readonly string[] {
  return result.ok ? [] : result.error.sentences;
}
