import type { ModalView } from '@slack/types';
import type { ChartBlock, ShownBlock } from '../../src/bot/tables-and-charts.ts';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { checkView } from '../../sandbox/slack/blocks/view.ts';
import { fitMessage, fitView, LIMITS } from '../../src/bot/limits.ts';
import { code, escape, pre } from '../../src/bot/mrkdwn.ts';
import { MAYBE_REFUSED, withText } from '../../src/bot/tables-and-charts.ts';
import { A_CHART, A_TABLE, faultsOf, leaksOf, mrkdwnOf } from '../support/slack-text.ts';

const words = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.integer({ min: 0, max: 6_000 }).map((length) => '<&`'.repeat(Math.ceil(length / 3))),
);
const mrkdwn = fc
  .oneof(
    words.map((text) => escape(text, 10_000)),
    words.map((text) => code(text, 10_000)),
    words.map((text) => pre([text], 10_000)),
  )
  .map((text) => ({ type: 'mrkdwn' as const, text }));
const label = words.map((text) => ({ type: 'plain_text' as const, text }));
const button = fc.record({
  type: fc.constant('button' as const),
  text: label,
  value: fc.string({ maxLength: 3_000 }),
});
const options = fc.array(fc.record({ text: label, value: fc.string({ minLength: 1, maxLength: 100 }) }), {
  maxLength: 120,
});

const cell = fc.oneof(
  words.map((text) => ({ type: 'raw_text' as const, text })),
  words.map((text) => ({
    type: 'rich_text' as const,
    elements: [{ type: 'rich_text_section' as const, elements: [{ type: 'text' as const, text }] }],
  })),
);
const name = fc.string({ maxLength: 24 });
const chart: fc.Arbitrary<ChartBlock> = fc
  .record({
    title: fc.string({ maxLength: 60 }),
    type: fc.constantFrom('bar', 'line'),
    names: fc.array(name, { maxLength: 8 }),
    categories: fc.array(name, { maxLength: 24 }),
    value: fc.double(),
  })
  .map(({ title, type, names, categories, value }) => ({
    type: 'data_visualization',
    title,
    chart: {
      type,
      series: names.map((one) => ({
        name: one,
        data: categories.map((category) => ({ label: category, value })),
      })),
      axis_config: { categories },
    },
  }));

const block: fc.Arbitrary<ShownBlock> = fc.oneof(
  chart,
  fc.record({
    type: fc.constant('table' as const),
    rows: fc.array(fc.array(cell, { maxLength: 22 }), { maxLength: 110, size: 'small' }),
  }),
  fc.record({ type: fc.constant('section' as const), text: mrkdwn }),
  fc.record({ type: fc.constant('section' as const), text: mrkdwn, accessory: button }),
  fc.record({ type: fc.constant('section' as const), fields: fc.array(mrkdwn, { maxLength: 14 }) }),
  fc.record({ type: fc.constant('context' as const), elements: fc.array(mrkdwn, { maxLength: 14 }) }),
  fc.record({ type: fc.constant('header' as const), text: label }),
  fc.record({ type: fc.constant('divider' as const) }),
  fc.record({
    type: fc.constant('actions' as const),
    elements: fc.array(fc.oneof(button, fc.record({ type: fc.constant('overflow' as const), options })), {
      maxLength: 30,
    }),
  }),
);

const input: fc.Arbitrary<ModalView['blocks'][number]> = fc
  .oneof(
    fc.record({ type: fc.constant('radio_buttons' as const), options }),
    fc.record({ type: fc.constant('static_select' as const), options, placeholder: label }),
    fc.record({
      type: fc.constant('plain_text_input' as const),
      initial_value: words,
      max_length: fc.integer({ min: 1, max: 5_000 }),
    }),
  )
  .map((element) => ({ type: 'input', label: { type: 'plain_text', text: 'Which?' }, element }));

