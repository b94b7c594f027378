import { describe, expect, it } from '@jest/globals';

import type { PageBlock, PageMessage, PageState } from '../../sandbox/page/contract.ts';
import { currentValues, withValue } from '../../sandbox/page/client/blocks/values.ts';
import { chartWords, layOut, numberText, readChart } from '../../sandbox/page/client/blocks/chart-layout.ts';
import { parseRichText } from '../../sandbox/page/client/blocks/rich-text.ts';
import { formatPlace, parsePlace, placeOfPermalink } from '../../sandbox/page/client/place.ts';
import {
  FRESH_MS,
  channelMessages,
  channelsOf,
  initialClient,
  reduceClient,
  threadReplies,
  unreadCount,
  unreadEverywhere,
} from '../../sandbox/page/client/state.ts';
import { formatSize } from '../../sandbox/page/client/text/size.ts';
import { readTyped, suggestCommands } from '../../sandbox/page/client/typed.ts';

describe('what a typed line means', () => {
  it.each([
    ['', { kind: 'nothing' }],
    ['  \n ', { kind: 'nothing' }],
    ['hello', { kind: 'message', text: 'hello' }],
    ['@handrail is a < b & c? ', { kind: 'message', text: '@handrail is a < b & c?' }],
    ['/etl', { kind: 'slash', command: '/etl', text: '' }],
    ['/etl retry silver —workers 20 ', { kind: 'slash', command: '/etl', text: 'retry silver —workers 20' }],
    [' /etl', { kind: 'message', text: '/etl' }],
  ])('%j in a channel', (line, typed) => {
    expect(readTyped(line, false, page().commands)).toEqual(typed);
  });

  it('refuses a command in a thread and an unknown command, in the words of Slack', () => {
    expect(readTyped('/etl 42', true, page().commands)).toEqual({
      kind: 'refused',
      error: '/etl is not supported in threads. Sorry!',
    });
    expect(readTyped('/etle', false, page().commands)).toMatchObject({
      kind: 'refused',
      error: expect.stringMatching(/^\/etle is not a valid command\./),
    });
  });

  it('suggests commands while they are typed, then shows the one being used', () => {
    const { commands } = page();
    expect(suggestCommands('/', commands).map((each) => each.command)).toEqual(['/etl', '/etl-help']);
    expect(suggestCommands('/etl ret', commands).map((each) => each.command)).toEqual(['/etl']);
    expect(suggestCommands('etl', commands)).toEqual([]);
  });
});

describe('the address', () => {
  it.each([
    ['#C1', { channel: 'C1', thread: null }],
    ['#C1/1700000000.000100', { channel: 'C1', thread: '1700000000.000100' }],
  ])('%s names a place', (hash, place) => {
    expect(parsePlace(hash)).toEqual(place);
    expect(formatPlace(place)).toBe(hash);
  });

  it.each(['', '#', '#c1', '#C1/x', '#C1/1/2'])('%j names none', (hash) => {
    expect(parsePlace(hash)).toBeNull();
  });
});

describe('a permalink', () => {
  it.each([
    ['http://127.0.0.1:4000/archives/C1/p1700000000000100', { channel: 'C1', thread: '1700000000.000100' }],
    [
      'http://127.0.0.1:4000/archives/C1/p1700000009000200?thread_ts=1700000000.000100&cid=C1',
      { channel: 'C1', thread: '1700000000.000100' },
    ],
    ['http://127.0.0.1:4000/archives/C1', null],
    ['https://example.com/', null],
    ['nonsense', null],
  ])('%s', (url, place) => {
    expect(placeOfPermalink(url)).toEqual(place);
  });
});

