/** Modals from the trigger to the submission, through the real client and signed deliveries. */

import type { ModalView } from '@slack/web-api';
import type { AppAnswer, Fixture } from './slack-fixture.ts';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { refusalBody, refusalOf, startFixture } from './slack-fixture.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const choices = ['fixed', 'false alarm'].map((value) => ({ text: plain(value), value }));

const form = (extra: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  callback_id: 'resolve:v1',
  private_metadata: '42',
  title: plain('Resolve #42'),
  submit: plain('Resolve'),
  blocks: [
    {
      type: 'input',
      block_id: 'how',
      label: plain('How'),
      element: { type: 'static_select', action_id: 'how', options: choices },
    },
    {
      type: 'input',
      block_id: 'note',
      label: plain('Note'),
      optional: true,
      element: { type: 'plain_text_input', action_id: 'note', max_length: 10 },
    },
    {
      type: 'input',
      block_id: 'tell',
      label: plain('Tell'),
      optional: true,
      element: { type: 'checkboxes', action_id: 'tell', options: choices },
    },
  ],
  ...extra,
});

const message = (title: string): ModalView => ({
  type: 'modal',
  title: plain(title),
  blocks: [
    {
      type: 'actions',
      block_id: 'go',
      elements: [{ type: 'button', action_id: 'more', text: plain('More'), value: '1' }],
    },
  ],
});

let slack: Fixture;
beforeEach(async () => {
  slack = await startFixture();
});
afterEach(() => slack.close());

const responder = () => slack.workspace.as('U0RESPONDER');
const last = () =>
  slack.received.at(-1)?.body as { trigger_id: string; type: string; view: Record<string, unknown> };

async function trigger(): Promise<string> {
  await responder().type('#todo-etl-alerts', '/etl');
  return last().trigger_id;
}

async function openForm(extra: Partial<ModalView> = {}): Promise<void> {
  await slack.client.views.open({ trigger_id: await trigger(), view: form(extra) });
}

async function submitTo(body: AppAnswer['body'], answers: Record<string, string> = { How: 'fixed' }) {
  slack.answer({ body: body ?? '' });
  return responder().submit(answers);
}

describe('views.open', () => {
  it('shows the modal to the person whose deed the trigger is of', async () => {
    const { view } = await slack.client.views.open({ trigger_id: await trigger(), view: form() });
    expect(slack.workspace.viewOf('U0RESPONDER')).toMatchObject({
      id: view!.id,
      title: 'Resolve #42',
      submit: 'Resolve',
    });
    expect(slack.workspace.viewOf('U0LEAD')).toBeNull();
  });

  it('takes a trigger once, and only for three seconds', async () => {
    const used = await trigger();
    await slack.client.views.open({ trigger_id: used, view: form() });
    expect(await refusalOf(slack.client.views.open({ trigger_id: used, view: form() }))).toBe(
      'exchanged_trigger_id',
    );
    const old = await trigger();
    slack.pass(3_001);
    expect(await refusalOf(slack.client.views.open({ trigger_id: old, view: form() }))).toBe(
      'expired_trigger_id',
    );
    expect(await refusalOf(slack.client.views.open({ trigger_id: 'made-up', view: form() }))).toBe(
      'invalid_trigger_id',
    );
  });

  it('says what is wrong with a view, and leaves the trigger for a better one', async () => {
    const id = await trigger();
    const long = form({ title: plain('x'.repeat(25)) });
    expect(await refusalBody(slack.client.views.open({ trigger_id: id, view: long }))).toEqual({
      error: 'invalid_arguments',
      messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
    });
    await slack.client.views.open({ trigger_id: id, view: form() });
  });
});

describe('views.push', () => {
  it('stacks three modals, and no fourth', async () => {
    await slack.client.views.open({ trigger_id: await trigger(), view: message('one') });
    const push = async (title: string) => {
      await responder().press(slack.workspace.viewOf('U0RESPONDER')!, 'More');
      return slack.client.views.push({ trigger_id: last().trigger_id, view: message(title) });
    };
    await push('two');
    const { view } = await push('three');
    expect(view).toMatchObject({ previous_view_id: expect.any(String), root_view_id: expect.any(String) });
    expect(await refusalOf(push('four'))).toBe('push_limit_reached');
    await responder().close();
    expect(slack.workspace.viewOf('U0RESPONDER')?.title).toBe('two');
  });

  it('refuses a trigger that does not come from a modal', async () => {
    const id = await trigger();
    expect(await refusalOf(slack.client.views.push({ trigger_id: id, view: message('x') }))).toBe(
      'invalid_trigger_id',
    );
  });
});