describe('fitMessage', () => {
  it('makes any message one that Slack takes', () => {
    fc.assert(
      fc.property(words, fc.array(block, { maxLength: 70 }), (text, blocks) => {
        const fitted = fitMessage({ text: escape(text, 10_000), blocks });
        expect(faultsOf(fitted)).toEqual([]);
        expect(leaksOf(fitted)).toEqual([]);
        const asText = { ...fitted, blocks: withText(fitted.blocks, MAYBE_REFUSED) };
        expect(faultsOf(asText)).toEqual([]);
        expect(leaksOf(asText)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('shows as text what is one table or two charts too many, and what is too large for one', () => {
    const typesOf = (...blocks: ShownBlock[]) =>
      fitMessage({ text: 'x', blocks }).blocks.map(({ type }) => type);
    expect(typesOf(A_TABLE, A_CHART, A_TABLE, A_CHART, A_CHART)).toEqual([
      'table',
      'data_visualization',
      'section',
      'data_visualization',
      'section',
    ]);
    const rows = (count: number) => Array.from({ length: count }, () => A_TABLE.rows[0] ?? []);
    expect(typesOf({ ...A_TABLE, rows: rows(100) })).toEqual(['table']);
    expect(typesOf({ ...A_TABLE, rows: rows(101) })).toEqual(['section']);
    expect(typesOf({ ...A_CHART, title: 'x'.repeat(51) })).toEqual(['section']);
  });

  it('leaves a message that fits as it is', () => {
    const message = {
      text: 'SEV2',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'one' } } as const],
    };
    expect(fitMessage(message)).toEqual(message);
  });

  it('counts the lines it leaves out and keeps the buttons', () => {
    const section = { type: 'section', text: { type: 'mrkdwn', text: 'a\nb' } } as const;
    const actions = {
      type: 'actions',
      elements: [{ type: 'button', text: { type: 'plain_text', text: 'Done' }, value: '1' }],
    } as const;
    const fitted = fitMessage({
      text: 'many',
      blocks: [...Array.from({ length: 60 }, () => section), { ...actions, elements: [...actions.elements] }],
    });
    expect(fitted.blocks).toHaveLength(LIMITS.messageBlocks);
    expect(mrkdwnOf(fitted).at(-1)).toBe('… 24 more lines');
    expect(fitted.blocks.at(-1)?.type).toBe('actions');
  });

  it('keeps the last rows of buttons when the buttons alone are too much', () => {
    const row = {
      type: 'actions' as const,
      elements: Array.from({ length: 25 }, () => ({
        type: 'button' as const,
        text: { type: 'plain_text' as const, text: 'x'.repeat(75) },
      })),
    };
    const fitted = fitMessage({ text: 'buttons', blocks: Array.from({ length: 60 }, () => row) });
    expect(faultsOf(fitted)).toEqual([]);
    expect(fitted.blocks.length).toBeGreaterThan(1);
  });

  it('leaves out a menu entry whose value does not fit instead of cutting it', () => {
    const entry = (length: number) => ({
      text: { type: 'plain_text' as const, text: 'Go' },
      value: 'x'.repeat(length),
    });
    const menu = { type: 'overflow' as const, options: [entry(76), entry(75)] };
    const fitted = fitMessage({ text: 'menu', blocks: [{ type: 'actions', elements: [menu] }] });
    expect(fitted.blocks).toEqual([
      { type: 'actions', elements: [{ type: 'overflow', options: [entry(75)] }] },
    ]);
  });

  it('leaves out a button whose value does not fit instead of cutting it', () => {
    const fitted = fitMessage({
      text: 'long',
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', text: { type: 'plain_text', text: 'Go' }, value: 'x'.repeat(2_001) }],
        },
      ],
    });
    expect(fitted.blocks).toEqual([]);
  });
});

describe('fitView', () => {
  it('makes any form one that Slack takes', () => {
    fc.assert(
      fc.property(words, fc.array(input, { maxLength: 20 }), (title, blocks) => {
        const view = fitView({
          type: 'modal',
          title: { type: 'plain_text', text: `Form ${title}` },
          submit: { type: 'plain_text', text: `Send ${title}` },
          close: { type: 'plain_text', text: `Cancel ${title}` },
          blocks,
        });
        expect(checkView(view)).toMatchObject({ ok: true });
      }),
      { numRuns: 60 },
    );
  });
});
