/** Cards: no wish is lost, one shows at a time, the most urgent first. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Current } from '../contract.ts';
import { NOW, wish } from '../samples.ts';

const LEASE_MS = 30_000;

export function cardContract(current: Current): void {
  let claims = 0;
  const claim = (now = NOW, limit = 10) =>
    current.store.transact((tx) => tx.cards.claim(limit, now, now + LEASE_MS, `claim-${(claims += 1)}`));
  const claimedKeys = async (now?: number, limit?: number) =>
    (await claim(now, limit)).map((card) => card.key);

  describe('a card', () => {
    it('begins one revision behind, never shown', async () => {
      await current.store.transact((tx) => tx.cards.want(wish('incident:42')));
      const { now: changedAt, ...place } = wish('incident:42');
      expect(await current.store.read((reader) => reader.cards.load('incident:42'))).toEqual({
        ...place,
        wanted: 1,
        shown: 0,
        channelId: null,
        ts: null,
        threadTs: null,
        postingSince: null,
        leasedUntil: 0,
        notBefore: 0,
        attempts: 0,
        reposts: 0,
        gaveUp: null,
        leasedBy: null,
        changedAt,
      });
    });

    it('that was posted tells its channel, asked with any number of others', async () => {
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('incident:1'));
        await tx.cards.want(wish('incident:2'));
        const card = await tx.cards.load('incident:2');
        if (card === null) throw new Error('Expected the card to be stored');
        await tx.cards.save({ ...card, channelId: 'C0ALERTS', ts: '1.2' });
      });
      const asked = Array.from({ length: 450 }, (_, index) => `incident:${450 - index}`);
      expect(await current.store.read((reader) => reader.cards.channels(asked))).toEqual(
        new Map([['incident:2', 'C0ALERTS']]),
      );
      expect(await current.store.read((reader) => reader.cards.channels([]))).toEqual(new Map());
    });

    it('while it waits keeps its greatest urgency and its oldest time', async () => {
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('incident:42', { urgency: 1, now: NOW }));
        await tx.cards.want(wish('incident:42', { urgency: 2, now: NOW + 5, channel: '#moved' }));
        const waiting = { wanted: 2, urgency: 1, changedAt: NOW, channel: '#moved' };
        expect(await tx.cards.load('incident:42')).toMatchObject(waiting);
        await tx.cards.want(wish('incident:42', { urgency: 0, now: NOW + 6 }));
        expect(await tx.cards.load('incident:42')).toMatchObject({ wanted: 3, urgency: 0, changedAt: NOW });
      });
    });

    it('takes the urgency and time of a new wish once it was shown', async () => {
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('incident:42', { urgency: 0 }));
        const card = await tx.cards.load('incident:42');
        await tx.cards.save({ ...card!, shown: 1, channelId: 'C0ALERTS', ts: '1.2' });
        await tx.cards.want(wish('incident:42', { urgency: 2, now: NOW + 9 }));
        const behind = { wanted: 2, shown: 1, urgency: 2, changedAt: NOW + 9, ts: '1.2' };
        expect(await tx.cards.load('incident:42')).toMatchObject(behind);
      });
    });

    it('stays behind when a wish came while it was being shown', async () => {
      await current.store.transact((tx) => tx.cards.want(wish('incident:42', { urgency: 0 })));
      const [card] = await claim();
      await current.store.transact((tx) =>
        tx.cards.want(wish('incident:42', { channel: '#moved', now: NOW + 3 })),
      );
      await current.store.transact((tx) =>
        tx.cards.save({ ...card!, shown: card!.wanted, leasedUntil: 0, channelId: 'C0ALERTS', ts: '1.2' }),
      );
      expect(await current.store.read((reader) => reader.cards.load('incident:42'))).toMatchObject({
        wanted: 2,
        shown: 1,
        channel: '#moved',
        changedAt: NOW + 3,
        ts: '1.2',
        leasedUntil: 0,
      });
    });

    it('keeps everything that showing it found out', async () => {
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('incident:42'));
        const saved = {
          ...(await tx.cards.load('incident:42'))!,
          shown: 1,
          channelId: 'C0ALERTS',
          ts: '1790000000.000100',
          threadTs: '1790000000.000001',
          postingSince: NOW,
          leasedUntil: NOW + 1,
          notBefore: NOW + 2,
          attempts: 3,
          reposts: 1,
          gaveUp: 'the channel is archived',
        };
        await tx.cards.save(saved);
        expect(await tx.cards.load('incident:42')).toEqual(saved);
      });
    });

    it('that was given up is tried once more when there is something new to show', async () => {
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('incident:42'));
        await tx.cards.save({ ...(await tx.cards.load('incident:42'))!, gaveUp: 'archived' });
        expect((await tx.backlog()).cards).toBe(0);
      });
      expect(await claimedKeys()).toEqual([]);
      await current.store.transact((tx) => tx.cards.want(wish('incident:42')));
      expect(await claimedKeys()).toEqual(['incident:42']);
    });

    it('loses no wish, whatever the order of wishing, claiming and saving', async () => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('want', 'claim', 'save'), { maxLength: 20 }),
          async (steps) => {
            round += 1;
            const key = `card-${round}`;
            let wishes = 0;
            let rendered = 0;
            let held: Awaited<ReturnType<typeof claim>>[number] | undefined;
            for (const step of steps) {
              if (step === 'want') {
                wishes += 1;
                await current.store.transact((tx) => tx.cards.want(wish(key)));
              } else if (step === 'claim') {
                const card = (await claim()).find((claimed) => claimed.key === key);
                // Claimable exactly while a wish was not rendered and nobody holds the card.
                expect(card !== undefined).toBe(wishes > rendered && held === undefined);
                held ??= card;
              } else if (held !== undefined) {
                const card = held;
                rendered = card.wanted;
                held = undefined;
                await current.store.transact((tx) =>
                  tx.cards.save({ ...card, shown: card.wanted, leasedUntil: 0 }),
                );
              }
            }
            const card = await current.store.read((reader) => reader.cards.load(key));
            expect([card?.wanted ?? 0, card?.shown ?? 0]).toEqual([wishes, rendered]);
          },
        ),
        { numRuns: 60 },
      );
    });
  });

  describe('claiming cards', () => {
    it('gives the most urgent, then the oldest, up to the limit', async () => {
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('thread', { urgency: 3, now: NOW - 9 }));
        await tx.cards.want(wish('late', { urgency: 2, now: NOW }));
        await tx.cards.want(wish('early', { urgency: 2, now: NOW - 5 }));
        await tx.cards.want(wish('first', { urgency: 0, now: NOW }));
      });
      expect(await claimedKeys(NOW, 3)).toEqual(['first', 'early', 'late']);
      expect(await claimedKeys(NOW, 3)).toEqual(['thread']);
    });

    it('refuses what a claim writes that another has overtaken, and what is written of a card that is gone', async () => {
      await current.store.transact((tx) => tx.cards.want(wish('incident:42')));
      const [slow] = await claim(NOW);
      const [quick] = await claim(NOW + LEASE_MS);
      const stands = { channelId: 'C0ALERTS', shown: 1, leasedUntil: 0 };
      const written = await current.store.transact(async (tx) => [
        await tx.cards.save({ ...slow!, ...stands, ts: '1.1' }),
        await tx.cards.save({ ...quick!, ...stands, ts: '2.2' }),
        await tx.cards.save({ ...slow!, ...stands, ts: '1.1' }),
        await tx.cards.save({ ...quick!, key: 'incident:43' }),
      ]);
      expect(written).toEqual([false, true, false, false]);
      await current.store.read(async (reader) => {
        expect(await reader.cards.load('incident:42')).toMatchObject({ ts: '2.2', shown: 1 });
        expect(await reader.cards.load('incident:43')).toBeNull();
      });
    });

    it('never gives one card to two, until the lease has run out', async () => {
      await current.store.transact((tx) => tx.cards.want(wish('incident:42')));
      const both = await Promise.all([claimedKeys(), claimedKeys()]);
      expect(both.flat()).toEqual(['incident:42']);
      expect(await claimedKeys(NOW + LEASE_MS - 1)).toEqual([]);
      expect(await claimedKeys(NOW + LEASE_MS)).toEqual(['incident:42']);
    });

    it('gives leases of the dead back at once after a start', async () => {
      await current.store.transact((tx) => tx.cards.want(wish('incident:42')));
      await claim();
      await current.store.transact((tx) => tx.processes.releaseClaims(NOW));
      expect(await claimedKeys()).toEqual(['incident:42']);
    });

    it('falls behind when the message above it is another one, even while it is being shown; pings do not', async () => {
      const below = { thread: 'incident:42' };
      const stands = { shown: 1, channelId: 'C0ALERTS', ts: '2.1', threadTs: '1.1' };
      const isBehind = async (key: string) =>
        (await current.store.read((reader) => reader.cards.list({ behind: true }))).some(
          (row) => row.key === key,
        );
      const moveParent = (ts: string) =>
        current.store.transact(async (tx) => {
          await tx.cards.save({
            ...(await tx.cards.load('incident:42'))!,
            shown: 1,
            channelId: 'C0ALERTS',
            ts,
          });
        });
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('incident:42'));
        await tx.cards.want(wish('run:waiting', below));
        await tx.cards.want(wish('run:given-up', below));
        await tx.cards.save({ ...(await tx.cards.load('run:given-up'))!, ...stands, gaveUp: 'archived' });
        for (const [key, kind] of [
          ['checklist:a', 'checklist'],
          ['ping:42:a', 'ping'],
        ] as const) {
          await tx.cards.want(wish(key, { ...below, kind }));
          await tx.cards.save({ ...(await tx.cards.load(key))!, ...stands });
        }
      });
      await moveParent('1.1');
      for (const key of ['checklist:a', 'ping:42:a']) expect(await isBehind(key)).toBe(false);
      await moveParent('1.2');
      expect(await isBehind('checklist:a')).toBe(true);
      expect(await isBehind('ping:42:a')).toBe(false);
      expect(await isBehind('run:given-up')).toBe(false);
      expect((await current.store.read((reader) => reader.cards.load('run:waiting')))?.wanted).toBe(1);

      const held = (await claim()).find(({ key }) => key === 'checklist:a');
      await moveParent('1.3');
      await current.store.transact((tx) =>
        tx.cards.save({ ...held!, shown: held!.wanted, threadTs: '1.2', leasedUntil: 0 }),
      );
      expect(await isBehind('checklist:a')).toBe(true);
    });

    it('tries what was given up again after a start, but no ping that was held back', async () => {
      await current.store.transact(async (tx) => {
        for (const key of ['incident:42', 'ping:42:joined']) {
          await tx.cards.want({ ...wish(key), kind: key.startsWith('ping') ? 'ping' : 'incident' });
          await tx.cards.save({ ...(await tx.cards.load(key))!, gaveUp: 'not in the channel' });
        }
        await tx.cards.revive();
      });
      expect(await claimedKeys()).toEqual(['incident:42']);
    });

    it('leaves out what is shown, and what is held back', async () => {
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('shown'));
        await tx.cards.save({ ...(await tx.cards.load('shown'))!, shown: 1 });
        await tx.cards.want(wish('held-back'));
        await tx.cards.save({ ...(await tx.cards.load('held-back'))!, notBefore: NOW + 1 });
      });
      expect(await claimedKeys(NOW)).toEqual([]);
      expect(await claimedKeys(NOW + 1)).toEqual(['held-back']);
    });

    it('waits with a thread until its first message was posted or given up', async () => {
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('incident:1', { urgency: 0 }));
        await tx.cards.want(wish('timeline:1', { thread: 'incident:1', urgency: 3 }));
        await tx.cards.want(wish('incident:2', { urgency: 0 }));
        await tx.cards.want(wish('timeline:2', { thread: 'incident:2', urgency: 3 }));
      });
      const [one, two] = await claim();
      expect([one?.key, two?.key]).toEqual(['incident:1', 'incident:2']);
      expect(await claimedKeys()).toEqual([]);
      await current.store.transact((tx) =>
        tx.cards.save({ ...one!, shown: 1, ts: '1.2', channelId: 'C0ALERTS' }),
      );
      expect(await claimedKeys()).toEqual(['timeline:1']);
      await current.store.transact((tx) => tx.cards.save({ ...two!, gaveUp: 'archived' }));
      expect(await claimedKeys()).toEqual(['timeline:2']);
    });
  });

  describe('a card whose subject is gone', () => {
    it('is dropped by whoever has it, and by nobody who was overtaken', async () => {
      await current.store.transact((tx) => tx.cards.want(wish('incident:42')));
      const [slow] = await claim();
      const [quick] = await claim(NOW + LEASE_MS);
      await current.store.transact((tx) => tx.cards.drop(slow!));
      expect(await current.store.read((reader) => reader.cards.load('incident:42'))).not.toBeNull();
      await current.store.transact((tx) => tx.cards.drop(quick!));
      expect(await current.store.read((reader) => reader.cards.load('incident:42'))).toBeNull();
    });
  });

  describe('the pings of a channel', () => {
    it('are counted since a time, and no other card with them', async () => {
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('ping:1', { kind: 'ping', now: NOW - 1 }));
        await tx.cards.want(wish('ping:2', { kind: 'ping' }));
        await tx.cards.want(wish('ping:3', { kind: 'ping', channel: '#data-team' }));
        await tx.cards.want(wish('incident:42'));
        const { channel } = wish('ping:1');
        expect(await tx.cards.pingsSince(channel, NOW - 2)).toBe(2);
        expect(await tx.cards.pingsSince(channel, NOW - 1)).toBe(1);
        expect(await tx.cards.pingsSince('#elsewhere', 0)).toBe(0);
      });
    });
  });

  describe('the list of cards', () => {
    it('is of those due, most urgent first, when it is asked for what is behind', async () => {
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('waits', { urgency: 0 }));
        await tx.cards.save({ ...(await tx.cards.load('waits'))!, notBefore: NOW + 1 });
        await tx.cards.want(wish('a-thread', { urgency: 3 }));
        await tx.cards.want(wish('a-first', { urgency: 0 }));
      });
      await current.store.read(async (reader) => {
        const keys = async (filter: Parameters<typeof reader.cards.list>[0]) =>
          (await reader.cards.list({ behind: true, ...filter })).map(({ key }) => key);
        expect(await keys({ dueBy: NOW })).toEqual(['a-first', 'a-thread']);
        expect(await keys({ dueBy: NOW, limit: 1 })).toEqual(['a-first']);
        expect(await keys({ dueBy: NOW + 1 })).toEqual(['a-first', 'waits', 'a-thread']);
      });
    });

    it('is by key, by prefix, and by whether they are behind', async () => {
      await current.store.transact(async (tx) => {
        for (const key of ['ping:42:2', 'ping:42:1', 'ping:420:1', 'incident:42'])
          await tx.cards.want(wish(key));
        await tx.cards.save({ ...(await tx.cards.load('ping:42:1'))!, shown: 1 });
      });
      await current.store.read(async (reader) => {
        const keys = async (filter: Parameters<typeof reader.cards.list>[0]) =>
          (await reader.cards.list(filter)).map((card) => card.key);
        expect(await keys({})).toEqual(['incident:42', 'ping:420:1', 'ping:42:1', 'ping:42:2'].toSorted());
        expect(await keys({ prefix: 'ping:42:' })).toEqual(['ping:42:1', 'ping:42:2']);
        expect(await keys({ prefix: 'ping:42:', behind: true })).toEqual(['ping:42:2']);
        expect(await keys({ prefix: 'ping:', limit: 2 })).toHaveLength(2);
        expect(await keys({ prefix: 'ping_42' })).toEqual([]);
      });
    });
  });
}
