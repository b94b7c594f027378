import type { ModalView } from '@slack/types';
import type { Form } from '../../src/deeds/forms.ts';

import { describe, expect, it } from '@jest/globals';

import { checkView } from '../../sandbox/slack/blocks/view.ts';
import { decodeSubmission } from '../../src/bot/submissions.ts';
import { formView } from '../../src/bot/views/modals.ts';
import { aProcedure } from '../support/builders.ts';
import { HOSTILE } from '../support/slack-text.ts';

const ORIGIN = { channel: 'C0ALERTS', thread: '1.2' };
const long = HOSTILE.repeat(30);
const matches = Array.from({ length: 14 }, (_, index) => ({
  procedure: aProcedure({ id: `RUNBOOK.md/${'deep/'.repeat(40)}${index}`, title: long }),
  because: long,
}));

const FORMS: readonly Form[] = [
  { form: 'declare', title: long, pipelines: ['todo-etl'], stages: ['bronze', 'silver'] },
  { form: 'declare', title: '', pipelines: [], stages: [] },
  { form: 'note', incident: 42 },
  { form: 'assign', incident: 42 },
  { form: 'severity', incident: 42, current: 2 },
  { form: 'resolve', incident: 42, stillFiring: [long, 'b', 'c', 'd', 'e', 'f'], openSteps: 2 },
  { form: 'resolve', incident: 42, stillFiring: [], openSteps: 0 },
  { form: 'merge', incident: 42, candidates: [{ number: 41, title: long }] },
  { form: 'merge', incident: 42, candidates: [] },
  { form: 'skip', checklist: 'c1', step: '1.1', text: long },
  { form: 'pick-checklist', incident: 42, matches },
  { form: 'pick-checklist', incident: 42, matches: [] },
  {
    form: 'run',
    checklist: 'c1',
    step: '1.1',
    command: long,
    missing: ['job', 'from_date'],
    specs: {},
  },
  {
    form: 'run',
    checklist: 'c1',
    step: '1.1',
    command: '/etl retry {job} --worker-type {type}',
    missing: ['job', 'type'],
    specs: {
      job: { name: 'job', summary: long, form: 'positional', required: true, example: long },
      type: {
        name: 'worker-type',
        summary: 'A worker type',
        form: 'option',
        required: false,
        example: 'G.2X',
        choices: ['G.1X', 'G.2X'],
      },
    },
  },
];

/** What Slack sends back when a person fills the fields so. */
function submit(
  view: ModalView,
  answers: Readonly<Record<string, object>>,
): ReturnType<typeof decodeSubmission> {
  const values = Object.fromEntries(Object.entries(answers).map(([field, answer]) => [field, { answer }]));
  return decodeSubmission(view.callback_id ?? '', view.private_metadata ?? '', values);
}

const typed = (value: string | null): object => ({ type: 'plain_text_input', value });
const chosen = (value: string): object => ({ type: 'radio_buttons', selected_option: { text: {}, value } });