describe('a form', () => {
  const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value });
  const input = (block_id: string, element: object, more: object = {}): PageBlock => ({
    type: 'input',
    block_id,
    element,
    ...more,
  });
  const blocks = [
    input('title', { type: 'plain_text_input', action_id: 'v' }),
    input('notes', { type: 'plain_text_input', action_id: 'v', initial_value: 'so far' }, { optional: true }),
    input('how', {
      type: 'radio_buttons',
      action_id: 'v',
      options: [option('fixed')],
      initial_option: option('fixed'),
    }),
    input('also', { type: 'checkboxes', action_id: 'v', options: [option('tell')] }, { optional: true }),
    { type: 'section', block_id: 'who', accessory: { type: 'users_select', action_id: 'pick' } },
    {
      type: 'actions',
      block_id: 'act',
      elements: [
        { type: 'button', action_id: 'b' },
        { type: 'static_select', action_id: 's' },
      ],
    },
  ];

  it('starts with its initial values, null where there are none', () => {
    expect(currentValues(blocks, {})).toEqual({
      title: { v: { type: 'plain_text_input', value: null } },
      notes: { v: { type: 'plain_text_input', value: 'so far' } },
      how: { v: { type: 'radio_buttons', selected_option: option('fixed') } },
      also: { v: { type: 'checkboxes', selected_options: [] } },
      who: { pick: { type: 'users_select', selected_user: null } },
      act: { s: { type: 'static_select', selected_option: null } },
    });
  });

  it('drops what was entered into an element that is now another', () => {
    const entered = withValue({}, 'title', 'v', { type: 'users_select', selected_user: 'U1' });
    expect(currentValues(blocks, entered)['title']).toEqual({ v: { type: 'plain_text_input', value: null } });
  });
});

describe('the page state', () => {
  const first = page([message('1.000001')]);

  it('opens the first channel that is not archived, as the first person', () => {
    const client = reduceClient(initialClient('U0NOBODY', null), { type: 'arrived', page: first, at: 0 });
    expect(client.me).toBe('U0RESPONDER');
    expect(client.place).toEqual({ channel: 'C1', thread: null });
  });

  it('keeps a place and a person that exist', () => {
    const client = reduceClient(initialClient('U0LEAD', { channel: 'C2', thread: '1.000001' }), {
      type: 'arrived',
      page: first,
      at: 0,
    });
    expect(client).toMatchObject({ me: 'U0LEAD', place: { channel: 'C2', thread: '1.000001' } });
  });

  it('marks and announces what came later, and forgets the mark', () => {
    let client = opened(first);
    expect(client.fresh).toEqual({});
    client = reduceClient(client, {
      type: 'arrived',
      page: page([message('1.000001'), message('2.000001', { text: 'late' })]),
      at: 1_000,
    });
    expect(client.fresh).toEqual({ 'C1/2.000001': 1_000 });
    expect(client.announcement).toBe('Handrail: late');
    client = reduceClient(client, {
      type: 'arrived',
      page: page([message('1.000001'), message('2.000001', { text: 'late' })]),
      at: 1_000 + FRESH_MS,
    });
    expect(client.fresh).toEqual({});
  });

  it('marks a changed message without announcing it', () => {
    const client = reduceClient(opened(first), {
      type: 'arrived',
      page: page([message('1.000001', { text: 'now' })]),
      at: 7,
    });
    expect(client.fresh).toEqual({ 'C1/1.000001': 7 });
    expect(client.announcement).toBe('');
  });

  it('counts as unread what others said elsewhere, until one goes there', () => {
    const later = page([
      message('1.000001'),
      message('2.000001', { channel: 'C2' }),
      message('3.000001', { channel: 'C2', user: 'U0RESPONDER' }),
    ]);
    let client = reduceClient(opened(first), { type: 'arrived', page: later, at: 0 });
    expect([unreadCount(client, 'C1'), unreadCount(client, 'C2')]).toEqual([0, 1]);
    client = reduceClient(client, { type: 'went', place: { channel: 'C2', thread: null } });
    expect(unreadCount(client, 'C2')).toBe(0);
  });

  it('counts the open channel as unread while a phone shows the pipeline', () => {
    let client = reduceClient(opened(first), { type: 'turned', tab: 'pipeline' });
    client = reduceClient(client, {
      type: 'arrived',
      page: page([message('1.000001'), message('2.000001')]),
      at: 0,
    });
    expect(unreadCount(client, 'C1')).toBe(1);
    expect(unreadCount(reduceClient(client, { type: 'turned', tab: 'messages' }), 'C1')).toBe(0);
  });

  it('shows an ephemeral message to its reader alone, and replies only in their thread', () => {
    const state = page([
      message('1.000001', { threadTs: '1.000001' }),
      message('2.000001', { threadTs: '1.000001' }),
      message('3.000001', { onlyFor: 'U0LEAD' }),
    ]);
    const shown = (me: string) => channelMessages(state, 'C1', me).map((each) => each.ts);
    expect(shown('U0LEAD')).toEqual(['1.000001', '3.000001']);
    expect(shown('U0RESPONDER')).toEqual(['1.000001']);
    expect(threadReplies(state, 'C1', '1.000001', 'U0LEAD').map((each) => each.ts)).toEqual(['2.000001']);
  });

  it('shows a direct message to its person alone, and counts what waits in it for nobody else', () => {
    const later = page([message('2.000001', { channel: 'D0', text: 'for you' })]);
    const seenBy = (me: string) =>
      reduceClient(reduceClient(opened(first), { type: 'became', user: me }), {
        type: 'arrived',
        page: later,
        at: 0,
      });
    const [responder, lead] = [seenBy('U0RESPONDER'), seenBy('U0LEAD')];
    expect([unreadEverywhere(responder), unreadEverywhere(lead)]).toEqual([1, 0]);
    expect([responder.announcement, lead.announcement]).toEqual(['Handrail: for you', '']);
    const ids = (me: string) => channelsOf(later, me).map(({ id }) => id);
    expect([ids('U0RESPONDER').includes('D0'), ids('U0LEAD').includes('D0')]).toEqual([true, false]);
  });

  it('leaves a direct message when somebody else sits down', () => {
    const there = reduceClient(opened(first), { type: 'went', place: { channel: 'D0', thread: null } });
    const told = reduceClient(there, {
      type: 'arrived',
      page: page([message('2.000001', { channel: 'D0', text: 'for you' })]),
      at: 0,
    });
    expect(told).toMatchObject({ place: { channel: 'D0' }, announcement: 'Handrail: for you' });
    expect(reduceClient(told, { type: 'became', user: 'U0LEAD' })).toMatchObject({
      place: { channel: 'C1' },
      announcement: '',
    });
  });

  it('keeps what is entered in a modal across updates', () => {
    const value = { type: 'plain_text_input', value: 'half a sent' } as const;
    let client = reduceClient(opened(first), {
      type: 'entered',
      view: 'V1',
      blockId: 'b',
      actionId: 'a',
      value,
    });
    client = reduceClient(client, { type: 'arrived', page: first, at: 5 });
    expect(client.forms['V1']).toEqual({ b: { a: value } });
  });
});

