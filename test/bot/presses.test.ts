/** Every press there is, walked: Slack is answered, and the use case that it means is asked. */

import type { KnownPress, PressAction } from '../../src/bot/actions.ts';
import type { UseCases } from '../../src/handlers/use-cases.ts';
import type { SlackEdge } from './slack-edge.ts';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { encodeEntry, encodePress, MENUS, pressActions } from '../../src/bot/actions.ts';
import { ALERTS } from '../sandbox/slack-fixture.ts';
import { startEdge } from './slack-edge.ts';

type Expected = readonly [useCase: keyof UseCases, ...args: readonly unknown[]];

const BY = { kind: 'person', team: 'T0SANDBOX', user: 'U0RESPONDER' };
const DELIVERY = expect.stringMatching(/^press:T0SANDBOX:U0RESPONDER:.+:\d+\.\d+$/);
const STEP = { checklist: 'c-1', step: '1.2' };
const AT_STEP = expect.objectContaining(STEP);

const ofIncident = (deed: object): Expected => ['incident', BY, DELIVERY, 42, deed];
const ofStep = (deed: object): Expected => ['step', BY, DELIVERY, AT_STEP, deed];

/** What each press carries, and what it asks for. `declare` opens a form that depends on nothing. */
const PRESSES: {
  readonly [A in PressAction]: readonly [Omit<Extract<KnownPress, { action: A }>, 'action'>, Expected | null];
} = {
  acknowledge: [{ incident: 42 }, ofIncident({ do: 'acknowledge' })],
  assign: [{ incident: 42 }, ['form', BY, DELIVERY, 'assign', 42]],
  'assign-me': [{ incident: 42 }, ofIncident({ do: 'assign', to: BY })],
  note: [{ incident: 42 }, ['form', BY, DELIVERY, 'note', 42]],
  severity: [{ incident: 42 }, ['form', BY, DELIVERY, 'severity', 42]],
  'stopped-getting-worse': [{ incident: 42 }, ofIncident({ do: 'stopped-getting-worse' })],
  resolve: [{ incident: 42 }, ['form', BY, DELIVERY, 'resolve', 42]],
  reopen: [{ incident: 42 }, ofIncident({ do: 'reopen' })],
  merge: [{ incident: 42 }, ['form', BY, DELIVERY, 'merge', 42]],
  adopt: [{ incident: 7, from: 42 }, ofIncident({ do: 'merge', into: 7 })],
  'open-checklist': [
    { incident: 42, pipeline: 'todo-etl', procedure: 'RUNBOOK.md/jobs' },
    [
      'openChecklist',
      BY,
      DELIVERY,
      { incident: 42, pipeline: 'todo-etl', procedure: 'RUNBOOK.md/jobs', channel: ALERTS },
    ],
  ],
  'pick-checklist': [{ incident: 42 }, ['form', BY, DELIVERY, 'pick-checklist', 42]],
  refresh: [{ incident: 42 }, ['show', BY, 42]],
  'show-incident': [{ incident: 42 }, ['show', BY, 42]],
  run: [STEP, ofStep({ do: 'run', values: {} })],
  done: [STEP, ofStep({ do: 'done' })],
  'did-not-help': [STEP, ofStep({ do: 'did-not-help' })],
  skip: [STEP, ['stepForm', BY, DELIVERY, 'skip', AT_STEP]],
  'not-applicable': [STEP, ofStep({ do: 'not-applicable' })],
  'reopen-step': [STEP, ofStep({ do: 'reopen-step' })],
  'open-jump': [STEP, ofStep({ do: 'open-jump', channel: ALERTS })],
  'cancel-run': [{ run: 'r-1' }, ['run', BY, DELIVERY, 'r-1', 'cancel-run']],
  'give-up-run': [{ run: 'r-1' }, ['run', BY, DELIVERY, 'r-1', 'give-up-run']],
  'share-run': [{ run: 'r-1' }, ['run', BY, DELIVERY, 'r-1', 'share-run']],
  'run-shown': [
    { ...STEP, command: '/etl retry users --attempt 2' },
    ofStep({ do: 'run-shown', command: '/etl retry users --attempt 2' }),
  ],
  'run-command': [
    { command: '/etl retry silver-users --attempt 2' },
    ['confirmed', expect.objectContaining({ actor: BY, words: expect.objectContaining({ verb: 'retry' }) })],
  ],
  look: [
    { command: '/etl logs silver-users' },
    [
      'say',
      expect.objectContaining({
        actor: BY,
        delivery: DELIVERY,
        channelId: ALERTS,
        words: expect.objectContaining({ verb: 'logs', tokens: ['silver-users'] }),
      }),
    ],
  ],
  share: [
    { command: 'logs silver-users' },
    [
      'say',
      expect.objectContaining({
        actor: BY,
        delivery: DELIVERY,
        channelId: ALERTS,
        channelName: 'todo-etl-alerts',
        words: expect.objectContaining({ verb: 'logs' }),
      }),
    ],
  ],
  whole: [
    { command: '/etl jobs silver-*' },
    [
      'whole',
      expect.objectContaining({
        actor: BY,
        delivery: DELIVERY,
        channelId: ALERTS,
        channelName: 'todo-etl-alerts',
        words: expect.objectContaining({ verb: 'jobs', tokens: ['silver-*'] }),
      }),
    ],
  ],
  declare: [{}, null],
};

let edge: SlackEdge;

beforeAll(async () => {
  edge = await startEdge();
});

afterAll(() => edge.close());

describe.each(pressActions())('a press of %s', (action) => {
  const [fields, expected] = PRESSES[action];
  const press = { action, ...fields } as KnownPress;

  it('as a button is answered, and asks for what it means', async () => {
    const { id, value } = encodePress(press);
    const before = edge.asked.length;
    const message = await edge.button('Press me', id, value);
    expect(await edge.slack.workspace.as('U0RESPONDER').press(message, 'Press me')).toEqual({ ok: true });
    expect(edge.asked.slice(before)).toEqual(
      expected === null ? [] : [{ useCase: expected[0], args: expected.slice(1) }],
    );
    if (expected === null)
      await edge.slack.workspace.waitFor(
        () => edge.slack.workspace.viewOf('U0RESPONDER')?.title === 'Declare an incident',
      );
  });

  it('as an entry of a menu asks for the same', async () => {
    const entry = encodeEntry(press);
    if (entry === null) throw new Error('Expected the entry to fit');
    const before = edge.asked.length;
    const { status } = await edge.deliver({
      payload: {
        type: 'block_actions',
        team: { id: 'T0SANDBOX' },
        user: { id: 'U0RESPONDER', team_id: 'T0SANDBOX' },
        trigger_id: 'none',
        channel: { id: ALERTS, name: 'todo-etl-alerts' },
        container: { type: 'message', message_ts: '1.2', channel_id: ALERTS },
        actions: [
          {
            type: 'overflow',
            action_id: MENUS.incident,
            action_ts: '1700000000.000001',
            selected_option: { value: entry },
          },
        ],
      },
    });
    expect(status).toBe(200);
    expect(edge.asked.slice(before)).toEqual(
      expected === null ? [] : [{ useCase: expected[0], args: expected.slice(1) }],
    );
  });
});