describe('every form', () => {
  it.each(FORMS.map((form, index) => [form.form, index, form] as const))(
    '%s (%i) is a view that Slack takes',
    (_, __, form) => {
      expect(checkView(formView(form, ORIGIN))).toMatchObject({ ok: true });
    },
  );

  it('pings nobody with what it quotes', () => {
    for (const form of FORMS) {
      const view = JSON.stringify(formView(form, ORIGIN).blocks.filter((block) => block.type === 'section'));
      expect(view).not.toMatch(/<[!@#]|<http/);
    }
  });
});

it('the form for what a command misses asks as the operation declares it', () => {
  const view = formView(FORMS.at(-1) ?? { form: 'note', incident: 1 }, ORIGIN);
  expect(view.blocks.filter(({ type }) => type === 'input')).toMatchObject([
    { element: { type: 'plain_text_input' }, hint: { text: expect.stringMatching(/^.+$/) } },
    {
      element: { type: 'static_select', options: [{ value: 'G.1X' }, { value: 'G.2X' }] },
      hint: { text: 'A worker type' },
    },
  ]);
  expect(submit(view, { 'argument.job': typed('users'), 'argument.type': chosen('G.2X') })).toMatchObject({
    value: { submission: { values: { job: 'users', type: 'G.2X' } } },
  });
});

describe('the form to open a checklist', () => {
  const shelf = (size: number) =>
    Array.from({ length: size }, (_, index) => ({
      procedure: aProcedure({
        id: `RUNBOOK.md/troubleshooting/common-issues/${index}-of-many-procedures`,
        title: `Procedure ${index}`,
        kind: index === 0 ? 'emergency' : 'daily',
      }),
      because: index === 0 ? 'its alarm name fits silver-*' : 'daily',
    }));
  const fieldOf = (view: ModalView): object =>
    view.blocks.find((block) => block.block_id === 'procedure') ?? {};

  it('offers a whole runbook with the one that fits chosen, each with its kind', () => {
    const view = formView({ form: 'pick-checklist', incident: 42, matches: shelf(24) }, ORIGIN);
    const options = Array.from({ length: 24 }, (_, index) =>
      expect.objectContaining({
        text: expect.objectContaining({ text: `Procedure ${index}` }),
        description: expect.objectContaining({
          text: index === 0 ? 'emergency · its alarm name fits silver-*' : 'daily',
        }),
      }),
    );
    expect(fieldOf(view)).toMatchObject({
      element: { type: 'static_select', options, initial_option: options[0] },
    });
    expect(submit(view, { procedure: chosen('23') })).toMatchObject({
      value: { submission: { procedure: 'RUNBOOK.md/troubleshooting/common-issues/23-of-many-procedures' } },
    });
  });

  it('says how many it leaves out, and offers none that it could not read back', () => {
    const view = formView({ form: 'pick-checklist', incident: 42, matches: shelf(150) }, ORIGIN);
    const offered = /"options":(\[.*?\}\])/.exec(JSON.stringify(fieldOf(view)))?.[1] ?? '[]';
    const count = (JSON.parse(offered) as readonly object[]).length;
    expect(count).toBeGreaterThan(24);
    expect(count).toBeLessThanOrEqual(100);
    expect(submit(view, { procedure: chosen(String(count - 1)) }).ok).toBe(true);
    expect(JSON.stringify(view.blocks)).toContain(`${150 - count} more`);
  });
});

describe('what was submitted', () => {
  it.each([
    [
      FORMS[1],
      { title: typed(' Gold is empty '), severity: chosen('1'), stage: chosen('gold') },
      { title: 'Gold is empty', severity: 1, pipeline: null, stage: 'gold' },
    ],
    [FORMS[2], { text: typed('more workers helped') }, { incident: 42, text: 'more workers helped' }],
    [FORMS[3], { user: { type: 'users_select', selected_user: 'U0RESPONDER' } }, { user: 'U0RESPONDER' }],
    [FORMS[4], { severity: chosen('3') }, { incident: 42, severity: 3 }],
    [FORMS[5], { outcome: chosen('fixed'), note: typed(null) }, { outcome: 'fixed', note: null }],
    [FORMS[7], { into: chosen('41') }, { incident: 42, into: 41 }],
    [
      FORMS[9],
      { reason: chosen('Not now'), words: typed('finance is closing') },
      { reason: 'Not now: finance is closing' },
    ],
    [FORMS[10], { procedure: chosen('3') }, { procedure: matches[3]?.procedure.id }],
    [
      FORMS[12],
      { 'argument.job': typed('silver-users'), 'argument.from_date': typed('2026-11-12') },
      { values: { job: 'silver-users', from_date: '2026-11-12' } },
    ],
  ] as const)('is read as it was meant: %#', (form, answers, meant) => {
    if (form === undefined) throw new Error('Expected the form to be listed above');
    const { ok, ...read } = submit(formView(form, ORIGIN), answers);
    expect(ok).toBe(true);
    expect(read).toMatchObject({ value: { origin: ORIGIN, submission: { form: form.form, ...meant } } });
  });

  it.each([
    [FORMS[1], {}, ['title', 'severity']],
    [FORMS[2], { text: typed('   ') }, ['text']],
    [FORMS[3], {}, ['user']],
    [FORMS[4], { severity: chosen('9') }, ['severity']],
    [FORMS[5], { outcome: chosen('gone') }, ['outcome']],
    [FORMS[7], {}, ['into']],
    [FORMS[9], { reason: { selected_option: null }, words: typed('') }, ['words']],
    [FORMS[10], { procedure: chosen('99') }, ['procedure']],
    [FORMS[10], {}, ['procedure']],
    [FORMS[12], { 'argument.job': typed('x') }, ['argument.from_date']],
  ] as const)('tells which field is wrong: %#', (form, answers, fields) => {
    if (form === undefined) throw new Error('Expected the form to be listed above');
    const read = submit(formView(form, null), answers);
    expect(read.ok ? [] : Object.keys(read.error)).toEqual(fields);
  });

  it.each([
    [
      'view.note/1',
      { form: 'note', incident: 42 },
      { text: typed('looked') },
      { incident: 42, text: 'looked' },
    ],
    [
      'view.skip/1',
      { form: 'skip', checklist: 'c1', step: '1.1' },
      { reason: chosen('Not now') },
      { checklist: 'c1', step: '1.1', reason: 'Not now' },
    ],
    ['view.declare/1', { form: 'declare' }, { title: typed('Late'), severity: chosen('2') }, { severity: 2 }],
  ] as const)('is read where the release before opened it: %s', (callback, context, answers, meant) => {
    const values = Object.fromEntries(Object.entries(answers).map(([field, answer]) => [field, { answer }]));
    const metadata = JSON.stringify({ context, origin: ORIGIN });
    expect(decodeSubmission(callback, metadata, values)).toMatchObject({
      value: { origin: ORIGIN, submission: meant },
    });
  });

  it('is unknown when it is of another release or makes no sense', () => {
    const unknown = { ok: true, value: { submission: { form: 'unknown', id: 'view.note/2' } } };
    expect(
      decodeSubmission('view.note/2', '{"context":{"form":"note","incident":1},"origin":null}', {}),
    ).toMatchObject(unknown);
    expect(decodeSubmission('view.note/2', 'no json', {})).toMatchObject(unknown);
    expect(decodeSubmission('view.note/2', '{}', 'no values')).toMatchObject(unknown);
  });
});