describe('a chart', () => {
  const block = (type: string, values: readonly number[]): PageBlock => ({
    type: 'data_visualization',
    block_id: 'b',
    title: 'How long',
    chart: {
      type,
      series: [{ name: 'all', data: values.map((value, index) => ({ label: `11 Nov ${index}:00`, value })) }],
      axis_config: { categories: values.map((_, index) => `11 Nov ${index}:00`), y_label: 'min' },
    },
  });
  const laidOut = (type: string, values: readonly number[], width = 640) => {
    const chart = readChart(block(type, values));
    if (chart === null) throw new Error('Expected a chart');
    return layOut(chart, width);
  };

  it('has round numbers beside it, from nothing to above the most', () => {
    expect(laidOut('bar', [7, 41]).ticks.map(({ text }) => text)).toEqual(['0', '20', '40', '60']);
    expect(
      laidOut('bar', [0.02, 0.41])
        .ticks.map(({ text }) => text)
        .at(-1),
    ).toBe('0.6');
    expect(laidOut('bar', [11.8]).ticks.map(({ text }) => text)).toEqual(['0', '5', '10', '15']);
    expect(laidOut('bar', [9.4]).ticks.map(({ text }) => text)).toEqual(['0', '2.5', '5', '7.5', '10']);
    expect(laidOut('bar', [38]).ticks.map(({ text }) => text)).toEqual(['0', '10', '20', '30', '40']);
    expect(laidOut('bar', [48]).ticks.map(({ text }) => text)).toEqual(['0', '20', '40', '60']);
    expect(laidOut('bar', [41.5, 12.25]).shapes[0]?.map(({ value }) => numberText(value))).toEqual([
      '41.5',
      '12.25',
    ]);
    expect(laidOut('line', [-3, 5]).ticks.map(({ text }) => text)).toEqual(['-4', '-2', '0', '2', '4', '6']);
    expect(laidOut('line', [0, 0]).ticks.length).toBeGreaterThan(1);
  });

  it('stands on its line of nothing, each bar as high as its value', () => {
    const { shapes, zeroY } = laidOut('bar', [10, 20, -10]);
    const [ten, twenty, below] = shapes[0] ?? [];
    expect(twenty?.height).toBeCloseTo(2 * (ten?.height ?? 0));
    expect((ten?.y ?? 0) + (ten?.height ?? 0)).toBeCloseTo(zeroY);
    expect(below?.y).toBeCloseTo(zeroY);
  });

  it('labels as many of its points as have room, the newest always', () => {
    const points = Array.from({ length: 20 }, (_, index) => index);
    const wide = laidOut('bar', points).labels;
    const narrow = laidOut('bar', points, 300).labels;
    expect(narrow.length).toBeLessThan(wide.length);
    expect(wide.at(-1)?.text).toBe('11 Nov 19:00');
    expect(narrow.at(-1)?.text).toBe('11 Nov 19:00');
    expect(laidOut('bar', [1, 2]).labels).toHaveLength(2);
  });

  it('says all its values to who does not see it, and is not drawn as a pie', () => {
    const chart = readChart(block('bar', [7, 41]));
    expect(chart === null ? '' : chartWords(chart)).toBe('How long. all: 11 Nov 0:00 7, 11 Nov 1:00 41');
    expect(readChart({ type: 'data_visualization', chart: { type: 'pie', segments: [] } })).toBeNull();
    expect(readChart({ type: 'data_visualization' })).toBeNull();
  });
});

