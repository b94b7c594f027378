/** Cards as people see them in Slack: at once, in order, once, and true again after whatever Slack did. */

import type { CardsWorld, WorldOptions } from './cards-world.ts';

import { afterEach, describe, expect, it } from '@jest/globals';

import { SLACK_BUDGETS } from '../../sandbox/slack/pace.ts';
import { createCardsWorld } from './cards-world.ts';

let world: CardsWorld;

async function begin(options: WorldOptions = {}): Promise<CardsWorld> {
  world = await createCardsWorld(options);
  return world;
}

afterEach(() => world.close());

/** Texts of everything that this card shows. */
function shows(key: string): readonly string[] {
  return world.live(key).map(({ text }) => text);
}

describe('a change', () => {
  it('shows at once, and those that follow within a second show together', async () => {
    await begin();
    world.start();
    await world.want('incident:42', 'fired');
    await world.pass(0);
    expect(shows('incident:42')).toEqual(['fired']);

    for (const text of ['acknowledged', 'noted', 'noted twice']) await world.want('incident:42', text);
    await world.pass(999);
    expect(shows('incident:42')).toEqual(['fired']);
    await world.pass(1);
    expect(shows('incident:42')).toEqual(['noted twice']);
    expect(world.callsFor('chat.update')).toEqual(['incident:42']);
  });

  it('shows at once when the last one is a while ago', async () => {
    await begin();
    world.start();
    await world.want('incident:42', 'fired');
    await world.pass(0);
    await world.pass(1_000);
    await world.want('incident:42', 'acknowledged');
    await world.pass(0);
    expect(shows('incident:42')).toEqual(['acknowledged']);
  });

  it('waits ten seconds for the next ones while Slack asks us to slow down', async () => {
    await begin();
    await world.place('incident:42', 'fired');
    world.workspace.faults.set({
      kind: 'rate-limited',
      retryAfterSeconds: 5,
      method: 'chat.update',
      times: 1,
    });
    world.start();
    await world.want('incident:42', 'acknowledged');
    await world.pass(0);
    await world.pass(5_000);
    expect(shows('incident:42')).toEqual(['acknowledged']);
    await world.want('incident:42', 'resolved');
    await world.pass(9_999);
    expect(shows('incident:42')).toEqual(['acknowledged']);
    await world.pass(1);
    expect(shows('incident:42')).toEqual(['resolved']);
    // Slack has not complained for half a minute: a second is enough again.
    await world.pass(30_000);
    await world.want('incident:42', 'reopened');
    await world.pass(0);
    await world.want('incident:42', 'merged');
    await world.pass(1_000);
    expect(shows('incident:42')).toEqual(['merged']);
  });

  it('is shown while another call hangs', async () => {
    await begin();
    await world.place('incident:41', 'fired');
    world.workspace.faults.set({ kind: 'slow', delayMs: 1_500, method: 'chat.update', times: 1 });
    world.start();
    await world.want('incident:41', 'acknowledged');
    await world.workspace.waitFor(() => world.callsFor('chat.update').includes('incident:41'));
    await world.want('incident:42', 'fired', { urgency: 0 });
    await world.workspace.waitFor(() => world.live('incident:42').length === 1);
    expect(shows('incident:41')).toEqual(['fired']);
    await world.settle();
    expect(shows('incident:41')).toEqual(['acknowledged']);
  });

  it('under way is finished when the worker stops', async () => {
    await begin();
    world.workspace.faults.set({ kind: 'slow', delayMs: 300, method: 'chat.postMessage', times: 1 });
    world.start();
    await world.want('incident:42', 'fired');
    await world.workspace.waitFor(() => world.callsFor('chat.postMessage').length === 1);
    await world.stop();
    expect(await world.card('incident:42')).toMatchObject({
      shown: 1,
      ts: world.live('incident:42')[0]?.ts,
      leasedUntil: 0,
    });
  });

  it('whose drawing breaks is tried again, and told in the log', async () => {
    await begin({ render: async () => Promise.reject(new Error('a view broke')) });
    world.start();
    await world.want('incident:42', 'fired');
    await world.pass(0);
    expect(await world.card('incident:42')).toMatchObject({ attempts: 1, leasedUntil: 0, gaveUp: null });
    expect(world.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: expect.stringContaining('tried again') }),
    );
  });
});

