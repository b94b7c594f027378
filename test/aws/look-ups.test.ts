/** The pace of look-ups: how many may begin before one of those that began is over for the second. */

import { describe, expect, it } from '@jest/globals';

import type { Scene } from './account.ts';

import { createLookUps } from '../../src/aws/look-ups.ts';
import { openScene } from './account.ts';

const signal = new AbortController().signal;

async function withScene(work: (clients: Scene['clients']) => Promise<void>): Promise<void> {
  const scene = await openScene();
  try {
    await work(scene.clients);
  } finally {
    await scene.close();
  }
}

/** Resolves once all that waits for no timer has gone on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

describe('look-ups', () => {
  it('begin two at a time at one place, whoever asks, and at another place besides', () =>
    withScene(async (clients) => {
      const lookUps = createLookUps(1);
      const begun: string[] = [];
      const ask = (name: string, account: string) =>
        lookUps.turn({ place: { account, region: clients.region }, clients, signal }, async () => {
          begun.push(name);
        });
      const all = ['a', 'b', 'c', 'd'].map((name) => ask(name, '123456789012'));
      await settled();
      expect(begun).toEqual(['a', 'b']);
      await ask('elsewhere', '012345678901');
      expect(begun).toEqual(['a', 'b', 'elsewhere']);
      await Promise.all(all);
      expect(begun).toEqual(['a', 'b', 'elsewhere', 'c', 'd']);
    }));

  it('go on in their order, once a turn is over', () =>
    withScene(async (clients) => {
      const lookUps = createLookUps(1);
      const begun: number[] = [];
      await Promise.all(
        [1, 2, 3, 4, 5].map((name) =>
          lookUps.turn({ place: null, clients, signal }, async () => {
            begun.push(name);
          }),
        ),
      );
      expect(begun).toEqual([1, 2, 3, 4, 5]);
    }));

  it('are not made for who waits no more, and take nobody else his turn', () =>
    withScene(async (clients) => {
      const lookUps = createLookUps(1);
      const gone = AbortSignal.abort();
      const ask = (by: AbortSignal) =>
        lookUps.turn({ place: null, clients, signal: by }, async () => 'asked');
      await expect(ask(gone)).rejects.toThrow(/abort/i);
      await expect(ask(gone)).rejects.toThrow(/abort/i);
      await expect(ask(signal)).resolves.toBe('asked');
    }));
});
