/** The pace of look-ups: how many may begin before one of those that began is over for the second. */

import { describe, expect, it } from '@jest/globals';

import type { Actor } from '../../src/access/actor.ts';
import type { Scene } from './account.ts';

import { createClients } from '../../src/aws/clients.ts';
import { createLookUps } from '../../src/aws/look-ups.ts';
import { person } from '../support/builders.ts';
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
      const far = createClients({ region: clients.region, account: '012345678901' });
      const ask = (name: string, there = clients) =>
        lookUps.turn({ clients: there, by: person(), signal }, async () => {
          begun.push(name);
        });
      const all = ['a', 'b', 'c', 'd'].map((name) => ask(name));
      await settled();
      expect(begun).toEqual(['a', 'b']);
      await ask('elsewhere', far);
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
          lookUps.turn({ clients, by: person(), signal }, async () => {
            begun.push(name);
          }),
        ),
      );
      expect(begun).toEqual([1, 2, 3, 4, 5]);
    }));

  it('of people go before those that nobody asked for', () =>
    withScene(async (clients) => {
      const lookUps = createLookUps(1);
      const begun: string[] = [];
      const ask = (by: Actor) =>
        lookUps.turn({ clients, by, signal }, async () => {
          begun.push(by.kind);
        });
      const handrail: Actor = { kind: 'handrail' };
      await Promise.all([handrail, handrail, handrail, person(), person()].map(ask));
      expect(begun).toEqual(['handrail', 'handrail', 'person', 'person', 'handrail']);
    }));

  it('have one pace, whether the account of a call is said or is that of Handrail', async () => {
    const scene = await openScene();
    try {
      const asked = { pipeline: null, by: person(), incident: null };
      const said = { account: '123456789012', region: 'eu-central-1' };
      const begun: string[] = [];
      const lookUps = createLookUps(1);
      const all = await Promise.all(
        [null, said, said].map(async (place) => scene.pool.at({ ...asked, place })),
      );
      const turns = all.map((clients, place) =>
        lookUps.turn({ clients, by: person(), signal }, async () => {
          begun.push(`${place}`);
        }),
      );
      await settled();
      expect(begun).toEqual(['0', '1']);
      await Promise.all(turns);
      expect(begun).toEqual(['0', '1', '2']);
    } finally {
      await scene.close();
    }
  });

  it('are not made for who waits no more, and take nobody else his turn', () =>
    withScene(async (clients) => {
      const lookUps = createLookUps(1);
      const gone = AbortSignal.abort();
      const ask = (by: AbortSignal) =>
        lookUps.turn({ clients, by: person(), signal: by }, async () => 'asked');
      await expect(ask(gone)).rejects.toThrow(/abort/i);
      await expect(ask(gone)).rejects.toThrow(/abort/i);
      await expect(ask(signal)).resolves.toBe('asked');
    }));
});
