/** What a finding shows: its table and its chart as Slack's own, and the same in words for who sees neither. */

import type { Finding, Series, Table } from '../../src/operations/finding.ts';
import type { Message } from '../../src/bot/limits.ts';
import type { OperationRun } from '../../src/runs/state.ts';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { answerView } from '../../src/bot/views/answer.ts';
import { replyMessage } from '../../src/bot/views/reply.ts';
import { answerCard, sharedCard } from '../../src/bot/views/run-answer.ts';
import { runCard } from '../../src/bot/views/run.ts';
import { textTwin } from '../../src/bot/views/text-twin.ts';
import { isChart, isTable, MAYBE_REFUSED, withText } from '../../src/bot/tables-and-charts.ts';
import { aFinding, aRun, NIGHT, person } from '../support/builders.ts';
import { faultsOf, HOSTILE, labelsOf, leaksOf, linesOf, tableOf } from '../support/slack-text.ts';

const HOUR = 3_600_000;
const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;

const answer = (changes: Partial<Finding>): Message =>
  replyMessage(
    { kind: 'finding', command: '/etl runs silver-users', finding: aFinding(changes) },
    { reading: new Set(['logs']), seenBy: 'asker' },
  );
const card = (changes: Partial<Finding>): Message =>
  runCard(aRun({ state: { state: 'ended', at: NIGHT, finding: aFinding(changes) } }), '', new Set(['logs']));
const inText = (message: Message): Message => ({
  ...message,
  blocks: withText(message.blocks, MAYBE_REFUSED),
});

const jobs = (rows: number): Table => ({
  columns: ['Job', 'Last run', 'Took', 'How it is'],
  rows: Array.from({ length: rows }, (_, row) => [
    `job-${row}`,
    `failed ${iso(NIGHT - HOUR)}`,
    `${row + 1}m`,
    '',
  ]),
});

const runs: Series = {
  title: 'How long the runs took',
  shape: 'bar',
  unit: 'min',
  labels: [NIGHT - 2 * HOUR, NIGHT - HOUR, NIGHT].map(iso),
  lines: [
    { name: 'succeeded', values: [22, 41, null] },
    { name: 'failed', values: [null, null, 7] },
  ],
};

