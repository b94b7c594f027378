/** The plain records: alarms, runbook texts, pace, audit, and the count of what waits. */

import { describe, expect, it } from '@jest/globals';
import type { Current } from '../contract.ts';
import { HANDRAIL } from '../../../src/access/actor.ts';
import { auditEntry, inbound, job, NOW, wish } from '../samples.ts';

export function recordContract(current: Current): void {
  describe('an alarm', () => {
    it('is what was saved last', async () => {
      const key = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:todo-etl-silver';
      await current.store.transact(async (tx) => {
        expect(await tx.alarms.load(key)).toBeNull();
        await tx.alarms.save({ key, state: 'ALARM', changedAt: NOW, incident: 42 });
        await tx.alarms.save({ key, state: 'OK', changedAt: NOW + 1, incident: null });
      });
      const alarm = await current.store.read((reader) => reader.alarms.load(key));
      expect(alarm).toEqual({ key, state: 'OK', changedAt: NOW + 1, incident: null });
    });
  });

  describe('a runbook version', () => {
    it('is kept by its hash and written once', async () => {
      await current.store.transact(async (tx) => {
        await tx.runbooks.save('a1b2c3', '# Runbook', NOW);
        await tx.runbooks.save('a1b2c3', '# Forged', NOW + 1);
      });
      expect(current.stored.runbook('a1b2c3')).toBe('# Runbook');
      expect(current.stored.runbook('d4e5f6')).toBeNull();
    });
  });

  describe('until when Slack asked to wait', () => {
    it('is the latest time of a lane, and is gone when it is over', async () => {
      await current.store.transact(async (tx) => {
        await tx.slack.hold('chat.update', NOW + 30, NOW);
        await tx.slack.hold('chat.update', NOW + 20, NOW);
        await tx.slack.hold('conversations.list', NOW + 5, NOW);
      });
      const store = await current.reopen();
      const holds = async (now: number) =>
        Object.fromEntries(await store.read((reader) => reader.slack.holds(now)));
      expect(await holds(NOW)).toEqual({ 'chat.update': NOW + 30, 'conversations.list': NOW + 5 });
      expect(await holds(NOW + 5)).toEqual({ 'chat.update': NOW + 30 });
      await store.transact((tx) => tx.slack.hold('chat.delete', NOW + 40, NOW + 30));
      expect(await holds(NOW)).toEqual({ 'chat.delete': NOW + 40 });
    });
  });

  describe('a counter', () => {
    it('rises from one, each for itself, and is kept', async () => {
      await current.store.transact(async (tx) => {
        expect(await tx.counters.read('pings-held:42')).toBe(0);
        expect([await tx.counters.up('pings-held:42'), await tx.counters.up('pings-held:42')]).toEqual([
          1, 2,
        ]);
        expect(await tx.counters.up('pings-held:43')).toBe(1);
      });
      const store = await current.reopen();
      expect(await store.read((reader) => reader.counters.read('pings-held:42'))).toBe(2);
    });
  });

  describe('the audit', () => {
    it('gives the last entries as they were appended, oldest first', async () => {
      const entries = [
        auditEntry('acknowledge #42'),
        auditEntry('retry silver-users', { allowed: false, because: 'needs operator', incident: null }),
        auditEntry('resolve #42', { actor: HANDRAIL }),
      ];
      await current.store.transact(async (tx) => {
        for (const entry of entries) await tx.audit.append(entry);
      });
      expect(current.stored.audit(2)).toEqual([
        { ...entries[1], id: 2, mac: expect.stringMatching(/^[0-9a-f]{64}$/) },
        { ...entries[2], id: 3, mac: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ]);
    });
  });

  describe('the backlog', () => {
    it('counts what waits: messages, cards behind, jobs due', async () => {
      const nothing = { inbound: 0, cards: 0, jobs: 0, oldestInboundAt: null };
      expect(await current.store.read((reader) => reader.backlog())).toEqual(nothing);
      await current.store.acceptInbound(inbound('m-1', { receivedAt: NOW - 9 }));
      await current.store.acceptInbound(inbound('m-2', { receivedAt: NOW - 5 }));
      await current.store.transact(async (tx) => {
        await tx.cards.want(wish('incident:42'));
        await tx.jobs.put(job('due'));
        await tx.jobs.put(job('future', { dueAt: NOW + 1 }));
      });
      const waiting = { inbound: 2, cards: 1, jobs: 1, oldestInboundAt: NOW - 9 };
      expect(await current.store.read((reader) => reader.backlog())).toEqual(waiting);
    });
  });
}