describe('when there is more to show than Slack takes', () => {
  it('posts first cards first, then the card just pressed, then other updates, then threads', async () => {
    await begin();
    // Three posts are a burst; afterwards one a second goes out, the most urgent of what waits.
    const keys = [
      'ping:a',
      'run:b',
      'checklist:c',
      'incident:d',
      'ping:e',
      'run:f',
      'checklist:g',
      'incident:h',
    ];
    for (const [index, key] of keys.entries()) {
      await world.want(key, key, { urgency: ([3, 2, 1, 0] as const)[index % 4] ?? 3 });
    }
    world.start();
    await world.settle();
    expect(world.callsFor('chat.postMessage').toSorted((a, b) => a.localeCompare(b))).toEqual(
      keys.toSorted((a, b) => a.localeCompare(b)),
    );
    expect(world.callsFor('chat.postMessage').slice(3)).toEqual([
      'checklist:g',
      'run:b',
      'run:f',
      'ping:a',
      'ping:e',
    ]);
  });

  it('updates the card just pressed before all that waited longer, and new incidents wait for none of them', async () => {
    await begin();
    const others = Array.from({ length: 25 }, (_, index) => `incident:${index + 1}`);
    for (const key of [...others, 'incident:pressed']) await world.place(key, 'fired');
    for (const key of others) await world.want(key, 'changed', { urgency: 2 });
    world.start();
    await world.pass(0);
    const burst = world.callsFor('chat.update').length;
    expect(burst).toBe(10);

    await world.want('incident:pressed', 'acknowledged', { urgency: 1 });
    await world.want('incident:new', 'fired', { urgency: 0 });
    await world.pass(0);
    expect(shows('incident:new')).toEqual(['fired']);
    await world.pass(1_334);
    expect(world.callsFor('chat.update').slice(burst)).toEqual(['incident:pressed']);

    await world.settle();
    for (const key of others) expect(shows(key)).toEqual(['changed']);
  });

  it('stays inside the budgets that Slack documents', async () => {
    await begin({ limits: { pace: SLACK_BUDGETS } });
    world.start();
    for (let number = 1; number <= 30; number += 1)
      await world.want(`incident:${number}`, 'fired', { urgency: 0 });
    await world.settle();
    for (let number = 1; number <= 30; number += 1) await world.want(`incident:${number}`, 'changed');
    await world.settle();
    for (let number = 1; number <= 30; number += 1) expect(shows(`incident:${number}`)).toEqual(['changed']);
    expect(world.workspace.calls.filter(({ answer }) => answer !== 'ok')).toEqual([]);
  });
});

describe('when Slack asks to wait', () => {
  it('sends nothing to that channel before the time it named, and loses nothing', async () => {
    await begin();
    world.workspace.faults.set({
      kind: 'rate-limited',
      retryAfterSeconds: 30,
      method: 'chat.postMessage',
      times: 1,
    });
    world.start();
    await world.want('incident:1', 'fired', { urgency: 0 });
    await world.pass(0);
    await world.want('incident:2', 'fired', { urgency: 0 });
    await world.want('incident:3', 'fired', { urgency: 0, channel: '#data-team' });
    await world.pass(29_999);
    expect(world.callsFor('chat.postMessage')).toEqual(['incident:1', 'incident:3']);

    await world.pass(1);
    expect(world.callsFor('chat.postMessage')).toHaveLength(3);
    await world.settle();
    for (const key of ['incident:1', 'incident:2', 'incident:3']) expect(shows(key)).toEqual(['fired']);
  });

  it('holds every update back, not only the one that it refused', async () => {
    await begin();
    await world.place('incident:1', 'fired');
    await world.place('incident:2', 'fired');
    world.workspace.faults.set({
      kind: 'rate-limited',
      retryAfterSeconds: 20,
      method: 'chat.update',
      times: 1,
    });
    world.start();
    await world.want('incident:1', 'changed');
    await world.pass(0);
    await world.want('incident:2', 'changed');
    await world.pass(19_999);
    expect(world.callsFor('chat.update')).toEqual(['incident:1']);
    await world.settle();
    expect([...shows('incident:1'), ...shows('incident:2')]).toEqual(['changed', 'changed']);
  });

  it('while it looks for a post, it still knows that there was one', async () => {
    await begin();
    world.workspace.faults.set({ kind: 'drop-after-effect', method: 'chat.postMessage', times: 1 });
    world.workspace.faults.set({
      kind: 'rate-limited',
      retryAfterSeconds: 10,
      method: 'conversations.history',
      times: 1,
    });
    world.start();
    await world.want('incident:42', 'fired');
    await world.settle();
    expect(shows('incident:42')).toEqual(['fired']);
    expect(world.callsFor('chat.postMessage')).toHaveLength(1);
  });
});