describe('the size of a file', () => {
  it.each([
    [0, '0 bytes'],
    [812, '812 bytes'],
    [1_024, '1.0 kB'],
    [10_200, '10 kB'],
    [1_048_575, '1.0 MB'],
    [95_100_000, '91 MB'],
    [5_000_000_000, '4.7 GB'],
  ])('of %s bytes is %s', (bytes, text) => expect(formatSize(bytes)).toBe(text));
});

describe('rich text', () => {
  it('reads styles, mentions and lists', () => {
    const section = (...elements: object[]) => ({ type: 'rich_text_section', elements });
    expect(
      parseRichText({
        type: 'rich_text',
        elements: [
          section({ type: 'text', text: 'by ', style: { bold: true } }, { type: 'user', user_id: 'U1' }),
          {
            type: 'rich_text_list',
            style: 'ordered',
            indent: 1,
            elements: [section({ type: 'text', text: 'x', style: { code: true } })],
          },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'a\nb' }] },
          section({ type: 'link', url: 'javascript:alert(1)', text: 'no' }),
        ],
      }),
    ).toEqual([
      { kind: 'bold', children: [{ kind: 'text', text: 'by ' }] },
      { kind: 'user', id: 'U1', label: null },
      { kind: 'list', ordered: true, start: 1, indent: 1, items: [[{ kind: 'code', text: 'x' }]] },
      { kind: 'pre', text: 'a\nb' },
      { kind: 'text', text: 'no' },
    ]);
  });
});

function opened(state: PageState) {
  return reduceClient(initialClient('U0RESPONDER', null), { type: 'arrived', page: state, at: 0 });
}

function message(ts: string, more: Partial<PageMessage> = {}): PageMessage {
  return {
    channel: 'C1',
    ts,
    threadTs: null,
    user: 'U0HANDRAIL',
    text: 'hi',
    blocks: [],
    files: [],
    edited: false,
    onlyFor: null,
    ...more,
  };
}

function page(messages: readonly PageMessage[] = []): PageState {
  const person = (id: string, name: string, isBot = false) =>
    ({
      id,
      name: name.toLowerCase(),
      realName: name,
      isBot,
      initials: name.charAt(0),
      hue: 200,
      membership: 'full',
    }) as const;
  const channel = (id: string, name: string, isArchived = false, directWith: string | null = null) => ({
    id,
    name,
    topic: '',
    isArchived,
    isPrivate: directWith !== null,
    directWith,
  });
  return {
    users: [
      person('U0HANDRAIL', 'Handrail', true),
      person('U0RESPONDER', 'Responder'),
      person('U0LEAD', 'Lead'),
    ],
    channels: [
      channel('C0', 'old', true),
      channel('C1', 'alerts'),
      channel('C2', 'data-team'),
      channel('D0', 'Handrail', false, 'U0RESPONDER'),
    ],
    messages,
    views: [],
    commands: [
      { command: '/etl', hint: '', description: 'The pipeline' },
      { command: '/etl-help', hint: '', description: 'Help' },
    ],
    pipeline: { name: 'todo-etl', stages: [], switches: [], runs: [], log: [] },
    bot: 'ready',
  };
}