describe('the table of a finding', () => {
  it('is Slack’s own, moments in the time of the reader, numbers to the right, nothing empty', () => {
    const message = answer({ table: jobs(1) });
    expect(tableOf(message)).toEqual([
      ['Job', 'Last run', 'Took', 'How it is'],
      ['job-0', 'failed 02:00 UTC', '1m', '–'],
    ]);
    const table = message.blocks.find(isTable);
    expect(table?.column_settings?.map(({ align }) => align)).toEqual(['left', 'left', 'right', 'left']);
    expect(JSON.stringify(table)).toContain(
      `{"type":"date","timestamp":${(NIGHT - HOUR) / 1_000},"format":"{time}","fallback":"02:00 UTC"}`,
    );
  });

  it('names people where a column is said to be of them, and nowhere else', () => {
    const rows = [
      ['U0RESPONDER', 'U0RESPONDER'],
      ['Handrail', '<@U0RESPONDER>'],
    ];
    const drawn = answer({ table: { columns: ['By', 'What'], rows, people: ['By'] } });
    const elements = JSON.stringify(drawn.blocks.find(isTable)).match(/\{"type":"(?:user|text)"[^}]*\}/g);
    expect(elements?.slice(2)).toEqual([
      '{"type":"user","user_id":"U0RESPONDER"}',
      '{"type":"text","text":"U0RESPONDER"}',
      '{"type":"text","text":"Handrail"}',
      '{"type":"text","text":"<@U0RESPONDER>"}',
    ]);
    expect(JSON.stringify(withText(drawn.blocks, MAYBE_REFUSED))).toContain('@U0RESPONDER  U0RESPONDER');
  });

  it('has a date with each moment as soon as one needs it', () => {
    const table = { columns: ['At'], rows: [[iso(NIGHT)], [iso(NIGHT - 30 * HOUR)]] };
    expect(tableOf(answer({ table })).slice(1)).toEqual([['2026-11-12 03:00 UTC'], ['2026-11-10 21:00 UTC']]);
  });

  it('shows 15 rows where everybody sees them and 50 to who asked, and counts the rest', () => {
    expect(tableOf(card({ table: jobs(60) }))).toHaveLength(16);
    expect(linesOf(card({ table: jobs(60) }))).toContain('… 45 more rows');
    expect(tableOf(answer({ table: jobs(60) }))).toHaveLength(51);
    expect(linesOf(answer({ table: jobs(60) }))).toContain('… 10 more rows');
    expect(linesOf(answer({ table: jobs(50) })).join()).not.toContain('more row');
    const shared = { kind: 'finding', command: '/etl jobs', finding: aFinding({ table: jobs(60) }) } as const;
    const drawn = replyMessage(shared, { reading: new Set(), seenBy: 'everybody' });
    expect(tableOf(drawn)).toHaveLength(16);
  });

  it('of more columns than Slack takes says how many are left out', () => {
    const names = Array.from({ length: 23 }, (_, index) => `c${index}`);
    const message = answer({ table: { columns: names, rows: [names] } });
    expect(tableOf(message)[0]).toHaveLength(20);
    expect(linesOf(message)).toContain('… 3 more columns');
  });

  it('as text is a block to read, cut by whole rows', () => {
    const lines = linesOf(inText(answer({ table: jobs(50) })));
    expect(lines).toContain('job-0   failed 02:00 UTC    1m  –');
    expect(lines.find((line) => line.startsWith('job-49'))).toBe('job-49  failed 02:00 UTC   50m  –');
    const wide = { columns: ['a', 'b'], rows: Array.from({ length: 50 }, () => ['x', 'y'.repeat(100)]) };
    expect(linesOf(inText(answer({ table: wide }))).find((line) => /^… \d+ more$/.test(line))).toBeDefined();
  });

  it('is text in a modal, and in the twin of the whole message', () => {
    const message = answer({ table: jobs(1), series: runs });
    expect(JSON.stringify(answerView(message).blocks)).toContain('job-0');
    expect(answerView(message).blocks.map(({ type }) => type)).not.toContain('table');
    expect(textTwin(message)).toContain('job-0');
    expect(textTwin(message)).toContain('█');
  });
});

describe('the series of a finding', () => {
  const chartOf = (series: Series) => answer({ series }).blocks.find(isChart);

  it('does not say its unit twice', () => {
    const records = { ...runs, title: 'Records an hour', unit: 'records an hour' };
    expect(chartOf(records)).toMatchObject({ title: 'Records an hour' });
  });

  it('is Slack’s own chart: a point for each moment, in UTC, as the axis says', () => {
    expect(chartOf(runs)).toEqual({
      type: 'data_visualization',
      title: 'How long the runs took (min)',
      chart: {
        type: 'bar',
        series: [
          {
            name: 'succeeded',
            data: [
              { label: '01:00', value: 22 },
              { label: '02:00', value: 41 },
              { label: '03:00', value: 0 },
            ],
          },
          {
            name: 'failed',
            data: [
              { label: '01:00', value: 0 },
              { label: '02:00', value: 0 },
              { label: '03:00', value: 7 },
            ],
          },
        ],
        axis_config: { categories: ['01:00', '02:00', '03:00'], x_label: '12 Nov, UTC', y_label: 'min' },
      },
    });
  });

  it('tells its numbers below, and to who only hears the message', () => {
    const numbers = 'succeeded: first 22, last 41, least 22, most 41 min';
    expect(linesOf(answer({ series: runs }))).toContain(
      `${numbers} · failed: 7 min · times of the chart in UTC`,
    );
    expect(answer({ series: runs, table: jobs(2) }).text).toBe(
      `/etl runs silver-users: failed, out of memory in 14 of 200 tasks. How long the runs took (min): ${numbers}; failed: 7 min. Table of 2 rows: Job, Last run, Took, How it is.`,
    );
    expect(card({ series: runs }).text).toContain(numbers);
  });

  it('as text is one line of bars a series', () => {
    const lines = linesOf(inText(answer({ series: runs })));
    expect(lines).toContain('*How long the runs took (min)*');
    expect(lines).toContain('▅█▁ succeeded');
    expect(lines).toContain('▁▁▃ failed');
  });

  it('leaves out a line without a value, and says where nothing is known', () => {
    const lines = [
      { name: 'succeeded', values: [22, null, 41] },
      { name: 'failed', values: [null, null, null] },
    ];
    const message = answer({ series: { ...runs, lines } });
    expect(message.blocks.find(isChart)?.chart.series.map(({ name }) => name)).toEqual(['succeeded']);
    expect(linesOf(message)).toContain(
      'first 22, last 41, least 22, most 41 min · no value for 1 of 3 · times of the chart in UTC',
    );
    expect(chartOf({ ...runs, lines: lines.slice(1) })).toBeUndefined();
  });

  it('with a gap is no line, which would fall to nothing there', () => {
    const line = (values: readonly (number | null)[]) =>
      chartOf({ ...runs, shape: 'line', lines: [{ name: 'age', values }] })?.chart.type;
    expect(line([1, 2, 3])).toBe('line');
    expect(line([1, null, 3])).toBe('bar');
  });

  it('of more than twenty points shows the last ones, of several days with their dates', () => {
    const hours = Array.from({ length: 30 }, (_, index) => NIGHT - (29 - index) * HOUR);
    const series = {
      ...runs,
      labels: hours.map(iso),
      lines: [{ name: 'succeeded', values: hours.map((_, index) => index) }],
    };
    const categories = chartOf(series)?.chart.axis_config.categories;
    expect(categories).toHaveLength(20);
    expect(categories?.[0]).toBe('11 Nov 08:00');
    expect(categories?.at(-1)).toBe('12 Nov 03:00');
    expect(linesOf(answer({ series }))).toContain(
      'first 10, last 29, least 10, most 29 min · the last 20 of 30 · times of the chart in UTC',
    );
  });

  it('keeps labels apart that are alike, or too long to be told apart', () => {
    const long = 'bronze-users-of-the-whole-world';
    const lines = [{ name: 'succeeded', values: [1, 2, 3, 4] }];
    const labels = chartOf({ ...runs, labels: [long, long, '', ''], lines })?.chart.axis_config.categories;
    expect(labels).toEqual(['bronze-users-of-the…', 'bronze-users-of-t… 2', '–', '– 2']);
  });
});