describe('views.update', () => {
  it('draws the modal anew and keeps what was chosen in fields that are still there', async () => {
    await slack.client.views.open({ trigger_id: await trigger(), view: form() });
    const view = slack.workspace.viewOf('U0RESPONDER')!;
    await responder().press(view, 'false alarm');
    await slack.client.views.update({
      view_id: view.id,
      hash: view.hash,
      view: form({ title: plain('Again') }),
    });
    expect(slack.workspace.viewOf('U0RESPONDER')).toMatchObject({
      id: view.id,
      title: 'Again',
      values: { how: { how: { selected_option: { value: 'false alarm' } } } },
    });
  });

  it('refuses an old hash and a view that is closed, and finds one by its external id', async () => {
    await openForm({ external_id: 'resolve-42' });
    await slack.client.views.update({ external_id: 'resolve-42', view: form({ title: plain('Found') }) });
    const view = slack.workspace.viewOf('U0RESPONDER')!;
    const stale = slack.client.views.update({ view_id: view.id, hash: '1.old', view: form() });
    expect(await refusalOf(stale)).toBe('hash_conflict');
    await responder().close();
    expect(await refusalOf(slack.client.views.update({ view_id: view.id, view: form() }))).toBe('not_found');
  });
});

describe('a submission', () => {
  it('delivers the whole form, and closes the modal on an empty answer', async () => {
    await openForm();
    expect(await submitTo('', { How: 'fixed', Note: 'more RAM' })).toEqual({ ok: true });
    expect(last()).toMatchObject({
      type: 'view_submission',
      trigger_id: expect.any(String),
      user: { id: 'U0RESPONDER', username: 'responder', team_id: 'T0SANDBOX' },
      view: {
        callback_id: 'resolve:v1',
        private_metadata: '42',
        hash: expect.any(String),
        state: {
          values: {
            how: { how: { type: 'static_select', selected_option: { value: 'fixed' } } },
            note: { note: { type: 'plain_text_input', value: 'more RAM' } },
            tell: { tell: { type: 'checkboxes', selected_options: [] } },
          },
        },
      },
    });
    expect(slack.workspace.viewOf('U0RESPONDER')).toBeNull();
  });

  it('is held back while a required answer is missing, or one is too long', async () => {
    await openForm();
    const before = slack.received.length;
    expect(await responder().submit()).toEqual({ ok: false, error: 'Please complete this required field.' });
    expect(await responder().submit({ How: 'fixed', Note: 'x'.repeat(11) })).toMatchObject({ ok: false });
    expect(slack.workspace.viewOf('U0RESPONDER')?.errors).toEqual({
      note: 'Please enter at most 10 characters.',
    });
    expect(slack.received).toHaveLength(before);
  });

  it('refuses answers that no person could have given', async () => {
    await openForm();
    const { id } = slack.workspace.viewOf('U0RESPONDER')!;
    const submit = (values: object) =>
      slack.workspace.act({ act: 'submit', user: 'U0RESPONDER', view: id, values: { ...values } });
    const foreign = { type: 'static_select', selected_option: { text: plain('x'), value: 'x' } };
    expect(await submit({ how: { how: foreign } })).toMatchObject({ ok: false });
    expect(await submit({ gone: { gone: foreign } })).toMatchObject({ ok: false });
  });

  it('shows errors beside their fields, and takes them away once they are answered', async () => {
    await openForm();
    const result = await submitTo({ response_action: 'errors', errors: { note: 'Say why.' } });
    expect(result).toEqual({ ok: false, error: 'Say why.' });
    expect(slack.workspace.viewOf('U0RESPONDER')).toMatchObject({
      errors: { note: 'Say why.' },
      busy: false,
    });
    expect(await submitTo('', { Note: 'because' })).toEqual({ ok: true });
  });

  it('is replaced, covered or cleared as the app answers', async () => {
    await openForm();
    await submitTo({ response_action: 'update', view: form({ title: plain('Sure?') }) });
    expect(slack.workspace.viewOf('U0RESPONDER')?.title).toBe('Sure?');
    await submitTo({ response_action: 'push', view: form({ title: plain('Really?') }) });
    expect(slack.workspace.viewOf('U0RESPONDER')?.title).toBe('Really?');
    await submitTo({ response_action: 'clear' });
    expect(slack.workspace.viewOf('U0RESPONDER')).toBeNull();
  });

  it.each([
    ['a status that is not 2xx', { status: 500 }],
    ['a body that is not JSON', { body: 'closed it' }],
    [
      'an error for a field that is not there',
      { body: { response_action: 'errors', errors: { gone: 'x' } } },
    ],
    ['a view that Slack refuses', { body: { response_action: 'update', view: { type: 'modal' } } }],
  ])('leaves the modal open, with an excuse, on %s', async (_what, answer) => {
    await openForm();
    slack.answer(answer);
    const result = await responder().submit({ How: 'fixed' });
    expect(result).toEqual({ ok: false, error: 'We had some trouble connecting. Try again?' });
    expect(slack.workspace.viewOf('U0RESPONDER')).toMatchObject({ title: 'Resolve #42', busy: false });
  });
});

describe('view_closed', () => {
  it('is delivered only when the app asked for it', async () => {
    await openForm();
    await responder().close();
    expect(last().type).not.toBe('view_closed');
    await openForm({ notify_on_close: true });
    await responder().close();
    expect(last()).toMatchObject({
      type: 'view_closed',
      is_cleared: false,
      view: { private_metadata: '42' },
    });
    expect(last()).not.toHaveProperty('trigger_id');
  });
});
