/** What people see after a deed: nothing when the card shows it, a word only for them, or a form. Never silence after a failure. */

import type { Reply } from '../../src/handlers/reply.ts';
import type { VerbContext } from '../../src/handlers/verbs/verb.ts';
import type { SlackEdge } from './slack-edge.ts';

import { afterEach, describe, expect, it } from '@jest/globals';

import { ALERTS } from '../sandbox/slack-fixture.ts';
import { aFinding, anIncident, aRun, person } from '../support/builders.ts';
import { startEdge } from './slack-edge.ts';

const RESPONDER = 'U0RESPONDER';
const ACKNOWLEDGE = ['Acknowledge', 'incident.acknowledge/1', '42'] as const;
const NOTE: Reply = { kind: 'form', form: { form: 'note', incident: 42 } };
const REFUSED: Reply = { kind: 'refused', text: 'You may look, not touch.', ask: ['U0LEAD'], next: [] };
const NOT_SAVED = /^That was not saved\. Press again in a moment\..*a1b2c3d4/;

let edge: SlackEdge;

async function begin(ackWithinMs?: number) {
  edge = await startEdge(ackWithinMs);
  return edge.slack.workspace;
}

afterEach(() => edge.close());

/** A use case that ends when the test says so. */
function heldWork() {
  const held = Promise.withResolvers<Reply>();
  edge.answer(() => held.promise);
  return held;
}

/** A use case was asked. */
async function asked(): Promise<void> {
  while (edge.asked.length === 0) await new Promise((resolve) => void setImmediate(resolve));
}

/** What a use case shows while it goes on. */
function shownBy(place: number, soFar: string): void {
  const context = edge.asked[place]?.args[0] as VerbContext;
  context.show?.({ kind: 'working', run: aRun({ risk: 'read', command: '/etl logs silver-users' }), soFar });
}

async function press([label, id, value]: readonly [string, string, string], threadTs?: string) {
  const message = await edge.button(label, id, value, threadTs);
  return edge.slack.workspace.as(RESPONDER).press(message, label);
}