describe('what could not be asked for a finding', () => {
  const refused = (call: string) => ({ call, ok: false, error: `Add ${call} to the role of Handrail.` });

  it('is told in one line, what was answered is not', () => {
    const asked = [{ call: 'glue:GetJobs', ok: true }, refused('glue:GetJobRuns')];
    const lines = linesOf(answer({ asked }));
    expect(lines).toContain('Not answered: glue:GetJobRuns (Add glue:GetJobRuns to the role of Handrail)');
    expect(lines.join()).not.toContain('glue:GetJobs ');
  });

  it('is told three times at most, once each', () => {
    const calls = ['a:A', 'b:B', 'c:C', 'd:D', 'e:E', 'a:A'];
    const line = linesOf(answer({ asked: calls.map(refused) })).find((one) => one.startsWith('Not answered'));
    expect(line).toMatch(/a:A .*b:B .*c:C .* · 2 more$/);
    expect(line).not.toContain('d:D');
  });
});

describe('what to do next', () => {
  const reading = new Set(['logs', 'runs', 'jobs']);
  const shown = (next: readonly string[]) => {
    const reply = { kind: 'finding', command: '/etl status', finding: aFinding({ next }) } as const;
    const ended = { state: 'ended', at: NIGHT, finding: reply.finding } as const;
    return {
      answer: labelsOf(replyMessage(reply, { reading, seenBy: 'asker' })).buttons,
      card: labelsOf(runCard(aRun({ state: ended }), '', reading)).buttons,
    };
  };

  it('is a button where it only reads, beside the text; a change is text alone', () => {
    const next = ['/etl retry silver-users', '/etl logs silver-users', '/etl jobs'];
    expect(shown(next)).toEqual({
      answer: ['Logs of silver-users', 'Jobs', 'Share'],
      card: ['Logs of silver-users', 'Jobs'],
    });
    const reply = { kind: 'finding', command: '/etl status', finding: aFinding({ next }) } as const;
    expect(linesOf(replyMessage(reply, { reading, seenBy: 'asker' }))).toContain(
      'Next: `/etl retry silver-users`  `/etl logs silver-users`  `/etl jobs`',
    );
  });

  it('is three buttons at most, each once, told apart where their options do', () => {
    const next = [
      '/etl logs a --run jr_1',
      '/etl logs a --run jr_2',
      '/etl logs a --run jr_1',
      '/etl runs a',
    ];
    expect(shown([...next, '/etl jobs']).card).toEqual(['Logs of a', 'Logs of a --run jr_2', 'Runs of a']);
  });

  it('carries the command to the letter, as SQL on one line is another statement', () => {
    const command = "/etl query SELECT 'a  b' -- all of it\nFROM users\nWHERE dt = '2026-11-12' --up-to 40GB";
    const reply = {
      kind: 'finding',
      command: '/etl status',
      finding: aFinding({ next: [command] }),
    } as const;
    const drawn = replyMessage(reply, { reading: new Set(['query']), seenBy: 'asker' });
    expect(drawn.blocks).toContainEqual(
      expect.objectContaining({
        type: 'actions',
        elements: expect.arrayContaining([expect.objectContaining({ value: command })]),
      }),
    );
  });

  it('is no button for what is not a command, or of a verb that is not known', () => {
    expect(shown(['logs a', 'read /etl logs a', '/etl  ', '/etl incidents', '/etl']).card).toEqual([]);
  });

  it('stands on a run’s card where its way out never stood', () => {
    const finding = aFinding({ facts: [], next: ['/etl logs silver-users'] });
    const rows = (state: OperationRun['state']) =>
      runCard(aRun({ state }), '', reading).blocks.flatMap(({ type }, row) =>
        type === 'actions' ? [row] : [],
      );
    const running = {
      state: 'running',
      at: NIGHT,
      token: 't',
      summary: '',
      links: [],
      lookAt: NIGHT,
    } as const;
    const before = [...rows({ state: 'requested' }), ...rows(running)];
    const after = rows({ state: 'ended', at: NIGHT, finding });
    expect(before).toHaveLength(2);
    expect(after).toHaveLength(1);
    expect(before).not.toContain(after[0]);
  });
});