describe('when Slack fails', () => {
  it.each([
    { kind: 'http-500' },
    { kind: 'drop-after-effect' },
    { kind: 'refuse-connection' },
    { kind: 'error', error: 'internal_error' },
    { kind: 'error', error: 'invalid_auth' },
    { kind: 'error', error: '<html>A proxy</html>' },
  ] as const)('shows each card once after it is over: %j', async (fault) => {
    await begin();
    for (const method of ['conversations.list', 'chat.postMessage', 'conversations.history']) {
      world.workspace.faults.set({ ...fault, method, times: 3 });
    }
    world.start();
    await world.want('incident:42', 'fired', { urgency: 0 });
    await world.want('timeline:42', 'fired 03:00', { urgency: 3, thread: 'incident:42' });
    await world.settle();
    expect(shows('incident:42')).toEqual(['fired']);
    expect(shows('timeline:42')).toEqual(['fired 03:00']);
    expect(world.live('timeline:42')[0]?.threadTs).toBe(world.live('incident:42')[0]?.ts);
  });

  it('shows everything within a minute after it was away for long', async () => {
    await begin();
    world.workspace.faults.set({ kind: 'refuse-connection' });
    world.start();
    for (const key of ['incident:1', 'incident:2', 'incident:3'])
      await world.want(key, 'fired', { urgency: 0 });
    for (let minute = 0; minute < 30; minute += 1) await world.pass(60_000);
    expect(world.live('incident:1')).toEqual([]);

    world.workspace.faults.clear();
    expect(await world.settle()).toBeLessThanOrEqual(60_000);
    for (const key of ['incident:1', 'incident:2', 'incident:3']) expect(shows(key)).toEqual(['fired']);
  });

  it.each(['chat.postMessage', 'chat.update'])('asks more and more rarely: %s', async (method) => {
    await begin();
    if (method === 'chat.update') await world.place('incident:42', 'fired');
    world.workspace.faults.set({ kind: 'http-500', method });
    world.start();
    await world.want('incident:42', 'changed');
    for (let second = 0; second < 180; second += 1) await world.pass(1_000);
    const at = world.workspace.calls
      .filter((call) => call.method === method && call.answer === 'http-500')
      .map((call) => call.at);
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    // Of a post nobody knows the end; it is given time to arrive before anybody looks for it.
    const first = method === 'chat.postMessage' ? 2_000 : 1_000;
    expect(gaps.slice(0, 6)).toEqual([first, 2_000, 4_000, 8_000, 16_000, 30_000]);
    expect(new Set(gaps.slice(5))).toEqual(new Set([30_000]));
  });

  it('posts once though the store fails right after the post', async () => {
    let failures = 0;
    let isPosted = false;
    await begin({
      aroundPublisher: (publisher) => ({
        ...publisher,
        post: async (...call) => {
          const outcome = await publisher.post(...call);
          isPosted = true;
          return outcome;
        },
      }),
      aroundStore: (store) => ({
        ...store,
        transact: (work) => {
          if (isPosted && failures < 1) {
            failures += 1;
            return Promise.reject(new Error('disk full'));
          }
          return store.transact(work);
        },
      }),
    });
    world.start();
    await world.want('incident:42', 'fired');
    await world.settle();
    expect(failures).toBe(1);
    expect(shows('incident:42')).toEqual(['fired']);
  });

  it('remembers what it found, though it could not be updated', async () => {
    await begin();
    world.workspace.faults.set({ kind: 'drop-after-effect', method: 'chat.postMessage', times: 1 });
    world.workspace.faults.set({ kind: 'http-500', method: 'chat.update', times: 1 });
    world.start();
    await world.want('incident:42', 'fired');
    await world.pass(0);
    await world.want('incident:42', 'acknowledged');
    await world.settle();
    expect(shows('incident:42')).toEqual(['acknowledged']);
    expect(world.callsFor('chat.postMessage')).toHaveLength(1);
  });

  it('waits for a post that is still on its way when its sender is gone', async () => {
    await begin();
    await world.want('incident:42', 'fired');
    await world.store.transact(async (tx) => {
      await tx.cards.save({ ...(await world.card('incident:42')), postingSince: world.clock() });
    });
    world.start();
    await world.pass(1_000);
    expect(world.callsFor('chat.postMessage')).toEqual([]);
    // Slack does now what the process that is gone asked of it.
    await world.publisher.post('C0ALERTS', null, 'incident:42', { text: 'fired', blocks: [], twin: 'fired' });
    await world.settle();
    expect(world.live('incident:42')).toHaveLength(1);
  });

  it('deletes a twin that it finds while looking', async () => {
    await begin();
    const first = await world.place('incident:42', 'fired');
    await world.place('incident:42', 'fired');
    expect(world.live('incident:42')).toHaveLength(2);
    await world.store.transact(async (tx) => {
      const card = await world.card('incident:42');
      await tx.cards.save({ ...card, shown: 0, channelId: null, ts: null, postingSince: world.clock() });
    });
    world.start();
    await world.want('incident:42', 'acknowledged');
    await world.settle();
    expect(world.live('incident:42').map(({ ts, text }) => [ts, text])).toEqual([[first.ts, 'acknowledged']]);
    expect((await world.card('incident:42')).postingSince).toBeNull();
  });

  it('deletes a twin that came late, when the card changes', async () => {
    await begin();
    world.workspace.faults.set({ kind: 'http-500', method: 'chat.postMessage', times: 1 });
    world.start();
    await world.want('incident:42', 'fired');
    await world.settle();
    const [kept] = world.live('incident:42');
    // The try that seemed to have failed arrives after all.
    await world.publisher.post('C0ALERTS', null, 'incident:42', { text: 'fired', blocks: [], twin: '' });
    expect(world.live('incident:42')).toHaveLength(2);

    world.workspace.faults.set({ kind: 'http-500', method: 'chat.delete', times: 1 });
    await world.want('incident:42', 'acknowledged');
    await world.settle();
    expect(world.live('incident:42')).toHaveLength(2);
    await world.want('incident:42', 'resolved');
    await world.settle();
    expect(world.live('incident:42').map(({ ts, text }) => [ts, text])).toEqual([[kept?.ts, 'resolved']]);
  });
});