describe('a press', () => {
  it.each<[string, Reply]>([
    ['a deed that the card shows', { kind: 'said', text: '#42 is yours.' }],
    ['a run whose result will come', { kind: 'started', run: aRun(), already: false }],
  ])('is answered with silence after %s', async (_, reply) => {
    const workspace = await begin();
    edge.answer(reply);
    expect(await press(ACKNOWLEDGE)).toEqual({ ok: true });
    // The next press is answered after this one is done with: what was to come has come.
    edge.answer(REFUSED);
    await press(ACKNOWLEDGE);
    await workspace.waitFor(() => edge.whispers().length > 0);
    expect(edge.whispers()).toEqual(['You may look, not touch.']);
  });

  it.each<[string, Reply, RegExp]>([
    ['refused', REFUSED, /You may look/],
    [
      'done before',
      { kind: 'already', what: '#42 is acknowledged', by: person('U0LEAD'), at: 1_790_000_000_000 },
      /#42 is acknowledged already/,
    ],
    ['running already', { kind: 'started', run: aRun(), already: true }, /is running already/],
    [
      'a run for them alone',
      { kind: 'started', run: aRun({ audience: 'asker' }), already: false },
      /to you alone, as a direct message/,
    ],
    ['a look', { kind: 'incident', incident: anIncident(), checklists: [], cardIn: null }, /SEV2/],
    ['a result', { kind: 'finding', command: '/etl logs', finding: aFinding() }, /out of memory/],
  ])('that is %s tells the one who pressed, and nobody else', async (_, reply, words) => {
    const workspace = await begin();
    edge.answer(reply);
    expect(await press(ACKNOWLEDGE)).toEqual({ ok: true });
    await workspace.waitFor(() => edge.whispers().length > 0);
    expect(edge.whispers()).toEqual([expect.stringMatching(words)]);
    expect(workspace.messages(ALERTS)).toHaveLength(1);
  });

  it('of a look is answered to the one who pressed, beside what it was pressed on', async () => {
    const workspace = await begin();
    edge.answer({ kind: 'finding', command: '/etl jobs', finding: aFinding() });
    await workspace.as(RESPONDER).type(ALERTS, '/etl jobs');
    const logs = aFinding({ summary: 'no space left' });
    edge.answer({ kind: 'finding', command: '/etl logs silver-users', finding: logs });
    await press(['Logs of silver-users', 'result.look/1', '/etl logs silver-users']);
    await workspace.waitFor(() => edge.whispers().length > 1);
    expect(edge.whispers()).toEqual([
      expect.stringContaining('out of memory'),
      expect.stringContaining('no space left'),
    ]);
  });

  it('of a look that goes on says how far it is, and then what was found, in that order', async () => {
    const workspace = await begin();
    const work = heldWork();
    const pressing = press(['Logs of silver-users', 'result.look/1', '/etl logs silver-users']);
    await asked();
    shownBy(0, '3 of 12 parts read');
    shownBy(0, '9 of 12 parts read');
    work.resolve({ kind: 'finding', command: '/etl logs silver-users', finding: aFinding() });
    await pressing;
    await workspace.waitFor(() => edge.whispers().length > 1);
    expect(edge.whispers()).toEqual([
      'Working on /etl logs silver-users: 3 of 12 parts read.',
      expect.stringContaining('out of memory'),
    ]);
  });

  it('in a thread is answered there, where the person looks', async () => {
    const workspace = await begin();
    const parent = await edge.button(...ACKNOWLEDGE);
    edge.answer(REFUSED);
    await press(ACKNOWLEDGE, parent.ts);
    await workspace.waitFor(() => edge.whispers().length > 0);
    expect(workspace.ephemerals(RESPONDER).map(({ threadTs }) => threadTs)).toEqual([parent.ts]);
  });

  it('that wants a form opens it', async () => {
    const workspace = await begin();
    edge.answer(NOTE);
    expect(await press(['Note', 'incident.note/1', '42'])).toEqual({ ok: true });
    expect((await workspace.waitFor(() => workspace.viewOf(RESPONDER))).title).toBe('Note on #42');
  });

  it('whose form comes too late says so', async () => {
    const workspace = await begin();
    edge.answer(async () => {
      edge.slack.pass(3_001);
      return NOTE;
    });
    await press(['Note', 'incident.note/1', '42']);
    await workspace.waitFor(() => edge.whispers().length > 0);
    expect(edge.whispers()).toEqual(['Slack did not open the form in time. Press again.']);
    expect(workspace.viewOf(RESPONDER)).toBeNull();
  });

  it('that takes long is answered first, and told afterwards', async () => {
    const workspace = await begin(10);
    const work = heldWork();
    expect(await press(ACKNOWLEDGE)).toEqual({ ok: true });
    expect(edge.whispers()).toEqual([]);
    work.resolve(REFUSED);
    await workspace.waitFor(() => edge.whispers().length > 0);
    expect(edge.whispers()).toEqual(['You may look, not touch.']);
  });

  it.each([undefined, 10])(
    'that could not be saved says so, with something to quote (acknowledged after %s ms)',
    async (ackWithinMs) => {
      const workspace = await begin(ackWithinMs);
      const work = heldWork();
      const pressed = press(ACKNOWLEDGE);
      if (ackWithinMs !== undefined) await pressed;
      work.reject(new Error('disk full'));
      expect(await pressed).toEqual({ ok: true });
      await workspace.waitFor(() => edge.whispers().length > 0);
      expect(edge.whispers()).toEqual([expect.stringMatching(NOT_SAVED)]);
      expect(edge.errors).toEqual([{ err: new Error('disk full'), reference: 'a1b2c3d4' }]);
    },
  );

  it.each([
    ['another program', 'approve', 'yes'],
    ['an older release', 'incident.acknowledge/0', '42'],
    ['a newer release', 'incident.acknowledge/2', '{"incident":42}'],
    ['a broken card', 'incident.acknowledge/1', 'forty-two'],
  ])('of a button of %s says what to do instead', async (_, id, value) => {
    const workspace = await begin();
    expect(await press(['Press me', id, value])).toEqual({ ok: true });
    await workspace.waitFor(() => edge.whispers().length > 0);
    expect(edge.whispers()).toEqual([expect.stringMatching(/another release/)]);
    expect(edge.asked).toEqual([]);
  });

  it.each<[string, Reply, number]>([
    ['shares the result with everybody', { kind: 'finding', command: '/etl logs', finding: aFinding() }, 2],
    ['keeps a refusal to the one who pressed', REFUSED, 1],
  ])('of Share %s', async (_, reply, messages) => {
    const workspace = await begin();
    edge.answer(reply);
    await press(['Share', 'result.share/1', '/etl logs silver-users']);
    await workspace.waitFor(() => workspace.messages(ALERTS).length + edge.whispers().length > 1);
    expect(workspace.messages(ALERTS)).toHaveLength(messages);
  });

  it('inside a form is answered though there is nowhere to say more', async () => {
    await begin();
    edge.answer(REFUSED);
    const answer = await edge.deliver({
      payload: {
        type: 'block_actions',
        team: { id: 'T0SANDBOX' },
        user: { id: RESPONDER },
        trigger_id: 'x',
        container: { type: 'view', view_id: 'V1' },
        actions: [{ type: 'button', action_id: ACKNOWLEDGE[1], action_ts: '1.2', value: '42' }],
      },
    });
    expect(answer.status).toBe(200);
    expect(edge.asked).toHaveLength(1);
  });

  it('keeps the same key when Slack delivers it twice, and another for the next press', async () => {
    await begin();
    const delivery = (actionTs: string) => ({
      payload: {
        type: 'block_actions',
        team: { id: 'T0SANDBOX' },
        user: { id: RESPONDER },
        trigger_id: actionTs,
        channel: { id: ALERTS },
        actions: [{ type: 'button', action_id: ACKNOWLEDGE[1], action_ts: actionTs, value: '42' }],
      },
    });
    for (const actionTs of ['1.1', '1.1', '1.2']) await edge.deliver(delivery(actionTs));
    const [first, again, next] = edge.asked.map(({ args }) => args[1]);
    expect(again).toBe(first);
    expect(next).not.toBe(first);
  });
});