describe('the whole of a finding', () => {
  const reading = new Set(['jobs', 'query']);
  const FILE = 'All as a file';
  const lines = (count: number, length: number) => ({
    title: 'The log around it',
    lines: Array.from({ length: count }, () => 'x'.repeat(length)),
  });
  /** The labels and values of the buttons below an answer, a card, and an answer shared with everybody. */
  const buttons = (changes: Partial<Finding>, command = '/etl jobs') => {
    const found = aFinding({ facts: [], ...changes });
    const reply = { kind: 'finding', command, finding: found } as const;
    const run = aRun({ command, risk: 'read', state: { state: 'ended', at: NIGHT, finding: found } });
    return {
      answer: labelsOf(replyMessage(reply, { reading, seenBy: 'asker' })).buttons,
      shared: labelsOf(replyMessage(reply, { reading, seenBy: 'everybody' })).buttons,
      card: labelsOf(runCard(run, '', reading)).buttons,
    };
  };
  const presses = (message: Message | null) =>
    (message?.blocks ?? []).flatMap((block) =>
      block.type === 'actions'
        ? block.elements.flatMap((element) =>
            element.type === 'button' && element.text.text === FILE
              ? [[element.action_id, element.value]]
              : [],
          )
        : [],
    );

  it('is a button where rows, columns or lines are not shown, and nowhere else', () => {
    const all = { answer: [FILE, 'Share'], shared: [FILE, 'Share'], card: [FILE] };
    const none = { answer: ['Share'], shared: ['Share'], card: [] };
    expect(buttons({ table: jobs(51) })).toEqual(all);
    expect(buttons({ table: jobs(50) })).toEqual({ ...all, answer: ['Share'] });
    expect(buttons({ table: jobs(15) })).toEqual(none);
    const columns = Array.from({ length: 21 }, (_, column) => `c${column}`);
    expect(buttons({ table: { columns, rows: [columns] } })).toEqual(all);
    const wide = { columns: ['a'], rows: Array.from({ length: 40 }, () => ['y'.repeat(160)]) };
    expect(buttons({ table: wide }).answer).toEqual([FILE, 'Share']);
    expect(buttons({ excerpt: lines(26, 10) })).toEqual(all);
    expect(buttons({ excerpt: lines(20, 140) })).toEqual(all);
    expect(buttons({ excerpt: lines(14, 140) })).toEqual(none);
    expect(buttons({})).toEqual(none);
  });

  it('asks for the same command, where it says of which pipeline it is', () => {
    const ended = { state: 'ended', at: NIGHT, finding: aFinding({ table: jobs(400) }) } as const;
    const run = aRun({ command: '/etl jobs silver-*', args: { pipeline: 'todo-etl' }, state: ended });
    expect(presses(runCard(run, '', reading))).toEqual([
      ['result.file/1', '/etl jobs silver-* --pipeline todo-etl'],
    ]);
  });

  it('is no button for what changes AWS, of a verb that is not known, or of a command that is too long', () => {
    for (const command of ['/etl retry silver-users', '/etl old-verb', 'jobs'])
      expect(buttons({ table: jobs(60) }, command).answer).toEqual(['Share']);
    const long = `/etl query SELECT '${'x'.repeat(2_000)}'`;
    expect(buttons({ table: jobs(60) }, long)).toEqual({ answer: [], shared: [], card: [] });
  });

  it('is the file below an answer for who asked, and a button for those it is shared with', () => {
    const run = aRun({
      command: '/etl query late-users',
      audience: 'asker',
      shared: { by: person(), at: NIGHT },
      state: { state: 'ended', at: NIGHT, finding: aFinding({ table: jobs(60) }) },
    });
    const button = [['result.file/1', '/etl query late-users']];
    expect(presses(answerCard({ ...run, file: { state: 'sent' } }, '', reading))).toEqual([]);
    expect(presses(answerCard(run, '', reading))).toEqual(button);
    const lost = { state: 'not-sent', because: 'Slack says missing_scope.' } as const;
    expect(presses(answerCard({ ...run, file: lost }, '', reading))).toEqual(button);
    expect(presses(sharedCard({ ...run, file: { state: 'sent' } }, '', reading))).toEqual(button);
    const whole = { name: 'late-users.csv', token: 'q-1' };
    const few = { state: 'ended', at: NIGHT, finding: aFinding({ table: jobs(2), whole }) } as const;
    expect(presses(sharedCard({ ...run, state: few }, '', reading))).toEqual(button);
  });
});