describe('a card that a person deleted', () => {
  it('is posted again once and noted; deleted again it stays away, and the log says so', async () => {
    await begin();
    const first = await world.place('incident:42', 'fired');
    world.start();
    world.workspace.deleteMessage('C0ALERTS', first.ts);
    await world.want('incident:42', 'acknowledged');
    await world.settle();
    const [second] = world.live('incident:42');
    expect(second?.text).toBe('acknowledged');
    expect(world.notes).toEqual([
      'incident:42: The incident message is gone from Slack. It is posted again, this once.',
    ]);

    world.workspace.deleteMessage('C0ALERTS', second?.ts ?? '');
    await world.want('incident:42', 'resolved');
    await world.settle();
    expect(world.live('incident:42')).toEqual([]);
    expect((await world.card('incident:42')).gaveUp).toMatch(/deleted again/);
    expect(world.notes).toHaveLength(2);
    expect(world.lines).toContainEqual({
      level: 'error',
      fields: expect.objectContaining({
        card: 'incident:42',
        because: expect.stringContaining('deleted again'),
      }),
      message: 'gave up showing a card',
    });
  });

  it('takes the pings that follow into its new thread', async () => {
    await begin();
    const first = await world.place('incident:42', 'fired');
    world.start();
    world.workspace.deleteMessage('C0ALERTS', first.ts);
    await world.want('ping:42:a', 'severity rose', { urgency: 3, thread: 'incident:42' });
    await world.settle();
    const [parent] = world.live('incident:42');
    expect(parent?.ts).not.toBe(first.ts);
    expect(world.live('ping:42:a').map(({ threadTs }) => threadTs)).toEqual([parent?.ts]);
    expect(world.notes).toHaveLength(1);
  });

  it('and was given up leaves the pings that follow at the top of the channel', async () => {
    await begin();
    const first = await world.place('incident:42', 'fired');
    await world.store.transact(async (tx) => {
      await tx.cards.save({ ...(await world.card('incident:42')), gaveUp: 'Slack says something.' });
    });
    world.start();
    world.workspace.deleteMessage('C0ALERTS', first.ts);
    await world.want('ping:42:a', 'severity rose', { urgency: 3, thread: 'incident:42' });
    await world.settle();
    expect(world.live('ping:42:a').map(({ threadTs }) => threadTs)).toEqual([null]);
  });
});