describe('a press on what only one person sees', () => {
  const PREVIEW: Reply = {
    kind: 'preview',
    risk: 'change',
    intent: 'Start silver-users with 10 × G.1X',
    command: '/etl retry silver-users --attempt 2',
    step: null,
  };
  const INCIDENT: Reply = { kind: 'incident', incident: anIncident(), checklists: [], cardIn: null };

  /** Types something, is answered so, and presses this on the answer. */
  async function pressOn(shown: Reply, label: string, reply: Reply) {
    edge.answer(shown);
    await edge.slack.workspace.as(RESPONDER).type(ALERTS, '/etl');
    const [message] = edge.slack.workspace.ephemerals(RESPONDER);
    if (message === undefined) throw new Error('Expected an answer that only the person sees');
    edge.answer(reply);
    return edge.slack.workspace.as(RESPONDER).press(message, label);
  }

  it('says what has begun in place of the preview, which says that nothing has', async () => {
    const workspace = await begin();
    expect(await pressOn(PREVIEW, 'Run', { kind: 'started', run: aRun(), already: false })).toEqual({
      ok: true,
    });
    await workspace.waitFor(() => edge.whispers().some((text) => text.includes('has started')));
    expect(edge.whispers()).toEqual([expect.stringContaining('The result comes into the thread of #42')]);
  });

  it('leaves a preview whose change was refused, so that it can be pressed again', async () => {
    const workspace = await begin();
    await pressOn(PREVIEW, 'Run', REFUSED);
    await workspace.waitFor(() => edge.whispers().length > 1);
    expect(edge.whispers()).toEqual([
      expect.stringContaining('Nothing is started yet'),
      'You may look, not touch.',
    ]);
  });

  it('says what was done, since the card is elsewhere', async () => {
    const workspace = await begin();
    await pressOn(INCIDENT, 'Acknowledge', { kind: 'said', text: '#42 is yours.' });
    await workspace.waitFor(() => edge.whispers().length > 1);
    expect(edge.whispers().at(-1)).toBe('#42 is yours.');
  });

  it('shows an incident anew in the same place', async () => {
    const workspace = await begin();
    const later: Reply = { ...INCIDENT, incident: anIncident({ title: 'gold-kpis failed' }) };
    await pressOn(INCIDENT, 'Refresh', later);
    await workspace.waitFor(() => edge.whispers().some((text) => text.includes('gold-kpis failed')));
    expect(edge.whispers()).toHaveLength(1);
  });
});