describe('a finding of any kind', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(HOSTILE, HOSTILE.repeat(40), '', '  ', '&<>'.repeat(60), iso(NIGHT), '12.4 GB', '3m'),
  );
  const texts = (maxLength: number) => fc.array(text, { maxLength });
  const value = fc.option(fc.oneof(fc.double(), fc.integer({ min: -5, max: 90_000 })));
  const anything = fc.record({
    verdict: fc.constantFrom('ok', 'warn', 'fail', 'unknown'),
    summary: text,
    facts: fc.array(fc.record({ label: text, value: text }), { maxLength: 14 }),
    table: fc.option(fc.record({ columns: texts(24), rows: fc.array(texts(24), { maxLength: 120 }) })),
    series: fc.option(
      fc.record({
        title: text,
        shape: fc.constantFrom('line', 'bar'),
        unit: text,
        labels: texts(30),
        lines: fc.array(fc.record({ name: text, values: fc.array(value, { maxLength: 30 }) }), {
          maxLength: 15,
        }),
      }),
    ),
    excerpt: fc.option(fc.record({ title: text, lines: texts(40) })),
    links: fc.array(fc.record({ label: text, url: fc.webUrl({ validSchemes: ['https'] }) }), {
      maxLength: 8,
    }),
    next: fc.array(
      fc.oneof(
        text,
        text.map((words) => `/etl logs ${words}`),
      ),
      { maxLength: 8 },
    ),
    asked: fc.array(fc.record({ call: text, ok: fc.boolean(), error: text }), { maxLength: 8 }),
  });

  it('fits, with its own table and chart and with text in their place, and leaks nothing', () => {
    fc.assert(
      fc.property(anything, (changes) => {
        for (const message of [answer(changes), card(changes)]) {
          for (const shown of [message, inText(message)]) {
            expect(faultsOf(shown)).toEqual([]);
            expect(leaksOf(shown)).toEqual([]);
          }
          expect(leaksOf({ text: textTwin(message), blocks: [] })).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