describe('cards in a thread', () => {
  const THREAD = ['checklist:a', 'timeline:42', 'run:b'] as const;
  const TOP = { urgency: 0 } as const;
  const BELOW = { urgency: 3, thread: 'incident:42' } as const;

  async function threadOf42(): Promise<string> {
    await begin();
    world.start();
    await world.want('incident:42', 'fired', TOP);
    for (const key of THREAD) await world.want(key, key, BELOW);
    await world.want('ping:42:a', 'severity rose', { ...BELOW, kind: 'ping' });
    await world.settle();
    return world.live('incident:42')[0]?.ts ?? '';
  }

  const standsIn = (key: string) => world.live(key).map(({ threadTs }) => threadTs);
  /** The old message goes last, when nothing of the card is left to show. */
  const moved = (key: string) => world.workspace.waitFor(() => world.live(key).length === 1);

  it('follow the card above when that was deleted and posted again; pings stay', async () => {
    const first = await threadOf42();
    world.workspace.deleteMessage('C0ALERTS', first);
    await world.want('incident:42', 'acknowledged', TOP);
    await world.settle();
    const [parent] = world.live('incident:42');
    expect(parent?.ts).not.toBe(first);
    for (const key of THREAD) {
      await moved(key);
      expect([key, standsIn(key)]).toEqual([key, [parent?.ts]]);
    }
    expect(standsIn('ping:42:a')).toEqual([first]);
    // Nothing of this is the deed of somebody who deletes them: they keep their one repost.
    expect((await world.card('checklist:a')).reposts).toBe(0);
    const before = world.workspace.calls.length;
    expect(await world.settle()).toBe(0);
    expect(world.workspace.calls).toHaveLength(before);
  });

  it('move to the thread of another card when they are wished there, and stand nowhere else', async () => {
    await threadOf42();
    await world.want('incident:2', 'fired', TOP);
    await world.want('checklist:a', 'of the survivor', { urgency: 1, thread: 'incident:2' });
    await world.settle();
    await moved('checklist:a');
    expect(world.live('checklist:a').map(({ text, threadTs }) => [text, threadTs])).toEqual([
      ['of the survivor', world.live('incident:2')[0]?.ts],
    ]);
    await world.want('checklist:a', 'changed', { urgency: 1, thread: 'incident:2' });
    await world.settle();
    expect(shows('checklist:a')).toEqual(['changed']);
    expect(world.callsFor('chat.postMessage').filter((key) => key === 'checklist:a')).toHaveLength(2);
  });

  it.each(['http-500', 'drop-after-effect'] as const)(
    'move once though the post ends in %s, and the old message goes only after it',
    async (kind) => {
      await threadOf42();
      await world.want('incident:2', 'fired', TOP);
      await world.settle();
      world.workspace.faults.set({ kind, method: 'chat.postMessage', times: 1 });
      await world.want('checklist:a', 'of the survivor', { urgency: 1, thread: 'incident:2' });
      await world.pass(0);
      expect(standsIn('checklist:a')).toContain(world.live('incident:42')[0]?.ts);
      await world.settle();
      await moved('checklist:a');
      expect(standsIn('checklist:a')).toEqual([world.live('incident:2')[0]?.ts]);
    },
  );

  it('move into another channel when they are wished there together with the card above', async () => {
    await threadOf42();
    const there = { channel: '#data-team' };
    await world.want('incident:2', 'fired', { ...TOP, ...there });
    await world.want('checklist:a', 'of the survivor', { urgency: 1, thread: 'incident:2', ...there });
    await world.settle();
    await moved('checklist:a');
    const [parent] = world.live('incident:2');
    expect(world.live('checklist:a').map(({ channel, threadTs }) => [channel, threadTs])).toEqual([
      [parent?.channel, parent?.ts],
    ]);
    expect(parent?.channel).toBe(world.workspace.channel('#data-team').id);
  });

  it('stay where they stand while the card above is in another channel, or nowhere', async () => {
    const first = await threadOf42();
    await world.want('incident:2', 'fired', { ...TOP, channel: '#data-team' });
    await world.want('checklist:a', 'of the survivor', { urgency: 1, thread: 'incident:2' });
    await world.want('run:b', 'changed', { urgency: 3, thread: 'incident:3' });
    await world.store.transact(async (tx) => {
      await tx.cards.want({ ...(await world.card('incident:42')), key: 'incident:3', now: world.clock() });
      const row = await tx.cards.load('incident:3');
      if (row !== null) await tx.cards.save({ ...row, gaveUp: 'Slack says something.' });
    });
    await world.settle();
    expect([standsIn('checklist:a'), shows('checklist:a')]).toEqual([[first], ['of the survivor']]);
    expect([standsIn('run:b'), shows('run:b')]).toEqual([[first], ['changed']]);
  });
});