describe('a slash command', () => {
  const type = (line = '/etl logs silver-users') => edge.slack.workspace.as(RESPONDER).type(ALERTS, line);

  it('hands its words on, and shows the answer to the one who typed', async () => {
    const workspace = await begin();
    edge.answer({ kind: 'finding', command: '/etl logs silver-users', finding: aFinding() });
    expect(await type()).toEqual({ ok: true });
    expect(edge.whispers()).toEqual([expect.stringMatching(/out of memory/)]);
    expect(workspace.messages(ALERTS)).toEqual([]);
    expect(edge.asked).toEqual([
      {
        useCase: 'say',
        args: [
          {
            actor: { kind: 'person', team: 'T0SANDBOX', user: RESPONDER },
            delivery: expect.stringMatching(/^slash:/),
            channelId: ALERTS,
            channelName: 'todo-etl-alerts',
            words: expect.objectContaining({ verb: 'logs', tokens: ['silver-users'] }),
            patience: null,
            show: expect.any(Function),
          },
        ],
      },
    ]);
  });

  it('whose answer has a table that is not taken here shows it as text', async () => {
    const workspace = await begin();
    workspace.takeBlocksAway('table');
    const table = { columns: ['Job', 'State'], rows: [['silver-users', 'FAILED']] };
    edge.answer({ kind: 'finding', command: '/etl jobs', finding: aFinding({ table }) });
    expect(await type('/etl jobs')).toEqual({ ok: true });
    await workspace.waitFor(() => edge.whispers().length > 0);
    const [answer] = workspace.ephemerals(RESPONDER);
    expect(JSON.stringify(answer?.blocks)).toContain('silver-users  FAILED');
    expect(JSON.stringify(answer?.blocks)).not.toContain('"table"');
  });

  it('says what was done, since no card may be near', async () => {
    await begin();
    edge.answer({ kind: 'said', text: '#42 is yours.' });
    await type('/etl ack 42');
    expect(edge.whispers()).toEqual(['#42 is yours.']);
  });

  it('of a look that goes on is answered with how far it is, and then below', async () => {
    const workspace = await begin();
    const work = heldWork();
    const typed = type('/etl logs silver-users');
    await asked();
    shownBy(0, '3 of 12 parts read');
    expect(await typed).toEqual({ ok: true });
    expect(edge.whispers()).toEqual(['Working on /etl logs silver-users: 3 of 12 parts read.']);
    work.resolve({ kind: 'finding', command: '/etl logs silver-users', finding: aFinding() });
    await workspace.waitFor(() => edge.whispers().length > 1);
    expect(edge.whispers().at(-1)).toContain('out of memory');
  });

  it('of a look that is given up says so once, in place of what said that it goes on', async () => {
    const workspace = await begin();
    const work = heldWork();
    const typed = type('/etl logs silver-users');
    await asked();
    shownBy(0, '3 of 12 parts read');
    await typed;
    const [message] = workspace.ephemerals(RESPONDER);
    if (message === undefined) throw new Error('Expected to see that it goes on');
    work.resolve({ kind: 'said', text: '/etl logs silver-users is cancelled.' });
    edge.answer({ kind: 'said', text: '/etl logs silver-users is cancelled.' });
    expect(await workspace.as(RESPONDER).press(message, 'Give up')).toEqual({ ok: true });
    await workspace.waitFor(() => edge.whispers()[0]?.includes('is cancelled') === true);
    // The next is answered after these are done with: what was to come has come.
    edge.answer(REFUSED);
    await type('/etl health');
    expect(edge.whispers()).toEqual(['/etl logs silver-users is cancelled.', 'You may look, not touch.']);
  });

  it('that takes long is answered first', async () => {
    const workspace = await begin(10);
    const work = heldWork();
    expect(await type('/etl health')).toEqual({ ok: true });
    expect(edge.whispers()).toEqual(['Working on /etl health. The answer follows.']);
    work.resolve(REFUSED);
    await workspace.waitFor(() => edge.whispers().includes('You may look, not touch.'));
  });

  it.each([undefined, 10])(
    'that could not be saved says so (acknowledged after %s ms)',
    async (ackWithinMs) => {
      const workspace = await begin(ackWithinMs);
      const work = heldWork();
      const typed = type();
      if (ackWithinMs !== undefined) await typed;
      work.reject(new Error('disk full'));
      expect(await typed).toEqual({ ok: true });
      await workspace.waitFor(() => edge.whispers().some((text) => NOT_SAVED.test(text)));
    },
  );

  it('that wants a form opens it, and says nothing beside it', async () => {
    const workspace = await begin();
    edge.answer(NOTE);
    expect(await type('/etl note')).toEqual({ ok: true });
    expect((await workspace.waitFor(() => workspace.viewOf(RESPONDER))).title).toBe('Note on #42');
    expect(edge.whispers()).toEqual([]);
  });

  it('whose form comes too late says so', async () => {
    const workspace = await begin();
    edge.answer(async () => {
      edge.slack.pass(3_001);
      return NOTE;
    });
    await type('/etl note');
    await workspace.waitFor(() => edge.whispers().length > 0);
    expect(edge.whispers()).toEqual(['Slack did not open the form in time. Press again.']);
  });

  it('of another name is understood as ours: the manifest may call it as it likes', async () => {
    await begin();
    edge.answer({ kind: 'said', text: 'Here.' });
    const answer = await edge.deliver({
      command: '/etl-staging',
      text: 'help',
      team_id: 'T0SANDBOX',
      user_id: RESPONDER,
      channel_id: ALERTS,
      response_url: 'http://127.0.0.1:4/',
      trigger_id: '1.2',
    });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ response_type: 'ephemeral', text: 'Here.' });
  });

  it('that cannot be read is answered with a sentence', async () => {
    await begin();
    const answer = await edge.deliver({ command: '/etl', text: 'help' });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('cannot read'),
    });
    expect(edge.asked).toEqual([]);
  });
});

