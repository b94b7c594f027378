/** Claims and leases of processes: a start takes over from the dead, and takes nothing from the living. */

import { describe, expect, it } from '@jest/globals';
import type { Current } from '../contract.ts';
import { beat as giveSign, READY_WITHIN_MS, takeOver } from '../../../src/handlers/heartbeat.ts';
import { claimToken } from '../../../src/handlers/ports.ts';
import { inbound, job, NOW, wish } from '../samples.ts';

const LEASE_MS = 600_000;

export function claimContract(current: Current): void {
  /** Makes a card and a job, and lets this process claim both. */
  const claim = (process: string) =>
    current.store.transact(async (tx) => {
      const token = claimToken(process, 'claim-1');
      await tx.cards.want(wish(`checklist:${process}`));
      await tx.cards.claim(1, NOW, NOW + LEASE_MS, token);
      await tx.jobs.put(job(`job of ${process}`));
      await tx.jobs.claim(1, NOW, NOW + LEASE_MS, token);
    });
  const beat = (process: string, at: number) =>
    current.store.transact((tx) => tx.processes.beat(process, at));
  const start = (isAlone: boolean, now = NOW) =>
    takeOver({ store: current.store, clock: () => now }, isAlone);
  /** What is free to be claimed. */
  const free = () =>
    current.store.transact(async (tx) => {
      const by = claimToken('looker', 'claim-1');
      const cards = await tx.cards.claim(10, NOW, NOW + LEASE_MS, by);
      const jobs = await tx.jobs.claim(10, NOW, NOW + LEASE_MS, by);
      return [...cards, ...jobs].map(({ key }) => key);
    });

  describe('a start', () => {
    it('frees what a process held whose last sign of life is older than thirty seconds', async () => {
      await claim('dead');
      await claim('living');
      await beat('dead', NOW);
      await beat('living', NOW + 1);
      await start(false, NOW + READY_WITHIN_MS + 1);
      expect(await free()).toEqual(['checklist:dead', 'job of dead']);
    });

    it('frees what a process held that never gave a sign of life', async () => {
      await claim('dead');
      await start(false);
      expect(await free()).toEqual(['checklist:dead', 'job of dead']);
    });

    it('does not take a process for another whose name begins as its own', async () => {
      await claim('one');
      await claim('one-more');
      await beat('one', NOW);
      await start(false);
      expect(await free()).toEqual(['checklist:one-more', 'job of one-more']);
    });

    it('frees all where a lock proves that nobody else is there, however young their signs of life', async () => {
      await claim('killed');
      await beat('killed', NOW);
      await start(true);
      expect(await free()).toEqual(['checklist:killed', 'job of killed']);
      expect(await current.store.read((reader) => reader.processes.lastBeat('killed'))).toBeNull();
    });
  });

  it('somebody is alive who gave a sign of life since then', async () => {
    const anyAlive = (since: number) => current.store.read((reader) => reader.processes.anyAlive(since));
    expect(await anyAlive(0)).toBe(false);
    await current.store.transact((tx) => tx.processes.beat('one', NOW));
    expect([await anyAlive(NOW), await anyAlive(NOW + 1)]).toEqual([true, false]);
  });

  describe('a clock that is set back by an hour', () => {
    const BEFORE = NOW + 3_600_000;
    const alive = (now: number) => ({ store: current.store, clock: () => now, process: 'living' });
    /** A card and a run that wait for some seconds, a message that failed, and a timer of an incident. */
    const waitAMoment = async () => {
      await current.store.acceptInbound(inbound('m-1'));
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('checklist:c1'));
        await tx.cards.save({ ...(await tx.cards.load('checklist:c1'))!, notBefore: BEFORE + 1_000 });
        await tx.jobs.put(job('run:r1', { kind: 'run', dueAt: BEFORE + 5_000 }));
        const [message] = await tx.inbox.pending(1);
        await tx.inbox.failed(message!.id, 'no such stage', BEFORE + 2_000);
        await tx.jobs.put(job('incident:1:speak-up', { kind: 'speak-up', dueAt: BEFORE + 900_000 }));
      });
    };
    const due = async () => [
      ...(await free()),
      ...(await current.store.transact((tx) => tx.inbox.pending(10, NOW))).map(({ messageId }) => messageId),
    ];

    it('makes nothing wait for that hour while a process runs: its next sign of life sees it', async () => {
      await giveSign(alive(BEFORE));
      await waitAMoment();
      expect(await due()).toEqual([]);
      expect(await giveSign(alive(NOW))).toBe(true);
      expect(await due()).toEqual(['checklist:c1', 'run:r1', 'm-1']);
      expect(await giveSign(alive(NOW + 10_000))).toBe(false);
    });

    it('keeps nothing running in AWS for that hour that is to be stopped', async () => {
      await giveSign(alive(BEFORE));
      const dueAt = BEFORE + 5_000;
      await current.store.transact((tx) => tx.jobs.put(job('stop-run:r1', { kind: 'stop-run', dueAt })));
      await giveSign(alive(NOW));
      expect(await due()).toEqual(['stop-run:r1']);
    });

    it('keeps no file back for that hour that waits for its turn', async () => {
      await giveSign(alive(BEFORE));
      const dueAt = BEFORE + 5_000;
      await current.store.transact((tx) => tx.jobs.put(job('send-file:r1', { kind: 'send-file', dueAt })));
      await giveSign(alive(NOW));
      expect(await due()).toEqual(['send-file:r1']);
    });

    it('makes nothing wait after the next start', async () => {
      await giveSign(alive(BEFORE));
      await waitAMoment();
      await start(true);
      expect(await due()).toEqual(['checklist:c1', 'run:r1', 'm-1']);
    });

    it('leaves what is being done to whoever does it', async () => {
      await giveSign(alive(BEFORE));
      await waitAMoment();
      await current.store.transact(async (tx) => {
        const token = claimToken('living', 'claim-1');
        await tx.cards.claim(1, BEFORE + 1_000, BEFORE + LEASE_MS, token);
        await tx.jobs.claim(1, BEFORE + 5_000, BEFORE + LEASE_MS, token);
      });
      await giveSign(alive(NOW));
      expect(await due()).toEqual(['m-1']);
    });
  });
}