describe('a channel that cannot be written to', () => {
  it.each([
    ['archived', (key: string) => world.workspace.archive(key)],
    ['left by the bot', (key: string) => world.workspace.kick(key, 'U0HANDRAIL')],
  ])('%s: the card goes to the default channel, and is kept true there', async (_, spoil) => {
    await begin();
    await world.place('incident:1', 'fired', { channel: '#data-team' });
    spoil('#data-team');
    world.start();
    await world.want('incident:1', 'acknowledged', { channel: '#data-team' });
    await world.want('incident:2', 'fired', { channel: '#data-team' });
    await world.settle();
    const here = (key: string) =>
      world
        .live(key)
        .filter(({ channel }) => channel === 'C0ALERTS')
        .map(({ text }) => text);
    expect(here('incident:1')).toEqual(['acknowledged']);
    expect(here('incident:2')).toEqual(['fired']);

    await world.want('incident:2', 'resolved', { channel: '#data-team' });
    await world.settle();
    expect(here('incident:2')).toEqual(['resolved']);
  });

  it('that nobody knows: the card goes to the default channel', async () => {
    await begin();
    world.start();
    await world.want('incident:42', 'fired', { channel: '#nobody-made-it' });
    await world.settle();
    expect(world.live('incident:42').map(({ channel }) => channel)).toEqual(['C0ALERTS']);
  });

  it('and is the default one: the card is given up with a sentence that says what to do', async () => {
    await begin();
    world.workspace.kick('#todo-etl-alerts', 'U0HANDRAIL');
    world.start();
    await world.want('incident:42', 'fired', { channel: '#data-team' });
    await world.settle();
    expect(shows('incident:42')).toEqual(['fired']);
    await world.want('incident:43', 'fired');
    await world.settle();
    expect((await world.card('incident:43')).gaveUp).toBe(
      'Slack says not_in_channel. Invite the bot to the channel with /invite.',
    );
  });

  it('is followed when it is renamed', async () => {
    await begin();
    world.start();
    await world.want('incident:1', 'fired');
    await world.settle();
    world.workspace.rename('#todo-etl-alerts', 'data-incidents');
    await world.want('incident:1', 'acknowledged');
    await world.want('incident:2', 'fired');
    await world.settle();
    expect([...shows('incident:1'), ...shows('incident:2')]).toEqual(['acknowledged', 'fired']);
  });
});

