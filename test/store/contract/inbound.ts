/** Inbound messages: durable once accepted, each once, applied in order. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Current } from '../contract.ts';
import { inbound, NOW } from '../samples.ts';

export function inboundContract(current: Current): void {
  describe('inbound messages', () => {
    it('are stored whole and found again after a restart', async () => {
      const message = inbound('m-1', { subject: null, body: '{"text":"größer ✓ 🔴 \\"quoted\\"\\n"}' });
      expect(await current.store.acceptInbound(message)).toBe('stored');
      const store = await current.reopen();
      const pending = await store.transact((tx) => tx.inbox.pending(10));
      expect(pending).toEqual([{ ...message, id: expect.any(Number), attempts: 0 }]);
    });

    it('are duplicates when topic and message id were seen, whatever else differs', async () => {
      await current.store.acceptInbound(inbound('m-1'));
      expect(await current.store.acceptInbound(inbound('m-1', { body: 'other' }))).toBe('duplicate');
      expect(await current.store.acceptInbound(inbound('m-1', { topicArn: 'arn:other' }))).toBe('stored');
      expect(await current.store.transact((tx) => tx.inbox.pending(10))).toHaveLength(2);
    });

    it('are stored exactly once however they are repeated and interleaved', async () => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(12), { maxLength: 60 }), async (ids) => {
          round += 1;
          const topicArn = `arn:round-${round}`;
          const outcomes = await Promise.all(
            ids.map((id) => current.store.acceptInbound(inbound(String(id), { topicArn }))),
          );
          const stored = ids.filter((_, index) => outcomes[index] === 'stored').map(String);
          expect(stored.toSorted()).toEqual([...new Set(ids.map(String))].toSorted());
          const pending = await current.store.transact((tx) => tx.inbox.pending(100_000));
          const kept = pending.filter((row) => row.topicArn === topicArn).map((row) => row.messageId);
          expect(kept.toSorted()).toEqual(stored.toSorted());
        }),
        { numRuns: 40 },
      );
    });

    it('are all stored when more wait than one commit takes', async () => {
      const messages = Array.from({ length: 1_234 }, (_, index) => inbound(`m-${index}`));
      const outcomes = await Promise.all(messages.map((message) => current.store.acceptInbound(message)));
      expect(new Set(outcomes)).toEqual(new Set(['stored']));
      const pending = await current.store.transact((tx) => tx.inbox.pending(2_000));
      expect(pending.map((row) => row.messageId)).toEqual(messages.map((message) => message.messageId));
    });

    it('wait for a transaction that writes, and go through afterwards', async () => {
      const inside = Promise.withResolvers<void>();
      const leave = Promise.withResolvers<void>();
      const order: string[] = [];
      const writing = current.store.transact(async (tx) => {
        await tx.firstSight('key', NOW);
        inside.resolve();
        await leave.promise;
        order.push('transaction');
      });
      await inside.promise;
      const accepted = current.store.acceptInbound(inbound('m-1')).then(() => order.push('message'));
      leave.resolve();
      await Promise.all([writing, accepted]);
      expect(order).toEqual(['transaction', 'message']);
    });

    it('leave the pending list when applied, and only then', async () => {
      for (const id of ['m-1', 'm-2', 'm-3']) await current.store.acceptInbound(inbound(id));
      await current.store.transact(async (tx) => {
        const [first, second] = await tx.inbox.pending(2);
        await tx.inbox.applied(first!.id, 42, 'joined #42');
        expect(await tx.inbox.failed(second!.id, 'unreadable')).toBe(1);
        expect(await tx.inbox.failed(second!.id, 'unreadable')).toBe(2);
      });
      const pending = await current.store.transact((tx) => tx.inbox.pending(10));
      expect(pending.map(({ messageId, attempts }) => [messageId, attempts])).toEqual([
        ['m-2', 2],
        ['m-3', 0],
      ]);
    });

    it('are found by their number and by their id, with what became of them', async () => {
      for (const id of ['m-1', 'm-2', 'm-3']) await current.store.acceptInbound(inbound(id));
      await current.store.acceptInbound(inbound('m-1', { topicArn: 'arn:other' }));
      const [one, two, three, elsewhere] = await current.store.transact(async (tx) => {
        const rows = await tx.inbox.pending(9);
        await tx.inbox.applied(rows[0]!.id, 42, 'joined #42');
        await tx.inbox.failed(rows[1]!.id, 'unreadable', NOW + 9);
        return rows;
      });
      const waits = { notBefore: 0, lastError: null, applied: null };
      const { topicArn } = inbound('m-1');
      await current.store.read(async ({ inbox }) => {
        const applied = { at: expect.any(Number), incident: 42, note: 'joined #42' };
        expect(await inbox.load(one!.id)).toEqual({ ...one, ...waits, applied });
        const failed = { attempts: 1, notBefore: NOW + 9, lastError: 'unreadable' };
        expect(await inbox.load(two!.id)).toEqual({ ...two, ...waits, ...failed });
        expect(await inbox.load(99)).toBeNull();
        expect(await inbox.withId('m-3', [topicArn, 'arn:other'])).toEqual([{ ...three, ...waits }]);
        expect(await inbox.withId('m-1', ['arn:other'])).toEqual([{ ...elsewhere, ...waits }]);
        expect(await inbox.withId('m-1', [topicArn, 'arn:other'])).toHaveLength(2);
        expect(await inbox.withId('m-9', [topicArn])).toEqual([]);
      });
    });

    it('stay known as duplicates after they were applied', async () => {
      await current.store.acceptInbound(inbound('m-1'));
      await current.store.transact(async (tx) => {
        const [row] = await tx.inbox.pending(1);
        await tx.inbox.applied(row!.id, null, 'recorded');
      });
      expect(await current.store.acceptInbound(inbound('m-1'))).toBe('duplicate');
    });

    it('are refused once the store is closed', async () => {
      const accepted = current.store.acceptInbound(inbound('m-1'));
      const closing = current.store.close();
      await expect(current.store.acceptInbound(inbound('m-2'))).rejects.toThrow('was not stored');
      await closing;
      expect(await accepted).toBe('stored');
      const store = await current.reopen();
      expect(await store.transact((tx) => tx.inbox.pending(10))).toHaveLength(1);
    });
  });
}
