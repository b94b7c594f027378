/** Jobs and timers: each due one is claimed by one, and a wish made meanwhile is not lost. */

import { describe, expect, it } from '@jest/globals';
import type { Current } from '../contract.ts';
import type { JobKinds, Transaction } from '../../../src/handlers/ports.ts';
import { job, NOW } from '../samples.ts';

const CLAIM_MS = 60_000;

export function jobContract(current: Current): void {
  const claim = (by: string, now = NOW, limit = 10) =>
    current.store.transact((tx) => tx.jobs.claim(limit, now, now + CLAIM_MS, by));
  const transact = <T>(work: (tx: Transaction) => Promise<T>) => current.store.transact(work);
  const load = (key: string) => current.store.read((reader) => reader.jobs.load(key));

  describe('a job', () => {
    it('comes back as it was put, and moves when it is put again', async () => {
      await transact((tx) => tx.jobs.put(job('export:42', { payload: { to: ['s3', null], n: 1 } })));
      expect(await load('export:42')).toEqual({
        ...job('export:42', { payload: { to: ['s3', null], n: 1 } }),
        stream: null,
        attempts: 0,
      });
      await transact((tx) => tx.jobs.put(job('export:42', { dueAt: NOW + 7, payload: 'later' })));
      expect(await load('export:42')).toMatchObject({ dueAt: NOW + 7, payload: 'later' });
      expect(await load('other')).toBeNull();
    });

    it('is claimed when it is due, longest due first, up to the limit', async () => {
      await transact(async (tx) => {
        await tx.jobs.put(job('third', { dueAt: NOW }));
        await tx.jobs.put(job('first', { dueAt: NOW - 9 }));
        await tx.jobs.put(job('second', { dueAt: NOW - 3 }));
        await tx.jobs.put(job('future', { dueAt: NOW + 1 }));
      });
      expect((await claim('a', NOW, 2)).map(({ key, attempts }) => [key, attempts])).toEqual([
        ['first', 1],
        ['second', 1],
      ]);
      expect((await claim('a')).map(({ key }) => key)).toEqual(['third']);
      expect((await claim('a', NOW + 1)).map(({ key }) => key)).toEqual(['future']);
    });

    it('is claimed by its kind, alone or but for some', async () => {
      const { store } = current;
      await store.transact(async (tx) => {
        await tx.jobs.put(job('slow', { kind: 'slow', dueAt: NOW - 2 }));
        await tx.jobs.put(job('quick', { kind: 'quick', dueAt: NOW - 1 }));
      });
      const of = (kinds: JobKinds) =>
        store.transact((tx) => tx.jobs.claim(10, NOW, NOW + CLAIM_MS, 'a', kinds));
      expect((await of({ without: ['slow'] })).map(({ key }) => key)).toEqual(['quick']);
      expect((await of({ only: 'other' })).map(({ key }) => key)).toEqual([]);
      expect((await of({ only: 'slow' })).map(({ key }) => key)).toEqual(['slow']);
    });

    it('is claimed by one of two, until the claim has run out', async () => {
      await transact((tx) => tx.jobs.put(job('j')));
      const both = await Promise.all([claim('a'), claim('b')]);
      expect(both.flat()).toHaveLength(1);
      expect(await claim('b', NOW + CLAIM_MS - 1)).toEqual([]);
      expect(await claim('b', NOW + CLAIM_MS)).toMatchObject([{ key: 'j', attempts: 2 }]);
      await transact((tx) => tx.jobs.finish('j', 'a'));
      expect(await load('j')).not.toBeNull();
      await transact((tx) => tx.jobs.finish('j', 'b'));
      expect(await load('j')).toBeNull();
    });

    it('is due again when its claimer gives it back, and only then', async () => {
      await transact((tx) => tx.jobs.put(job('j')));
      await claim('a');
      await transact((tx) => tx.jobs.retry('j', 'b', NOW));
      expect(await claim('b')).toEqual([]);
      await transact((tx) => tx.jobs.retry('j', 'a', NOW + 5));
      expect(await claim('b', NOW + 4)).toEqual([]);
      expect(await claim('b', NOW + 5)).toMatchObject([{ key: 'j', attempts: 2 }]);
    });

    it('is not removed by the end of a run that began before it was put again', async () => {
      await transact((tx) => tx.jobs.put(job('j')));
      await claim('a');
      await transact((tx) => tx.jobs.put(job('j', { dueAt: NOW + 1 })));
      await transact((tx) => tx.jobs.finish('j', 'a'));
      expect(await claim('b', NOW + 1)).toMatchObject([{ key: 'j', attempts: 1 }]);
    });

    it('is free at once after a start when its claimer is dead', async () => {
      await transact((tx) => tx.jobs.put(job('j')));
      await claim('a');
      await transact((tx) => tx.processes.releaseClaims(NOW));
      expect(await claim('b')).toMatchObject([{ key: 'j' }]);
    });
  });

  describe('the timers of a stream', () => {
    const keysOf = (jobs: readonly { readonly key: string }[]) => jobs.map(({ key }) => key);

    it('are replaced as a whole, and those of others are left alone', async () => {
      await transact(async (tx) => {
        await tx.jobs.put(job('plain'));
        await tx.jobs.replaceTimers('incident:1', [job('1:remind'), job('1:calm')]);
        await tx.jobs.replaceTimers('incident:2', [job('2:remind')]);
        await tx.jobs.replaceTimers('incident:1', [job('1:calm', { dueAt: NOW - 1 }), job('1:review')]);
      });
      expect(keysOf(await claim('a'))).toEqual(['1:calm', '1:review', '2:remind', 'plain']);
    });

    it('end with an empty set', async () => {
      await transact((tx) => tx.jobs.replaceTimers('incident:1', [job('1:remind')]));
      expect(await load('1:remind')).toMatchObject({ stream: 'incident:1' });
      await transact((tx) => tx.jobs.replaceTimers('incident:1', []));
      expect(await load('1:remind')).toBeNull();
    });

    it('keep a claimed one that is gone from the set for its claimer to finish', async () => {
      await transact((tx) => tx.jobs.replaceTimers('incident:1', [job('1:remind')]));
      await claim('a');
      await transact((tx) => tx.jobs.replaceTimers('incident:1', []));
      expect(await load('1:remind')).not.toBeNull();
      await transact((tx) => tx.jobs.finish('1:remind', 'a'));
      expect(await load('1:remind')).toBeNull();
    });

    it('do not fire twice when one that runs is set again unchanged', async () => {
      await transact((tx) => tx.jobs.replaceTimers('incident:1', [job('1:remind')]));
      await claim('a');
      await transact((tx) => tx.jobs.replaceTimers('incident:1', [job('1:remind')]));
      expect(await claim('b')).toEqual([]);
      await transact((tx) => tx.jobs.finish('1:remind', 'a'));
      expect(await load('1:remind')).toBeNull();
    });

    it('survive the end of a run that set its own timer anew', async () => {
      await transact((tx) => tx.jobs.replaceTimers('incident:1', [job('1:remind')]));
      await claim('a');
      await transact((tx) => tx.jobs.replaceTimers('incident:1', [job('1:remind', { dueAt: NOW + 600 })]));
      await transact((tx) => tx.jobs.finish('1:remind', 'a'));
      expect(await claim('b', NOW + 600)).toMatchObject([{ key: '1:remind', dueAt: NOW + 600 }]);
    });
  });
}