describe('a card for one person', () => {
  const ME = 'U0RESPONDER';
  const everywhere = (): readonly string[] => world.workspace.state.messages.all().map(({ text }) => text);

  it('stands in their direct message, and is kept true there', async () => {
    await begin();
    world.start();
    await world.want('run:1', 'under way', { channel: ME });
    await world.settle();
    await world.want('run:1', 'three rows', { channel: ME });
    await world.settle();
    expect(world.live('run:1')).toMatchObject([{ channel: 'D0RESPONDER', text: 'three rows' }]);
    expect(await world.card('run:1')).toMatchObject({ channel: ME, channelId: 'D0RESPONDER' });
  });

  it('after an end that nobody knows is looked for there, and stands once', async () => {
    await begin();
    world.workspace.faults.set({ kind: 'drop-after-effect', method: 'chat.postMessage', times: 1 });
    world.start();
    await world.want('run:1', 'three rows', { channel: ME });
    await world.settle();
    expect(shows('run:1')).toEqual(['three rows']);
    expect(world.callsFor('chat.postMessage')).toHaveLength(1);
  });

  it.each([
    ['conversations.open', 'user_disabled', /^Slack says user_disabled\./],
    ['conversations.open', 'missing_scope', /slack\/manifest\.yaml/],
    ['conversations.open', 'channel_not_found', /for those there only/],
    ['chat.postMessage', 'messages_tab_disabled', /App Home/],
    ['chat.postMessage', 'channel_not_found', /for those there only/],
    ['chat.postMessage', 'is_archived', /for those there only/],
  ] as const)(
    'that %s refuses as %s is given up, and shown to nobody else',
    async (method, error, because) => {
      await begin();
      world.workspace.faults.set({ kind: 'error', error, method });
      world.start();
      await world.want('run:1', 'three rows', { channel: ME });
      await world.settle();
      expect((await world.card('run:1')).gaveUp).toMatch(because);
      expect(everywhere()).toEqual([]);
    },
  );

  it('that cannot be brought up to date any more is given up, and shown to nobody else', async () => {
    await begin();
    world.start();
    await world.want('run:1', 'under way', { channel: ME });
    await world.settle();
    world.workspace.faults.set({ kind: 'error', error: 'is_inactive', method: 'chat.update' });
    await world.want('run:1', 'three rows', { channel: ME });
    await world.settle();
    expect((await world.card('run:1')).gaveUp).toMatch(/for those there only/);
    expect(everywhere()).toEqual(['under way']);
  });

  it('that one shared where the bot may not write is given up, and they are told', async () => {
    await begin();
    world.workspace.kick('#data-team', 'U0HANDRAIL');
    world.start();
    await world.want('shared:1', 'three rows', { kind: 'shared', channel: '#data-team' });
    await world.settle();
    expect(world.notes).toEqual([expect.stringMatching(/^shared:1: .*goes nowhere else\. Slack says /)]);
    expect(everywhere()).toEqual([]);
  });

  it('waits while Slack is away, and is shown when it is back', async () => {
    await begin();
    world.workspace.faults.set({ kind: 'http-500', method: 'conversations.open', times: 3 });
    world.start();
    await world.want('run:1', 'three rows', { channel: ME });
    await world.settle();
    expect(shows('run:1')).toEqual(['three rows']);
  });
});

describe('blocks that Slack refuses', () => {
  it('give way to the plain text, in a new message and in an update', async () => {
    await begin({ render: async (_, message) => ({ ...message, blocks: [{ type: 'section' }] }) });
    world.start();
    await world.want('incident:42', 'fired');
    await world.settle();
    expect(world.live('incident:42').map(({ text, blocks }) => [text, blocks])).toEqual([
      ['fired as text', []],
    ]);
    await world.want('incident:42', 'acknowledged');
    await world.settle();
    expect(shows('incident:42')).toEqual(['acknowledged as text']);
  });

  it('and text that it refuses as well end in a sentence', async () => {
    await begin();
    world.workspace.faults.set({ kind: 'error', error: 'msg_too_long', method: 'chat.postMessage' });
    world.start();
    await world.want('incident:42', 'fired');
    await world.settle();
    expect((await world.card('incident:42')).gaveUp).toMatch(
      /^Slack refused even the plain text: Slack says msg_too_long/,
    );
    expect(world.callsFor('chat.postMessage')).toHaveLength(2);
  });
});

describe('two workers over one store', () => {
  it('never show one card at the same time', async () => {
    const busy = new Set<string>();
    let collisions = 0;
    await begin({
      workers: 2,
      render: async (card, message) => {
        if (busy.has(card.key)) collisions += 1;
        busy.add(card.key);
        return message;
      },
      aroundPublisher: (publisher) => ({
        ...publisher,
        post: (...call) => publisher.post(...call).finally(() => busy.delete(call[2])),
        update: (...call) => publisher.update(...call).finally(() => busy.delete(call[1])),
      }),
    });
    world.start();
    const keys = ['incident:1', 'incident:2', 'incident:3', 'incident:4', 'incident:5'];
    for (const text of ['fired', 'acknowledged', 'resolved']) {
      for (const key of keys) await world.want(key, text);
      await world.pass(1_000);
    }
    await world.settle();
    expect(collisions).toBe(0);
    for (const key of keys) expect(shows(key)).toEqual(['resolved']);
    expect(world.callsFor('chat.postMessage')).toHaveLength(keys.length);
  });
});