describe('a form', () => {
  async function openForm(form: Reply = NOTE) {
    edge.answer(form);
    await press(['Open', 'incident.note/1', '42']);
    await edge.slack.workspace.waitFor(() => edge.slack.workspace.viewOf(RESPONDER));
  }
  const submit = (answers: Readonly<Record<string, string>>) =>
    edge.slack.workspace.as(RESPONDER).submit(answers);
  const WHAT = 'What should the others know?';

  it('that was sent closes, and its deed is done', async () => {
    const workspace = await begin();
    await openForm();
    edge.answer({ kind: 'said', text: 'Noted on #42.' });
    expect(await submit({ [WHAT]: 'The input tripled.' })).toEqual({ ok: true });
    expect(workspace.viewOf(RESPONDER)).toBeNull();
    expect(edge.asked.at(-1)).toEqual({
      useCase: 'incident',
      args: [
        expect.objectContaining({ user: RESPONDER }),
        expect.stringMatching(/^view:/),
        42,
        { do: 'note', text: 'The input tripled.' },
      ],
    });
  });

  it('with a wrong answer stays, and says which', async () => {
    const workspace = await begin();
    await openForm();
    const before = edge.asked.length;
    expect(await submit({ [WHAT]: '   ' })).toEqual({ ok: false, error: 'Write a sentence first.' });
    expect(workspace.viewOf(RESPONDER)?.errors).toEqual({ text: 'Write a sentence first.' });
    expect(edge.asked).toHaveLength(before);
  });

  it('whose deed is refused becomes the refusal', async () => {
    const workspace = await begin();
    await openForm();
    edge.answer(REFUSED);
    expect(await submit({ [WHAT]: 'The input tripled.' })).toEqual({ ok: true });
    expect(JSON.stringify(workspace.viewOf(RESPONDER)?.blocks)).toContain('You may look, not touch.');
    expect(workspace.viewOf(RESPONDER)?.submit).toBeNull();
  });

  it('whose deed is shown first closes, and shows it where it was opened, with the button', async () => {
    const workspace = await begin();
    await openForm();
    const step = { checklist: 'c-1', step: '2.2' };
    edge.answer({
      kind: 'preview',
      risk: 'change',
      intent: 'Start users with 10 × G.1X',
      command: '/etl retry users',
      step,
    });
    expect(await submit({ [WHAT]: 'users' })).toEqual({ ok: true });
    expect(workspace.viewOf(RESPONDER)).toBeNull();
    await workspace.waitFor(() => edge.whispers().length > 0);
    expect(edge.whispers()).toEqual([
      expect.stringContaining('Start users with 10 × G.1X? Nothing is started yet.'),
    ]);
  });

  it('that could not be saved keeps what was written, and can be sent again', async () => {
    const workspace = await begin();
    await openForm();
    edge.answer(() => Promise.reject(new Error('disk full')));
    expect(await submit({ [WHAT]: 'The input tripled.' })).toEqual({
      ok: false,
      error: expect.stringMatching(NOT_SAVED),
    });
    expect(JSON.stringify(workspace.viewOf(RESPONDER)?.values)).toContain('The input tripled.');
    edge.answer({ kind: 'said', text: 'Noted on #42.' });
    expect(await submit({})).toEqual({ ok: true });
    expect(workspace.viewOf(RESPONDER)).toBeNull();
  });

  it.each<[string, (work: ReturnType<typeof heldWork>) => void, RegExp]>([
    ['is refused', (work) => work.resolve(REFUSED), /You may look/],
    ['could not be saved', (work) => work.reject(new Error('disk full')), NOT_SAVED],
  ])('whose deed takes long and %s is closed first, and told where it was opened', async (_, end, words) => {
    const workspace = await begin(10);
    await openForm();
    const work = heldWork();
    expect(await submit({ [WHAT]: 'The input tripled.' })).toEqual({ ok: true });
    expect(workspace.viewOf(RESPONDER)).toBeNull();
    end(work);
    await workspace.waitFor(() => edge.whispers().length > 0);
    expect(edge.whispers()).toEqual([expect.stringMatching(words)]);
  });

  it('of another release says so', async () => {
    await begin();
    const view = {
      id: 'V1',
      hash: 'h',
      callback_id: 'view.note/9',
      private_metadata: 'new ways',
      state: { values: {} },
    };
    const answer = await edge.deliver({
      payload: {
        type: 'view_submission',
        team: { id: 'T0SANDBOX' },
        user: { id: RESPONDER },
        trigger_id: 'x',
        view,
      },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('another release');
    expect(edge.asked).toEqual([]);
  });
});

describe('what this release does nothing with', () => {
  const common = { team: { id: 'T0SANDBOX' }, user: { id: RESPONDER } };

  it.each<[string, object]>([
    [
      'a closed form',
      {
        ...common,
        type: 'view_closed',
        is_cleared: false,
        view: { id: 'V1', type: 'modal', callback_id: 'view.note/1' },
      },
    ],
    ['a global shortcut', { ...common, type: 'shortcut', callback_id: 'declare', trigger_id: 'x' }],
    [
      'a message shortcut',
      {
        ...common,
        type: 'message_action',
        callback_id: 'note',
        trigger_id: 'x',
        channel: { id: ALERTS },
        message: { ts: '1.2' },
      },
    ],
    [
      'the options of a menu',
      { ...common, type: 'block_suggestion', action_id: 'jobs', block_id: 'b', value: 'sil' },
    ],
    [
      'a press that cannot be read',
      { ...common, type: 'block_actions', actions: [{ type: 'button', action_id: 'x' }] },
    ],
    [
      'a form that cannot be read',
      { ...common, type: 'view_submission', view: { id: 'V1', type: 'modal', callback_id: 'view.note/1' } },
    ],
  ])('is acknowledged: %s', async (_, payload) => {
    await begin();
    expect((await edge.deliver({ payload })).status).toBe(200);
    expect(edge.asked).toEqual([]);
  });

  it('is acknowledged: a mention', async () => {
    const workspace = await begin();
    expect(await workspace.as(RESPONDER).say(ALERTS, 'hello @handrail')).toEqual({ ok: true });
    expect(workspace.deliveries).toEqual([expect.objectContaining({ kind: 'app_mention', outcome: '200' })]);
  });
});
