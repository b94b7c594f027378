/** Nothing lost, nothing twice: whatever Slack does for a while, in the end each card stands once and is true. */

import type { FaultSwitch } from '../../sandbox/slack/faults.ts';

import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createCardsWorld } from './cards-world.ts';

const CARDS = [
  { key: 'incident:1', urgency: 0, thread: null },
  { key: 'timeline:1', urgency: 3, thread: 'incident:1' },
  { key: 'incident:2', urgency: 0, thread: null },
] as const;

const fault: fc.Arbitrary<FaultSwitch> = fc
  .record({
    kind: fc.constantFrom(
      'http-500',
      'drop-after-effect',
      'refuse-connection',
      'rate-limited',
      'internal_error',
    ),
    method: fc.constantFrom(
      'chat.postMessage',
      'chat.postMessage',
      'chat.update',
      'chat.delete',
      'conversations.history',
      'conversations.replies',
      'conversations.list',
    ),
    times: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ kind, method, times }) => {
    switch (kind) {
      case 'rate-limited':
        return { kind, method, times, retryAfterSeconds: 7 };
      case 'internal_error':
        return { kind: 'error', error: kind, method, times };
      default:
        return { kind, method, times };
    }
  });

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('want' as const), card: fc.constantFrom(...CARDS) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fail' as const), fault }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(0, 300, 1_000, 4_000) }),
  },
);

it('shows every card once, as it last was, within a minute after the faults end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
      const world = await createCardsWorld();
      const last = new Map<string, string>();
      try {
        world.start();
        await world.want('incident:1', 'opened', CARDS[0]);
        last.set('incident:1', 'opened');
        for (const [index, each] of steps.entries()) {
          if (each.do === 'fail') world.workspace.faults.set(each.fault);
          if (each.do === 'pass') await world.pass(each.ms);
          if (each.do !== 'want') continue;
          last.set(each.card.key, `change ${index}`);
          await world.want(each.card.key, `change ${index}`, each.card);
        }
        world.workspace.faults.clear();
        const tookMs = await world.settle();
        for (const [key, text] of last) {
          expect([key, world.live(key).map((message) => message.text)]).toEqual([key, [text]]);
        }
        expect(tookMs).toBeLessThanOrEqual(60_000);
      } finally {
        await world.close();
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);
